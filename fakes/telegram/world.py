"""Telegram and its people around one bot, for tests: ``async with World() as world``.

The bot's calls come over real HTTP to `World.url`; its updates go to its webhook, or wait for its
getUpdates. Everything that happens is in `World.record`; nothing sleeps, waiting is for changes.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import TypeVar

from fakes.telegram.bot_api import FIRST_DELAY, LONGEST_DELAY, TOKEN, BotApi
from fakes.telegram.chats import Chat
from fakes.telegram.clock import Clock
from fakes.telegram.group import Group
from fakes.telegram.job import HOST
from fakes.telegram.person import Person
from fakes.telegram.reception import Reception
from fakes.telegram.record import Change

T = TypeVar("T")
FIRST_PERSON, FIRST_GROUP = 700_000_001, -1_001_000_000_001
SECOND_TOKEN = "5353:AAF-another-token-for-tests-9876543210"  # noqa: S105 - it opens nothing
PATIENCE = 5.0  # seconds that a test waits for anything
SHOWN_CALLS = 12


class UnfulfilledError(AssertionError):
    """What a test waited for did not come about; it says what there was instead."""


class World:
    """The API on a port of this computer, and whoever talks to the bot.

    `clock` measures ages and pauses between deliveries (see `Clock`); `flood_scale` 1 gives
    Telegram's limits on messages a second, 0 none; `first_delay` and `longest_delay` are the
    seconds between two deliveries of one update (Telegram's are about 1 and 60).
    """

    def __init__(
        self,
        clock: Clock | None = None,
        token: str = TOKEN,
        flood_scale: float = 0.0,
        first_delay: float = FIRST_DELAY,
        longest_delay: float = LONGEST_DELAY,
    ) -> None:
        self.clock = clock or Clock()
        self.token = token
        self._how = {
            "flood_scale": flood_scale,
            "first_delay": first_delay,
            "longest_delay": longest_delay,
        }
        self.people: list[Person] = []
        self.groups: dict[int, Group] = {}
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> World:
        self.api = BotApi(self.clock, self.token, **self._how)
        self.api.left = self._bot_left
        self.record, self.faults, self.updates = self.api.record, self.api.faults, self.api.updates
        # It only keeps the port ours during an outage.
        self._place = self._socket(0)
        self.port = self._place.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        await self.recover()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.faults.clear()
        for bot in self.bots:
            bot.updates.stop()
        self.clock.stop()
        tasks = [*self.api.working, *(task for bot in self.bots for task in bot.updates.tasks())]
        tasks += [one.serving for one in self.api.connections if one.serving]
        await self.outage()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._place.close()
        if self.api.failures and not error:
            raise self.api.failures[0]

    # --- the network

    async def outage(self) -> None:
        """The API is down: open connections break, new ones are refused. The port stays."""
        if self._server:
            self._server.close()
            self._server = None
        for connection in [*self.api.connections]:
            connection.transport.abort()
        await asyncio.sleep(0)

    async def hang_up(self) -> None:
        """The API closes its open connections, as it does with idle ones; new ones are welcome."""
        for connection in [*self.api.connections]:
            connection.transport.close()
        await asyncio.sleep(0)

    async def recover(self) -> None:
        """The API is up again."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Reception(self.api, loop), sock=self._socket(self.port), backlog=1024
        )

    @asynccontextmanager
    async def down(self) -> AsyncIterator[None]:
        """An outage for as long as the block lasts."""
        await self.outage()
        try:
            yield
        finally:
            await self.recover()

    @staticmethod
    def _socket(port: int) -> socket.socket:
        place = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        place.bind((HOST, port))
        return place

    # --- people

    def person(
        self, name: str = "Aida", language_code: str | None = "ru", username: str = ""
    ) -> Person:
        """Somebody new, whom the bot does not know yet."""
        user_id = FIRST_PERSON + len(self.people)
        self.people.append(Person(self.api, user_id, name, language_code, username))
        return self.people[-1]

    def group(
        self, title: str = "Neighbours", kind: str = "supergroup", at: BotApi | None = None
    ) -> Group:
        """A new group, supergroup or channel, as the bot `at` knows it."""
        group = Group(at or self.api, FIRST_GROUP - len(self.groups), title, kind)
        self.groups[group.id] = group
        return group

    def supergroup_of(self, group: Group, told: bool = True) -> Group:
        """What a basic group becomes."""
        new = group.migrates(FIRST_GROUP - len(self.groups), told)
        self.groups[new.id] = new
        return new

    def second_bot(self, token: str = SECOND_TOKEN) -> BotApi:
        """Another bot at the same address, with chats and updates of its own."""
        bot = BotApi(self.clock, token, **self._how)
        bot.joins(self.api)
        bot.left = self._bot_left
        bot.updates.hosts = self.updates.hosts
        return bot

    def at(self, bot: BotApi, person: Person) -> Person:
        """The same person in her chat with another bot."""
        language = person.user.get("language_code")
        return Person(bot, person.id, person.chat.name, language, person.chat.username)

    def _bot_left(self, chat: Chat) -> None:
        self.groups[chat.id].has_left()

    # --- updates

    def set_webhook(self, url: str, secret: str = "", **more: object) -> None:
        """As if the bot had called setWebhook."""
        self.updates.set_webhook({"url": url, "secret_token": secret} | more)

    def publish(self, host: str, port: int) -> None:
        """``https://host`` is served on this port of this computer, so a bot may name it."""
        self.updates.hosts[host] = port

    def deliver(self, update: dict, life: float | None = None) -> int:
        """Any update without its id, as `rarities` makes them: the id that it got."""
        return self.updates.add(update, life=life)

    # --- waiting

    async def until(
        self, condition: Callable[[], T], what: str = "", patience: float = PATIENCE
    ) -> T:
        """What the condition answers as soon as that is true. It is asked after each change."""
        answer = await self.comes(condition, patience)
        if not answer:
            raise UnfulfilledError(self.report(what or "this was waited for"))
        return answer

    async def comes(self, condition: Callable[[], T], patience: float = PATIENCE) -> T:
        """As `until`; what is not true when patience ends is answered without a story, which takes
        seconds where a thousand people have written.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        while True:
            change = self.record.change()
            if answer := condition():
                change.cancel()
                return answer
            try:
                await asyncio.wait_for(change, end - loop.time())
            except TimeoutError:
                return condition()  # it may look at things that are not recorded here

    async def reads(self, person: Person, pattern: str, patience: float = PATIENCE) -> None:
        """Wait until she can read something that matches."""
        await self.until(lambda: person.reads(pattern), f"she reads {pattern!r}", patience)

    async def forgets(self, person: Person, pattern: str, patience: float = PATIENCE) -> None:
        """Wait until nothing that matches stands in her chat."""
        await self.until(lambda: not person.reads(pattern), f"{pattern!r} is gone", patience)

    async def delivered(self, patience: float = PATIENCE) -> None:
        """Wait until the bot has taken all updates, and no call is under way."""
        await self.until(
            lambda: not any(bot.updates.pending for bot in self.bots) and not self.under_way,
            "all updates are taken",
            patience,
        )

    async def listens(self, patience: float = PATIENCE) -> None:
        """Wait until the bots can be reached: each has set a webhook, or its getUpdates waits."""
        await self.until(
            lambda: all(bot.updates.url or bot.updates.polling.poll for bot in self.bots),
            "the bot listens",
            patience,
        )

    @property
    def bots(self) -> list[BotApi]:
        """All bots at this address."""
        return [*self.api.accounts.values()]

    @property
    def under_way(self) -> list:
        """The calls that are not answered yet, getUpdates aside."""
        return [
            call
            for bot in self.bots
            for call in bot.record.calls
            if call.outcome == "under way" and call.method.lower() != "getupdates"
        ]

    # --- looking back

    def moment(self) -> int:
        """The present moment, for `since` of the functions below."""
        return self.record.moment

    def history(self, person: Person | Group) -> list[Change]:
        """All that ever appeared, changed or went in a chat, in order."""
        return [change for change in self.record.changes if change.chat_id == person.id]

    def seen(self, person: Person | Group, pattern: str, since: int = 0) -> list[Change]:
        """What matches and was visible in a chat in the moment `since` or at any time after it."""
        return [
            change
            for change in self.record.visible(person.id, since)
            if re.search(pattern, change.text or "")
        ]

    def assert_never_seen(self, person: Person | Group, pattern: str, since: int = 0) -> None:
        """Nothing that matches was visible in the moment `since` or at any time after it."""
        found = self.seen(person, pattern, since)
        assert not found, self.report(f"never {pattern!r} after moment {since}, but {found}")

    def assert_nothing_sent(self, since: int, person: Person | Group | None = None) -> None:
        """The bot sent no message after a moment."""
        found = self.record.sent(person.id if person else None, since)
        assert not found, self.report(f"nothing sent after moment {since}, but {found}")

    def report(self, what: str) -> str:
        """What there is now, for a person who reads a failed test."""
        calls = self._told(self.record.calls[-SHOWN_CALLS:])
        lines = [what, *[str(person) for person in self.people], "the last calls:", *calls]
        lines.append(f"updates not taken: {sorted(self.updates.pending) or 'none'}")
        if self.updates.last_error:
            lines.append(f"the last error of the webhook: {self.updates.last_error[1]}")
        return "\n".join(lines)

    @staticmethod
    def _told(calls: Sequence[object]) -> list[str]:
        return [f"  {call}" for call in calls] or ["  (none)"]
