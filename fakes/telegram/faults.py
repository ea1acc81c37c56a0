"""What can go wrong between a bot and the API, told by a test beforehand.

Each function of `Faults` plans one fault for calls of a method (``"*"``: any) that fulfil a
condition. It befalls the next ``times`` such calls (None: all of them) and then is over.
Seconds are real ones, for they meet the bot's own time-outs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fakes.telegram.record import Call
from fakes.telegram.refusals import TooManyRequests

Condition = Callable[[dict], bool]
GATEWAY = (
    b"<html>\r\n<head><title>%d %b</title></head>\r\n<body>\r\n<center><h1>%d %b</h1></center>\r\n"
    b"<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
REASONS = {500: b"Internal Server Error", 502: b"Bad Gateway", 504: b"Gateway Time-out"}
GARBAGE = b'HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{"ok":true,"result":"twice"}'


@dataclass
class Fault:
    """One planned fault; `reached` when it has befallen a call, `release` ends its waiting."""

    kind: str
    method: str
    when: Condition | None = None
    times: int | None = 1
    effect: bool = True  # the call is carried out
    pause_before: float | None = 0.0  # seconds until the effect; None: until `release`
    pause_after: float | None = 0.0  # seconds from the effect to the answer; None: until `release`
    status: int = 0  # answered instead of the true answer
    body: bytes = b""
    headers: bytes = b""
    drops: bool = False  # the connection is closed instead of an answer
    behind: bytes = b""  # pipelined after the answer
    shown_length: Callable[[int], int] | None = None  # the Content-Length that is claimed
    cut: float = 1.0  # the part of the body that is sent before the connection is closed
    pace: float = 0.0  # seconds between bytes
    calls: list[Call] = field(default_factory=list)  # whom it befell
    released: asyncio.Event = field(default_factory=asyncio.Event)
    _met: asyncio.Event = field(default_factory=asyncio.Event)

    def fits(self, method: str, params: dict) -> bool:
        """Whether it befalls this call."""
        if self.times is not None and len(self.calls) >= self.times:
            return False
        if self.method not in ("*", method.lower()):
            return False
        return self.when is None or self.when(params)

    def meet(self, call: Call) -> None:
        """It befalls a call."""
        call.fault = self.kind
        self.calls.append(call)
        self._met.set()

    def release(self) -> None:
        """Let go what it holds."""
        self.released.set()

    async def reached(self, patience: float = 5.0) -> Call:
        """The first call that it befell, as soon as there is one."""
        await asyncio.wait_for(self._met.wait(), patience)
        return self.calls[0]

    async def wait(self, pause: float | None) -> None:
        """Sit out a pause; `release` ends any."""
        if pause == 0 or self.released.is_set():
            return
        try:
            await asyncio.wait_for(self.released.wait(), pause)
        except TimeoutError:
            return


class Faults:
    """The faults that are planned, the oldest first."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def plan(self, kind: str, method: str = "*", **how: Any) -> Fault:  # noqa: ANN401 - see Fault
        """Plan any fault; the other functions are the usual ones."""
        fault = Fault(kind, method.lower(), **how)
        self.planned.append(fault)
        return fault

    def meet(self, call: Call) -> Fault | None:
        """The fault that befalls this call, if any."""
        for fault in self.planned:
            if fault.fits(call.method, call.params):
                fault.meet(call)
                return fault
        return None

    def clear(self) -> None:
        """Nothing goes wrong any more, and what is held is let go."""
        for fault in self.planned:
            fault.release()
        self.planned.clear()

    def hold(self, method: str = "*", seconds: float | None = None, **more: Any) -> Fault:  # noqa: ANN401
        """The call takes effect at once, its answer waits."""
        return self.plan("answer held", method, pause_after=seconds, **more)

    def delay(self, method: str = "*", seconds: float | None = None, **more: Any) -> Fault:  # noqa: ANN401
        """The call takes effect only later, even when the bot has hung up by then."""
        return self.plan("effect delayed", method, pause_before=seconds, **more)

    def error(
        self,
        method: str = "*",
        status: int = 500,
        effect: bool = False,
        **more: Any,  # noqa: ANN401
    ) -> Fault:
        """Answer 500 as JSON, or 502 or 504 as the web page of a proxy; with or without effect."""
        reason = REASONS[status]
        body = b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'
        headers = b"Content-Type: application/json\r\n"
        if status != 500:  # noqa: PLR2004 - the API's own error; the others are a proxy's
            body = GATEWAY % (status, reason, status, reason)
            headers = b"Content-Type: text/html\r\n"
        return self.plan(
            f"answered {status}",
            method,
            status=status,
            body=body,
            headers=headers,
            effect=effect,
            **more,
        )

    def flood(self, method: str = "*", retry_after: int = 1, **more: Any) -> Fault:  # noqa: ANN401
        """Answer 429, to come again after so many seconds."""
        error = TooManyRequests(retry_after)
        body = (
            f'{{"ok":false,"error_code":429,"description":"{error}",'
            f'"parameters":{{"retry_after":{retry_after}}}}}'
        )
        return self.plan(
            "answered 429",
            method,
            status=429,
            body=body.encode(),
            headers=b"Content-Type: application/json\r\nRetry-After: %d\r\n" % retry_after,
            effect=False,
            **more,
        )

    def drop(self, method: str = "*", effect: bool = True, **more: Any) -> Fault:  # noqa: ANN401
        """Close the connection without an answer, after the effect or without any."""
        return self.plan("connection dropped", method, effect=effect, drops=True, **more)

    def twice(self, method: str = "*", garbage: bytes = GARBAGE, **more: Any) -> Fault:  # noqa: ANN401
        """Send something behind the answer that nobody asked for."""
        return self.plan("answered twice", method, behind=garbage, **more)

    def nonsense(self, method: str = "*", effect: bool = True, **more: Any) -> Fault:  # noqa: ANN401
        """Answer 200 with something that is not JSON."""
        return self.plan(
            "no JSON",
            method,
            status=200,
            body=b"<!doctype html><p>Hello",
            headers=b"Content-Type: text/html\r\n",
            effect=effect,
            **more,
        )

    def truncate(self, method: str = "*", part: float = 0.5, **more: Any) -> Fault:  # noqa: ANN401
        """Close the connection after this part of the body."""
        return self.plan("answer truncated", method, cut=part, **more)

    def miscount(self, method: str = "*", by: int = 7, **more: Any) -> Fault:  # noqa: ANN401
        """Claim a Content-Length that is so much too long (negative: too short)."""
        return self.plan("wrong length", method, shown_length=lambda true: true + by, **more)

    def drip(self, method: str = "*", pace: float = 0.005, **more: Any) -> Fault:  # noqa: ANN401
        """Answer byte by byte, with so many seconds between two."""
        return self.plan("answer dripped", method, pace=pace, **more)
