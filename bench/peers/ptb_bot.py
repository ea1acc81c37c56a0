"""The conversation with python-telegram-bot: ConversationHandler, state in a pickle.

As its documentation has it: one update after the other, since a ConversationHandler needs that;
webhooks through ``run_webhook``; the state is written by ``PicklePersistence``.
"""

from __future__ import annotations

import logging
import os
import warnings
from pathlib import Path

from talk import COVER, LANGUAGE, MAIN, RIGHTS, SAFE, TOWN, Screen, service, services, topic
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.warnings import PTBUserWarning

CHOOSING, SAFETY, MENU, ASKING, LISTING, READING = range(6)
Context = ContextTypes.DEFAULT_TYPE


def keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    """Its rows as Telegram wants them."""
    if not screen.rows:
        return None
    rows = [[InlineKeyboardButton(t, callback_data=d) for t, d in row] for row in screen.rows]
    return InlineKeyboardMarkup(rows)


async def send(update: Update, context: Context, screen: Screen) -> Message:
    """A new message, remembered until she leaves."""
    sent = await update.effective_chat.send_message(screen.text, reply_markup=keyboard(screen))
    context.chat_data.setdefault("messages", []).append(sent.message_id)
    return sent


async def edit(update: Update, screen: Screen) -> None:
    """The message with the pressed button becomes this screen."""
    await update.callback_query.answer()
    await update.callback_query.edit_message_text(screen.text, reply_markup=keyboard(screen))


async def start(update: Update, context: Context) -> int:
    """The first screen."""
    await send(update, context, LANGUAGE)
    return CHOOSING


async def language(update: Update, context: Context) -> int:
    """She chose a language."""
    context.user_data["language"] = update.callback_query.data.partition(":")[2]
    await edit(update, SAFE)
    return SAFETY


async def menu(update: Update, _: Context) -> int:
    """The menu."""
    await edit(update, MAIN)
    return MENU


async def ask_town(update: Update, _: Context) -> int:
    """Which town?"""
    await edit(update, TOWN)
    return ASKING


async def town(update: Update, context: Context) -> int:
    """She wrote a town."""
    context.user_data["town"] = update.effective_message.text
    await send(update, context, services(update.effective_message.text))
    return LISTING


async def one_service(update: Update, _: Context) -> int:
    """One of the list."""
    await edit(update, service(update.callback_query.data.partition(":")[2]))
    return LISTING


async def rights(update: Update, _: Context) -> int:
    """The list of topics."""
    await edit(update, RIGHTS)
    return READING


async def page(update: Update, _: Context) -> int:
    """A page of a topic."""
    _, name, number = update.callback_query.data.split(":")
    await edit(update, topic(name, int(number)))
    return READING


async def leave(update: Update, context: Context) -> int:
    """Everything of ours goes, the weather comes."""
    await update.callback_query.answer()
    await update.effective_chat.send_message(COVER.text)
    messages = context.chat_data.pop("messages", [])
    if messages:
        await update.effective_chat.delete_messages(messages)
    context.user_data.clear()
    return ConversationHandler.END


def build() -> Application:
    """The application with its one conversation."""
    base = os.environ["TELEGRAM_API_BASE"]
    state = PicklePersistence(Path(os.environ["STATE_DIR"]) / "bot.pickle")
    app = (
        Application.builder()
        .token(os.environ["BOT_TOKEN"])
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .persistence(state)
        .build()
    )
    to_menu = CallbackQueryHandler(menu, "^menu$")
    conversation = ConversationHandler(
        entry_points=[CommandHandler("start", start)],
        states={
            CHOOSING: [CallbackQueryHandler(language, "^language:")],
            SAFETY: [CallbackQueryHandler(menu, "^yes$")],
            MENU: [
                CallbackQueryHandler(ask_town, "^help$"),
                CallbackQueryHandler(rights, "^rights$"),
            ],
            ASKING: [MessageHandler(filters.TEXT & ~filters.COMMAND, town), to_menu],
            LISTING: [CallbackQueryHandler(one_service, "^service:"), to_menu],
            READING: [CallbackQueryHandler(page, "^topic:"), to_menu],
        },
        fallbacks=[CallbackQueryHandler(leave, "^leave$"), CommandHandler("start", start)],
        name="conversation",
        persistent=True,
    )
    app.add_handler(conversation)
    return app


def main() -> None:
    """Take updates, by webhook or by polling."""
    logging.basicConfig(level=logging.WARNING)
    warnings.filterwarnings("ignore", ".*CallbackQueryHandler", PTBUserWarning)
    app = build()
    if os.environ.get("POLLING"):
        app.run_polling()
        return
    app.run_webhook(
        listen="127.0.0.1",
        port=int(os.environ["WEBHOOK_PORT"]),
        url_path="webhook",
        secret_token=os.environ["WEBHOOK_SECRET"],
        webhook_url="https://bot.example/webhook",
    )


if __name__ == "__main__":
    main()
