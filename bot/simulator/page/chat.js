// The chat as the messenger shows it: messages appear, are edited in place, and vanish.

import { clock, now } from "./time.js";

const list = document.getElementById("messages");
const chat = document.getElementById("chat");
const live = document.getElementById("live");
const revealed = new Set();
const KINDS = {
  photo: "Photo", voice: "Voice message", video: "Video", video_note: "Video note",
  document: "File", sticker: "Sticker", dice: "Dice", contact: "Contact", poll: "Poll",
  forward: "Forwarded message", live_location: "Live location",
};
export const kinds = Object.entries(KINDS);
const quick = window.matchMedia("(prefers-reduced-motion: reduce)");

export function drawChat(messages, press) {
  const standing = new Map([...list.children].filter((e) => e.dataset.id).map((e) => [e.dataset.id, e]));
  const fresh = standing.size === 0 && messages.length > 1;
  const ids = new Set(messages.map((message) => message.id));
  let moved = null;
  for (const [id, element] of standing) if (!ids.has(id)) vanish(element);
  for (const message of messages) {
    const before = standing.get(message.id);
    const print = JSON.stringify([message.text, message.rows, message.spoiler, message.pin]);
    if (before && before.dataset.print === print) continue;
    const element = before || adopted(message) || document.createElement("li");
    const focused = before && before.contains(document.activeElement);
    fill(element, message, press);
    element.dataset.print = print;
    if (!before) list.append(element);
    if (!fresh && !element.classList.contains("pending")) flash(element, before ? "changed" : "arriving");
    if (focused) element.firstChild.focus({ preventScroll: true });
    else if (message.side === "ours" && !fresh) announce(message, Boolean(before));
    moved = element;
  }
  if (moved) show(moved);
}

// What she sends stands there at once, as in the messenger; the bot may delete it before the
// next picture comes, and that is to be seen too.
export function pending(sent) {
  const element = document.createElement("li");
  const message = { side: "hers", text: "", rows: [], sent_at: now(), ...sent };
  fill(element, message, () => {});
  delete element.dataset.id;
  element.classList.add("pending");
  element.dataset.like = likeness(message);
  list.append(element);
  flash(element, "arriving");
  show(element);
  return () => setTimeout(() => { if (element.dataset.like) vanish(element); }, 400);
}

function likeness(message) {
  return JSON.stringify([message.text, message.media || "", message.pin || ""]);
}

function adopted(message) {
  if (message.side === "ours") return null;
  const like = likeness(message);
  const found = [...list.children].find((element) => element.dataset.like === like);
  if (found) delete found.dataset.like;
  return found || null;
}

function fill(element, message, press) {
  const ours = message.side === "ours";
  element.className = ours ? "ours" : "hers";
  element.dataset.id = message.id;
  const bubble = document.createElement("div");
  bubble.className = "bubble";
  bubble.tabIndex = -1;
  if (ours && message.lang) bubble.lang = message.lang;
  bubble.append(said(ours ? "Bot: " : "She: "));
  bubble.append(...body(message));
  bubble.append(foot(message));
  element.replaceChildren(bubble);
  for (const row of message.rows) element.append(keys(row, message, press));
}

function said(words) {
  const span = document.createElement("span");
  span.className = "hidden";
  span.lang = "en";
  span.textContent = words;
  return span;
}

function body(message) {
  const text = document.createElement("div");
  text.className = "text";
  text.dir = "auto";
  text.textContent = message.media ? KINDS[message.media] : message.text;
  if (message.media) return [icon("i-file"), text];
  if (message.pin) {
    text.textContent = message.text || "Her place";
    return [pin(message.pin), text];
  }
  if (!message.spoiler || revealed.has(message.id)) return [text];
  return [veil(message, text)];
}

function veil(message, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "veil";
  button.lang = "en";
  button.textContent = "Hidden text. Press to show it";
  button.addEventListener("click", () => {
    revealed.add(message.id);
    button.replaceWith(text);
    text.closest(".bubble").focus();
  });
  return button;
}

function pin(place) {
  const box = document.createElement("div");
  box.className = "map";
  const where = document.createElement("span");
  where.textContent = place.map((degrees) => degrees.toFixed(4)).join(", ");
  box.append(icon("i-pin"), where);
  return box;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

function foot(message) {
  const foot = document.createElement("p");
  foot.className = "foot";
  foot.lang = "en";
  foot.textContent = `${message.edited ? "edited " : ""}${clock(message.sent_at)}`;
  return foot;
}

function keys(row, message, press) {
  const line = document.createElement("div");
  line.className = "keys";
  for (const key of row) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = key.label;
    button.dataset.choice = key.choice;
    const named = key.choice.match(/^language:(\w+)$/);
    if (named) button.lang = named[1].replace("_", "-");
    else if (message.lang) button.lang = message.lang;
    button.addEventListener("click", () => press(key.data, message.id));
    line.append(button);
  }
  return line;
}

function flash(element, name) {
  if (quick.matches) return;
  element.classList.remove("changed", "arriving");
  void element.offsetWidth; // restarts the animation
  element.classList.add(name);
}

function vanish(element) {
  const focused = element.contains(document.activeElement);
  revealed.delete(element.dataset.id);
  delete element.dataset.id;
  delete element.dataset.like;
  element.inert = true;
  if (focused) list.focus({ preventScroll: true });
  if (quick.matches) { element.remove(); return; }
  element.classList.add("leaving");
  setTimeout(() => element.remove(), 450);
}

function show(element) {
  const tall = element.offsetHeight > chat.clientHeight - 24;
  const top = tall ? element.offsetTop - 12 : chat.scrollHeight;
  chat.scrollTo({ top, behavior: quick.matches ? "auto" : "smooth" });
}

function announce(message, edited) {
  const text = document.createElement("p");
  if (message.lang) text.lang = message.lang;
  text.textContent = message.spoiler ? "Hidden text" : message.text;
  live.replaceChildren(said(edited ? "The bot changed its message: " : "New message: "), text);
}
