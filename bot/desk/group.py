"""The group of all staff: notices without content, and who is in it."""

from __future__ import annotations

import msgspec

from bot.decision import DeskDecision
from bot.desk import offers
from bot.desk.notices import notice
from bot.handoff.desk import Desk
from bot.handoff.desk_events import CaseOffered, DeskEvent, Members, OfferWithdrawn, Ordered
from bot.text import Text


def decide(desk: Desk, event: DeskEvent, now: float) -> DeskDecision:
    """What is said in the group. Whoever writes there is not answered: it is theirs."""
    match event:
        case CaseOffered():
            return offers.offered(desk, event, now)
        case OfferWithdrawn():
            return offers.withdrawn(desk, event)
        case Members(unknown=unknown, blind=blind):
            seen = msgspec.structs.replace(desk, unknown=unknown, blind=blind)
            came = bool(unknown) and not desk.unknown
            return DeskDecision(seen, (notice(desk, Text("desk.group.stopped")),) if came else ())
        case Ordered(what="admitted"):
            known = msgspec.structs.replace(desk, unknown=())
            went_on = (notice(desk, Text("desk.group.goes_on")),) if desk.unknown else ()
            return DeskDecision(known, went_on)
        case _:
            return DeskDecision(desk)
