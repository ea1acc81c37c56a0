"""What the counsellor asked her last, as a sentence and its buttons."""

from __future__ import annotations

from bot.effects import Button
from bot.flows.scene import say
from bot.pack.model import Pack
from bot.session import Session, Talk
from bot.text import Text

Rows = tuple[tuple[Button, ...], ...]


def question(pack: Pack, session: Session) -> tuple[Rows, Text]:
    """What she was asked last, with its buttons."""
    talk = session.talk or Talk()
    at = f"@{talk.serial}" if talk.serial else ""
    if talk.asks == "check" and talk.has_phrase:
        rows: Rows = ((button(pack, session, "not_alone", "talk.not_alone"),),)
        return rows, say(pack, session, "talk.check_phrase")
    if talk.asks == "check":
        rows = ((button(pack, session, f"alone{at}", "talk.alone"),
                 button(pack, session, "not_alone", "talk.not_alone")),)  # fmt: skip
        return rows, say(pack, session, "talk.check")
    rows = ((button(pack, session, f"yes:{talk.asks}{at}", "talk.yes"),
             button(pack, session, f"no:{talk.asks}{at}", "talk.no")),)  # fmt: skip
    return rows, say(pack, session, f"talk.ask.{talk.asks}")


def button(pack: Pack, session: Session, choice: str, key: str) -> Button:
    """A button of a talk."""
    return Button(choice, say(pack, session, key))
