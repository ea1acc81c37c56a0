"""A house with counsellors: the core of people is the real one, that of desks a few lines.

A desk answers what is written and pressed at it with one message. The group keeps who is unknown,
and is asked about whatever is typed at the first desk: ``ask``.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import msgspec

from bot.channels.telegram.members import Member
from bot.content.script import fold
from bot.decision import DeskDecision
from bot.edition import Edition
from bot.effects import Button, Post
from bot.events import Pressed, Said, SentMedia, Started
from bot.flows.engine import decide
from bot.handoff.counsellor import Counsellor, Standing
from bot.handoff.desk import Desk
from bot.handoff.desk_events import CaseOffered, DeskEvent, Members
from bot.pack.model import Pack
from bot.shell.service import Service
from bot.text import Text
from fakes.telegram.bot_api import BotApi
from fakes.telegram.group import Group
from fakes.telegram.person import Person
from fakes.telegram.world import World
from tests.telegram.house import House, housed

HEADER = Text("ui.back")
"""Any neutral text that is there."""


def decide_desk(desk: Desk, event: DeskEvent, now: float) -> DeskDecision:
    match event:
        case Members(unknown=unknown, blind=blind):
            return DeskDecision(msgspec.structs.replace(desk, unknown=unknown, blind=blind))
        case CaseOffered(alias=alias, case=case):
            row = (Button(f"accept {case}", HEADER),)
            return DeskDecision(desk, (_post(f"offer {alias}", case, row),))
        case Started(payload=payload):
            return DeskDecision(desk, (_post(f"started {payload}", event.message),))
        case Said(text=text, edited=edited, about=about):
            said = f"said {text}{' again' if edited else ''}{f' about {about}' if about else ''}"
            return DeskDecision(desk, (_post(said, f"{event.message} {edited}"),))
        case Pressed(choice=choice):
            return DeskDecision(desk, (_post(f"pressed {choice}", f"{choice} {now}"),))
        case SentMedia(media=media):
            return DeskDecision(desk, (_post(f"sent {media}", event.message),))
        case _:
            return DeskDecision(desk)


def _post(words: str, origin: str, *rows: tuple[Button, ...]) -> Post:
    return Post(
        HEADER, "ru", words, rows=rows, origin=origin, group="group", lasts=3600.0, protected=True
    )


def with_desks(edition: Edition, **given: object) -> Service:
    """As `bot.app.assemble`, with these desks."""
    pack = edition.pack
    words = {"decide": partial(decide, pack), "words": lambda: pack.exit_words, "fold": fold}
    return Service(decide_desk=decide_desk, **words, **given)


class Staffed:
    """A house whose counsellors are met by ``bot``, and their group, in which ``chief`` rules."""

    def __init__(self, house: House, bot: BotApi, group: Group, chief: Person) -> None:
        self.house, self.bot, self.group, self.chief = house, bot, group, chief

    async def hires(self, person: Person, standing: Standing = Standing.ACTIVE) -> None:
        """She has a desk, and is in the group."""
        counsellor = Counsellor("", f"Counsellor {person.id}", standing, languages=("ru",))
        counsellor = msgspec.structs.replace(counsellor, duty_until=self.house.clock.now() * 2)
        await self.house.live.service.open_desk(str(person.id), Desk(counsellor=counsellor))
        self.group.has(person)

    async def asks(self, words: str) -> None:
        """The group is asked about somebody."""
        service = self.house.live.service
        await service._applying.commit(partial(_asks, words=words))

    @property
    def desk(self) -> Desk | None:
        return self.house.live.service.group()

    @property
    def unknown(self) -> tuple[str, ...]:
        assert self.desk is not None
        return self.desk.unknown


def _asks(work, words: str) -> None:
    from bot.shell.desks import desks_of
    from bot.shell.letters import ForDesk

    for desk_id, desk in desks_of(work):
        if desk.kind == "group":
            event = CaseOffered("ca5e", words, "ru", "KZ", "talk", "")
            work.letters.append(ForDesk(desk_id, event))


@contextlib.asynccontextmanager
async def staffed(
    world: World,
    folder: Path,
    pack: Pack,
    *,
    second: bool = False,
    admin: bool = True,
    kind: str = "supergroup",
    webhook: bool = False,
    **env: str,
) -> AsyncIterator[Staffed]:
    """A house with a staff group in which the bot is, as an administrator unless told otherwise."""
    bot = world.second_bot() if second else world.api
    chief = world.person("Chief")
    group = world.group(kind=kind, at=bot)
    group.chat.state = "administrator" if admin else "member"
    env = {"STAFF_CHAT_ID": str(group.id), **env}
    if second:
        env["STAFF_TELEGRAM_TOKEN"] = bot.token
    async with housed(
        world, folder, pack, webhook=webhook, put_together=with_desks, **env
    ) as house:
        await house.settles()
        yield Staffed(house, bot, group, chief)


__all__ = ["Member", "Staffed", "staffed", "with_desks"]
