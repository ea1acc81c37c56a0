"""How long a bot takes until it first takes an update, or asks for some."""

from __future__ import annotations

import asyncio
import time

from bench.telegram.driver import PROBE_CHAT
from bench.telegram.process import Bot
from bench.telegram.sending import Client
from fakes.telegram.api import FakeTelegram, dumps

now = time.perf_counter


class NoStartError(RuntimeError):
    """The bot did not come up."""


async def cold_start(bot: Bot, api: FakeTelegram, client: Client, limit: float = 60.0) -> float:
    """Start the bot; seconds until it takes an update (webhook) or fetches (polling)."""
    update = dumps(
        {
            "update_id": 999_999,
            "message": {
                "message_id": api.next_message_id(PROBE_CHAT),
                "from": {"id": PROBE_CHAT, "is_bot": False, "first_name": "Probe"},
                "chat": {"id": PROBE_CHAT, "first_name": "Probe", "type": "private"},
                "date": int(time.time()),
                "text": "/start",
                "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
            },
        }
    )
    client.restarted()
    started = bot.start()
    while now() - started < limit and not bot.ended:
        try:
            client.follow(api.webhook)
            if await client.probe(update):
                return now() - started
        except (OSError, TimeoutError):
            pass
        await asyncio.sleep(0.002)
    raise NoStartError(f"the bot took no updates; see {bot.log}")
