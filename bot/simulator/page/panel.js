// The lock screen, the clock, and what is stored.

import { clock, day, exact, now, short, span } from "./time.js";

const id = (name) => document.getElementById(name);
const ROWS = [
  ["conversations", "Conversations", "people in the middle of something, sealed"],
  ["cases", "Cases", "talks with a counsellor, until the last notice"],
  ["outbox", "Outbox", "calls to the messenger not yet made"],
  ["timers", "Timers", "when to cover, when to forget"],
  ["ledger", "Ledger", "messages that stay over a step"],
  ["wipes", "Wipes", "deletes owed to somebody who left"],
  ["remains", "Remains", "for 24 h: that a chat was left"],
  ["desks", "Desks", "chats of staff: their group, counsellors"],
  ["copies", "Copies", "messages of this chat at WhatsApp’s provider"],
];
const REMAINS = ROWS.find(([name]) => name === "remains")[2];
let stored = null;

// `whose` begins the ids of a lock screen: "" the person's.
export function drawLock(whose, lock, name) {
  const part = (which) => id(whose + which);
  part("notice").hidden = !lock;
  part("no-notice").hidden = Boolean(lock);
  if (!lock) return;
  part("notice-name").textContent = name;
  part("notice-at").textContent = clock(lock.at);
  const shown = lock.text.match(/^[^\u2800-\u28ff]*/)[0].trim();
  part("notice-text").textContent = lock.text;
  if (lock.masked) part("notice-text").setAttribute("aria-label", `${shown} masked text`.trim());
  else part("notice-text").removeAttribute("aria-label");
  part("notice-bell").setAttribute("href", lock.silent ? "#i-mute" : "#i-bell");
  const sound = lock.silent ? "no sound" : "with sound";
  part("notice-sound").textContent = lock.masked ? `${sound}, text masked` : sound;
}

export function drawStored(found, phones) {
  stored = found;
  if (!found) { id("summary").textContent = "The store does not answer."; return; }
  for (const [name, label, what] of ROWS) row(name, label, what, found[name]);
  drawStrip(found);
  id("summary").textContent = summary(found);
  id("summary").classList.toggle("clear", !found.conversations && !found.cases && !found.wipes && !found.outbox);
  id("keys").replaceChildren(...found.keys.map(key));
  id("sums").textContent = found.sums.map((sum) => `${sum.name} ${sum.count}`).join(" · ") || "none";
  id("disk").textContent = `database ${kilo(found.file)}, its log ${kilo(found.log)}`;
  const others = phones > 1 ? `Of all ${phones} phones that are open here.` : "";
  id("whose").textContent = others;
  id("others").textContent = phones > 1 ? `It moves for all ${phones} phones.` : "";
}

// The same in one line under the phones.
function drawStrip(found) {
  for (const [name, label] of ROWS) {
    let part = document.querySelector(`[data-sum="${name}"]`);
    if (!part) {
      part = document.createElement("li");
      part.dataset.sum = name;
      part.append(`${label} `, document.createElement("b"));
      id("strip").append(part);
    }
    const before = part.lastChild.textContent;
    part.lastChild.textContent = String(found[name]);
    part.hidden = found[name] === null;
    if (before && before !== String(found[name])) again(part);
    part.dataset.count = String(found[name]);
  }
}

function again(element) {
  element.classList.remove("changed");
  void element.offsetWidth; // restarts the animation
  element.classList.add("changed");
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
  line.hidden = count === null; // there are none of this kind with this messenger
  if (line.dataset.count !== undefined && line.dataset.count !== String(count)) {
    again(line);
  }
  line.dataset.count = String(count);
  line.querySelector("dd").textContent = count ? String(count) : "none";
}

function summary(found) {
  if (found.conversations) {
    return found.conversations === 1 ? "One conversation is stored, sealed." : `${found.conversations} conversations are stored, sealed.`;
  }
  if (found.wipes) return "Forgotten; the chat is being cleared.";
  if (found.cases) return "Forgotten; the case goes soon after its last notice.";
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
  for (const time of document.querySelectorAll(".lock-time")) time.textContent = clock(moment);
  for (const time of document.querySelectorAll(".phone-time")) time.textContent = clock(moment);
  const line = document.querySelector('[data-row="remains"] small');
  if (line && stored) {
    const until = stored.remains ? stored.remains_until : 0;
    if (!until) line.textContent = REMAINS;
    else if (until > moment) line.textContent = `that a chat was left; gone in ${span(until - moment)}`;
    else line.textContent = "past its end; the hourly pass removes it";
  }
}
