"""``pana forget``: forget the people whose addresses come on stdin, one a line.

``telegram:ID`` or ``whatsapp:ADDRESS``. Addresses come on stdin and never as arguments, which
other people on the computer can see. The output is the same whether or not anybody was found.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time

from bot import cover
from bot.commands import OK, USAGE
from bot.commands.opening import open_pack
from bot.commands.rows import opened
from bot.effects import Screen
from bot.settings import Settings, SettingsError, read_settings
from bot.shell.forget import write_forget
from bot.shell.rendering import neutral_screen
from bot.surface import WHATSAPP

CHANNELS = frozenset({"telegram", "whatsapp"})


def run(argv: list[str]) -> int:
    """Write a wipe for each line; the running process or the next start completes it."""
    argparse.ArgumentParser(prog="pana forget", description=__doc__).parse_args(argv)
    settings = read_settings(os.environ, stored=True)
    good, bad = [], []
    for number, line in enumerate(sys.stdin, 1):
        channel, _, address = line.strip().partition(":")
        if not line.strip():
            continue
        if channel == WHATSAPP.name:
            address = address.replace(" ", "")
        if channel in CHANNELS and address:
            good.append((channel, address))
        else:
            bad.append(number)
    asyncio.run(_forget(settings, good))
    print("Done. Whoever was known is forgotten; the running service deletes what it still can.")
    for number in bad:
        print(f"Line {number} is not telegram:ID or whatsapp:ADDRESS; correct it.", file=sys.stderr)
    return USAGE if bad else OK


async def _forget(settings: Settings, addresses: list[tuple[str, str]]) -> None:
    try:
        pack = open_pack(settings.content_dir)
    except SettingsError:
        pack = None  # Broken content must not keep anybody from being forgotten.

    def screen(locale: str) -> Screen:
        if pack is None or locale not in pack.covers:
            return neutral_screen(locale or "ru")
        return cover.home(locale, pack)

    async with opened(settings) as (store, vault):
        for channel, address in addresses:
            edits = channel != WHATSAPP.name
            now = time.time()
            await write_forget(store, vault, channel, address, now, screen, edits=edits)
