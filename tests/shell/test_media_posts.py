"""Pictures and voices that are passed on: cleaned, in order, in time, and gone with their group."""

from __future__ import annotations

import asyncio
from io import BytesIO

import pytest
from PIL import Image

from bot.channels.base import (
    LARGEST_FILE,
    Blocked,
    Gone,
    RefusedForGood,
    RetryAt,
    Unknown,
)
from bot.decision import Decision
from bot.effects import Keep, Post
from bot.events import Event, MediaKind, SentMedia
from bot.session import Session
from bot.shell import media
from bot.shell.media import AT_ONCE
from bot.store.memory import MemoryStore
from bot.text import Text
from tests.shell import scripted
from tests.shell.faults import HER, After, Before, Hang, always, once, turns
from tests.shell.scripted import TALK
from tests.shell.world import NEIGHBOUR, World

CANARY = b"taken in Shymkent"
VOICE = b"OggS" + CANARY
KINDS = {"photo": MediaKind.PHOTO, "voice": MediaKind.VOICE, "video_note": MediaKind.VIDEO_NOTE}
OURS = set(KINDS.values())


def photograph(colour: str = "teal") -> bytes:
    """A JPEG that says where it was taken."""
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG", exif=exif, comment=CANARY)
    return out.getvalue()


def decide(session: Session | None, event: Event, now: float) -> Decision:
    """As the scripted one; what she sends is passed on in her own chat."""
    if session is None or not isinstance(event, SentMedia):
        return scripted.decide(session, event, now)
    post = Post(
        Text("somebody"),
        "kk",
        "caption of the original",
        origin=event.message,
        group=TALK,
        protected=True,
        media=event.media,
        media_kind=event.kind.value if event.kind in OURS else "",
        media_from="telegram",
    )
    return Decision(session, (Keep(event.message, group=TALK), post))


@pytest.fixture
async def talk():
    store = MemoryStore()
    world = World(store, decide=decide)
    await world.service.start()
    await world.say("open")
    yield world
    await world.service.stop(grace=0)
    await store.close()
    assert world.bugs == []


async def send(world: World, data: bytes, kind: MediaKind = MediaKind.PHOTO, who: str = HER):
    return await world.deliver(world.provider.send_media(who, kind, data=data))


def begin(world: World, data: bytes, kind: MediaKind = MediaKind.VOICE, who: str = HER):
    return world.service.receive(world.provider.send_media(who, kind, data=data))


def passed(world: World, who: str = HER):
    return [message for message in world.ours(who) if message.media is not None]


async def dropped(world: World) -> int:
    rows = await world.read(lambda tx: tx.counts())
    return sum(n for _, name, n in rows if name == "dropped")


async def test_a_photo_goes_on_as_new_pixels_and_nothing_else(talk):
    await send(talk, photograph())
    (photo,) = passed(talk)
    assert photo.media is MediaKind.PHOTO
    assert CANARY not in photo.data
    assert Image.open(BytesIO(photo.data)).size == (64, 48)
    assert (photo.spoiler, photo.protected) == (True, True)


@pytest.mark.parametrize("kind", [MediaKind.VOICE, MediaKind.VIDEO_NOTE])
async def test_voices_and_video_notes_go_on_as_they_are(talk, kind):
    await send(talk, VOICE, kind)
    (message,) = passed(talk)
    assert (message.media, message.data) == (kind, VOICE)


@pytest.mark.parametrize("kind", [MediaKind.DOCUMENT, MediaKind.VIDEO, MediaKind.STICKER])
async def test_everything_else_never(talk, kind):
    await send(talk, VOICE, kind)
    assert passed(talk) == []
    assert await dropped(talk) == 1
    assert "fetch" not in {call.verb for call in talk.calls}


@pytest.mark.parametrize("data", [b"no picture", VOICE, photograph()[:200]])
async def test_what_is_no_picture_is_reported_as_not_delivered(talk, data):
    await send(talk, data)
    assert passed(talk) == []
    assert await dropped(talk) == 1


async def test_a_file_that_is_too_large_is_reported(talk):
    await send(talk, bytes(LARGEST_FILE + 1), MediaKind.VOICE)
    assert passed(talk) == []
    assert await dropped(talk) == 1


@pytest.mark.parametrize("outcome", [RefusedForGood(), Gone(), Blocked()])
async def test_a_file_that_cannot_be_had_is_reported_and_forgets_nobody(talk, outcome):
    talk.fail(always("fetch", outcome, ""))
    await send(talk, VOICE, MediaKind.VOICE)
    assert passed(talk) == []
    assert await dropped(talk) == 1
    assert talk.texts() == ["secret 1"]


@pytest.mark.parametrize("outcome", [Unknown(), RetryAt(5.0)])
async def test_fetching_is_tried_again_and_nothing_is_searched_for(talk, outcome):
    begun = len(talk.calls)
    talk.fail(once("fetch", outcome, ""))
    await send(talk, VOICE, MediaKind.VOICE)
    await talk.wait(6)
    assert [message.data for message in passed(talk)] == [VOICE]
    assert [call.verb for call in talk.sent_since(begun)] == ["fetch", "fetch", "media"]


@pytest.mark.parametrize("fault", [Before(), After()], ids=["before", "after"])
async def test_an_answer_that_is_lost_doubles_nothing_and_loses_nothing(talk, fault):
    talk.fail(once("media", fault))
    await send(talk, VOICE, MediaKind.VOICE)
    assert [message.data for message in passed(talk)] == [VOICE]


@pytest.mark.parametrize("outcome", [RefusedForGood(), Gone()])
async def test_a_picture_that_is_refused_is_reported(talk, outcome):
    talk.fail(once("media", outcome))
    await send(talk, VOICE, MediaKind.VOICE)
    await send(talk, VOICE + b"2", MediaKind.VOICE)
    assert [message.data for message in passed(talk)] == [VOICE + b"2"]
    assert await dropped(talk) == 1


async def test_words_and_pictures_keep_their_order(talk):
    hang = Hang()
    talk.fail(once("fetch", hang, ""))
    await begin(talk, VOICE)
    await talk.service.receive(talk.provider.say(HER, "pass a"))
    await turns()
    assert not any("words a" in text for text in talk.texts())
    hang.release.set()
    await talk.settled()
    stands = [message.data or message.text for message in talk.ours() if message.id > "1"]
    assert stands.index(VOICE) < stands.index("secret words a")


async def test_what_is_late_is_dropped(talk):
    talk.fail(always("fetch", RetryAt(200.0), ""))
    await send(talk, VOICE, MediaKind.VOICE)
    await talk.wait(250)
    talk.heal()
    await talk.say("help")
    await talk.wait(160)
    assert passed(talk) == []
    assert await dropped(talk) == 1


async def test_what_became_late_while_it_was_fetched_is_not_sent(talk):
    hang = Hang()
    talk.fail(once("fetch", hang, ""))
    await begin(talk, VOICE)
    await turns()
    talk.clock.advance(talk.clock.now() + 301)
    hang.release.set()
    await talk.settled()
    assert [call for call in talk.calls if call.verb == "media"] == []
    assert await dropped(talk) == 1


@pytest.mark.parametrize("said", ["withdraw", "x", "leave"])
async def test_what_is_withdrawn_goes_wherever_it_is(talk, said):
    await send(talk, VOICE, MediaKind.VOICE)
    hang = Hang()
    talk.fail(once("media", hang))
    await begin(talk, VOICE + b"2")
    await begin(talk, VOICE + b"3")
    await turns()
    await talk.service.receive(talk.provider.say(HER, said))
    await turns()
    hang.release.set()
    await talk.settled()
    await talk.wait(120)
    assert passed(talk) == []


async def test_a_new_process_passes_on_what_was_left(talk):
    talk.fail(always("fetch", RetryAt(30.0), ""))
    await send(talk, VOICE, MediaKind.VOICE)
    talk.heal()
    await talk.restart()
    await talk.wait(31)
    assert [message.data for message in passed(talk)] == [VOICE]


async def test_four_files_are_in_memory_at_a_time(talk):
    people = [str(3000 + number) for number in range(AT_ONCE + 3)]
    for who in people:
        await talk.say("open", who)
    hang = Hang()
    talk.fail(always("fetch", hang, ""))
    for who in people:
        await begin(talk, VOICE, who=who)
    await turns(200)
    assert sum(call.verb == "fetch" for call in talk.calls) == AT_ONCE
    hang.release.set()
    await talk.settled()
    assert all(passed(talk, who) for who in people)


async def test_pictures_are_made_anew_one_at_a_time(talk):
    people = [str(3000 + number) for number in range(3)]
    for who in people:
        await talk.say("open", who)
    locked = asyncio.Lock()
    helper = media.Media({"telegram": talk.channel}, talk.clock)
    helper._encoding = locked
    async with locked:
        talk.service._outbox._media = helper
        for who in people:
            await begin(talk, photograph(), MediaKind.PHOTO, who)
        await turns(200)
        assert not any(passed(talk, who) for who in people), "each waits for its turn"
    await talk.settled()
    assert all(passed(talk, who) for who in people)


async def test_nothing_of_a_file_is_stored_or_logged(talk, caplog):
    data = photograph()
    caplog.set_level("DEBUG")
    talk.fail(once("media", Before()))
    await send(talk, data)
    await send(talk, b"no picture " + CANARY)
    assert CANARY.decode() not in caplog.text
    assert "file-" not in caplog.text
    assert (await talk.census()).outbox == 0


async def test_a_neighbour_sees_nothing_of_it(talk):
    await talk.say("open", NEIGHBOUR)
    await send(talk, VOICE, MediaKind.VOICE)
    assert passed(talk, NEIGHBOUR) == []
