"""``pana keys new`` prints one item of ``PANA_SECRET``; ``pana keys rotate`` re-seals under it."""

from __future__ import annotations

import argparse
import asyncio
import os

from bot.commands import OK
from bot.commands.rows import opened
from bot.keys import RootKeys
from bot.settings import Settings, read_settings


def run(argv: list[str]) -> int:
    """Make a key, or seal what is kept under the newest one."""
    parser = argparse.ArgumentParser(prog="pana keys", description=__doc__)
    parser.add_argument("deed", choices=("new", "rotate"))
    deed = parser.parse_args(argv).deed
    if deed == "new":
        print(RootKeys.new_item())
        return OK
    return asyncio.run(_rotate(read_settings(os.environ, stored=True)))


async def _rotate(settings: Settings) -> int:
    async with opened(settings) as (store, vault):
        changed = vault.rotate()
        census = await store.transact(lambda tx: tx.census())
        needed = vault.needed_roots(census.roots)
    print(f"{changed} day keys are now sealed under {needed[0]}.")
    if len(needed) == 1:
        print("Every older item may go from PANA_SECRET now.")
    else:
        others = ", ".join(needed[1:])
        print(f"Keep {others} in PANA_SECRET for now: chats that were not active since still need")
        print("it. Run this again after 25 hours without it being listed, then it may go.")
    return OK
