"""Sending: a message in as many parts as it needs, one after the other; and the line to Twilio.

The worst mistake here: to go on with the next part after she has left (S12).
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from typing import Final

from bot.channels.base import (
    Gone,
    MapPin,
    Message,
    Outcome,
    RefusedForGood,
    RetryAt,
    Sent,
    Unknown,
)
from bot.channels.line import Heard, Line
from bot.channels.whatsapp import calls, layout, outcome
from bot.channels.whatsapp.layout import Drawn, Shape
from bot.channels.whatsapp.outcome import TemplateRefused
from bot.channels.whatsapp.transport import Reply, Transport
from bot.clock import Clock

PARTS_SECONDS: Final = 10.0
"""For how long the later parts of a message are tried, counted from its first part."""
JOINS: Final = "+"

_log = logging.getLogger(__name__)


class TwilioLine(Line):
    """The line to Twilio.

    ``refused``: codes of refusals of our account or sender, which somebody has to mend.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.refused: set[int] = set()

    async def heard(
        self, call: Awaitable[Reply], read: Callable[[int, bytes], Heard]
    ) -> Heard | RetryAt | Unknown:
        """What the answer to a call means, by ``read``."""

        def noting(status: int, body: bytes) -> Heard:
            if status >= HTTPStatus.BAD_REQUEST:
                self.refused |= {outcome.code_of(body)} & outcome.OURS
            return read(status, body)

        return await super().heard(call, noting)


class _Sending:
    """A message that is being sent to somebody. ``stopped``: no further part is to go."""

    __slots__ = ("stopped",)

    def __init__(self) -> None:
        self.stopped = False

    def goes_on(self) -> bool:
        return not self.stopped


class Sender:
    """Sends messages from one number. ``lost`` lists what was sent to an address since a moment.

    ``lines``: a value of a template may have several lines, so a screen is one message and not two;
    where it turns out wrong, it is not tried again.
    """

    def __init__(
        self,
        transport: Transport,
        line: Line,
        clock: Clock,
        ends: Callable[[str], calls.Ends],
        lost: Callable[[str, float], Awaitable[tuple[str, ...] | Outcome]],
        *,
        lines: bool,
    ) -> None:
        self.undrawn = 0
        """How often a template was refused, and numbered text went out instead."""
        self._transport = transport
        self._line = line
        self._clock = clock
        self._ends = ends
        self._lost = lost
        self._lines = lines
        self._templates: dict[Shape, str] = {}
        self._under_way: dict[str, set[_Sending]] = {}

    def know(self, templates: Mapping[Shape, str]) -> None:
        """Draw choices with these templates from now on."""
        self._templates = dict(templates)

    def stop(self, address: str) -> None:
        """Send no further part of what is being sent to ``address``; what stands is the message."""
        for sending in self._under_way.get(address, ()):
            sending.stopped = True

    async def send(self, address: str, message: Message, *, urgent: bool) -> Outcome:
        """Send all parts. What is refused at the first is the outcome of the whole; later ones are
        tried for a while, and then what stands is the message.
        """
        if message.thread:
            return Gone()
        drawn = layout.drawn(message, self._templates, message.opens, lines=self._lines)
        steps: deque[str | Drawn] = deque(layout.plain(message) if drawn is None else drawn.before)
        if drawn is not None:
            steps.append(drawn)
        if not steps:
            return RefusedForGood()
        with self._begun(address) as sending:
            return await self._send_all(address, steps, sending, urgent=urgent)

    async def pin(self, address: str, pin: MapPin) -> Outcome:
        """Send a place, without its name."""
        body = calls.pin_message(self._ends(address), pin)
        with self._begun(address) as sending:
            call = self._transport.send(body, wanted=sending.goes_on)
            return await self._line.heard(call, outcome.sent)

    @contextmanager
    def _begun(self, address: str) -> Iterator[_Sending]:
        sending = _Sending()
        self._under_way.setdefault(address, set()).add(sending)
        try:
            yield sending
        finally:
            self._under_way[address].discard(sending)
            if not self._under_way[address]:
                del self._under_way[address]

    async def _send_all(
        self, address: str, steps: deque[str | Drawn], sending: _Sending, *, urgent: bool
    ) -> Outcome:
        ends, begun = self._ends(address), self._clock.now()
        sids: list[str] = []
        while steps and not sending.stopped:
            step = steps.popleft()
            until = begun + PARTS_SECONDS if sids else 0.0
            call = partial(self._step, ends, step, sending, urgent=urgent)
            match await self._patiently(call, sending, until):
                case Sent(message=sid):
                    sids.append(sid)
                    continue
                case TemplateRefused():
                    steps.extend(step.otherwise if isinstance(step, Drawn) else ())
                    continue
                case refused if not sids:
                    return refused
                case Unknown():
                    found = await self._lost(address, begun)
                    if not isinstance(found, tuple):
                        return Unknown()  # else nobody would look for this part any more
                    sids += found
            _log.warning("A message was not sent to its end.")
            break
        return Sent(JOINS.join(dict.fromkeys(sids))) if sids else RefusedForGood()

    async def _patiently(
        self,
        call: Callable[[], Awaitable[Outcome | TemplateRefused]],
        sending: _Sending,
        until: float,
    ) -> Outcome | TemplateRefused:
        """Make a call, and again while the provider wants us to wait and there is time."""
        while True:
            done = await call()
            again = self._clock.now() + done.seconds if isinstance(done, RetryAt) else math.inf
            if again > until:
                return done
            await self._clock.sleep_until(again)
            if sending.stopped:
                return done

    async def _step(
        self, ends: calls.Ends, step: str | Drawn, sending: _Sending, *, urgent: bool
    ) -> Outcome | TemplateRefused:
        if isinstance(step, Drawn):
            return await self._draw(ends, step, sending, urgent=urgent)
        body = calls.text_message(ends, step)
        call = self._transport.send(body, urgent=urgent, wanted=sending.goes_on)
        return await self._line.heard(call, outcome.sent)

    async def _draw(
        self, ends: calls.Ends, drawn: Drawn, sending: _Sending, *, urgent: bool
    ) -> Outcome | TemplateRefused:
        template = self._templates.get(drawn.shape)
        if template is None:  # it was refused to somebody else meanwhile
            return TemplateRefused(values=False)
        body = calls.content_message(ends, template, drawn.variables)
        call = self._transport.send(body, urgent=urgent, wanted=sending.goes_on)
        done = await self._line.heard(call, outcome.drawn)
        if isinstance(done, TemplateRefused):
            self.undrawn += 1
            _log.warning("A template was refused, its choices went out as numbered text.")
            if not done.values and self._templates.get(drawn.shape) == template:
                del self._templates[drawn.shape]
            if done.values and drawn.has_lines:
                self._lines = False
        return done
