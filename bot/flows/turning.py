"""From an answer to the session after it: what is saved, where it leads, what *back* remembers."""

from __future__ import annotations

import msgspec

from bot.flows import stage
from bot.flows.answering import Answer
from bot.flows.model import BACK, Turn, resolve
from bot.pack.model import Pack
from bot.session import Session, Talk

ASIDE = frozenset({"numbers", "language"})
"""Flows that she returns from, also at the door."""
TRAIL = 12
"""How many steps *back* remembers."""
LIMIT = 16
"""Most steps that one decision may pass through (a flow that loops ends here)."""
IDLE_CHOICES = frozenset({"2", "5", "15"})
RETURN = (stage.DOOR, "back")
"""The safety question of somebody who came back; only its *yes* opens the menu again."""
STAY = frozenset({"role", "age", "wishes"})
"""Answers that another country does not change."""


def turned(pack: Pack, session: Session, answer: Answer) -> Session:
    """The session after a goto, with what was answered."""
    turn = answer.turn
    leaves = bool(answer.goto) and resolve(answer.goto, session.flow)[0] not in ASIDE
    if leaves and (session.flow, session.step) == RETURN:
        session = msgspec.structs.replace(session, inside=True)
    goto = answer.goto or (turn.goto if turn else "")
    answers = {**session.answers, **answer.set, **(turn.answers if turn else {})}
    idle = answers.pop("idle", "")
    page = turn.page if turn else (0 if goto else session.page)
    if turn and turn.locale and not goto:
        return _in_language(session, turn.locale)
    session = msgspec.structs.replace(
        session,
        answers={name: value for name, value in answers.items() if value},
        page=page,
        misses=0,
        meant=(),
        speaks=answer.speaks,
        idle_minutes=int(idle) if idle in IDLE_CHOICES else session.idle_minutes,
        has_word=session.has_word or bool(turn and turn.word),
        talk=_agreed(session.talk, turn),
    )
    if turn and turn.locale:
        session = msgspec.structs.replace(session, locale=turn.locale)
    if turn and turn.country:
        moved = bool(session.country) and turn.country != session.country
        # A town of another country means nothing here.
        kept = {k: v for k, v in session.answers.items() if not moved or k in STAY}
        session = msgspec.structs.replace(session, country=turn.country, inside=True, answers=kept)
    return go(pack, session, goto) if goto else session


def _in_language(session: Session, locale: str) -> Session:
    """The same screen in another language, a block on it whole where it was."""
    opened = session.token + 1 if session.block_open else session.block_at
    return msgspec.structs.replace(session, locale=locale, speaks="", block_at=opened)


def _agreed(talk: Talk | None, turn: Turn | None) -> Talk | None:
    """Her side of the case with the phrases that she chose now (S47)."""
    if talk is None or turn is None or not (turn.phrase or turn.duress):
        return talk
    return msgspec.structs.replace(
        talk, has_phrase=True, has_duress=talk.has_duress or bool(turn.duress)
    )


def go(pack: Pack, session: Session, goto: str) -> Session:
    """The session after a goto."""
    menu = stage.menu_of(pack, session)
    here = f"{session.flow}.{session.step}"
    if goto == BACK and session.trail:
        *rest, before = session.trail
        session = msgspec.structs.replace(session, trail=tuple(rest))
        return place(pack, session, before)
    if goto == BACK:
        goto = menu if session.inside else f"{stage.DOOR}."
    flow, step = stage.target_of(pack, menu if goto == ".".join(stage.MENU) else goto, session.flow)
    there = f"{flow}.{step}"
    trail = session.trail
    if there == menu:
        trail = ()
    elif there != here and (session.flow != stage.DOOR or flow in ASIDE):
        trail = (*trail, here)[-TRAIL:]
    return place(pack, msgspec.structs.replace(session, trail=trail), there)


def place(pack: Pack, session: Session, name: str) -> Session:
    """The session standing on a step, past those that she has answered already."""
    for _ in range(LIMIT):
        flow, step = stage.target_of(pack, name, session.flow)
        session = msgspec.structs.replace(
            session, flow=flow, step=step, version=pack.flows[flow].version, page=0
        )
        known = stage.find_step(pack, session).known
        onward = next((to for answer, to in known.items() if session.answers.get(answer)), "")
        if not onward:
            return session
        name = onward if "." in onward else f"{flow}.{onward}"
    return session
