"""Twilio and the people on WhatsApp around one bot: ``async with Twilio() as world``.

The bot's calls come over real HTTP to `Twilio.url` and `Twilio.content_url`; what people do is
posted to `Twilio.hook`. Everything that happens is in `Twilio.record`; waiting is for changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from types import TracebackType
from urllib.parse import urlsplit

from fakes.telegram.clock import Clock
from fakes.telegram.job import HOST
from fakes.telegram.world import PATIENCE, SHOWN_CALLS, UnfulfilledError, World
from fakes.twilio.api import Api
from fakes.twilio.messages import Copy, Message
from fakes.twilio.person import Person
from fakes.twilio.reception import Reception
from fakes.twilio.record import Post

ACCOUNT = "AC" + "5ca1ab1e" * 4
TOKEN = "0dd5eed5" * 4  # it opens nothing
# No country has +999: such a number cannot ring.
OWN, FIRST = "whatsapp:+999555000000", 999_555_010_001
HOSTS = ("api", "content")

__all__ = ["Twilio", "UnfulfilledError"]


class Twilio:
    """Both addresses on ports of this computer, and whoever talks to the bot.

    `clock` measures ages (see `Clock`); `seed` makes ids. Seconds of `sends_after`,
    `delivers_after` and `final_after` are the clock's and can be changed at any time.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        sends_after: float = 0.0,
        delivers_after: float = 0.0,
        final_after: float = 0.0,
        seed: int = 1,
    ) -> None:
        self.clock = clock or Clock()
        self.api = api = Api(self.clock, ACCOUNT, TOKEN, OWN, seed)
        self.office, self.hooks = api.office, api.hooks
        self.record, self.faults, self.refusals = api.record, api.faults, api.refusals
        self.office.sends_after, self.office.delivers_after = sends_after, delivers_after
        api.final_after = final_after
        self.people: list[Person] = []
        self.ports: dict[str, int] = {}
        self._servers: list[asyncio.Server] = []

    async def __aenter__(self) -> Twilio:
        # They only keep the ports ours during an outage.
        self._places = {host: self._socket(0) for host in HOSTS}
        self.ports = {host: place.getsockname()[1] for host, place in self._places.items()}
        self.url, self.content_url = (f"http://{HOST}:{self.ports[host]}" for host in HOSTS)
        self.api.url, self.api.content_url = self.url, self.content_url
        await self.recover()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.faults.clear()
        self.clock.stop()
        tasks = [*self.api.working]
        tasks += [one.serving for one in self.api.connections if one.serving]
        await self.hooks.stop()
        await self.outage()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for place in self._places.values():
            place.close()
        if error:
            return
        if self.api.failures:
            raise self.api.failures[0]
        assert not self.refusals, "the bot did what nobody should:\n" + "\n".join(self.refusals)

    # --- for the bot

    @property
    def env(self) -> dict[str, str]:
        """The settings of a bot that is to use this."""
        return {
            "TWILIO_ACCOUNT_SID": self.api.account,
            "TWILIO_AUTH_TOKEN": self.api.token,
            "TWILIO_FROM": self.api.address,
            "TWILIO_API_BASE": self.url,
            "TWILIO_CONTENT_API_BASE": self.content_url,
        }

    @property
    def hook(self) -> str:
        """Where the bot listens on this computer."""
        return self.hooks.hook

    @hook.setter
    def hook(self, url: str) -> None:
        self.hooks.hook = url

    @property
    def public_url(self) -> str:
        """The webhook's address as Twilio has it, over which requests are signed; the same as
        `hook` unless it is set. ``#rc=3&rp=all`` at its end asks for more attempts.
        """
        return self.hooks.public_url

    @public_url.setter
    def public_url(self, url: str) -> None:
        self.hooks.public = url

    def approve(self, content_sid: str) -> None:
        """WhatsApp approves a template: it may be sent outside the 24 hours."""
        self.api.contents[content_sid].approved = True

    # --- the network

    _socket = staticmethod(World._socket)

    async def outage(self) -> None:
        """Twilio is down: open connections break, new ones are refused. The ports stay."""
        for server in self._servers:
            server.close()
        self._servers.clear()
        for connection in [*self.api.connections]:
            connection.transport.abort()
        await asyncio.sleep(0)

    async def hang_up(self) -> None:
        """Twilio closes its open connections, as it does with idle ones; new ones are welcome."""
        for connection in [*self.api.connections]:
            connection.transport.close()
        await asyncio.sleep(0)

    async def recover(self) -> None:
        """Twilio is up again."""
        loop = asyncio.get_running_loop()
        for host, port in self.ports.items():
            self._servers.append(
                await loop.create_server(
                    partial(Reception, self.api, loop, host), sock=self._socket(port)
                )
            )

    @asynccontextmanager
    async def down(self) -> AsyncIterator[None]:
        """An outage for as long as the block lasts."""
        await self.outage()
        try:
            yield
        finally:
            await self.recover()

    # --- people

    def person(self, name: str = "Aida", hidden: bool = False) -> Person:
        """Somebody new. Who hides her number has an id with this business as her address."""
        number = len(self.people)
        user_id = f"KZ.{7_000_000_000_000_001 + number}"
        address = f"whatsapp:{user_id}" if hidden else f"whatsapp:+{FIRST + number}"
        self.people.append(Person(self.api, address, name, user_id))
        return self.people[-1]

    def changes_number(self, person: Person) -> Person:
        """The same woman with a new number: Twilio takes her for somebody else."""
        new = self.person(person.name)
        new.chat = dict(person.chat)
        return new

    # --- requests to the bot

    def repeats(self, post: Post) -> Post:
        """The same request once more, with the same sids and token."""
        return self.hooks.post(post.kind, post.url, post.fields, post.token)

    def tells(self, message: Message, status: str) -> None:
        """A status callback out of turn."""
        self.office.tell(message, status)

    # --- waiting and looking back, as in `World`

    until = World.until
    comes = World.comes
    reads = World.reads
    history = World.history
    seen = World.seen
    moment = World.moment
    assert_never_seen = World.assert_never_seen
    assert_nothing_sent = World.assert_nothing_sent

    async def delivered(self, patience: float = PATIENCE) -> None:
        """Wait until no request and no call is under way, and nothing more will happen to any
        message by itself (with a clock that stands: before it is moved).
        """
        await self.until(
            lambda: not (self.api.hooks.running or self.api.under_way or self._moving),
            "all is delivered",
            patience,
        )

    @property
    def _moving(self) -> bool:
        return bool(self.office.soon if self.clock.stands else self.office.moving)

    async def listens(self, patience: float = PATIENCE) -> None:
        """Wait until somebody listens where the hook is."""
        parts = urlsplit(self.hook)
        async with asyncio.timeout(patience):
            while True:
                try:
                    _, writer = await asyncio.open_connection(parts.hostname, parts.port)
                except OSError:
                    await asyncio.sleep(0.01)
                else:
                    writer.transport.abort()
                    return

    def copies(self, person: Person | None = None) -> list[Copy]:
        """Every record and attachment of people that Twilio still holds."""
        found = []
        for message in self.api.messages.values():
            found.append(
                Copy("message", message.sid, message.person, not message.inbound, message.body)
            )
            found += [
                Copy("media", sid, message.person, not message.inbound, "") for sid in message.media
            ]
        return [one for one in found if person is None or one.person == person.id]

    def assert_no_copies(self, person: Person | None = None) -> None:
        """Twilio holds nothing more."""
        found = self.copies(person)
        assert not found, self.report(f"no copies, but {found}")

    def report(self, what: str) -> str:
        """What there is now, for a person who reads a failed test."""
        calls = [f"  {call}" for call in self.record.calls[-SHOWN_CALLS:]] or ["  (none)"]
        posts = [f"  {post}" for post in self.record.posts[-SHOWN_CALLS:]] or ["  (none)"]
        people = [str(person) for person in self.people]
        lines = [what, *people, "the last calls:", *calls, "the last requests to the bot:", *posts]
        return "\n".join([*lines, *[f"wrong: {one}" for one in self.refusals]])
