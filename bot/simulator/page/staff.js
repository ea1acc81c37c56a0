// The counsellor's phone and the group of the staff, beside the person's phone.

import { Chat, firstLine } from "./chat.js";
import { drawLock } from "./panel.js";

const id = (name) => document.getElementById(name);
let send = () => {};
let composing = null; // {what: "answer" | "change", message}

const counsellor = new Chat(id("counsellor-phone"), {
  says: { ours: "Bot: ", hers: "Counsellor: ", changed: "On the counsellor’s phone the bot changed its message: ", arrived: "New message on the counsellor’s phone: " },
  press: (data, on) => send({ do: "press", who: "counsellor", data, on }),
  deed,
});
const group = new Chat(id("group-phone"), {
  says: { ours: "Bot: ", hers: "Staff: ", changed: "In the group the bot changed its message: ", arrived: "New message in the group: " },
  press: (data, on) => send({ do: "press", who: "group", data, on }),
});

// `act` does what a page may ask for and says what came of it.
export function begin(act) {
  send = act;
}

export function drawStaff(picture) {
  const hers = picture.counsellor;
  const opens = Boolean(hers) && document.body.dataset.staff !== "yes";
  document.body.dataset.staff = hers ? "yes" : "no";
  for (const button of document.querySelectorAll("[data-open-counsellor]")) button.hidden = Boolean(hers);
  id("put-away").hidden = !hers;
  id("counsellor-say").hidden = !hers;
  id("no-counsellor").hidden = Boolean(hers);
  id("counsellor-name").textContent = hers ? hers.alias : "Counsellor";
  id("counsellor-face").textContent = hers ? hers.alias.replace(/\D+/g, "") : "?";
  id("group-who").textContent = hers ? `A press here is ${hers.alias}’s.` : "Open a counsellor’s phone to press here.";
  id("no-group").hidden = picture.group.length > 0;
  counsellor.draw(hers ? hers.messages : []);
  group.draw(picture.group);
  drawLock("counsellor-", hers && hers.lock, picture.name);
  if (composing && !(hers && hers.messages.some((one) => one.id === composing.message.id))) compose(null);
  if (opens && id("counsellor-text").checkVisibility()) id("counsellor-text").focus({ preventScroll: true });
}

// What she types is shown at once, as on the person's phone.
export function pendingAtDesk(what) {
  if (what.do === "say") return counsellor.pending({ text: what.text });
  if (what.do === "media") return counsellor.pending({ media: what.kind });
  return () => {};
}

function deed(message) {
  if (message.side === "ours") {
    return message.protected ? { name: `Answer ${firstLine(message)}`.trim(), icon: "i-answer", run: () => compose("answer", message) } : null;
  }
  return message.media ? null : { name: "Change this message", icon: "i-change", run: () => compose("change", message) };
}

function compose(what, message) {
  composing = what ? { what, message } : null;
  id("composing").hidden = !composing;
  if (!composing) return;
  id("composing-what").textContent = what === "answer" ? `Answer to: ${firstLine(message)}` : "Change your message";
  if (what === "change") id("counsellor-text").value = message.text;
  id("counsellor-text").focus();
}

function drop() {
  if (composing && composing.what === "change") id("counsellor-text").value = "";
  compose(null);
  id("counsellor-text").focus();
}

id("counsellor-say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = id("counsellor-text").value.trim();
  if (!text) return;
  id("counsellor-text").value = "";
  const [what, on] = composing ? [composing.what, composing.message.id] : ["", ""];
  compose(null);
  if (what === "change") send({ do: "edit", text, message: on });
  else send({ do: "say", who: "counsellor", text, about: on });
});
id("counsellor-photo").addEventListener("click", () => send({ do: "media", who: "counsellor", kind: "photo" }));
id("composing-drop").addEventListener("click", drop);
id("counsellor-say").addEventListener("keydown", (event) => { if (event.key === "Escape" && composing) drop(); });
for (const button of document.querySelectorAll("[data-open-counsellor]")) {
  button.addEventListener("click", () => send({ do: "counsellor" }));
}
id("put-away").addEventListener("click", async () => {
  await send({ do: "counsellor", open: false });
  const again = [...document.querySelectorAll("[data-open-counsellor]")].find((one) => one.checkVisibility());
  if (again) again.focus();
});
