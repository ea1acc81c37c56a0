"""Where an intent leads, and how it is offered where it is only guessed (S25, S27)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.effects import Button
from bot.flows.scene import Scene, own_behaviour
from bot.text import Text
from bot.understanding.intents import Guess

PREFIX = "meant:"


class Meant(msgspec.Struct, frozen=True):
    """One way. ``topic``: of the rights of her country. ``anywhere``: also where we know numbers
    only; ``for_all``: also for who came by the door of one's own behaviour (S10).
    """

    goto: str = ""
    label: str = ""
    set: Mapping[str, str] = {}
    topic: str = ""
    anywhere: bool = False
    for_all: bool = False
    does: str = ""


def _need(need: str, goto: str = "find_help.place") -> Meant:
    return Meant(goto, f"need.{need}", {"need": need})


def _topic(topic: str) -> Meant:
    return Meant("rights.topic", topic=topic, set={"topic": topic})


def _general(goto: str, label: str) -> Meant:
    return Meant(goto, label, anywhere=True, for_all=True)


WAYS: Mapping[str, Meant] = {
    "police": _topic("calling_police"),
    "shelter": _need("shelter", "find_help.age"),
    "counsellor": Meant("talk.", "ui.person"),
    "psychological": _need("talk"),
    "medical": _need("doctor"),
    "forensic": _topic("forensic_exam"),
    "protection_order": _topic("protection_order"),
    "rights": Meant("rights.", "main.rights"),
    "divorce_children": _topic("children_and_custody"),
    "property_inheritance": _topic("religious_marriage_and_inheritance"),
    "forced_marriage": _topic("forced_marriage"),
    "work_harassment": _topic("work_harassment"),
    "online_violence": _topic("online_blackmail"),
    "safety_plan": Meant("safety_plan.", "main.plan", anywhere=True),
    "evidence": Meant("evidence.", "main.evidence", anywhere=True),
    "find_service": Meant("find_help.", "main.find"),
    "disability": _topic("disability"),
    "helping_other": Meant("someone_else.", "main.for_someone", {"role": "other"}, anywhere=True),
    "using_violence": Meant(
        "own_behaviour.", "main.for_own", {"role": "own_behaviour"}, anywhere=True, for_all=True
    ),
    "child_abuse": _topic("child_abuse"),
    "trafficking": _topic("trafficking"),
    "quick_exit": Meant(does="hide", anywhere=True, for_all=True),
    "delete_messages": _general("main.traces", "door.traces"),
    "change_language": _general("language.", "ui.language"),
    "privacy": _general("main.about", "main.about"),
    "greeting": _general("main.menu", "ui.menu"),
    "menu": _general("main.menu", "ui.menu"),
    "thanks": _general("main.menu", "ui.menu"),
}
"""A guess that somebody comes hides what is there, and never destroys it (design, section 5)."""
NOT_BESIDE = frozenset({"counsellor", "using_violence", "greeting", "menu", "thanks"})
"""Noise (S24), the person whom a block offers anyway, the door for one's own behaviour (S10)."""
MOST_BESIDE = 2


def way_of(scene: Scene, intent: str) -> Meant | None:
    """Where an intent leads from here; None: nowhere, or it is no way for her."""
    way = WAYS.get(intent)
    return way if way is not None and _open(scene, way) else None


def suggested(scene: Scene, guess: Guess) -> tuple[str, ...]:
    """The intents that are worth offering as a button, the likeliest first."""
    ways = ((intent, WAYS.get(intent)) for intent in guess.suggestions)
    return tuple(
        intent for intent, way in ways if way is not None and not way.does and _open(scene, way)
    )


def beside(scene: Scene, guess: Guess) -> tuple[str, ...]:
    """What was asked for beside a disclosure: what the block itself does not offer."""
    return tuple(one for one in suggested(scene, guess) if one not in NOT_BESIDE)[:MOST_BESIDE]


def rows(scene: Scene) -> tuple[tuple[Button, ...], ...]:
    """A button for each of what she may have meant."""
    return tuple(
        (Button(PREFIX + intent, _label(scene, WAYS[intent])),)
        for intent in scene.session.meant
        if intent in WAYS and _open(scene, WAYS[intent])
    )


def _label(scene: Scene, way: Meant) -> Text:
    topic = scene.pack.topic(scene.session.country, way.topic)
    return Text(f"{topic.key}.label") if topic is not None else scene.text(way.label)


def _open(scene: Scene, way: Meant) -> bool:
    session = scene.session
    if not session.inside or (own_behaviour(session) and not way.for_all):
        return False
    if scene.answer("where") != "full" and not way.anywhere:
        return False
    return not way.topic or scene.pack.topic(session.country, way.topic) is not None
