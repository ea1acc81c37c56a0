"""What one party of a case has for another, within one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.decision import Begins
from bot.events import Heard, Told
from bot.handoff.desk_events import DeskEvent
from bot.handoff.events import Event as CaseEvent
from bot.handoff.staff import Order
from bot.shell.conversations import Opened

PEOPLE: Final = "telegram"
"""The channel whose addresses mean the same people as those of staff do."""
STAFF: Final = "staff"
"""Name of the channel on which desks are met; it may be the same account as people's."""


@dataclass(frozen=True, slots=True, repr=False)
class Opens:
    """A case begins with this person."""

    conversation: bytes
    begins: Begins


@dataclass(frozen=True, slots=True, repr=False)
class ForCaseOf:
    """For the case of this person, if she has one. ``left``: what was held of her who left."""

    conversation: bytes
    event: CaseEvent
    left: Opened | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Cancels:
    """Somebody of whom nothing is held deletes everything: a callback, too, if one was kept."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True, repr=False)
class ForCase:
    """For this case."""

    case_id: bytes
    event: CaseEvent


@dataclass(frozen=True, slots=True, repr=False)
class ForWaiting:
    """For every case that waits."""

    event: CaseEvent


@dataclass(frozen=True, slots=True, repr=False)
class ForPerson:
    """For this person."""

    conversation: bytes
    event: Told | Heard


@dataclass(frozen=True, slots=True, repr=False)
class ForDesk:
    """For this desk, by the id of its conversation."""

    desk: bytes
    event: DeskEvent


@dataclass(frozen=True, slots=True, repr=False)
class Orders:
    """To be carried out. ``by``: the coordinator's desk; None: an operator's command."""

    order: Order
    by: bytes | None


@dataclass(frozen=True, slots=True, repr=False)
class Closes:
    """This desk is wiped, after what was put into the box before."""

    desk: bytes


Letter = Opens | ForCaseOf | Cancels | ForCase | ForWaiting | ForPerson | ForDesk | Orders | Closes
