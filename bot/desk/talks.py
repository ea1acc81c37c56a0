"""The open talks of a desk: which one is meant, and how one of them changes."""

from __future__ import annotations

import msgspec

from bot.handoff.desk import Desk, Talk


def talk_of(desk: Desk, case: str) -> Talk | None:
    """The open talk of a case."""
    return next((talk for talk in desk.talks if talk.case == case), None)


def current(desk: Desk) -> Talk | None:
    """The talk to which she writes."""
    return talk_of(desk, desk.current) or (desk.talks[0] if len(desk.talks) == 1 else None)


def meant(desk: Desk, named: str, about: str) -> Talk | None:
    """The talk that an order means: the one it names, replies to, or the current one."""
    if named:
        return next((talk for talk in desk.talks if talk.alias == named.lstrip("#№ ")), None)
    return talk_of(desk, about) or current(desk)


def mark_of(talk: Talk) -> str:
    """What a button of this talk carries: pressed late, it does nothing to another."""
    return talk.case[:8]


def marked(desk: Desk, mark: str) -> Talk | None:
    """The open talk of such a button."""
    return next((talk for talk in desk.talks if mark_of(talk) == mark), None)


def with_talk(desk: Desk, changed: Talk) -> Desk:
    """The desk with this talk in the place of what it was; nothing if it is not open there."""
    talks = tuple(changed if talk.case == changed.case else talk for talk in desk.talks)
    return msgspec.structs.replace(desk, talks=talks)


def others(desk: Desk, case: str) -> tuple[Talk, ...]:
    """Every open talk but that of this case."""
    return tuple(talk for talk in desk.talks if talk.case != case)
