// The lock screen, the clock, and what is stored.

import { clock, day, exact, now, short, span } from "./time.js";

const id = (name) => document.getElementById(name);
const ROWS = [
  ["conversations", "Conversations", "people in the middle of something, sealed"],
  ["outbox", "Outbox", "calls to the messenger not yet made"],
  ["timers", "Timers", "when to cover, when to forget"],
  ["ledger", "Ledger", "messages that stay over a step"],
  ["wipes", "Wipes", "deletes owed to somebody who left"],
  ["remains", "Remains", "for 24 h: that a chat was left"],
];
let stored = null;

export function drawLock(lock, name) {
  id("notice").hidden = !lock;
  id("no-notice").hidden = Boolean(lock);
  if (!lock) return;
  id("notice-name").textContent = name;
  id("notice-at").textContent = clock(lock.at);
  id("notice-text").textContent = lock.text;
  if (lock.masked) id("notice-text").setAttribute("aria-label", "masked text");
  else id("notice-text").removeAttribute("aria-label");
  id("notice-bell").setAttribute("href", lock.silent ? "#i-mute" : "#i-bell");
  const sound = lock.silent ? "no sound" : "with sound";
  id("notice-sound").textContent = lock.masked ? `${sound}, text masked` : sound;
}

export function drawStored(found, phones) {
  stored = found;
  if (!found) { id("summary").textContent = "The store does not answer."; return; }
  for (const [name, label, what] of ROWS) row(name, label, what, found[name]);
  id("summary").textContent = summary(found);
  id("summary").classList.toggle("clear", !found.conversations && !found.wipes && !found.outbox);
  id("keys").replaceChildren(...found.keys.map(key));
  id("sums").textContent = found.sums.map((sum) => `${sum.name} ${sum.count}`).join(" · ") || "none";
  id("disk").textContent = `database ${kilo(found.file)}, its log ${kilo(found.log)}`;
  const others = phones > 1 ? `Of all ${phones} phones that are open here.` : "";
  id("whose").textContent = others;
  id("others").textContent = phones > 1 ? `It moves for all ${phones} phones.` : "";
}

function row(name, label, what, count) {
  let line = document.querySelector(`[data-row="${name}"]`);
  if (!line) {
    line = document.createElement("div");
    line.dataset.row = name;
    line.innerHTML = "<dt><span></span><small></small></dt><dd></dd>";
    line.querySelector("span").textContent = label;
    line.querySelector("small").textContent = what;
    id("rows").append(line);
  }
  if (line.dataset.count !== undefined && line.dataset.count !== String(count)) {
    line.classList.remove("changed");
    void line.offsetWidth; // restarts the animation
    line.classList.add("changed");
  }
  line.dataset.count = String(count);
  line.querySelector("dd").textContent = count ? String(count) : "none";
}

function summary(found) {
  if (found.conversations) {
    return found.conversations === 1 ? "One conversation is stored, sealed." : `${found.conversations} conversations are stored, sealed.`;
  }
  if (found.wipes) return "Forgotten; the chat is being cleared.";
  if (found.remains) return `Forgotten. Until ${short(found.remains_until)} one sealed line remains: that a chat was left.`;
  return "Nothing is stored of anybody.";
}

function key(found) {
  const item = document.createElement("li");
  const used = found.used ? "in use" : "nothing lives under it";
  item.textContent = `${found.day}: ${used}; destroyed by ${short(found.ends)}`;
  return item;
}

function kilo(bytes) { return `${Math.round(bytes / 1024)} KB`; }

export function tick() {
  const moment = now();
  id("clock-time").textContent = exact(moment);
  id("clock-date").textContent = day(moment);
  id("phone-time").textContent = clock(moment);
  id("lock-time").textContent = clock(moment);
  const line = document.querySelector('[data-row="remains"] small');
  if (line && stored) {
    const until = stored.remains ? stored.remains_until : 0;
    if (!until) line.textContent = ROWS[5][2];
    else if (until > moment) line.textContent = `that a chat was left; gone in ${span(until - moment)}`;
    else line.textContent = "past its end; the hourly pass removes it";
  }
}
