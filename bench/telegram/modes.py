"""What the people do: a closed loop, a fixed rate, or a closed loop with kills."""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable

from bench.telegram.driver import Driver
from bench.telegram.exits import exit_mode
from bench.telegram.process import Bot
from bench.telegram.start import cold_start
from bench.telegram.tally import Conversation
from bench.telegram.window import Figures, Window

Mode = Callable[[Driver, Bot, argparse.Namespace], Awaitable[Figures]]
SPIN_SECONDS = 0.002
"""Timers are only good to a millisecond, so the last two are spun away."""
now = time.perf_counter


async def closed_loop(driver: Driver, bot: Bot, options: argparse.Namespace) -> Figures:
    """`concurrency` people at a time, each sending as soon as the answer is there."""
    driver.on_end = lambda _: driver.advance(driver.begin())
    for _ in range(options.concurrency):
        driver.advance(driver.begin())
    await asyncio.sleep(options.warmup)
    window = Window(driver, bot)
    await asyncio.sleep(options.duration)
    figures = window.close()
    await driver.drain()
    return figures


async def open_loop(driver: Driver, bot: Bot, options: argparse.Namespace) -> Figures:
    """Updates at a fixed rate whatever the bot does; latency from the due time."""
    choose = random.Random(options.seed)  # noqa: S311 - repeatable on purpose
    ready: list[Conversation] = []
    driver.on_ready = ready.append
    share = 1 / len(driver.steps)
    backlog_limit = max(2000, options.rate * 5)

    def next_update(due: float) -> None:
        if ready and choose.random() >= share:
            at = choose.randrange(len(ready))
            ready[at], ready[-1] = ready[-1], ready[at]
            driver.advance(ready.pop(), due)
        else:
            driver.advance(driver.begin(), due)

    async def tick(until: float) -> None:
        nonlocal due
        while due < until:
            while due <= now():
                if len(driver.active) - len(ready) < backlog_limit:
                    next_update(due)
                due += 1 / options.rate
            await asyncio.sleep(max(0, due - now() - SPIN_SECONDS))

    due = now()
    await tick(due + options.warmup)
    window = Window(driver, bot)
    await tick(due + options.duration)
    figures = window.close()
    figures["offered_per_s"] = options.rate
    driver.on_ready = driver.advance
    for conversation in ready:
        driver.advance(conversation)
    await driver.drain()
    return figures


async def kill_mode(driver: Driver, bot: Bot, options: argparse.Namespace) -> Figures:
    """SIGKILL the bot at random moments under load, and see what is missing."""
    choose = random.Random(options.seed)  # noqa: S311 - repeatable on purpose
    driver.may_retry = True
    driver.on_end = lambda _: driver.advance(driver.begin())
    for _ in range(options.concurrency):
        driver.advance(driver.begin())
        await asyncio.sleep(0.02)
    recoveries = []
    window = Window(driver, bot)
    for _ in range(options.kills):
        await asyncio.sleep(choose.uniform(options.kill_min, options.kill_max))
        bot.sample_memory()
        bot.kill()
        died = now()
        driver.forgive_before = float("inf")  # nobody gives up on a dead bot
        recoveries.append(await cold_start(bot, driver.api, driver.client))
        driver.forgive_before = now()
        driver.remains.downtimes.append((died, now()))
    figures = window.close("window_s", "handled", "msgs_per_s", "p50_ms", "p99_ms", "max_ms")
    await driver.drain()
    figures["kills"] = options.kills
    figures["recovery_s"] = round(statistics.median(recoveries), 3)
    return figures


MODES: dict[str, Mode] = {
    "closed": closed_loop,
    "open": open_loop,
    "kill": kill_mode,
    "exit": exit_mode,
}
