// The same screens as in ../talk.py.

const LEAVE = [["Leave", "leave"]];
const MENU = [["Back to the menu", "menu"], ...LEAVE];
const SERVICES = {
  harbour: [
    "Harbour House",
    "Opening hours: Monday to Friday, 9:00 to 18:00.\n\nA safe place for women with children. Somebody answers the telephone day and night; papers are not needed.",
  ],
  lantern: [
    "The Lantern, legal advice",
    "Opening hours: Tuesday and Thursday, 10:00 to 16:00.\n\nLawyers explain what can be done, and write applications together with you. It costs nothing.",
  ],
  willow: [
    "Willow clinic",
    "Opening hours: every day, all day.\n\nDoctors examine and treat without an appointment, and write down injuries where that is wished.",
  ],
};
const TOPICS = {
  protection: "Protection orders",
  divorce: "Divorce and children",
  work: "Trouble at work",
  police: "Calling the police",
};

export const LANGUAGE = {
  text: "Please choose your language. You can change it later.",
  rows: [[["English", "language:en"], ["Русский", "language:ru"]], [["Қазақша", "language:kk"]]],
};
export const SAFE = {
  text: "Before anything opens here, one short question.\n\nIs it safe to talk now? That means that nobody else is looking at this screen.",
  rows: [[["Yes, it is", "yes"], ["No, not now", "leave"]]],
};
export const MAIN = {
  text: "Main menu\n\nChoose what fits now. You can go back and choose again at any time, and leave at any time with the button below.",
  rows: [[["Find help", "help"], ["My rights", "rights"]], LEAVE],
};
export const TOWN = {
  text: "Please write the name of your town or village. Any spelling will do.",
  rows: [MENU],
};
export const COVER = {
  text: "Weather: cloudy, 12 to 15 degrees, a little wind from the west.",
  rows: [],
};
export const RIGHTS = {
  text: "Choose a topic. Each page says first what helps today, and then what the law says.",
  rows: [...Object.entries(TOPICS).map(([name, label]) => [[label, `topic:${name}:1`]]), MENU],
};

export function services(town) {
  const lines = Object.values(SERVICES).map(([name], at) => `${at + 1}. ${name}`);
  const rows = Object.keys(SERVICES).map((key, at) => [[lines[at], `service:${key}`]]);
  const text = `Services near ${town}\n\n${lines.join("\n")}\n\nPress one to read more about it.`;
  return { text, rows: [...rows, MENU] };
}

export function service(key) {
  const [name, about] = SERVICES[key];
  return { text: `${name}\n\n${about}`, rows: [MENU] };
}

export function topic(name, page) {
  if (page === 1) {
    const text = TOPICS[name] + ", page 1 of 2\n\nWhat helps today: you can say to the officer that you ask for this, and ask for a copy of what is written. You need no lawyer for it.";
    return { text, rows: [[["Next", `topic:${name}:2`]], MENU] };
  }
  const text = TOPICS[name] + ", page 2 of 2\n\nWhat the law says: the police issue it within a day, for up to thirty days. A next step can be to write down what happened, and when.";
  return { text, rows: [[["Previous", `topic:${name}:1`]], MENU] };
}
