"""The effects of a decision become rows of the outbox. The worst mistake: to let a timer send."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

import msgspec

from bot.effects import (
    AskPosition,
    Effect,
    Erase,
    Keep,
    Pin,
    Post,
    Reveal,
    Schedule,
    Show,
    TakeBack,
    Withdraw,
)
from bot.events import PersonEvent, Pressed
from bot.held import Mark, Standing
from bot.shell.advancing import advance
from bot.shell.keyboard import ask_position
from bot.shell.posting import post, reveal, take_back, withdraw
from bot.shell.work import Work
from bot.store.base import LedgerRow


def owe(
    work: Work,
    effects: tuple[Effect, ...],
    *,
    caused: bool,
    event: PersonEvent | None = None,
    answers_failure: bool = False,
) -> None:
    """Store the effects in order of their stages; of several screens only the last."""
    shows = [effect for effect in effects if isinstance(effect, Show)]
    for effect in sorted(effects, key=lambda effect: effect.stage):
        match effect:
            case Show():
                if effect is shows[-1]:
                    show = effect if caused else quiet(effect)
                    work.show(show, answers_failure=answers_failure)
            case Erase(messages=messages):
                work.erase(marks_of(work.standing, messages, work.now, event))
            case Pin():
                if caused:
                    work.pin(effect)
            case AskPosition():
                if caused:
                    ask_position(work, effect)
            case Keep(message=message, group=group):
                dated = event.dated if event is not None else work.now
                row = LedgerRow(work.opened.row.id, group, message, "hers", dated)
                work.tx.keep(row)
            case Schedule(timer=timer, due=due):
                work.schedule(timer, due)
            case Post():
                post(work, effect)
            case Reveal():
                reveal(work, effect)
            case TakeBack():
                take_back(work, effect)
            case Withdraw():
                withdraw(work, effect)
            case _:
                assert_never(effect)
    advance(work)


def quiet(show: Show) -> Show:
    """The same screen where no act of hers caused it: it may edit and never send (S01)."""
    return msgspec.structs.replace(show, by_timer=True, fresh=False)


def marks_of(
    standing: Standing, messages: Iterable[str], now: float, event: PersonEvent | None
) -> tuple[Mark, ...]:
    """Messages to delete, with the side and time that we know of them."""
    ours = {mark.id: mark for mark in standing.extras}
    ours[standing.screen] = Mark(standing.screen, "ours", standing.sent_at)
    if isinstance(event, Pressed):
        ours.setdefault(event.message, Mark(event.message, "ours"))
    dated = event.dated if event is not None else now
    return tuple(ours.get(message) or Mark(message, "hers", dated) for message in messages)
