// WhatsApp's face of her phone: nothing goes from it, choices below or in a list, and what the
// provider still has of each message.

import { icon } from "./chat.js";

const id = (name) => document.getElementById(name);
let open = null; // the message whose list is open
let known = [];

export function messenger() { return document.body.dataset.messenger; }

// What differs on the whole page, before the chat itself is drawn.
export function drawKept(picture) {
  const { messenger: name, copies, messages } = picture;
  document.body.dataset.messenger = name;
  known = messages;
  for (const button of document.querySelectorAll("[data-new]")) {
    button.setAttribute("aria-pressed", String(button.dataset.new === name));
  }
  id("delete-chat").hidden = name !== "whatsapp" || messages.length === 0;
  id("copies").hidden = !copies || !copies.of;
  if (open && !messages.some((message) => message.id === open)) close();
  if (!copies) return;
  id("copies").textContent = `Copies at the provider: ${copies.held} of ${copies.of} messages`;
  id("copies").dataset.held = copies.held ? "yes" : "no";
  id("empty-whatsapp").textContent = copies.of ? deleted(copies) : "An empty chat. On WhatsApp one begins by writing; any words will do.";
}

function deleted({ held }) {
  const rest = held ? "What the provider has goes only when she leaves or a day has passed." : "The provider has no copy either.";
  return `The chat is deleted from this phone. The bot heard nothing of it. ${rest}`;
}

// A message of ours: up to three choices are buttons below it, more are a list behind one button.
export function keys(message, press) {
  if (!message.parts || !message.rows.length) return null;
  const box = document.createElement("div");
  box.className = "stack";
  if (message.opens) box.append(opener(message, press));
  else box.append(...message.rows.map(([key]) => choice(key, message, () => press(key.data, message.id))));
  return box;
}

function opener(message, press) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "opens";
  if (message.lang) button.lang = message.lang;
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", "choices");
  button.append(icon("i-list"), message.opens);
  button.addEventListener("click", () => {
    const again = open === message.id;
    close();
    if (!again) show(message, press, button);
  });
  return button;
}

function choice(key, message, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.choice = key.choice;
  button.textContent = key.label;
  const named = key.choice.match(/^language:(\w+)$/);
  if (named) button.lang = named[1].replace("_", "-");
  else if (message.lang) button.lang = message.lang;
  button.addEventListener("click", run);
  return button;
}

function show(message, press, button) {
  if (!id("attach").hidden) id("attach-toggle").click(); // one panel at a time
  open = message.id;
  button.setAttribute("aria-expanded", "true");
  id("h-choices").textContent = message.opens;
  id("h-choices").lang = message.lang || "";
  const lines = message.rows.map(([key]) => {
    const line = document.createElement("li");
    line.append(choice(key, message, () => { close(); press(key.data, message.id); }));
    return line;
  });
  id("choices-list").replaceChildren(...lines);
  id("choices").hidden = false;
  id("choices").scrollTop = 0;
  const chat = button.closest(".chat"); // the list takes room below: what it belongs to stays in view
  const hidden = button.getBoundingClientRect().bottom - chat.getBoundingClientRect().bottom + 8;
  if (hidden > 0) chat.scrollTop += hidden;
  id("choices-list").querySelector("button").focus();
}

export function close() {
  const inside = id("choices").contains(document.activeElement);
  const button = document.querySelector('.opens[aria-expanded="true"]');
  open = null;
  id("choices").hidden = true;
  if (!button) return;
  button.setAttribute("aria-expanded", "false");
  if (inside) button.focus({ preventScroll: true });
}

// What she presses stands in the chat as a message of hers.
export function labelOf({ on, data }) {
  const found = known.find((message) => message.id === on);
  const key = found && found.rows.flat().find((one) => one.data === data);
  return key ? key.label : "";
}

// Whether the provider still has a copy, below each message.
export function sign(message) {
  if (message.copied === undefined) return null;
  const mark = document.createElement("span");
  mark.className = "copy";
  mark.dataset.copied = message.copied ? "yes" : "no";
  mark.append(icon(message.copied ? "i-held" : "i-cleared"), `copy at the provider${message.copied ? "" : ": deleted"}`);
  return mark;
}

id("choices-close").addEventListener("click", close);
id("choices").addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
