// The page: wires the phone, the ways in and the clock to the bot.

import { Chat, kinds } from "./chat.js";
import { act, knownPhone, listen, newPhone, Refused } from "./net.js";
import { drawLock, drawStored, tick } from "./panel.js";
import { begin as beginStaff, drawStaff, pendingAtDesk } from "./staff.js";
import { setNow } from "./time.js";
import { close as closeChoices, drawKept, keys, labelOf, messenger, sign } from "./whatsapp.js";

const id = (name) => document.getElementById(name);
const locale = id("app-locale");
const toasting = {};
const her = new Chat(document.querySelector("main"), {
  says: { ours: "Bot: ", hers: "She: ", changed: "The bot changed its message: ", arrived: "New message: " },
  press: (data, on) => send({ do: "press", data, on }),
  keys,
  sign,
});

function draw(picture) {
  setNow(picture.now);
  drawKept(picture);
  id("chat-name").textContent = picture.name;
  id("chat-face").textContent = picture.name.slice(0, 1);
  locale.value = picture.app_locale;
  const empty = picture.messages.length === 0;
  id("empty").hidden = !empty;
  const begins = empty && picture.messenger === "telegram"; // elsewhere one just writes
  id("start").hidden = !begins;
  id("say").hidden = begins;
  if (begins) closeAttach();
  her.draw(picture.messages);
  id("keyboard").hidden = !picture.keyboard;
  id("keyboard").textContent = picture.keyboard;
  drawLock("", picture.lock, picture.name);
  drawStaff(picture);
  drawStored(picture.stored && { ...picture.stored, copies: picture.copies && picture.copies.held }, picture.phones);
  document.body.dataset.ready = "yes";
  tick();
}

function ofHers(what) {
  if (what.who === "counsellor") return pendingAtDesk(what);
  switch (what.do) {
    case "say": return her.pending({ text: what.text });
    case "start": return her.pending({ text: "/start" });
    case "press": return !what.who && messenger() === "whatsapp" ? her.pending({ text: labelOf(what) }) : () => {};
    case "pin": return her.pending({ pin: [what.lat, what.lon] });
    case "media": return her.pending({ media: what.kind });
    default: return () => {};
  }
}

async function send(what) {
  const settle = ofHers(what);
  try {
    const answer = await act(what);
    settle();
    if (answer.alert) toast(answer.alert, toastOf(what));
  } catch (error) {
    if (error instanceof Refused && error.status === 410) await begin();
    else lost(true);
  }
}

function toastOf(what) {
  if (what.who) return `${what.who}-toast`;
  return what.do === "edit" ? "counsellor-toast" : "toast";
}

function toast(words, where) {
  id(where).textContent = words;
  clearTimeout(toasting[where]);
  toasting[where] = setTimeout(() => { id(where).textContent = ""; }, 4000);
}

function lost(isLost) {
  id("lost").hidden = !isLost;
  id("lost").textContent = isLost
    ? "The program does not answer. If it has ended, everything is deleted; start it again with make run."
    : "";
}

// Which messenger her phone has stands in the address of the page.
function asked() {
  const name = new URLSearchParams(location.search).get("messenger");
  return ["telegram", "whatsapp"].includes(name) ? name : "";
}

function remember(name) {
  history.replaceState(null, "", name === "telegram" ? location.pathname : `?messenger=${name}`);
}

async function begin() {
  try {
    const known = await knownPhone();
    const fits = known && (!asked() || known.messenger === asked());
    draw(fits ? known : await newPhone(locale.value, asked() || "telegram"));
    remember(messenger());
    lost(false);
  } catch {
    lost(true);
    setTimeout(begin, 2000);
    return;
  }
  listen({
    picture: draw,
    beat: (now) => { setNow(now); tick(); },
    gone: () => setTimeout(begin, 500),
    lost,
  });
}

function view(name) {
  document.body.dataset.view = name;
  for (const tab of document.querySelectorAll("[data-show]")) {
    if (tab.dataset.show === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function openAttach() {
  closeChoices();
  id("attach").hidden = false;
  id("attach-toggle").setAttribute("aria-expanded", "true");
  id("spot").focus();
}

function closeAttach() {
  const inside = id("attach").contains(document.activeElement);
  id("attach").hidden = true;
  id("attach-toggle").setAttribute("aria-expanded", "false");
  if (inside) id("attach-toggle").focus();
}

function fillSpot() {
  [id("lat").value, id("lon").value] = id("spot").value.split(",");
}

function sendPin(event) {
  event.preventDefault();
  const [lat, lon] = ["lat", "lon"].map((name) => Number(id(name).value.trim().replace(",", ".")));
  const fits = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && id("lat").value && id("lon").value;
  id("pin-wrong").textContent = fits ? "" : "Latitude is -90 to 90, longitude -180 to 180.";
  if (!fits) return;
  closeAttach();
  send({ do: "pin", lat, lon });
}

for (const [kind, label] of kinds) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.kind = kind;
  button.textContent = label;
  button.addEventListener("click", () => { closeAttach(); send({ do: "media", kind }); });
  id("kinds").append(button);
}

for (const tab of document.querySelectorAll("[data-show]")) {
  tab.addEventListener("click", () => view(tab.dataset.show));
}
for (const button of document.querySelectorAll("[data-move]")) {
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    await send({ do: "move", seconds: Number(button.dataset.move) });
    button.removeAttribute("aria-busy");
  });
}

id("card-form").addEventListener("submit", (event) => {
  event.preventDefault();
  view("chat");
  send({ do: "start", payload: id("card").value });
});
id("bare").addEventListener("click", () => { view("chat"); send({ do: "start" }); });
id("start").addEventListener("click", () => { send({ do: "start" }); id("messages").focus(); });
for (const button of document.querySelectorAll("[data-new]")) {
  button.addEventListener("click", async () => {
    try { draw(await newPhone(locale.value, button.dataset.new)); } catch { lost(true); return; }
    remember(button.dataset.new);
    view("chat");
    await begin();
  });
}
id("greeting-form").addEventListener("submit", (event) => {
  event.preventDefault();
  view("chat");
  send({ do: "say", text: id("greeting").value });
});
id("delete-chat").addEventListener("click", () => { send({ do: "delete_chat" }); id("text").focus(); });
locale.addEventListener("change", () => send({ do: "language", app_locale: locale.value }));
id("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = id("text").value.trim();
  if (!text) return;
  id("text").value = "";
  // As in the messenger: typed commands are what they are.
  const start = messenger() === "telegram" && text.match(/^\/start(?:\s+(\S{1,64}))?$/);
  send(start ? { do: "start", payload: start[1] || "" } : { do: "say", text });
});
id("attach-toggle").addEventListener("click", () => (id("attach").hidden ? openAttach() : closeAttach()));
id("attach").addEventListener("keydown", (event) => { if (event.key === "Escape") closeAttach(); });
id("keyboard").addEventListener("click", () => id("pin-form").requestSubmit());
id("spot").addEventListener("change", fillSpot);
id("pin-form").addEventListener("submit", sendPin);

beginStaff(send);
fillSpot();
setInterval(tick, 1000);
begin();
