// Moments of the bot's clock, in the time zone of this browser.

const HOURS = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const EXACT = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "long", year: "numeric" });
const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

let ahead = 0;

export function setNow(now) { ahead = now - Date.now() / 1000; }
export function now() { return Date.now() / 1000 + ahead; }
export function clock(moment) { return HOURS.format(moment * 1000); }
export function exact(moment) { return EXACT.format(moment * 1000); }
export function day(moment) { return DAY.format(moment * 1000); }
export function short(moment) { return SHORT.format(moment * 1000); }

export function span(seconds) {
  const minutes = Math.max(0, Math.round(seconds / 60));
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
