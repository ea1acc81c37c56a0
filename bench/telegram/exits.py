"""Exits while many other updates wait and every answer of the API is slow."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Collection

from bench.telegram.driver import Driver
from bench.telegram.process import Bot
from bench.telegram.tally import Conversation, Exit
from bench.telegram.window import Figures, Window, quantiles

DELAY = 0.2
"""Of the API's answers, in seconds, unless another is given."""
PREPARE_SECONDS = 60
now = time.perf_counter


async def exit_mode(driver: Driver, bot: Bot, options: argparse.Namespace) -> Figures:
    """The exits are prepared first: their people stand before the last step. Then other people
    keep their updates waiting (in Telegram's queue, or in the bot's), and the exits are pressed
    one by one. Counted from the POST of the exit update: the first delete of a message that was on
    the screen, or edit of it to the cover, and the last one.
    """
    delay, driver.api.delay = driver.api.delay or DELAY, 0.0
    prepared = await _prepare(driver, options)
    driver.api.delay = delay
    for _ in range(options.waiting):
        driver.advance(driver.begin())
    await asyncio.sleep(options.warmup)

    window = Window(driver, bot)
    waiting = []
    for conversation in prepared:
        waiting.append(sum(1 for other in driver.active.values() if other.answer is None))
        shown = set(driver.api.messages(conversation.chat))
        if driver.steps[-1].deletes == "both":
            shown |= set(driver.api.people_messages(conversation.chat))
        driver.exits[conversation.chat] = Exit(shown)
        driver.advance(conversation)
        await asyncio.sleep(options.exit_every)
    exits = driver.exits.values()
    deadline = now() + options.exit_patience
    while any(one.shown for one in exits) and now() < deadline:  # noqa: ASYNC110 - on the clock
        await asyncio.sleep(0.02)
    figures = window.close("window_s", "handled", "msgs_per_s")
    driver.over = True
    figures |= _times(exits)
    figures["waiting_updates"] = round(statistics.mean(waiting)) if waiting else 0
    figures["api_delay_ms"] = round(1000 * delay)
    driver.active.clear()
    return figures


async def _prepare(driver: Driver, options: argparse.Namespace) -> list[Conversation]:
    """People who stand before the last step."""
    prepared: list[Conversation] = []

    def on_ready(conversation: Conversation) -> None:
        if conversation.slot == "exit" and driver.next_step(conversation) == driver.last:
            prepared.append(conversation)
        else:
            driver.advance(conversation)

    def on_end(conversation: Conversation) -> None:
        if conversation.slot != "exit":
            driver.advance(driver.begin())

    driver.on_ready, driver.on_end = on_ready, on_end
    deadline = now() + PREPARE_SECONDS
    while len(prepared) < options.exits and now() < deadline:
        if len(driver.active) < min(options.exits, len(prepared) + options.concurrency):
            driver.advance(driver.begin("exit"))
        else:
            await asyncio.sleep(0.005)
    return prepared


def _times(exits: Collection[Exit]) -> Figures:
    posted = [(one, one.job.posted_at) for one in exits if one.job and one.job.posted_at]
    started = [(one, at) for one, at in posted if one.times]
    hidden = [(one, at) for one, at in started if not one.shown]
    figures: Figures = {}
    for name, values in {
        "queued": [at - one.pressed_at for one, at in posted],
        "first_hide": [one.times[0] - at for one, at in started],
        "last_hide": [one.times[-1] - at for one, at in hidden],
    }.items():
        found = quantiles(values)
        figures |= {f"{name}_p50_ms": found["p50_ms"], f"{name}_p99_ms": found["p99_ms"]}
    figures["exits"] = len(exits)
    figures["exits_not_posted"] = len(exits) - len(posted)
    figures["exits_never_hidden"] = len(exits) - len(hidden)
    return figures
