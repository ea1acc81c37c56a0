"""Measure Telegram bots side by side, over the real webhook protocol on loopback.

The harness plays Telegram and its people: it serves a fake Bot API, posts
webhook updates to the bot, and lets simulated people walk a scripted
conversation, pressing the buttons that the bot really sent. The bot is any
command that reads these environment variables:

  TELEGRAM_API_BASE  base address of the Bot API, e.g. http://127.0.0.1:8081
  BOT_TOKEN          its token
  WEBHOOK_PORT       port on 127.0.0.1 where it must accept updates
  WEBHOOK_SECRET     expected in X-Telegram-Bot-Api-Secret-Token
  STATE_DIR          an empty folder, kept over restarts, for its state
  POLLING            1 when it has to fetch its updates (--polling), else empty

A bot that wants other names gets them from "env" in a peers file (README.md).
Updates are posted to /webhook, or to the path the bot gives to setWebhook, as
Telegram does (but with shorter pauses, see --redeliver); with --polling the bot
fetches them. Only 127.0.0.1 is ever contacted. Linux only; orjson is used when it
is installed, and keeps the harness from being the limit.

Examples:
  python -m bench.telegram run --bot 'python mybot.py' --script conversation.json
  python -m bench.telegram run --bot ... --script ... --mode closed,open,kill --rate 50
  python -m bench.telegram run --bot ... --script ... --mode exit --strict --flood-scale 0
  python -m bench.telegram compare bench/peers.json --rounds 3 --json results.json
  python -m bench.telegram ceiling

A script is a JSON file: {"steps": [...]}, each step one of
  {"send": "text"}            the person types this (a lone game die is a dice)
  {"press": "label regex"}    the person presses the button with this label
with, optionally,
  "expect": "regex"    what the bot's answer must match (default: any message)
  "extra": n           further messages that the bot sends in this step
  "burst": ["b", "c"]  with "send": typed at once after it; one answer at least,
                       at most one each
  "optional": true     with "press": left out when there is no such button
and, on the last step,
  "deletes": true      afterwards every bot message but the answer itself must
                       have been deleted; "both": the person's messages as well
  "cover": "regex"     afterwards every bot message still visible must match,
                       and one must be there (such messages need not be deleted)
Beside "steps", "fresh": true gives every conversation a new chat, for bots that
treat somebody who has left differently.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The arguments of ``python -m bench.telegram``."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.telegram",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    common = _common()
    load = _load(common)

    one = commands.add_parser("run", parents=[load], help="measure one bot")
    one.add_argument("--bot", required=True, help="its command line")
    one.add_argument("--script", required=True, help="the conversation (JSON)")
    one.add_argument("--name", default="bot", help="what to call it (default bot)")
    one.add_argument("--service", help="command of a helper it needs, e.g. a database")

    many = commands.add_parser("compare", parents=[load], help="interleaved rounds of several bots")
    many.add_argument("peers", help="JSON list of bots, see README.md")
    many.add_argument("--rounds", type=int, default=3, help="default 3")
    many.add_argument("--only", help="comma-separated names")

    commands.add_parser("ceiling", parents=[common], help="the fake API's own limit")
    hidden = commands.add_parser("_flood")
    hidden.add_argument("port", type=int)
    hidden.add_argument("seconds", type=float)
    return parser.parse_args(arguments)


def _common() -> argparse.ArgumentParser:
    two_cores = len(os.sched_getaffinity(0)) > 1
    common = argparse.ArgumentParser(add_help=False)
    add = common.add_argument
    add("--duration", type=float, default=8, help="measured seconds (default 8)")
    add("--bot-cpu", type=int, default=0 if two_cores else None, help="core of the bot")
    add("--harness-cpu", type=int, default=1 if two_cores else None, help="core of the harness")
    return common


def _load(common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    load = argparse.ArgumentParser(add_help=False, parents=[common])
    add = load.add_argument
    add("--mode", default="closed", help="comma-separated: closed, open, kill, exit")
    add("--warmup", type=float, default=3, help="seconds before measuring (default 3)")
    add("--concurrency", type=int, default=32, help="people at a time, closed and kill mode")
    add("--users", type=int, default=2000, help="different people that take turns")
    add("--connections", type=int, default=40, help="webhook connections (Telegram: 40)")
    add("--rate", type=float, default=100, help="updates/s in open mode")
    add("--api-delay", type=float, default=0, help="ms added to every Bot API answer")
    add("--reply-timeout", type=float, default=10, help="patience in closed and open mode, s")
    add("--kills", type=int, default=10, help="how often, in kill mode (default 10)")
    add("--kill-min", type=float, default=2.0, help="least seconds between restart and kill")
    add("--kill-max", type=float, default=4.0, help="most seconds between restart and kill")
    add("--kill-timeout", type=float, default=1.0, help="patience in kill mode, seconds")
    add("--exits", type=int, default=100, help="exits measured in exit mode")
    add("--exit-every", type=float, default=0.1, help="seconds from one exit to the next")
    add("--exit-patience", type=float, default=30.0, help="seconds to wait for the last one")
    add("--waiting", type=int, default=1000, help="other people whose updates wait in exit mode")
    add(
        "--fresh-chats",
        action=argparse.BooleanOptionalAction,
        help="a new chat for every conversation (default: what the script says)",
    )
    add("--polling", action="store_true", help="the bot fetches its updates with getUpdates")
    add("--redeliver", default="0.04,1", help="first and longest pause, seconds (Telegram: 1,60)")
    add("--expiry-scale", type=float, default=1, help="updates expire so many times sooner")
    add("--strict", action="store_true", help="refuse what Telegram refuses (costs CPU)")
    add("--age-scale", type=float, default=1, help="with --strict: messages age so much faster")
    add("--flood-scale", type=float, default=1, help="with --strict: times the limit; 0: none")
    add("--forbid", metavar="REGEX", help="count texts like this visible after the exit")
    add("--grace", type=float, default=0.5, help="seconds after the exit until that counts")
    add("--seed", type=int, default=1, help="of the random moments")
    add("--keep", action="store_true", help="keep each run's state folder and log")
    add("--json", metavar="FILE", help="write all results there")
    return load
