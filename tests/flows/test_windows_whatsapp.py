"""On WhatsApp she may be written to for a day after her last message: windows end before (S46)."""

from __future__ import annotations

from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from tests.talk import through_the_door

DAY = 86_400.0


def ends(talk) -> list[float]:
    slots = [name for name in talk.buttons if name.startswith("window:")]
    return [float(slot.partition("-")[2]) for slot in slots]


def to_windows(able):
    talk = through_the_door("ru", able=able) if able else through_the_door("ru")
    for choice in ("person", "human", "unsaid", "agree"):
        talk.press(choice)
    return talk


def test_windows_end_within_the_day() -> None:
    talk = to_windows(WHATSAPP)
    for choice in ("talk", "window", "callback", "later"):
        if choice in talk.buttons:
            talk.press(choice)
    found = ends(talk)
    assert found, (talk.step, talk.buttons)
    assert all(end <= talk.now + DAY for end in found)
