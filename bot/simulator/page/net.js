// Talking to the bot's process: acts go out, pictures come in.

const KEY = "pana-phone";
let phone = sessionStorage.getItem(KEY) || "";
let stream = null;

export class Refused extends Error {
  constructor(status) { super(`refused with ${status}`); this.status = status; }
}

async function post(order) {
  const response = await fetch("/act", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(order),
  });
  if (!response.ok) throw new Refused(response.status);
  return response.json();
}

export function act(what) {
  return post({ phone, act: what });
}

export async function newPhone(locale, messenger) {
  const picture = await post({ act: { do: "new", app_locale: locale, old: phone, messenger } });
  phone = picture.phone;
  sessionStorage.setItem(KEY, phone);
  return picture;
}

export async function knownPhone() {
  if (!phone) return null;
  const response = await fetch(`/state?phone=${encodeURIComponent(phone)}`);
  return response.ok ? response.json() : null;
}

// `on` has picture(p), beat(now), gone() and lost(isLost).
export function listen(on) {
  if (stream) stream.close();
  stream = new EventSource(`/events?phone=${encodeURIComponent(phone)}`);
  stream.onopen = () => on.lost(false);
  stream.onmessage = (event) => on.picture(JSON.parse(event.data));
  stream.addEventListener("beat", (event) => on.beat(JSON.parse(event.data)));
  stream.addEventListener("gone", () => { stream.close(); on.gone(); });
  stream.onerror = () => {
    on.lost(true);
    if (stream.readyState === EventSource.CLOSED) on.gone();
  };
}
