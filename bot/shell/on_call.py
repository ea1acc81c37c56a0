"""Asking who is on call, where nobody on duty answers: a port, for another messenger or a modem.

A notice holds nothing of her: a language, a country, an urgency. It goes out after the commit, once
and at best; supervisors read the same at their desks.
"""

from __future__ import annotations

import logging
from typing import Protocol

import msgspec

from bot.handoff.case import Urgency

_log = logging.getLogger(__name__)


class CallOutNotice(msgspec.Struct, frozen=True):
    """Somebody waits and nobody has come."""

    locale: str
    country: str
    urgency: Urgency


class OnCall(Protocol):
    """Brings a notice to who is on call, by a template that was approved beforehand."""

    async def ask(self, notice: CallOutNotice) -> None:
        """Send it. May raise; nobody waits for it."""


class NobodyOnCall:
    """No way to anybody is set up."""

    async def ask(self, notice: CallOutNotice) -> None:
        """Say in the log that it had to be asked for, and nothing else."""
        del notice
        _log.warning("Nobody has answered for a while, and no way to who is on call is set up.")
