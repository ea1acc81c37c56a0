"""A channel and a store that fail on request, and a gate at which the whole process dies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from bot.channels.base import (
    Capabilities,
    Channel,
    MapPin,
    Media,
    Message,
    Outcome,
    PositionKeyboard,
    Unknown,
)
from bot.store.base import Store, StoreDown, Tx

T = TypeVar("T")
HER = "1001"
Verb = Literal[
    "send", "media", "fetch", "pin", "keyboard", "removal", "edit", "delete", "open", "close"
]


@dataclass(frozen=True)
class Call:
    verb: Verb
    address: str
    ids: tuple[str, ...] = ()
    text: str = ""
    urgent: bool = False
    at: float = 0.0
    thread: str = ""


class Before:
    """Nothing reaches the provider; nobody knows."""


class After:
    """The provider did it, and its answer was lost."""


@dataclass
class Hang:
    """The call reaches the provider only when ``release`` is set; then it ends as it does."""

    release: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Late(Hang):
    """Like :class:`Hang`, and its answer is lost in the end."""


@dataclass
class Slow(Hang):
    """The call takes effect at once, and its answer comes when ``release`` is set."""


@dataclass
class Linger:
    """The answer is lost at once, and the call takes effect when ``land`` is awaited."""

    calls: list[Callable[[], Awaitable[Outcome]]] = field(default_factory=list)

    async def land(self) -> None:
        calls, self.calls = self.calls, []
        for call in calls:
            await call()


Fault = Before | After | Hang | Linger | Outcome | None


def once(verb: Verb, fault: Fault, who: str = HER) -> Callable[[Call], Fault]:
    """The first call of this kind fails, later ones do not."""
    left = [fault]

    def rule(call: Call) -> Fault:
        if (call.verb, call.address) == (verb, who) and left:
            return left.pop()
        return None

    return rule


def always(verb: Verb, fault: Fault, who: str = HER) -> Callable[[Call], Fault]:
    """Every call of this kind fails."""
    return lambda call: fault if (call.verb, call.address) == (verb, who) else None


async def turns(count: int = 60) -> None:
    """Let everything run that can run without an answer from outside."""
    for _ in range(count):
        await asyncio.sleep(0)


class Gate:
    """Counts the points that a process passes; at point ``crash_at`` it dies."""

    def __init__(self, crash_at: int = 0) -> None:
        self.crash_at = crash_at
        self.passed = 0
        self.names: list[str] = []
        self.dead = asyncio.Event()

    async def point(self, name: str) -> None:
        if self.dead.is_set():
            await asyncio.get_running_loop().create_future()
        self.passed += 1
        self.names.append(name)
        if self.passed == self.crash_at:
            self.dead.set()
            await asyncio.get_running_loop().create_future()


class FaultyChannel:
    """``rule`` says how each call fails, if it does; ``calls`` keeps them all."""

    def __init__(
        self, channel: Channel, gate: Gate, now: Callable[[], float], calls: list[Call]
    ) -> None:
        self._channel = channel
        self._gate = gate
        self._now = now
        self.calls = calls
        self.rule: Callable[[Call], Fault] = lambda call: None

    @property
    def capabilities(self) -> Capabilities:
        return self._channel.capabilities

    async def send(self, address: str, message: Message, *, urgent: bool = False) -> Outcome:
        call = Call("send", address, (), message.text, urgent, self._now(), message.thread)
        return await self._do(call, lambda: self._channel.send(address, message, urgent=urgent))

    async def send_media(self, address: str, message: Message, kind: Media, data: bytes) -> Outcome:
        call = Call("media", address, (), message.text, False, self._now(), message.thread)
        return await self._do(call, lambda: self._channel.send_media(address, message, kind, data))

    async def fetch(self, reference: str) -> bytes | Outcome:
        call = Call("fetch", "", (reference,), "", False, self._now())
        return await self._do(call, lambda: self._channel.fetch(reference))

    async def open_topic(self, address: str, title: str) -> Outcome:
        call = Call("open", address, (), title, False, self._now())
        return await self._do(call, lambda: self._channel.open_topic(address, title))

    async def close_topic(self, address: str, thread: str, *, urgent: bool = False) -> Outcome:
        call = Call("close", address, (thread,), "", urgent, self._now())
        return await self._do(
            call, lambda: self._channel.close_topic(address, thread, urgent=urgent)
        )

    async def send_pin(self, address: str, pin: MapPin) -> Outcome:
        call = Call("pin", address, (), pin.title, False, self._now())
        return await self._do(call, lambda: self._channel.send_pin(address, pin))

    async def send_keyboard(self, address: str, keyboard: PositionKeyboard) -> Outcome:
        call = Call("keyboard", address, (), keyboard.text, False, self._now())
        return await self._do(call, lambda: self._channel.send_keyboard(address, keyboard))

    async def remove_keyboard(self, address: str, *, urgent: bool = False) -> Outcome:
        call = Call("removal", address, (), "", urgent, self._now())
        return await self._do(call, lambda: self._channel.remove_keyboard(address, urgent=urgent))

    async def edit(
        self, address: str, message_id: str, message: Message, *, urgent: bool = False
    ) -> Outcome:
        call = Call("edit", address, (message_id,), message.text, urgent, self._now())
        return await self._do(
            call, lambda: self._channel.edit(address, message_id, message, urgent=urgent)
        )

    async def delete(
        self, address: str, message_ids: Sequence[str], *, urgent: bool = False
    ) -> Outcome:
        call = Call("delete", address, tuple(message_ids), "", urgent, self._now())
        return await self._do(
            call, lambda: self._channel.delete(address, message_ids, urgent=urgent)
        )

    async def lost(self, address: str, since: float) -> tuple[str, ...] | Outcome:
        call = Call("lost", address, (), "", False, self._now())
        return await self._do(call, lambda: self._channel.lost(address, since))

    async def _do(self, call: Call, real) -> Outcome:
        self.calls.append(call)
        await self._gate.point(f"before {call.verb}")
        outcome = await self._fail(self.rule(call), real)
        await self._gate.point(f"after {call.verb}")
        return outcome

    async def _fail(self, fault: Fault, real) -> Outcome:
        match fault:
            case None:
                return await real()
            case Before():
                return Unknown()
            case After():
                await real()
                return Unknown()
            case Linger(calls=calls):
                calls.append(real)
                return Unknown()
            case Late(release=release):
                await release.wait()
                await real()
                return Unknown()
            case Slow(release=release):
                outcome = await real()
                await release.wait()
                return outcome
            case Hang(release=release):
                await release.wait()
                return await real()
            case outcome:
                return outcome


class FaultyStore:
    """``down``: nothing commits. ``stuck``: commits wait until it is cleared."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate
        self.down = False
        self.open = asyncio.Event()
        self.open.set()
        self.commits = 0
        self.durable = 0
        self.tidied = 0
        self.deepened = 0

    async def transact(self, work: Callable[[Tx], T], *, durable: bool = False) -> T:
        await self._gate.point("before commit")
        await self.open.wait()
        if self.down:
            raise StoreDown("The disk is full.")
        result = await self._store.transact(work, durable=durable)
        self.commits += 1
        self.durable += durable
        await self._gate.point("after commit")
        return result

    async def tidy(self, *, deep: bool = False) -> bool:
        if deep:
            self.deepened += 1
        else:
            self.tidied += 1
        return await self._store.tidy(deep=deep)

    async def close(self) -> None:
        await self._store.close()
