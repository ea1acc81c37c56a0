"""How a number, a line or a service is put into words: always with what happens first (S34)."""

from __future__ import annotations

from collections.abc import Iterable

from bot.directory.model import Basis, Contact, Line, Number, NumberKind, WhenYouCall, YesNoUnknown
from bot.flows.scene import Scene
from bot.text import Joined, Text

WHEN = ("police_come", "must_report", "recorded", "papers", "cost", "on_bill")


HARMLESS = frozenset({NumberKind.FIRE, NumberKind.GAS})
"""Numbers that nobody has to ask first whether the police will come."""


def number_paragraph(
    scene: Scene, number: Number, *, ask: bool = True, wishes: Iterable[Text] = ()
) -> Text:
    """An emergency number: digits, name, and what happens if she contacts it.

    ``ask``: also what she can ask first; left out where seconds count. ``wishes``: what is known
    of what she needs there (S39).
    """
    key = f"number.{number.id}"
    about = [Text(f"{key}.what"), *wishes]
    if ask and number.kind not in HARMLESS:
        about += when_texts(number.when_you_call, brief=True)
    return scene.text(
        "contact.number",
        phone=Text(f"{key}.phone"),
        name=Text(f"{key}.name"),
        what=Joined(tuple(about)),
    )


def when_texts(when: WhenYouCall, *, brief: bool = False, calls: bool = True) -> tuple[Text, ...]:
    """What happens if she contacts them: what is known, then what to ask first.

    ``brief`` leaves out what is known, where a sentence of its own says it already. ``calls``:
    there is something to call; what is only written to stands on no phone bill.
    """
    known = []
    ask = []
    for name in WHEN:
        value: YesNoUnknown = getattr(when, name)
        if name == "on_bill" and not calls:
            continue
        if value is YesNoUnknown.UNKNOWN:
            ask.append(Text(f"when.{name}.ask"))
        elif not brief:
            known.append(Text(f"when.{name}.{value.value}"))
    if ask:
        known.append(Text("when.ask", (("list", Joined(tuple(ask), "space")),)))
    return tuple(known)


def line_paragraph(
    scene: Scene,
    line: Contact,
    prefix: str,
    *,
    text_only: bool = False,
    wishes: Iterable[Text] = (),
) -> Text:
    """A line or service with ways of its own: how to reach it, hours, what happens (S34, S38).

    ``prefix`` is ``line`` or ``service``. ``text_only`` names only the ways by text. ``wishes``:
    what is known of what she needs there (S39).
    """
    key = f"{prefix}.{line.id}"
    ways: list[Text] = []
    if not text_only:
        ways += [Text(f"{key}.phone.{n}") for n in range(len(line.phones))]
    ways += [
        scene.text(f"contact.app.{way.app.value}", address=Text(f"{key}.text.{n}"))
        for n, way in enumerate(line.texts)
    ]
    note = Text(f"{key}.hours_note") if line.hours_note is not None else None
    about = [Text(f"{key}.what"), *wishes, hours_text(scene, line.hours, note)]
    if line.called_on is None:
        about.append(scene.text("contact.not_called"))
    about += when_texts(line.when_you_call, calls=bool(line.phones))
    return scene.text(
        "contact.line",
        name=Text(f"{key}.name"),
        ways=Joined(tuple(ways)),
        about=Joined(tuple(about)),
    )


def brief_line(scene: Scene, line: Line) -> Text:
    """A line in a block: its number, its name, and what happens (S34); no more."""
    key = f"line.{line.id}"
    what = Text(f"{key}.what")
    phone, name = Text(f"{key}.phone.0"), Text(f"{key}.name")
    return scene.text("contact.number", phone=phone, name=name, what=what)


def hours_text(scene: Scene, basis: Basis, note: Text | None) -> Text:
    """What is known of the hours; *open now* is said only where somebody verified them (S38)."""
    if note is None:
        return scene.text("contact.hours_unknown")
    key = "contact.hours_unsure" if basis is Basis.UNKNOWN else "contact.hours_claimed"
    return scene.text(key, hours=note)
