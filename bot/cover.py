"""What the cover answers: a small kitchen book, the same for everybody, always (S20).

It keeps no session: where a press leads stands in the button. It never mentions what lies
behind it, and it deletes nothing that is typed into it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.effects import Button, Screen, Tone
from bot.pack.model import Pack
from bot.text import Text

PREFIX = "c:"
"""Every choice of the cover begins with this."""
OTHER = "c:other"
"""The plain item: the one way in that needs no word (admitted in the threat model)."""
COMMANDS: Mapping[str, str] = {
    "start": "c:home",
    "recipes": "c:recipes",
    "measures": "c:converter",
    "saying": "c:sayings",
    "numbers": "c:useful",
}
"""Commands that the book answers, and the page that each opens (S18). Only these may be listed.

None that leaves or deletes is among them: under a cover that hides a conversation it would sweep
the chat before the eyes of whoever tries the list.
"""


def home(locale: str, pack: Pack, *, digits: str = "") -> Screen:
    """The first page. ``digits``: a country code whose bare digits stand in the first line."""
    paragraphs = [Text("cover.lead")]
    if digits:
        key = f"digits.{digits}"
        paragraphs.insert(0, Text(key if pack.catalogue.has(key) else "digits.any"))
    return _screen(locale, tuple(paragraphs), _items(locale, pack))


def gone(locale: str) -> Screen:
    """All that is said after leaving where nothing can be covered: one word."""
    return _screen(locale, (Text("exit.ok"),), ())


def digits(locale: str, pack: Pack, country: str) -> Screen:
    """The bare digits of a country and nothing else, where nothing can be covered (S03)."""
    key = f"digits.{country}"
    return _screen(locale, (Text(key if pack.catalogue.has(key) else "digits.any"),), ())


def reply(locale: str, pack: Pack) -> Screen:
    """The answer to anything typed that the cover has no page for."""
    return _screen(locale, (Text("cover.reply"),), _items(locale, pack))


def useful(locale: str, pack: Pack, country: str = "") -> Screen:
    """Useful numbers: bare digits with gas, fire, doctor, police."""
    found = pack.directory.country(country) or pack.directory.country("KZ")
    rows = [Text("cover.useful.lead")]
    if found is not None:
        by_id = {number.id: number for number in found.numbers}
        for name in found.cover_numbers:
            number = by_id.get(name)
            if number is not None:
                phone = Text(f"number.{name}.phone")
                label = Text(f"cover.useful.{number.kind.value}")
                rows.append(Text("cover.line", (("label", label), ("phone", phone))))
    return _screen(locale, tuple(rows), ((_back(),),))


def page(choice: str, locale: str, pack: Pack, country: str = "") -> Screen:
    """The page that a choice of the cover leads to; an unknown one leads home."""
    name, _, rest = choice.removeprefix(PREFIX).partition(":")
    book = pack.covers[locale]
    if name == "sayings":
        number = int(rest) % len(book.sayings) if rest.isdecimal() else 0
        again = Button(f"c:sayings:{number + 1}", Text("cover.item.sayings"))
        return _screen(locale, (Text(f"cover.saying.{number}"),), ((again,), (_back(),)))
    if name == "useful":
        return useful(locale, pack, country)
    lists = {"recipes": ("recipe", book.recipes), "converter": ("table", book.converter.tables)}
    if name not in lists:
        return home(locale, pack)
    kind, items = lists[name]
    if rest in {item.id for item in items}:
        texts = (Text(f"cover.{kind}.{rest}.name"), Text(f"cover.{kind}.{rest}.text"))
        return _screen(locale, texts, ((_back(f"c:{name}"),),))
    lead = Text("cover.converter") if name == "converter" else Text("cover.item.recipes")
    rows = tuple(
        (Button(f"c:{name}:{item.id}", Text(f"cover.{kind}.{item.id}.name")),) for item in items
    )
    return _screen(locale, (lead,), (*rows, (_back(),)))


def command(typed: str) -> str:
    """The choice that a typed command of the book means (``/recipes``, ``/recipes@name``)."""
    plain = typed.strip().casefold()
    name = plain[1:].partition("@")[0] if plain.startswith("/") else ""
    return COMMANDS.get(name, "")


def _items(locale: str, pack: Pack) -> tuple[tuple[Button, ...], ...]:
    book = pack.covers[locale]
    return tuple((Button(PREFIX + item.id, Text(f"cover.item.{item.id}")),) for item in book.items)


def _back(to: str = "c:home") -> Button:
    return Button(to, Text("cover.back"))


def _screen(
    locale: str, paragraphs: tuple[Text, ...], rows: tuple[tuple[Button, ...], ...]
) -> Screen:
    return Screen(locale, paragraphs, rows, Tone.COVER)
