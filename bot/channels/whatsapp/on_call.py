"""Who is on call is asked by WhatsApp or SMS, with a template that WhatsApp approved beforehand.

The notice holds nothing of anybody: one text that never changes, chosen by whoever runs this. It
may be read by whoever holds that phone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from bot.channels.base import Sent
from bot.channels.whatsapp import outcome
from bot.channels.whatsapp.calls import channel_address
from bot.channels.whatsapp.transport import NoAnswerError, NotSentError, Transport
from bot.clock import Clock

REST_SECONDS: Final = 600.0
"""Nobody is asked twice within this time: several people may wait, the phone rings once."""
_log = logging.getLogger(__name__)


class OnCallByTwilio:
    """``numbers``: ``whatsapp:+…`` and ``sms:+…``, written to one after the other. ``template`` is
    the id of the approved text, ``sender`` and ``sms_sender`` are ours.
    """

    def __init__(
        self,
        transport: Transport,
        numbers: Sequence[str],
        template: str,
        sender: str,
        sms_sender: str,
        clock: Clock,
    ) -> None:
        self._transport = transport
        self._numbers = tuple(numbers)
        self._template = template
        self._sender = sender
        self._sms_sender = sms_sender
        self._clock = clock
        self._rests_until = 0.0

    async def ask(self, notice: object) -> None:
        """Write to all of them, once for all who wait now; nothing of ``notice`` is said."""
        del notice
        now = self._clock.now()
        if now < self._rests_until:
            return
        self._rests_until = now + REST_SECONDS
        reached = [await self._write(number) for number in self._numbers]
        if not any(reached):
            self._rests_until = 0.0
            _log.warning("Nobody on call could be written to.")

    async def _write(self, number: str) -> bool:
        kind, _, digits = number.partition(":")
        by_sms = kind == "sms"
        body = {
            "To": digits if by_sms else channel_address(digits),
            "From": self._sms_sender if by_sms else channel_address(self._sender),
            "ContentSid": self._template,
        }
        try:
            reply = await self._transport.send(urlencode(body).encode("ascii"))
        except (NotSentError, NoAnswerError):
            return False
        return isinstance(outcome.sent(reply.status, reply.body), Sent)
