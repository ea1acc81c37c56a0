"""Our own ``getUpdates`` loop: an update is confirmed only after it was committed.

The provider keeps the offset: what was not confirmed comes again after a crash and meets the
conversation's memory of its last update ids (ADR 0009). So of one chat no more updates are
confirmed at a time than it remembers. What cannot be committed yet holds back its confirmation, not
the fetching of what came after it. The worst mistake here: to confirm what is not committed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final

import msgspec

from bot.channels.base import Busy, Done, Down
from bot.channels.telegram.calls import answer_callback_query
from bot.channels.telegram.incoming import ALLOWED, Incoming, NoUpdateError, read
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.transport import NoAnswerError, NotSentError, Reply, Transport
from bot.channels.telegram.unreadable import UNREADABLE
from bot.clock import Clock
from bot.held import HANDLED

LONG_SECONDS: Final = 50
"""How long an empty answer is held back by the provider."""
SLACK_SECONDS: Final = 15.0
BATCH: Final = 100
AGAIN_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 0.03
"""How long a press's waiting circle goes on after it was handled."""
EXITS_SECONDS: Final = 0.1
"""So long the exits of a batch have everything to themselves."""
LONGEST_SECONDS: Final = 15.0
CONFLICT_SECONDS: Final = 5.0
CONFLICTS: Final = 12
"""So often another process may take our place (it may be ending) before we give up."""
CALM_SECONDS: Final = 120.0
"""After so long without a conflict the next one is the first; two that take turns never get there.
"""

_log = logging.getLogger(__name__)
Problem = Callable[[int, str], Exception | None]
"""What a refused ``getUpdates`` means: an exception that ends the process, or None: go on."""


class _Batch(msgspec.Struct):
    ok: bool
    result: list[msgspec.Raw] = []


class _Refusal(msgspec.Struct):
    description: str = ""


_batch = msgspec.json.Decoder(_Batch)
_refusal = msgspec.json.Decoder(_Refusal)


class Polling:
    """Fetches updates of the kinds ``allowed`` until it is cancelled. ``problem`` names a refusal
    that ends everything.
    """

    def __init__(
        self,
        transport: Transport,
        reception: Reception,
        clock: Clock,
        problem: Problem,
        allowed: Sequence[str] = ALLOWED,
    ) -> None:
        self._transport = transport
        self._reception = reception
        self._clock = clock
        self._problem = problem
        self._allowed = allowed
        self._offset = 0
        self._taken: dict[int, asyncio.Task[None]] = {}
        """Updates that are not confirmed yet, by id; some are done, but for one before them."""
        self._answers: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Fetch, handle, confirm; raises what ``problem`` gives, else only cancellation."""
        failures = conflicts = 0
        calm_at = 0.0
        while True:
            if self._clock.now() >= calm_at:
                conflicts = 0
            try:
                reply = await self._fetch()
            except (NotSentError, NoAnswerError):
                failures += 1
                await self._pause(failures)
                continue
            if reply.status == HTTPStatus.CONFLICT and conflicts < CONFLICTS:
                conflicts += 1
                calm_at = self._clock.now() + CALM_SECONDS
                self._refused(reply, at_once=False)
                await self._rest(CONFLICT_SECONDS)
                continue
            batch = self._batch_of(reply)
            if batch is None:
                failures += 1
                self._refused(reply, at_once=True)
                await self._pause(failures)
                continue
            failures = 0
            if not batch:
                # Everything is confirmed. After a quiet week Telegram begins anew with any
                # number, maybe a lower one, which an old offset would drop.
                self._advance()
                self._offset = 0
                continue
            await self._take(_prefix(batch))
            self._advance()

    async def _take(self, part: list[Incoming]) -> None:
        """Handle what is new of it. Nobody waits long for others: there may be an exit behind."""
        new = [incoming for incoming in part if incoming.id not in self._taken]
        # Chats that are left go first, whole: an exit overtakes what it finds in its chat's queue,
        # and what came before it must not begin a conversation after it.
        left = {_address(incoming) for incoming in new if self._reception.is_exit(incoming)}
        first = [self._begin(incoming) for incoming in new if _address(incoming) in left]
        if first:
            await asyncio.wait(first, timeout=EXITS_SECONDS)
        for incoming in new:
            if _address(incoming) not in left:
                self._begin(incoming)
        waiting = [task for task in self._taken.values() if not task.done()]
        if waiting:
            await asyncio.wait(waiting, timeout=AGAIN_SECONDS)

    def _begin(self, incoming: Incoming) -> asyncio.Task[None]:
        task = self._taken[incoming.id] = asyncio.create_task(self._handle(incoming))
        return task

    def _advance(self) -> None:
        """What may be confirmed: all before the first that is not done. Raises what one raised."""
        for number in sorted(self._taken):
            if not self._taken[number].done():
                return
            self._taken.pop(number).result()
            self._offset = number + 1

    async def close(self) -> None:
        """Confirm what was handled, so that the next process is not given it again."""
        for task in (*self._answers, *self._taken.values()):
            task.cancel()
        await asyncio.gather(*self._taken.values(), return_exceptions=True)
        if self._offset:
            body = msgspec.json.encode({"offset": self._offset, "limit": 1, "timeout": 0})
            try:
                await self._transport.post("getUpdates", body, seconds=AGAIN_SECONDS)
            except (NotSentError, NoAnswerError):
                return

    async def _fetch(self) -> Reply:
        asked = {"timeout": LONG_SECONDS, "limit": BATCH, "allowed_updates": self._allowed}
        if self._offset:
            asked["offset"] = self._offset
        seconds = LONG_SECONDS + SLACK_SECONDS
        return await self._transport.post("getUpdates", msgspec.json.encode(asked), seconds=seconds)

    def _batch_of(self, reply: Reply) -> list[Incoming] | None:
        """The updates of an answer; None when it is a refusal or nothing that we can read."""
        if reply.status != HTTPStatus.OK:
            return None
        try:
            raw = _batch.decode(reply.body)
        except UNREADABLE:
            return None
        found, now = [], self._clock.now()
        for one in raw.result:
            try:
                found.append(read(bytes(one), now))
            except NoUpdateError:
                self._reception.counts["body"] += 1
        # Nothing but what is no update: asked again at once it would come again at once.
        return found if found or not raw.result else None

    def _refused(self, reply: Reply, *, at_once: bool) -> None:
        try:
            description = _refusal.decode(reply.body).description
        except UNREADABLE:
            description = ""
        problem = self._problem(reply.status, description)
        if problem is not None and (at_once or "webhook" in description):
            raise problem

    async def _pause(self, failures: int) -> None:
        if failures == 1:
            _log.warning("Updates cannot be fetched, it is tried again.")
        await self._rest(min(LONGEST_SECONDS, AGAIN_SECONDS * failures))

    async def _rest(self, seconds: float) -> None:
        await self._clock.sleep_until(self._clock.now() + seconds)

    async def _handle(self, incoming: Incoming) -> None:
        while True:
            match await self._reception.take(incoming):
                case Done(alert=alert):
                    if incoming.query:
                        self._answer(incoming.query, alert)
                    return
                case Busy(retry_after=seconds) | Down(retry_after=seconds):
                    await self._rest(min(seconds, AGAIN_SECONDS))

    def _answer(self, query: str, alert: str) -> None:
        """End the press's waiting circle; never stored, never tried again."""
        body = msgspec.json.encode(answer_callback_query(query, alert))
        task = asyncio.create_task(self._post_answer(body))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _post_answer(self, body: bytes) -> None:
        # What was decided goes out first: screens, and covers above all.
        await asyncio.sleep(ANSWER_SECONDS)
        try:
            await self._transport.post("answerCallbackQuery", body)
        except (NotSentError, NoAnswerError):
            return


def _address(incoming: Incoming) -> str:
    """The chat of an update, ``''`` where it is of none."""
    return incoming.update.address if incoming.update is not None else ""


def _prefix(batch: list[Incoming]) -> list[Incoming]:
    """As many of the first updates as leave no chat with more than its conversation remembers."""
    seen: Counter[str] = Counter()
    for place, incoming in enumerate(batch):
        address = _address(incoming)
        if seen[address] >= HANDLED:
            return batch[:place]
        seen[address] += bool(address)
    return batch
