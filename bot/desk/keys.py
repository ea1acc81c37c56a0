"""Every text that a desk can say, for the check: what is missing or not used is found at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from bot.desk.canned import CANNED
from bot.desk.news import HEARD, LASTING
from bot.handoff.case import Urgency
from bot.handoff.counsellor import Obstacle
from bot.handoff.desk import TalkStage
from bot.handoff.staff import Order

ALARMS: Final = (
    "pressure", "silence", "no_answer", "unknown_member", "blind", "call", "left_group",
)  # fmt: skip
_ORDERS: Final = tuple(kind.__name__.lower() for kind in get_args(Order))

LABELS: Final = frozenset({
    "desk.accept", "desk.duty", "desk.off", "desk.break", "desk.back", "desk.queue", "desk.help",
    "desk.me", "desk.open", "desk.undo", "desk.check", "desk.canned", "desk.more", "desk.close",
    "desk.transfer", "desk.refer", "desk.media", "desk.release", "desk.supervisor", "desk.block",
    "desk.panic", "desk.to", "desk.drop", "desk.close.yes", "desk.block.yes", "desk.reached",
    "desk.not_reached", *(f"desk.canned.{name}" for name in CANNED),
})  # fmt: skip
"""Labels of buttons."""

SAID: Final = frozenset({
    "desk.header", "desk.notice", "desk.offer_header", "desk.offer", "desk.digit",
    *(f"desk.urgency.{urgency or 'none'}" for urgency in get_args(Urgency)),
    *(f"desk.stage.{stage}" for stage in get_args(TalkStage)),
    *(f"desk.news.{news}" for news in HEARD), LASTING,
    *(f"desk.refused.{why}" for why in Obstacle),
    *(f"desk.alarm.{about}" for about in ALARMS),
    *(f"desk.done.{order}" for order in _ORDERS), *(f"desk.not_done.{order}" for order in _ORDERS),
    *(f"canned.{name}" for name in CANNED),
    "desk.pending", "desk.pending.expired", "desk.welcome", "desk.panel.off", "desk.panel.on",
    "desk.panel.break", "desk.panel.waits", "desk.panel.talk", "desk.panel.to",
    "desk.panel.to_nobody", "desk.queue.lead", "desk.queue.none", "desk.canned.lead",
    "desk.refer.lead", "desk.refer.none", "desk.more.lead", "desk.close.sure", "desk.block.sure",
    "desk.to_whom", "desk.help.talk", "desk.help.orders", "desk.help.care",
    "desk.help.coordinator", "desk.quiet", "desk.duty_over", "desk.off_with_talks",
    "desk.duty_ended_by_coordinator", "desk.nobody_here", "desk.which_talk", "desk.no_media",
    "desk.no_place", "desk.nothing_to_undo", "desk.undone",
    "desk.undone_lasting", "desk.asked.check",
    "desk.asked.transfer", "desk.asked.media", "desk.asked.referral", "desk.supervisor_called",
    "desk.only_coordinators", "desk.alert.accept", "desk.alert.thanks", "desk.group.stopped",
    "desk.group.goes_on", "desk.left_group", "desk.summary", "desk.few", "desk.not_yours",
    "desk.stranger",
    "desk.invite.unknown", "desk.invite.used", "desk.invite.expired", "desk.invite.person",
    "desk.invite.have",
})  # fmt: skip
"""Everything else."""

HEADERS: Final = ("desk.header", "desk.notice", "desk.offer_header")
"""Texts that stand in notifications."""

_TALK = frozenset({"number"})
ARGUMENTS: Final[Mapping[str, frozenset[str]]] = {
    "desk.header": _TALK,
    "desk.accept": _TALK,
    "desk.to": _TALK,
    "desk.digit": frozenset({"digit"}),
    "desk.offer": frozenset({"number", "language", "country", "wish", "urgency", "waited"}),
    "desk.pending": frozenset({"first", "second"}),
    "desk.panel.on": frozenset({"until"}),
    "desk.panel.break": frozenset({"until"}),
    "desk.panel.waits": frozenset({"count"}),
    "desk.panel.talk": frozenset({"number", "language", "country", "urgency", "stage"}),
    "desk.panel.to": _TALK,
    "desk.refer.lead": _TALK,
    "desk.refer.none": _TALK,
    "desk.more.lead": _TALK,
    "desk.close.sure": _TALK,
    "desk.block.sure": _TALK,
    "desk.summary": frozenset({"day", "begun", "taken", "soon", "call_out", "closed", "left"}),
}
"""Arguments that a text is given and has to use."""
