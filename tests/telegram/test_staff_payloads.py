"""S43: what leaves for Telegram while a person and a counsellor talk, request by request.

Both have names, usernames and a number in their profiles. None of it, and nothing that could lead
from one to the other, goes out on either account; and what a lock screen shows is one neutral line.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from bot.handoff.counsellor import Counsellor, Standing
from bot.handoff.desk import Desk
from bot.pack.model import Pack
from bot.text import Plain, text
from fakes.telegram.bot_api import BotApi
from fakes.telegram.entities import MASK
from fakes.telegram.group import Group
from fakes.telegram.media import file
from fakes.telegram.person import Person
from fakes.telegram.record import Call
from fakes.telegram.screen import rows_of
from fakes.telegram.world import World
from tests.desk.story import said
from tests.telegram.house import House, housed

ACCOUNTS = pytest.mark.parametrize("second", [True, False], ids=["two bots", "one bot"])
HERS = ("Zarina", "Saparova", "zarina_sap", "+77010000017", "77010000017")
THEIRS = ("Gulnara", "Omarova", "gulnara_om", "+77010000018", "77010000018", "Ainur-7")
CANARY = "zqxj"
DESCRIPTION = 0x010E
"""Of a picture, as its file says it."""
PICTURE = "[caption]"
"""What the stand-in's lock screen says of a picture; its caption is looked at in the request."""
SENDS = ("sendmessage", "editmessagetext")
NEVER = ("forwardmessage", "forwardmessages", "copymessage", "copymessages")


@dataclass
class Room:
    """A person, a counsellor at her desk, and the group of staff."""

    house: House
    world: World
    her: Person
    roza: Person
    group: Group

    async def does(self, act: object) -> None:
        del act
        await self.house.settles()
        await self.house.passes(5)

    async def presses(self, who: Person, *choices: str) -> None:
        """The newest button of each choice, or whose choice begins so."""
        for choice in choices:
            data = next(filter(None, (_data(seen.message, choice) for seen in reversed(who.sees))))
            await self.does(who.presses(data))

    async def taken(self) -> None:
        """From the card to the talk; the counsellor accepts in the group."""
        await self.does(self.her.starts("ru-KZ"))
        await self.presses(self.her, "language:ru", "yes", "go", "country:KZ", "person", "human")
        await self.presses(self.her, "unsaid", "agree", "safety", "silent")
        shown = reversed(self.group.api.messages(self.group.id).values())
        data = next(filter(None, (_data(message, "accept:") for message in shown)))
        await self.does(self.group.presses(self.roza, data))
        await self.presses(self.her, "look", "open")

    def calls(self, *methods: str) -> Iterator[tuple[BotApi, Call]]:
        for bot in self.world.bots:
            for call in bot.record.calls_of(*methods):
                if call.method.lower() != "getupdates":
                    yield bot, call

    def to(self, *chats: int) -> list[Call]:
        return [call for _, call in self.calls() if call.chat_id in chats]


def _data(message: dict, choice: str) -> str:
    for row in rows_of(message.get("reply_markup")):
        for button in row:
            found = button.data.partition("|")[2].partition("@")[0]
            if found == choice or (choice.endswith(":") and found.startswith(choice)):
                return button.data
    return ""


@contextlib.asynccontextmanager
async def room(world: World, folder: Path, pack: Pack, *, second: bool) -> AsyncIterator[Room]:
    bot = world.second_bot() if second else world.api
    her = world.person(HERS[0], username=HERS[2])
    her.user |= {"last_name": f"{HERS[1]} {HERS[3]}"}
    roza = world.person(THEIRS[0], username=THEIRS[2])
    if second:
        roza = world.at(bot, roza)
    roza.user |= {"last_name": f"{THEIRS[1]} {THEIRS[3]}"}
    roza.chat.state = "open"
    group = world.group(at=bot)
    group.chat.state = "administrator"
    env = {"STAFF_CHAT_ID": str(group.id)}
    if second:
        env["STAFF_TELEGRAM_TOKEN"] = bot.token
    async with housed(world, folder, pack, **env) as house:
        await house.settles()
        until = house.clock.now() * 2
        counsellor = Counsellor("", THEIRS[5], Standing.ACTIVE, languages=("ru",), duty_until=until)
        await house.live.service.open_desk(str(roza.id), Desk(counsellor=counsellor))
        group.has(roza)
        await house.settles()
        yield Room(house, world, her, roza, group)


async def both_write(room: Room) -> None:
    """Words with what counts double in UTF-16, a change on each side, and a picture."""
    her, roza = room.her, room.roza
    for bot, name in ((her.api, "her-photo"), (roza.api, "their-photo")):
        bot.files[name] = picture(name)
    first = her.types(f"🌷👩‍👩‍👧 {CANARY} сегодня тихо 🌷")
    await room.does(first)
    answer = roza.types(f"{CANARY} я здесь 👋 рядом\n\nи ещё строка https://example.com/{CANARY}")
    await room.does(answer)
    await room.does(her.edits(first["message_id"], f"{CANARY} по-другому 🌷🌷"))
    await room.does(roza.edits(answer["message_id"], f"👋👋 {CANARY} лучше так"))
    await room.does(roza.types("/media"))
    await room.presses(her, "yes:media")
    await room.does(her.sends("photo", caption=f"{CANARY} caption", photo=_photo("her-photo")))
    await room.does(roza.sends("photo", caption=f"{CANARY} note", photo=_photo("their-photo")))
    await room.does(her.sends("document", document=file("secret") | {"file_name": f"{CANARY}.pdf"}))
    await room.does(roza.types(f"{CANARY} " + "слово 🌷 " * 700))


def picture(note: str) -> bytes:
    """A photo whose file tells who took it."""
    image, file = Image.new("RGB", (64, 48), "teal"), io.BytesIO()
    described = image.getexif()
    described[DESCRIPTION] = f"{CANARY} {note} {HERS[0]} {THEIRS[0]}"
    image.save(file, "JPEG", exif=described)
    assert CANARY.encode() in file.getvalue()
    return file.getvalue()


def _photo(name: str) -> list[dict]:
    return [file(name) | {"file_id": name, "width": 640, "height": 480}]


# --- what must be true of every request


def assert_nobody_is_named_s43(room: Room) -> None:
    staff = room.to(room.roza.id, room.group.id)
    hers = room.to(room.her.id)
    assert len(staff) > 10
    assert len(hers) > 10
    for call in staff:
        _lacks(call, (str(room.her.id), *HERS, "her-photo", ".pdf", "caption", "first_name"))
    for call in hers:
        _lacks(call, (str(room.roza.id), str(room.group.id), *THEIRS, "their-photo", "note"))
    for _, call in room.calls():
        assert call.method.lower() not in NEVER
        if not call.chat_id:
            _lacks(call, (*HERS, *THEIRS, CANARY), fields=call.params)
        elif call.chat_id == room.group.id:
            _lacks(call, (CANARY,))


def _lacks(call: Call, secrets: tuple[str, ...], fields: dict | None = None) -> None:
    """Not in the request, where the caption is the words of the field and not its name."""
    written = dict(call.params if fields is None else fields)
    if "caption" in written:
        written["said"] = written.pop("caption")
    found = json.dumps(written, ensure_ascii=False, default=lambda data: data.decode("latin-1"))
    for secret in secrets:
        assert secret not in found, (call.method, secret, found)


def assert_protected_s43(room: Room) -> None:
    """What holds words or news cannot be forwarded or saved from a staff chat; hers can."""
    for call in room.to(room.roza.id, room.group.id):
        if call.method.lower() in ("sendmessage", "sendphoto") and not _is_panel(call):
            assert call.params.get("protect_content") in (True, "true"), call
    for call in room.to(room.her.id):
        assert "protect_content" not in call.params


def _is_panel(call: Call) -> bool:
    """The screen of a desk: its buttons say so."""
    markup = call.params.get("reply_markup") or {}
    markup = json.loads(markup) if isinstance(markup, str) else markup
    rows = markup.get("inline_keyboard", ())
    return any(button["callback_data"].startswith("desk|") for row in rows for button in row)


def assert_masked_s43(room: Room, headers: set[str]) -> int:
    """A neutral first line, and one spoiler over exactly what is below it."""
    seen = 0
    for _, call in room.calls(*SENDS):
        assert call.params["link_preview_options"] == {"is_disabled": True}
        assert "parse_mode" not in call.params
        whole = call.params["text"]
        if CANARY not in whole:
            continue
        header, gap, below = whole.partition("\n\n")
        assert gap
        assert below
        assert header in headers
        assert CANARY not in header
        begin = _units(f"{header}\n\n")
        covered = {"type": "spoiler", "offset": begin, "length": _units(below)}
        assert call.params["entities"] == [covered]
        seen += 1
    for _, call in room.calls("sendPhoto"):
        assert call.params["caption"] in headers
        assert call.params["has_spoiler"] in (True, "true")
        seen += 1
    return seen


def _units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


def assert_dark_lock_screens_s43(room: Room, headers: set[str]) -> None:
    shown = [one for bot in room.world.bots for one in bot.record.notifications]
    for one in shown:
        assert CANARY not in one.text
        if one.chat_id in (room.roza.id, room.group.id):
            assert _plain(one.text) in {"", PICTURE, *headers}, one.text
    assert any(_plain(one.text) in headers for one in shown if one.chat_id == room.her.id)


def _plain(shown: str) -> str:
    return "\n".join(line for line in shown.split("\n") if line.strip(f" {MASK}")).strip()


def headers_of(room: Room) -> tuple[set[str], set[str]]:
    """Hers; and those that a desk may show, with the number of her case."""
    catalogue = room.house.pack.catalogue
    texts = [call.params["text"] for _, call in room.calls("sendMessage")]
    numbers = [
        number
        for number in range(10, 1000)
        if any(
            one.startswith(catalogue.say(text("desk.header", number=Plain(number)), "ru").text)
            for one in texts
        )
    ]
    cases = {catalogue.say(text("desk.header", number=Plain(one)), "ru").text for one in numbers}
    assert cases
    hers = {said("talk.header"), *(said(f"talk.line.{line}") for line in "abc")}
    return hers, {*cases, said("desk.notice"), said("desk.offer_header")}


def assert_all_s43(room: Room, words: int) -> None:
    hers, theirs = headers_of(room)
    assert_nobody_is_named_s43(room)
    assert_protected_s43(room)
    assert assert_masked_s43(room, hers | theirs) >= words
    assert_dark_lock_screens_s43(room, hers | theirs)


# --- the runs


@ACCOUNTS
async def test_s43_nothing_that_leaves_in_a_talk_names_anybody(
    world: World, tmp_path: Path, pack: Pack, second: bool
) -> None:
    async with room(world, tmp_path, pack, second=second) as there:
        await there.taken()
        await both_write(there)
        assert there.her.reads("лучше так")
        assert there.roza.reads("по-другому")
        uploads = [upload for bot in world.bots for upload in bot.uploads]
        assert [kind for kind, _ in uploads] == ["photo", "photo"]
        assert not any(CANARY.encode() in data for _, data in uploads), "new pixels only"
        await there.does(there.roza.types("/close"))
        await there.presses(there.roza, "close!")
        assert not there.roza.reads(CANARY)
        await there.house.passes(2000)
        assert_all_s43(there, words=7)


@ACCOUNTS
async def test_s43_nor_when_she_hides_comes_back_and_leaves(
    world: World, tmp_path: Path, pack: Pack, second: bool
) -> None:
    async with room(world, tmp_path, pack, second=second) as there:
        her, roza = there.her, there.roza
        await there.taken()
        await there.does(her.types(f"{CANARY} первое"))
        await there.does(roza.types(f"{CANARY} ответ"))
        await there.does(her.types("x"))
        assert not her.reads(CANARY)
        hidden = world.moment()
        await there.does(roza.types(f"{CANARY} в пустоту"))
        world.assert_never_seen(her, "в пустоту", hidden)
        await there.does(her.types(min(there.house.pack.opening_words)))
        await there.presses(her, "yes")
        await there.does(roza.types(f"{CANARY} снова 🌷"))
        assert her.reads("снова")
        left = world.moment()
        await there.does(her.types("выход"))
        await there.does(roza.types(f"{CANARY} вслед"))
        world.assert_never_seen(her, "вслед", left)
        await there.house.passes(2000)
        assert not her.reads(CANARY)
        assert not roza.reads(CANARY)
        assert_all_s43(there, words=3)
