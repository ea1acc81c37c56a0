"""Our bot whole, in this process, beside `Twilio`: put up, restarted, killed, time moved."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from bot.app import assemble
from bot.channels.base import Message, Outcome
from bot.channels.whatsapp.webhook import AGAIN, PATH
from bot.commands.whatsapp import _sync
from bot.keys import RootKeys
from bot.pack.model import Pack
from bot.session import Session
from fakes.telegram.faults import Fault
from fakes.telegram.world import PATIENCE, UnfulfilledError
from fakes.twilio.contents import Button
from fakes.twilio.person import Person
from fakes.twilio.screen import Seen
from fakes.twilio.world import Twilio
from tests.home import Home, cut_off

PUBLIC = "https://pana.example"
SEPARATOR = "|"
OKS = {"Ок", "OK", "Ok", "Жарайды", "Хуб", "Bolýar"}
"""The last word in all languages."""
DAY = 24 * 3600.0


class House(Home):
    """Our process. ``env``: further settings, named as in the environment."""

    def __init__(self, world: Twilio, folder: Path, pack: Pack, **env: str) -> None:
        super().__init__(world, folder, pack, None, assemble)
        self.env = {
            "PANA_MODE": "pilot",
            "PANA_TESTERS": "*",
            "PANA_SECRET": RootKeys.new_item(),
            **world.env,
            "DATA_DIR": str(folder),
            "PUBLIC_URL": PUBLIC,
            **env,
        }
        self.shown: dict[str, Message] = {}
        """The last message to each address, as the channel got it."""
        world.hook = f"{self.url}{PATH}"
        world.public_url = f"{PUBLIC}{PATH}{AGAIN}"

    # --- the process

    async def opens(self, *, learnt: bool = True) -> None:
        """Start the process. ``learnt``: until it knows which templates there are."""
        asked = len(self._asked())
        await self._begins()
        self._watches()
        await self.world.listens()
        if learnt:
            await self.world.until(lambda: len(self._asked()) > asked, "templates are asked for")
            await asyncio.sleep(0.01)

    def _watches(self) -> None:
        """Remember each message as it is sent: what its numbers mean stands nowhere else."""
        channel = self.live.whatsapp.channel
        send = channel.send

        async def watched(address: str, message: Message, *, urgent: bool = False) -> Outcome:
            self.shown[address] = message
            return await send(address, message, urgent=urgent)

        channel.send = watched

    def _asked(self) -> list:
        calls = self.world.record.calls
        return [one for one in calls if one.method == "contents.list" and one.status]

    async def crashes(self) -> None:
        """The process is gone, as after SIGKILL: nothing of it happens any more."""
        self.is_open = False
        self.rows.dead = True
        self.letting_in.cancel()
        await self.live.whatsapp._transport.close()
        await cut_off(self.server)
        await asyncio.gather(self.letting_in, return_exceptions=True)
        await self.live.whatsapp.shut()
        await self.live.service.stop(grace=0)
        await self._put_away()

    async def syncs(self) -> None:
        """Make the templates, as the command does when WhatsApp is set up."""
        assert await _sync(self.settings.twilio) == 0

    # --- time

    async def settles(self) -> None:
        """Until all is delivered, nothing is due and nothing is under way."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.world.delivered()
                await asyncio.gather(*self.live.whatsapp._reception._beside.values())
                await self.live.service.settled()
                await self.world.delivered()
                await self.live.service.settled()
        except TimeoutError:
            raise UnfulfilledError(self.world.report("everything settles")) from None

    # --- people

    def choices(self, person: Person) -> dict[str, tuple[Seen, Button]]:
        """What can be pressed on the newest message of the bot."""
        seen = person.screen
        buttons = seen.buttons if seen is not None else ()
        return {button.id.partition(SEPARATOR)[2]: (seen, button) for button in buttons}

    async def says(self, person: Person, text: str) -> None:
        """She types, and everything that follows from it happens."""
        person.types(text)
        await self.settles()

    async def press(self, person: Person, choice: str) -> None:
        """She presses, and everything that follows from it happens."""
        found = self.choices(person)
        assert choice in found, self.world.report(f"{choice} of {sorted(found)}")
        seen, button = found[choice]
        person.presses(button.id, on=seen.sid)
        await self.settles()

    async def chooses(self, person: Person, choice: str) -> None:
        """She presses it where it is drawn, else types its number, or the label that is typed."""
        if choice in self.choices(person):
            await self.press(person, choice)
            return
        message = self.shown[person.id.removeprefix("whatsapp:")]
        numbered = [button for row in message.rows for button in row]
        for number, button in enumerate(numbered, 1):
            if button.data.partition(SEPARATOR)[2] == choice:
                await self.says(person, str(number))
                return
        labels = {one.data.partition(SEPARATOR)[2]: one.label for one in message.typed}
        await self.says(person, labels[choice])

    async def enters(self, person: Person, locale: str = "ru") -> None:
        """From the first word through the door to the menu, by whatever can be pressed or typed."""
        await self.says(person, "hi")
        for choice in (f"language:{locale}", "yes", "go", "country:KZ"):
            await self.chooses(person, choice)
        assert self.session(person).step == "menu", self.world.report("the menu")

    # --- looking inside

    def session(self, person: Person) -> Session | None:
        """What is known of her here."""
        return self.live.service.session("whatsapp", person.id.removeprefix("whatsapp:"))

    def sent(self, person: Person, since: int) -> list[str]:
        """What the bot sent her after a moment, as it came to her phone."""
        changes = self.world.record.changes
        return [
            one.text
            for one in changes
            if one.chat_id == person.id and one.by_bot and one.new and one.moment > since
            and one.text is not None
        ]  # fmt: skip

    async def assert_gone(
        self, person: Person, since: int, oks: int = 1, *, waits: float = 180
    ) -> None:
        """She has left: at most a word came, nothing is stored, and Twilio holds nothing of her."""
        await self.passes(waits)
        found = self.sent(person, since)
        assert len(found) <= oks, self.world.report(f"at most {oks} words, but {found}")
        assert set(found) <= OKS, found
        self.world.assert_no_copies(person)
        census = await self.census()
        assert (census.conversations, census.wipes) == (0, 0), census
        assert (census.outbox, census.timers, census.ledger) == (0, 0, 0), census


@contextlib.asynccontextmanager
async def housed(
    world: Twilio, folder: Path, pack: Pack, *, syncs: bool = True, **env: str
) -> AsyncIterator[House]:
    """A house that is open, and closed at the end. ``syncs``: templates are there."""
    house = House(world, folder, pack, **env)
    if syncs:
        await house.syncs()
    try:
        await house.opens()
        yield house
    finally:
        await house.closes()


def of(person: Person, **fields: object) -> Callable[[dict], bool]:
    """A condition for faults: calls that make a message to her, with these fields."""
    wanted = {"To": person.id} | fields
    return lambda params: all(params.get(name) == value for name, value in wanted.items())


def swallowed(world: Twilio, person: Person, *, effect: bool) -> Fault:
    """A message to her hangs, and nobody ever learns what became of it."""
    pauses = {"pause_after" if effect else "pause_before": None}
    return world.faults.plan(
        "swallowed", "messages.create", when=of(person), effect=effect, drops=True, **pauses
    )
