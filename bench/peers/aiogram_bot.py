"""The conversation with aiogram 3: its state machine, state in Redis, or in SQLite without one.

As its documentation has it: webhooks through ``SimpleRequestHandler``, which acknowledges an
update and handles it in the background; ``REDIS_SOCKET`` names the socket of a Redis server.
"""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from talk import COVER, LANGUAGE, MAIN, RIGHTS, SAFE, TOWN, Screen, service, services, topic

router = Router()


class Talk(StatesGroup):
    """Where somebody is."""

    language = State()
    safety = State()
    menu = State()
    town = State()
    services = State()
    rights = State()


def keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    """Its rows as Telegram wants them."""
    if not screen.rows:
        return None
    rows = [[InlineKeyboardButton(text=t, callback_data=d) for t, d in r] for r in screen.rows]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def send(message: Message, state: FSMContext, screen: Screen) -> None:
    """A new message, remembered until she leaves."""
    sent = await message.answer(screen.text, reply_markup=keyboard(screen))
    messages = (await state.get_data()).get("messages", [])
    await state.update_data(messages=[*messages, sent.message_id])


async def edit(query: CallbackQuery, screen: Screen) -> None:
    """The message with the pressed button becomes this screen."""
    await query.answer()
    await query.message.edit_text(screen.text, reply_markup=keyboard(screen))


@router.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    """The first screen."""
    await state.set_state(Talk.language)
    await send(message, state, LANGUAGE)


@router.callback_query(Talk.language, F.data.startswith("language:"))
async def language(query: CallbackQuery, state: FSMContext) -> None:
    """She chose a language."""
    await state.update_data(language=query.data.partition(":")[2])
    await state.set_state(Talk.safety)
    await edit(query, SAFE)


@router.callback_query(Talk.safety, F.data == "yes")
@router.callback_query(F.data == "menu")
async def menu(query: CallbackQuery, state: FSMContext) -> None:
    """The menu."""
    await state.set_state(Talk.menu)
    await edit(query, MAIN)


@router.callback_query(Talk.menu, F.data == "help")
async def ask_town(query: CallbackQuery, state: FSMContext) -> None:
    """Which town?"""
    await state.set_state(Talk.town)
    await edit(query, TOWN)


@router.message(Talk.town, F.text)
async def town(message: Message, state: FSMContext) -> None:
    """She wrote a town."""
    await state.update_data(town=message.text)
    await state.set_state(Talk.services)
    await send(message, state, services(message.text))


@router.callback_query(Talk.services, F.data.startswith("service:"))
async def one_service(query: CallbackQuery) -> None:
    """One of the list."""
    await edit(query, service(query.data.partition(":")[2]))


@router.callback_query(Talk.menu, F.data == "rights")
async def rights(query: CallbackQuery, state: FSMContext) -> None:
    """The list of topics."""
    await state.set_state(Talk.rights)
    await edit(query, RIGHTS)


@router.callback_query(Talk.rights, F.data.startswith("topic:"))
async def page(query: CallbackQuery) -> None:
    """A page of a topic."""
    _, name, number = query.data.split(":")
    await edit(query, topic(name, int(number)))


@router.callback_query(F.data == "leave")
async def leave(query: CallbackQuery, state: FSMContext) -> None:
    """Everything of ours goes, the weather comes."""
    await query.answer()
    await query.message.answer(COVER.text)
    messages = (await state.get_data()).get("messages", [])
    if messages:
        await query.bot.delete_messages(query.message.chat.id, messages)
    await state.clear()


def storage() -> BaseStorage:
    """Redis where there is one, else SQLite."""
    if at := os.environ.get("REDIS_SOCKET"):
        from aiogram.fsm.storage.redis import RedisStorage

        return RedisStorage.from_url(f"unix://{at}")
    from sqlite_storage import SqliteStorage

    return SqliteStorage(Path(os.environ["STATE_DIR"]) / "bot.sqlite3")


def main() -> None:
    """Take updates, by webhook or by polling."""
    logging.basicConfig(level=logging.WARNING)
    server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_BASE"])
    bot = Bot(os.environ["BOT_TOKEN"], session=AiohttpSession(api=server))
    dispatcher = Dispatcher(storage=storage())
    dispatcher.include_router(router)
    if os.environ.get("POLLING"):
        asyncio.run(dispatcher.start_polling(bot))
        return
    secret = os.environ["WEBHOOK_SECRET"]

    async def set_webhook() -> None:
        await bot.set_webhook("https://bot.example/webhook", secret_token=secret)

    dispatcher.startup.register(set_webhook)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=secret).register(app, path="/webhook")
    setup_application(app, dispatcher, bot=bot)
    port = int(os.environ["WEBHOOK_PORT"])
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main()
