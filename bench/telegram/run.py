"""One bot, one mode: start it, let the people at it, stop it, and say what was seen."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from bench.telegram.driver import Driver
from bench.telegram.modes import MODES
from bench.telegram.process import SECRET, Bot
from bench.telegram.script import load_script
from bench.telegram.sending import Client
from bench.telegram.start import cold_start
from bench.telegram.window import Figures
from fakes.telegram import api as telegram
from fakes.telegram.api import FakeTelegram
from fakes.telegram.delivery import Job, PollingClient, WebhookClient, WebhookConnection
from fakes.telegram.strict import StrictTelegram

EXIT_PATIENCE = 60.0
SETTLE_SECONDS = 0.3
MEMORY_SECONDS = 0.5
END_SECONDS = 0.1
MIB = 2**20


class EndingClient(WebhookClient):
    """Delivers nothing any more once the run is ``over``: a loop that closes must not be given
    new work by the connections that it loses.
    """

    over = False

    def end(self) -> None:
        """Let go of all connections."""
        self.over = True
        for task in self.connecting:
            task.cancel()
        for link in self.links:
            link.transport.abort()

    def send(self, job: Job) -> None:
        """Post it, or have it wait."""
        if not self.over:
            super().send(job)

    def lost(self, connection: WebhookConnection) -> None:
        """The bot closed a connection."""
        if not self.over:
            super().lost(connection)


async def measure(spec: Mapping[str, Any], mode: str, options: argparse.Namespace) -> Figures:
    """Start one bot, run one mode against it, stop it; gives its figures."""
    work = Path(tempfile.mkdtemp(prefix="bench-"))
    state = work / "state"
    state.mkdir()
    api = _telegram(options)
    server = await telegram.serve(api)
    port = server.sockets[0].getsockname()[1]
    bot = Bot(spec, port, options.bot_cpu, state, polling=options.polling)
    client = _client(spec, api, bot, options)
    clean = False
    try:
        start = await cold_start(bot, api, client)
        await asyncio.sleep(SETTLE_SECONDS)
        client.follow(api.webhook)
        api.delay = options.api_delay / 1000
        patience = {"kill": options.kill_timeout, "exit": EXIT_PATIENCE}
        script = load_script(spec["script"])
        driver = Driver(api, client, script, options, patience.get(mode, options.reply_timeout))
        async with _watched(driver, bot):
            figures = await MODES[mode](driver, bot, options)
            bot.sample_memory()
            await asyncio.sleep(options.grace)
        driver.remains.look_back_at_all()
        size = sum(file.stat().st_size for file in state.rglob("*") if file.is_file())
        found = {
            "name": spec["name"],
            "mode": mode,
            **figures,
            "cold_start_s": round(start, 3),
            "peak_rss_mib": round(bot.peak_rss / MIB, 1),
            **_counts(driver, client),
            "state_mib": round(size / MIB, 2),
            **_samples(driver),
        }
        clean = True
        return found
    finally:
        if isinstance(client, EndingClient):
            client.end()
        bot.stop()
        server.close()
        await asyncio.sleep(END_SECONDS)  # the lost connections are heard of before the loop ends
        if clean and not options.keep:
            shutil.rmtree(work, ignore_errors=True)


@contextlib.asynccontextmanager
async def _watched(driver: Driver, bot: Bot) -> AsyncIterator[None]:
    """Meanwhile people lose patience, and the memory is looked at."""

    async def sample() -> None:
        while True:
            bot.sample_memory()
            await asyncio.sleep(MEMORY_SECONDS)

    tasks = [asyncio.create_task(driver.watch()), asyncio.create_task(sample())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _telegram(options: argparse.Namespace) -> FakeTelegram:
    strict = options.strict
    api = StrictTelegram(options.age_scale, options.flood_scale) if strict else FakeTelegram()
    if options.forbid:
        api.history = {}
    return api


def _client(
    spec: Mapping[str, Any], api: FakeTelegram, bot: Bot, options: argparse.Namespace
) -> Client:
    if options.polling:
        return PollingClient(api)
    first, longest = map(float, options.redeliver.split(","))
    client = EndingClient(bot.port, options.connections, SECRET, first, longest)
    client.set_target(spec.get("path", "/webhook"), SECRET)
    return client


def _counts(driver: Driver, client: Client) -> Figures:
    tally, api = driver.tally, driver.api
    return {
        "conversations": tally.completed,
        "lost_conversations": tally.lost_conversations,
        "lost_replies": tally.lost_replies,
        "duplicated_replies": tally.duplicated_replies,
        "unexpected_messages": tally.unexpected_messages,
        "missing_buttons": tally.missing_buttons,
        "undeleted_messages": tally.undeleted_messages,
        "undeleted_bot_messages": tally.undeleted_bot_messages,
        "undeleted_user_messages": tally.undeleted_user_messages,
        "cover_missing": tally.cover_missing,
        "forbidden_visible": tally.forbidden_visible,
        "foreign_ids": api.foreign_ids,
        "refused_calls": sum(api.refused.values()),
        "expired": client.expired,
        "unfinished": len(driver.active),
        "redelivered": client.redelivered,
        "bad_status": sum(client.bad_status.values()),
    }


def _samples(driver: Driver) -> Figures:
    found = {
        "unexpected_samples": driver.tally.samples,
        "forbidden_samples": driver.tally.forbidden_samples,
        "refused": dict(driver.api.refused.most_common(8)),
    }
    return {name: samples for name, samples in found.items() if samples}
