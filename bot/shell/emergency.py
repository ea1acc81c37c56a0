"""Leaving while the store is down: what memory knows goes at once, redelivery brings the rest."""

from __future__ import annotations

import msgspec

from bot.decision import Leave
from bot.effects import Screen, Show
from bot.events import Pressed, Said, Update
from bot.held import Held, Standing
from bot.quick_exit import Wipe, plan, recognise
from bot.session import Session
from bot.shell.rendering import neutral_screen
from bot.shell.results import Tools
from bot.shell.turn import triggers_of


def emergency_wipe(
    tools: Tools, update: Update, held: Held | None, stranger: Standing, now: float
) -> Wipe:
    """What can leave without the store. Nothing new is sent: the redelivered exit may do that.

    ``held`` is what was last committed for this chat, if it is at hand.
    """
    cover, leaves = _cover(tools, update, held, now)
    if held is None:
        event = update.event
        standing = Standing(screen=event.message) if isinstance(event, Pressed) else stranger
        held = Held(update.address, Session(), standing)
    if not leaves:
        # Hidden, not left: media about which she has not decided stay.
        session = msgspec.structs.replace(held.session, media=())
        held = msgspec.structs.replace(held, session=session)
    leaving = Leave(cover, by_act=False)
    edits = tools.capabilities[update.channel].edits
    return plan(held, leaving, now, triggers=triggers_of(update.event), edits=edits)


def _cover(tools: Tools, update: Update, held: Held | None, now: float) -> tuple[Screen, bool]:
    """The cover, and whether she leaves (or only hides)."""
    session = held.session if held is not None else None
    event = update.event
    if isinstance(event, Said) and recognise(event, tools.words, tools.fold) is None:
        # No word of a list brought us here, so it is the word that she chose herself.
        event = msgspec.structs.replace(event, safe_word=True)
    try:
        decision = tools.decide_on(update.channel, session, event, now)
    except Exception:
        return neutral_screen(update.event.app_locale), True
    if decision.leave is not None:
        return decision.leave.cover, True
    shows = [effect.screen for effect in decision.effects if isinstance(effect, Show)]
    return (shows[-1] if shows else neutral_screen(update.event.app_locale)), False
