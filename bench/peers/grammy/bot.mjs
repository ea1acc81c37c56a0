// The conversation with grammY: sessions in SQLite, one update of a chat after the other.
// Webhooks through webhookCallback, which acknowledges an update when it is handled.

import { createServer } from "node:http";
import { join } from "node:path";
import Database from "better-sqlite3";
import { run, sequentialize } from "@grammyjs/runner";
import { Bot, InlineKeyboard, session, webhookCallback } from "grammy";
import { COVER, LANGUAGE, MAIN, RIGHTS, SAFE, TOWN, service, services, topic } from "./talk.mjs";

const { TELEGRAM_API_BASE, BOT_TOKEN, WEBHOOK_PORT, WEBHOOK_SECRET, STATE_DIR, POLLING } = process.env;

const database = new Database(join(STATE_DIR, "bot.sqlite3"));
database.pragma("journal_mode = WAL");
database.pragma("synchronous = NORMAL");
database.exec("CREATE TABLE IF NOT EXISTS session (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
const get = database.prepare("SELECT value FROM session WHERE key = ?").pluck();
const put = database.prepare("INSERT OR REPLACE INTO session VALUES (?, ?)");
const drop = database.prepare("DELETE FROM session WHERE key = ?");
const storage = {
  read: (key) => {
    const found = get.get(key);
    return found === undefined ? undefined : JSON.parse(found);
  },
  write: (key, value) => void put.run(key, JSON.stringify(value)),
  delete: (key) => void drop.run(key),
};

const bot = new Bot(BOT_TOKEN, { client: { apiRoot: TELEGRAM_API_BASE } });
bot.use(sequentialize((context) => String(context.chat?.id)));
bot.use(session({ initial: () => ({ step: "", messages: [] }), storage }));

const markup = (screen) =>
  screen.rows.length
    ? { reply_markup: InlineKeyboard.from(screen.rows.map((row) => row.map(([text, data]) => InlineKeyboard.text(text, data)))) }
    : {};

async function send(context, screen) {
  const sent = await context.reply(screen.text, markup(screen));
  context.session.messages.push(sent.message_id);
}

async function edit(context, screen) {
  await context.answerCallbackQuery();
  await context.editMessageText(screen.text, markup(screen));
}

bot.command("start", async (context) => {
  context.session.step = "language";
  await send(context, LANGUAGE);
});

bot.callbackQuery(/^language:(.+)$/, async (context) => {
  context.session.language = context.match[1];
  context.session.step = "safety";
  await edit(context, SAFE);
});

bot.callbackQuery(["yes", "menu"], async (context) => {
  context.session.step = "menu";
  await edit(context, MAIN);
});

bot.callbackQuery("help", async (context) => {
  context.session.step = "town";
  await edit(context, TOWN);
});

bot.on("message:text").filter(
  (context) => context.session.step === "town",
  async (context) => {
    context.session.town = context.message.text;
    context.session.step = "services";
    await send(context, services(context.message.text));
  },
);

bot.callbackQuery(/^service:(.+)$/, async (context) => edit(context, service(context.match[1])));

bot.callbackQuery("rights", async (context) => {
  context.session.step = "rights";
  await edit(context, RIGHTS);
});

bot.callbackQuery(/^topic:(.+):(\d)$/, async (context) =>
  edit(context, topic(context.match[1], Number(context.match[2]))),
);

bot.callbackQuery("leave", async (context) => {
  await context.answerCallbackQuery();
  await context.reply(COVER.text);
  if (context.session.messages.length) await context.deleteMessages(context.session.messages);
  context.session = null;
});

bot.catch((error) => console.error(error.message));

if (POLLING) {
  await bot.init();
  run(bot);
} else {
  await bot.api.setWebhook("https://bot.example/webhook", { secret_token: WEBHOOK_SECRET });
  const handle = webhookCallback(bot, "http", { secretToken: WEBHOOK_SECRET });
  createServer(handle).listen(Number(WEBHOOK_PORT), "127.0.0.1");
}
