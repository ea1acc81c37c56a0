"""``make eval``: the tables, beside the figures of the last release (``evaluation/last.json``).

``--keep`` writes today's figures there. The exit code is 1 where something became worse.
``--development`` measures the messages that may be looked at; nothing is compared.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import fmean

import msgspec

from bot.pack.load import load
from bot.settings import content_home
from evaluation.figures import Figures, by_intent, figures
from evaluation.messages import LOCALES, Which
from evaluation.places import PlaceFigures, place_figures

LAST = Path(__file__).parent / "last.json"
DROP = 0.02
"""So much worse is a drop: fewer than one message in fifty may turn by chance."""
LOWER_IS_BETTER = ("raised_hard", "raised_harmless")


class Table(msgspec.Struct, frozen=True):
    """The figures of every language, of every intent in all languages, and of the places."""

    messages: dict[str, Figures]
    intents: dict[str, float]
    places: PlaceFigures


def measured(which: Which = "test") -> Table:
    """Today's."""
    pack = load(content_home()).pack
    if pack is None:
        sys.exit("The content cannot be read; `pana check` says why.")
    found = {locale: figures(pack.listener, locale, which) for locale in LOCALES}
    intents = by_intent(pack.listener, which)
    return Table(found, intents, place_figures(pack.gazetteer, which))


def kept() -> Table:
    """Those of the last release."""
    return msgspec.json.decode(LAST.read_bytes(), type=Table)


def drops(now: Table, before: Table) -> list[str]:
    """What became worse, in words."""
    found = []
    for locale, was in before.messages.items():
        found += _worse(locale, now.messages[locale], was)
    return found + _worse("places", now.places, before.places)


def _worse(where: str, now: msgspec.Struct, before: msgspec.Struct) -> list[str]:
    found = []
    for name in now.__struct_fields__:
        was, is_ = getattr(before, name), getattr(now, name)
        if (is_ - was if name in LOWER_IS_BETTER else was - is_) > DROP:
            found.append(f"{where}: {name} was {was:.3f} and is {is_:.3f}")
    return found


def printed(table: Table) -> str:
    """The tables, one line a language and the mean."""
    names = Figures.__struct_fields__
    rows = [f"{'':8}" + "".join(f"{name:>17}" for name in names)]
    for locale, found in table.messages.items():
        rows.append(f"{locale:8}" + "".join(f"{getattr(found, name):17.3f}" for name in names))
    all_ = table.messages.values()
    means = (sum(getattr(one, name) for one in all_) / len(all_) for name in names)
    rows.append(f"{'mean':8}" + "".join(f"{mean:17.3f}" for mean in means))
    rows.append(f"\nintents, all languages together (mean {fmean(table.intents.values()):.3f}):")
    worst_first = sorted(table.intents.items(), key=lambda one: one[1])
    rows += [f"  {name:22}{share:.3f}" for name, share in worst_first]
    places = table.places
    rows.append(f"\nplaces: {places.found:.3f} found, {places.refused:.3f} of no places refused")
    return "\n".join(rows)


def main() -> int:
    """Print the tables and what became worse."""
    parser = argparse.ArgumentParser(prog="make eval", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="today's figures are the last ones")
    parser.add_argument("--development", action="store_true", help="the messages of development")
    given = parser.parse_args()
    if given.development:
        print(printed(measured("development")))
        return 0
    now = measured()
    print(printed(now))
    if given.keep:
        LAST.write_bytes(msgspec.json.format(msgspec.json.encode(now), indent=2) + b"\n")
        return 0
    worse = drops(now, kept())
    print("\n".join(worse))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
