"""What could be read in a chat, and when: the eyes of the tests about leaving."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache

from bot.shell.runner import EXIT_SECONDS
from bot.store.base import Census
from bot.text import Text
from fakes.telegram.person import Person
from fakes.telegram.record import Call
from fakes.telegram.world import PATIENCE, UnfulfilledError, World
from tests.talk import real_pack
from tests.telegram.house import House

LOCALES = ("kk", "ru", "en")
NO_PAGE = ("cover.line", "cover.back", "cover.word", "cover.profile")


@cache
def pages() -> tuple[str, ...]:
    """How everything begins that a stranger may see, in all languages."""
    catalogue = real_pack().catalogue
    return tuple(
        catalogue.say(Text(key), locale).text
        for locale in LOCALES
        for key in catalogue.keys(locale)
        if (key.startswith("cover.") and not key.startswith(NO_PAGE)) or key == "outage.neutral"
    )


def lead(locale: str = "ru") -> str:
    """The first page of the cover."""
    return real_pack().catalogue.say(Text("cover.lead"), locale).text


def is_cover(text: str) -> bool:
    """Whether a text (with its buttons) is a page of the cover."""
    return text.startswith(pages())


def shown(person: Person) -> list[str]:
    """The bot's texts in her chat now."""
    return [seen.text for seen in person.sees if seen.by_bot]


def hers(person: Person) -> list[str]:
    """Her own texts in the chat now."""
    return [seen.text for seen in person.sees if not seen.by_bot]


def lit_again(world: World, person: Person, since: int = 0) -> list[str]:
    """Texts that came back to a chat after moment `since` when nothing but the cover had stood."""
    lit: dict[int, str] = {}
    found, dark = [], False
    for change in world.record.changes:
        if change.chat_id != person.id or (not change.by_bot and change.text is not None):
            continue
        if change.text is None or is_cover(change.text):
            lit.pop(change.message_id, None)
        else:
            lit[change.message_id] = change.text
            if dark:
                found.append(change.text)
        dark = change.moment > since and not lit
    return found


def assert_dark(world: World, person: Person, since: int) -> None:
    """Only the cover stands, and since she left nothing else came back, for no moment."""
    assert all(is_cover(text) for text in shown(person)), world.report("only the cover stands")
    found = lit_again(world, person, since)
    assert not found, world.report(f"nothing comes back, but {found}")


async def assert_gone(
    house: House, person: Person, since: int, covers: int = 1, people: int = 0
) -> Census:
    """She has left: the cover alone, nothing of hers in the chat, nothing in the store."""
    world = house.world
    assert_dark(world, person, since)
    assert len(shown(person)) == covers, world.report(f"{covers} covers")
    assert hers(person) == [], world.report("nothing of hers stands")
    census = await house.census()
    assert (census.conversations, census.wipes) == (people, 0), census
    if not people:
        assert (census.outbox, census.timers, census.ledger) == (0, 0, 0), census
    return census


def of(person: Person, **fields: object) -> Callable[[dict], bool]:
    """A condition for faults: calls about her chat with these fields."""
    wanted = {"chat_id": person.id} | fields
    return lambda params: all(params.get(name) == value for name, value in wanted.items())


def calls(world: World, person: Person, *methods: str, since: int = 0) -> list[Call]:
    """The calls about her chat."""
    found = world.record.calls_of(*methods, since=since)
    return [call for call in found if call.chat_id == person.id]


def loses_answers(world: World) -> None:
    """The connections of calls under way break, and what was called takes effect all the same.

    Not that of a getUpdates, which would only be fetched again.
    """
    for connection in list(world.api.connections):
        if connection.poll is None:
            connection.transport.close()


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait for something that `World.until` does not hear of."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.001)


async def waits_for_the_disk(house: House) -> None:
    """Until an exit has reached us, and waits until it can be written down."""
    soon = house.clock.now() + EXIT_SECONDS
    await eventually(lambda: (house.live.service._alarms.next() or soon + 1) <= soon)


async def comes_again(house: House) -> None:
    """Time passes until Telegram has delivered everything, however often that takes."""
    while house.world.updates.pending:
        try:
            async with asyncio.timeout(0.05):
                await house.world.delivered()
        except (TimeoutError, UnfulfilledError):
            await house.passes(1, settled=False)
    await house.settles()
