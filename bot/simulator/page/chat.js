// A chat as the messenger shows it: messages appear, are edited in place, and vanish.

import { clock, now } from "./time.js";

const KINDS = {
  photo: "Photo", voice: "Voice message", video: "Video", video_note: "Video note",
  document: "File", sticker: "Sticker", dice: "Dice", contact: "Contact", poll: "Poll",
  forward: "Forwarded message", live_location: "Live location",
};
export const kinds = Object.entries(KINDS);
const quick = window.matchMedia("(prefers-reduced-motion: reduce)");

// `root` is a phone; `says` names who speaks, for screen readers; `press(data, on)` is told of
// presses; `deed(message)` gives what else can be done with a message: {name, icon, run}, or null;
// `keys(message, press)` draws choices otherwise, `sign(message)` is put below a message.
export class Chat {
  constructor(root, { says, press, deed = () => null, keys = () => null, sign = () => null }) {
    this.list = root.querySelector(".messages");
    this.chat = root.querySelector(".chat");
    this.live = root.querySelector(".live");
    this.says = says;
    this.press = press;
    this.deed = deed;
    this.otherKeys = keys;
    this.sign = sign;
    this.revealed = new Set();
  }

  draw(messages) {
    const standing = new Map([...this.list.children].filter((e) => e.dataset.id).map((e) => [e.dataset.id, e]));
    const fresh = standing.size === 0 && messages.length > 1;
    const byId = new Map(messages.map((message) => [message.id, message]));
    let moved = null;
    for (const [id, element] of standing) if (!byId.has(id)) this.vanish(element);
    for (const message of messages) {
      const before = standing.get(message.id);
      const print = JSON.stringify([message.text, message.rows, message.spoiler, message.pin]);
      if (before && before.dataset.print === print) { this.resign(before, message); continue; }
      const element = before || this.adopted(message) || document.createElement("li");
      const focused = before && before.contains(document.activeElement);
      const leaving = focused && document.activeElement.dataset.choice === "exit";
      this.fill(element, message, byId.get(message.about));
      element.dataset.print = print;
      if (!before) this.list.append(element);
      if (!fresh && !element.classList.contains("pending")) flash(element, before ? "changed" : "arriving");
      // Who is about to leave may go on to leave; everybody else reads what has changed.
      const exit = leaving && element.querySelector('[data-choice="exit"]');
      if (focused) (exit || element.firstChild).focus({ preventScroll: true });
      if ((exit || !focused) && message.side === "ours" && !fresh) this.announce(message, Boolean(before));
      moved = element;
    }
    if (moved) this.show(moved);
  }

  // What she sends stands there at once, as in the messenger; the bot may delete it before the
  // next picture comes, and that is to be seen too.
  pending(sent) {
    const element = document.createElement("li");
    const message = { side: "hers", text: "", rows: [], sent_at: now(), ...sent };
    this.fill(element, message, null);
    delete element.dataset.id;
    element.classList.add("pending");
    element.dataset.like = likeness(message);
    this.list.append(element);
    flash(element, "arriving");
    this.show(element);
    return () => setTimeout(() => { if (element.dataset.like) this.vanish(element); }, 400);
  }

  adopted(message) {
    if (message.side === "ours") return null;
    const like = likeness(message);
    const found = [...this.list.children].find((element) => element.dataset.like === like);
    if (found) delete found.dataset.like;
    return found || null;
  }

  fill(element, message, answered) {
    const ours = message.side === "ours";
    element.className = ours ? "ours" : "hers";
    element.dataset.id = message.id;
    const bubble = document.createElement("div");
    bubble.className = "bubble";
    bubble.tabIndex = -1;
    if (ours && message.lang) bubble.lang = message.lang;
    bubble.append(said(ours ? this.says.ours : this.says.hers));
    if (answered) bubble.append(quote(answered));
    bubble.append(...this.body(message));
    bubble.append(this.foot(message));
    element.replaceChildren(...this.above(message), bubble);
    const deed = message.id ? this.deed(message) : null;
    if (deed) bubble.after(deedButton(deed));
    const drawn = this.otherKeys(message, this.press);
    if (drawn) element.append(drawn);
    else for (const row of message.rows) element.append(this.keys(row, message));
  }

  // One message may come in parts: these stand above its last.
  above(message) {
    return (message.parts || []).slice(0, -1).map((part) => {
      const bubble = document.createElement("div");
      bubble.className = "bubble part";
      if (message.lang) bubble.lang = message.lang;
      bubble.append(said(this.says.ours), words(part));
      return bubble;
    });
  }

  foot(message) {
    const line = foot(message);
    const sign = message.id ? this.sign(message) : null;
    if (sign) line.append(sign);
    return line;
  }

  // What the provider has of a message changes without the message: nothing moves, nothing is read.
  resign(element, message) {
    const before = element.querySelector(".copy");
    const sign = this.sign(message);
    if (before && sign && before.textContent !== sign.textContent) before.replaceWith(sign);
  }

  body(message) {
    const text = words(message.parts ? message.parts.at(-1) : message.text);
    if (message.media) {
      const caption = message.text ? [text] : [];
      return [...caption, icon("i-file"), words(KINDS[message.media])];
    }
    if (message.pin) {
      text.textContent = message.text || (message.side === "ours" ? "A place" : "Her place");
      return [pin(message.pin), text];
    }
    if (!message.spoiler) return [text];
    const [head, hidden] = [firstLine(message), words([...message.text].slice(message.masked_from || 0).join(""))];
    const shown = head ? [words(head)] : [];
    return [...shown, this.revealed.has(message.id) ? hidden : this.veil(message, hidden)];
  }

  veil(message, text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "veil";
    button.lang = "en";
    button.textContent = "Hidden text. Press to show it";
    button.addEventListener("click", () => {
      this.revealed.add(message.id);
      button.replaceWith(text);
      text.closest(".bubble").focus();
    });
    return button;
  }

  keys(row, message) {
    const line = document.createElement("div");
    line.className = "keys";
    for (const key of row) {
      const button = document.createElement("button");
      button.type = "button";
      // A line may end behind a stroke, else the long word behind it is torn.
      button.append(...key.label.split(/(?<=\/)/).flatMap((part, n) => (n ? [document.createElement("wbr"), part] : [part])));
      button.dataset.choice = key.choice;
      const named = key.choice.match(/^language:(\w+)$/);
      if (named) button.lang = named[1].replace("_", "-");
      else if (message.lang) button.lang = message.lang;
      button.addEventListener("click", () => this.press(key.data, message.id));
      line.append(button);
    }
    return line;
  }

  vanish(element) {
    const focused = element.contains(document.activeElement);
    this.revealed.delete(element.dataset.id);
    delete element.dataset.id;
    delete element.dataset.like;
    element.inert = true;
    if (focused) this.list.focus({ preventScroll: true });
    if (quick.matches) { element.remove(); return; }
    element.classList.add("leaving");
    setTimeout(() => element.remove(), 450);
  }

  show(element) {
    const tall = element.offsetHeight > this.chat.clientHeight - 24;
    const top = tall ? element.offsetTop - 12 : this.chat.scrollHeight;
    this.chat.scrollTo({ top, behavior: quick.matches ? "auto" : "smooth" });
  }

  announce(message, edited) {
    const text = document.createElement("p");
    if (message.lang) text.lang = message.lang;
    text.textContent = message.spoiler ? `${firstLine(message)} Hidden text`.trim() : (message.parts || [message.text]).join("\n");
    this.live.replaceChildren(said(edited ? this.says.changed : this.says.arrived), text);
  }
}

// What stands above the masked part, or the first line.
export function firstLine(message) {
  if (message.spoiler || message.masked_from) return [...message.text].slice(0, message.masked_from || 0).join("").trim();
  return message.media && !message.text ? KINDS[message.media] : message.text.split("\n")[0];
}

function likeness(message) {
  return JSON.stringify([message.text, message.media || "", message.pin || ""]);
}

function said(what) {
  const span = document.createElement("span");
  span.className = "hidden";
  span.lang = "en";
  span.textContent = what;
  return span;
}

function words(what) {
  const text = document.createElement("div");
  text.className = "text";
  text.dir = "auto";
  text.textContent = what;
  return text;
}

function quote(answered) {
  const box = document.createElement("p");
  box.className = "quote";
  box.append(said("In answer to: "), firstLine(answered) || "…");
  return box;
}

function deedButton({ name, icon: sign, run }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "deed";
  button.setAttribute("aria-label", name);
  button.title = name;
  button.append(icon(sign));
  button.addEventListener("click", run);
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

export function icon(name) {
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
  if (message.protected) foot.append(icon("i-lock"), said("Cannot be forwarded or saved. "));
  foot.append(`${message.edited ? "edited " : ""}${clock(message.sent_at)}`);
  return foot;
}

function flash(element, name) {
  if (quick.matches) return;
  element.classList.remove("changed", "arriving");
  void element.offsetWidth; // restarts the animation
  element.classList.add(name);
}
