"""``pana services``: the cards for a point and a need, as a list or as JSON (design, section 7)."""

from __future__ import annotations

import argparse
import datetime
import json
import math
import sys
from typing import Any

import msgspec

from bot.commands.arguments import Parser, UsageError, refuse
from bot.commands.opening import content_folder, pack_as_it_is
from bot.content.catalogue import Catalogue
from bot.content.locales import canonical
from bot.directory.card import Card
from bot.directory.cards import cards
from bot.directory.model import Need
from bot.directory.phones import INSIDE
from bot.locator.gazetteer import Gazetteer
from bot.text import Text

_LAT, _LON = 90, 180


def run(argv: list[str]) -> int:
    """Print the cards. 0; 2 for bad arguments or content that cannot be read."""
    try:
        asked = _arguments(argv)
        content = pack_as_it_is(content_folder())
        if content is None:
            raise UsageError("there is no usable content; run `pana check`")
        country = _country(asked, content.gazetteer)
        locale = canonical(asked.locale)
        if content.catalogue.locales.get(locale) is None:
            tags = ", ".join(known.tag for known in content.catalogue.locales.locales)
            raise UsageError(f"there is no locale {asked.locale}; there are {tags}")
        found = (
            cards(
                content.directory,
                content.gazetteer,
                country,
                Need(asked.need),
                asked.near,
                asked.at,
            )
            if country in INSIDE
            else ()
        )
    except UsageError as problem:
        return refuse("services", problem)
    except SystemExit:  # --help
        return 0
    shown = [_plain(card, content.catalogue, locale) for card in found]
    if asked.json:
        print(json.dumps({"cards": shown}, ensure_ascii=False))
    else:
        print("\n\n".join(map(_listed, shown)) or "Nothing is known there.")
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = Parser(prog="pana services", description="What can help near a point.")
    parser.add_argument("--near", required=True, type=_point, metavar="LAT,LON")
    parser.add_argument("--country", type=_code, help="its code; by default that of the point")
    parser.add_argument("--need", choices=[need.value for need in Need], default="anything")
    parser.add_argument("--locale", default="ru")
    parser.add_argument("--at", type=_moment, default=None, metavar="ISO", help="default: now")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(_joined(argv))
    if asked.at is None:
        asked.at = datetime.datetime.now(datetime.UTC)
    return asked


def _joined(argv: list[str]) -> list[str]:
    """``--near -33.9,151.2`` as one word: argparse would take the point for an option."""
    found: list[str] = []
    for word in argv:
        if found and found[-1] == "--near":
            found[-1] = f"--near={word}"
        else:
            found.append(word)
    return found


def _point(written: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in written.split(","))
    except ValueError:
        lat = lon = math.nan
    if not (abs(lat) <= _LAT and abs(lon) <= _LON):
        raise argparse.ArgumentTypeError(
            f"{written!r} is no point; write LAT,LON in degrees, such as 42.32,69.59"
        )
    return lat, lon


def _code(written: str) -> str:
    code = written.strip()
    if code.lower() == "other":
        return "other"
    if len(code) != len("KZ") or not (code.isascii() and code.isalpha()):
        raise argparse.ArgumentTypeError(f"{written!r} is no country code such as KZ")
    return code.upper()


def _moment(written: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{written!r} is no moment; write one such as 2026-11-21T10:00:00+05:00"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _country(asked: argparse.Namespace, gazetteer: Gazetteer) -> str:
    """The country asked for, else that of the point, else ``''``. Says when it is a guess."""
    if asked.country is not None:
        return str(asked.country)
    guess = gazetteer.country_at(*asked.near)
    if guess.country is not None or not guess.candidates:
        return guess.country or ""
    likely = guess.candidates[0]
    print(f"The point is near a border: taken for {likely}; say --country.", file=sys.stderr)
    return likely


def _plain(card: Card, catalogue: Catalogue, locale: str) -> dict[str, Any]:
    """The card as the contract has it. Phones are those to dial: its own, else its intake's."""

    def say(key: str) -> str:
        return catalogue.say(Text(key), locale).text

    return {
        "id": card.id,
        "name": say(card.key("name")),
        "kind": card.kind,
        "town": say(f"place.{card.town}") if card.town is not None else None,
        "town_km": card.town_km,
        "km": card.km,
        "open_now": card.open_now,
        "next_open": card.next_open.isoformat() if card.next_open is not None else None,
        "phones": list(card.intake_phones),
        "when_you_call": {
            name: answer.value for name, answer in msgspec.structs.asdict(card.expect).items()
        },
        "stale": card.stale,
    }


def _listed(card: dict[str, Any]) -> str:
    place = card["town"] or "the whole country"
    if card["km"] is not None:
        place += f", {card['km']:g} km"
    elif card["town_km"]:
        place += f", about {card['town_km']} km"
    known = {True: "open now", False: "closed now", None: "hours not verified"}
    lines = [
        f"{card['name']} ({card['kind']}), {place}",
        f"  {', '.join(card['phones']) or 'no phone known'}; {known[card['open_now']]}"
        + ("; not called within 90 days" if card["stale"] else ""),
        "  " + ", ".join(f"{name}: {answer}" for name, answer in card["when_you_call"].items()),
    ]
    return "\n".join(lines)
