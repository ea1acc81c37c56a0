"""The counsellors' group: whose presses count there, who is in it, and where it went.

The worst mistake here: to let somebody stay unnoticed in it whom no coordinator knows (S43).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from http import HTTPStatus
from typing import Final, Protocol, TypeVar

import msgspec

from bot.channels.base import Answer, Done, Down
from bot.channels.telegram.members import Changed, ChatMember, Here, Member, Moved, Ours
from bot.channels.telegram.outcome import moved_to
from bot.channels.telegram.transport import NoAnswerError, NotSentError, Reply, Transport
from bot.channels.telegram.unreadable import UNREADABLE
from bot.clock import Clock
from bot.handoff.desk import Desk

AGAIN_SECONDS: Final = 2.0
SOMEBODY: Final = "?"
"""Stands for members of whom nothing is known but that they are there."""

MISSING: Final = (
    "The group of STAFF_CHAT_ID cannot be used, so counsellors are asked in their own chats. Add "
    "the bot for staff to the group, let it write there and make it an administrator; look whether "
    "the number is right, it begins with a minus. Then start again."
)
BLIND: Final = (
    "The bot for staff is no administrator in the staff group, so it is not told who comes there. "
    "Make it one; it needs no right beyond that."
)
MOVED: Final = (
    "The staff group has become a supergroup, which has another number. The bot went along; put "
    "the new number into STAFF_CHAT_ID."
)
Result = TypeVar("Result")
_log = logging.getLogger(__name__)


class Staff(Protocol):
    """What is known of desks, and what hears of the group. Nothing here raises."""

    def is_desk(self, address: str) -> bool:
        """Whether somebody has a desk in this chat."""

    def counsellors(self) -> frozenset[str]:
        """The addresses of those who were confirmed."""

    def group(self) -> Desk | None:
        """The group's desk; None while there is no group."""

    @property
    def group_address(self) -> str:
        """Where it is met; ``''`` while there is no group."""

    @property
    def others(self) -> int:
        """How many members without a desk were told of so far."""

    async def members(self, unknown: tuple[str, ...], blind: bool, others: int) -> Answer:
        """Who is unknown now, and whether we can see it."""

    async def left_group(self, address: str) -> Answer:
        """This counsellor is not in it any more."""

    async def open_group(self, address: str) -> Answer:
        """The group is at this address; what its desk holds stays."""

    async def move_desk(self, old: str, new: str) -> Answer:
        """A desk's chat has another address now."""

    async def close_desk(self, address: str) -> Answer:
        """There is no such chat any more."""


class _Answer(msgspec.Struct):
    ok: bool = False
    result: msgspec.Raw = msgspec.Raw(b"null")


_answer = msgspec.json.Decoder(_Answer)
_number = msgspec.json.Decoder(int)
_member = msgspec.json.Decoder(ChatMember)


class StaffGroup:
    """The group of ``chat``, an address. ``me``: our id. ``not_yours`` words, in the language of
    an app, what a press by somebody without a desk is answered with.
    """

    def __init__(
        self,
        chat: str,
        me: str,
        staff: Staff,
        transport: Transport,
        clock: Clock,
        not_yours: Callable[[str], str],
    ) -> None:
        self._chat = chat
        self._me = me
        self._staff = staff
        self._transport = transport
        self._clock = clock
        self.not_yours = not_yours
        # One thing about members at a time: each begins with what the one before it left.
        self._lock = asyncio.Lock()
        self._looking: set[asyncio.Task[None]] = set()
        self._said: set[str] = set()

    def is_it(self, address: str) -> bool:
        """Whether this is the staff group, under its old or its new address."""
        return address in (self._chat, self._staff.group_address)

    def has_desk(self, address: str) -> bool:
        """Whether somebody's presses in the group are handled, at her own desk."""
        return self._staff.is_desk(address)

    async def hear(self, here: Here) -> Answer:
        """Something happened there. The answer comes after the commit."""
        match here:
            case Changed(members=members, surely=surely):
                async with self._lock:
                    return await self._changed(members, surely=surely)
            case Moved(to=to):
                return await self.moved(self._staff.group_address, to)
            case Ours():
                # What we are now is asked: the update may be old.
                self._look_again()
                return Done()

    async def moved(self, chat: str, to: str) -> Answer:
        """Telegram says that this chat has another address now."""
        async with self._lock:
            if not chat or chat != self._staff.group_address or chat == to:
                return Done()
            answer = await self._staff.move_desk(chat, to)
        if isinstance(answer, Done):
            self._say(MOVED)
            self._look_again()
        return answer

    async def became(self, chat: str) -> bool:
        """Whether this is what our group became: updates of it may come before we are told."""
        address = self._staff.group_address
        if not address:
            return False
        if (to := moved_to(await self._write(address))) != chat:
            return False
        await self._surely(lambda: self.moved(address, to))
        return True

    async def look(self) -> list[str]:
        """Find the group and who is in it; asks until Telegram answers. Gives a sentence for each
        thing that somebody has to mend.
        """
        async with self._lock:
            found = await self._find()
        self._said.update(found)
        return found

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._looking:
            task.cancel()
        await asyncio.gather(*self._looking, return_exceptions=True)

    async def settled(self) -> None:
        """Until no look is under way."""
        while self._looking:
            await asyncio.gather(*self._looking)

    # who is there

    async def _changed(self, members: tuple[Member, ...], *, surely: bool) -> Answer:
        desk = self._staff.group()
        if desk is None:
            return Done()  # they are counted as soon as there is a group
        counsellors = self._staff.counsellors()
        members = tuple(member for member in members if member.id != self._me)
        unknown = after(desk.unknown, members, counsellors)
        others = self._staff.others + len(set(unknown) - set(desk.unknown))
        gone = {member.id for member in members if not member.is_in}
        for counsellor in sorted(gone & counsellors):
            answer = await self._staff.left_group(counsellor)
            if not isinstance(answer, Done):
                return answer
        if surely:
            others -= len(gone - counsellors)
        return await self._staff.members(unknown, desk.blind, max(0, others))

    async def _find(self) -> list[str]:
        reply = await self._write(self._chat)
        moved = moved_to(reply)
        if reply.status != HTTPStatus.OK and not moved:
            return await self._without()
        address = moved or self._chat
        await self._surely(lambda: self._staff.open_group(address))
        said = [MOVED] if moved else []
        ours = (await self._standing(address, self._me)).ours
        if not ours.is_in:
            return [*said, *await self._without()]
        if not ours.sees:
            await self._report(self._unknown(), blind=True, others=self._staff.others)
            return [*said, BLIND]
        others = await self._others(address)
        unknown = self._unknown() if others else ()
        if others > self._staff.others and SOMEBODY not in unknown:
            unknown = (*unknown, SOMEBODY)
        await self._report(unknown, blind=False, others=others)
        return said

    async def _others(self, address: str) -> int:
        """How many are there besides us and the counsellors."""
        reply = await self._ask("getChatMemberCount", chat_id=int(address))
        count = 1
        for counsellor in sorted(self._staff.counsellors()):
            count += (await self._standing(address, counsellor)).is_in
        return max(0, _result(reply, _number, count) - count)

    async def _standing(self, address: str, user: str) -> ChatMember:
        reply = await self._ask("getChatMember", chat_id=int(address), user_id=int(user))
        return _result(reply, _member, ChatMember())

    async def _without(self) -> list[str]:
        """Coordinators hear that we see nothing; then every desk is asked by itself."""
        address = self._staff.group_address
        if address:
            await self._report(self._unknown(), blind=True, others=self._staff.others)
            await self._surely(lambda: self._staff.close_desk(address))
        return [MISSING]

    def _unknown(self) -> tuple[str, ...]:
        desk = self._staff.group()
        return after(desk.unknown, (), self._staff.counsellors()) if desk is not None else ()

    async def _report(self, unknown: tuple[str, ...], *, blind: bool, others: int) -> None:
        await self._surely(lambda: self._staff.members(unknown, blind, others))

    # how

    async def _write(self, address: str) -> Reply:
        """The least that can be written: only what writes is told that a group moved."""
        return await self._ask("sendChatAction", chat_id=int(address), action="typing")

    def _look_again(self) -> None:
        task = asyncio.create_task(self._look_and_say())
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    async def _look_and_say(self) -> None:
        before = frozenset(self._said)
        self._said.clear()
        for sentence in await self.look():
            if sentence not in before:
                _log.warning("%s", sentence)

    def _say(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            _log.warning("%s", sentence)

    async def _ask(self, method: str, **fields: int | str) -> Reply:
        """The answer to a call, asked for until Telegram gives one that is about the call."""
        body = msgspec.json.encode(fields)
        while True:
            try:
                reply = await self._transport.post(method, body)
            except (NotSentError, NoAnswerError):
                pass
            else:
                if reply.status in (
                    HTTPStatus.OK,
                    HTTPStatus.BAD_REQUEST,
                    HTTPStatus.FORBIDDEN,
                ):
                    return reply
            await self._clock.sleep_until(self._clock.now() + AGAIN_SECONDS)

    async def _surely(self, act: Callable[[], Awaitable[Answer]]) -> None:
        while isinstance(answer := await act(), Down):
            await self._clock.sleep_until(self._clock.now() + answer.retry_after)


def after(
    unknown: tuple[str, ...], members: tuple[Member, ...], counsellors: Collection[str]
) -> tuple[str, ...]:
    """Who is unknown once these came and went, each once, in the order of coming."""
    gone = {member.id for member in members if not member.is_in}
    came = (member.id for member in members if member.is_in)
    all_ = dict.fromkeys((*unknown, *came))
    return tuple(one for one in all_ if one not in gone and one not in counsellors)


def _result(reply: Reply, decoder: msgspec.json.Decoder[Result], nothing: Result) -> Result:
    """What a call gave, or ``nothing``."""
    try:
        answer = _answer.decode(reply.body)
        return decoder.decode(answer.result) if answer.ok else nothing
    except UNREADABLE:
        return nothing
