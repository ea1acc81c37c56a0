"""What people do, what Twilio tells of it, and what they see."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
import pytest_asyncio
from PIL import Image

from fakes.telegram.person import NotThereError
from fakes.twilio.media import KINDS, UNSUPPORTED
from fakes.twilio.plain import Listener, Official
from fakes.twilio.world import Twilio

QUICK = {"body": "*Where?*", "actions": [{"title": "Here", "id": "h"}, {"title": "There"}]}
ITEMS = [{"item": "Law", "id": "law", "description": "what it says"}, {"item": "Help", "id": "sos"}]
LIST = {"body": "What?", "button": "Open", "items": ITEMS}


@pytest_asyncio.fixture
async def world():
    async with Twilio() as world:
        yield world


@pytest_asyncio.fixture
async def bot(world: Twilio):
    async with Listener(world) as bot:
        yield bot


@pytest_asyncio.fixture
async def official(world: Twilio):
    official = Official(world)
    yield official
    official.close()


async def shows(world: Twilio, official: Official, person, types: dict) -> str:
    body = {"language": "ru", "types": types}
    client = official.client

    def make() -> str:
        url = f"{world.content_url}/v1/Content"
        answer = client.http_client.session.post(url, json=body, auth=client.auth)
        return answer.json()["sid"]

    sid = await official(lambda _: make())
    message = await official.sends(person.id, content_sid=sid)
    await world.delivered()
    return message.sid


async def test_a_text(world: Twilio, bot: Listener):
    aida = world.person("Аида")
    post = aida.types("  привет ")
    await world.delivered()
    fields = bot.taken[0]
    assert fields["Body"] == "привет"
    assert fields["MessageSid"] == fields["SmsMessageSid"] == fields["SmsSid"] == post.sid
    assert (fields["From"], fields["To"]) == (aida.id, world.env["TWILIO_FROM"])
    assert fields["ProfileName"] == "Аида"
    assert fields["WaId"] == aida.id.removeprefix("whatsapp:+")
    assert fields["AccountSid"] == world.env["TWILIO_ACCOUNT_SID"]
    assert (fields["SmsStatus"], fields["NumMedia"], fields["MessageType"]) == (
        "received",
        "0",
        "text",
    )
    assert [name for name in fields if name.startswith("Novelty")]
    metadata = json.loads(fields["ChannelMetadata"])
    assert metadata["data"]["context"]["WaId"] == fields["WaId"]
    assert world.copies(aida)[0].text == "привет"


async def test_who_hides_her_number(world: Twilio, bot: Listener):
    aida, other = world.person(hidden=True), world.person()
    aida.types("hello")
    other.types("hello")
    await world.delivered()
    mine, others = sorted(bot.taken, key=lambda fields: "WaId" in fields)
    assert mine["From"] == mine["ExternalUserId"] == aida.id
    assert "WaId" not in mine
    assert others["ExternalUserId"].startswith("whatsapp:KZ.")
    assert aida.id.removeprefix("whatsapp:") not in str(others)


async def test_quick_replies(world: Twilio, bot: Listener, official: Official):
    aida = world.person()
    aida.types("hello")
    sid = await shows(world, official, aida, {"twilio/quick-reply": QUICK})
    assert (aida.screen.text, aida.screen.raw) == ("Where?", "*Where?*")
    assert aida.screen.labels == ["Here", "There"]
    aida.presses("h")
    aida.presses("There", on=sid)
    await world.delivered()
    first, second = bot.taken[1:]
    assert (first["Body"], first["ButtonText"], first["ButtonPayload"]) == ("Here", "Here", "h")
    assert second["ButtonPayload"] == "There"  # where the template names no id
    assert first["OriginalRepliedMessageSid"] == sid
    assert first["OriginalRepliedMessageSender"] == world.env["TWILIO_FROM"]
    assert first["MessageType"] == "interactive"
    assert aida.texts == ["hello", "Where?", "Here", "There"]
    with pytest.raises(NotThereError):
        aida.presses("Nowhere")


async def test_lists(world: Twilio, bot: Listener, official: Official):
    aida = world.person()
    aida.types("hello")
    sid = await shows(world, official, aida, {"twilio/list-picker": LIST})
    assert aida.screen.labels == ["Open", "Law", "what it says", "Help"]
    aida.presses("Law")
    await world.delivered()
    fields = bot.taken[1]
    assert (fields["Body"], fields["ListId"], fields["ListTitle"]) == ("Law", "law", "Law")
    assert fields["ListDescription"] == "what it says"
    assert fields["OriginalRepliedMessageSid"] == sid
    assert "ButtonPayload" not in fields
    await world.reads(aida, "Help")


@pytest.mark.parametrize("kind", KINDS)
async def test_attachments(world: Twilio, bot: Listener, kind: str):
    aida = world.person()
    post = aida.sends(kind)
    await world.delivered()
    fields = bot.taken[0]
    assert post.sid.startswith("MM")
    assert fields["NumMedia"] == "1"
    assert fields["MediaContentType0"] == KINDS[kind].content_type
    assert fields["MediaUrl0"].startswith(f"{world.url}/2010-04-01/Accounts/AC")
    assert [copy.kind for copy in world.copies(aida)] == ["message", "media"]


async def test_captions(world: Twilio, bot: Listener):
    aida = world.person()
    aida.sends("document", "the decision of the court")
    await world.delivered()
    assert bot.taken[0]["Body"] == "the decision of the court"
    with pytest.raises(NotThereError):
        aida.sends("voice", "no")


async def test_positions(world: Twilio, bot: Listener):
    aida = world.person()
    aida.pins(43.25, 76.95)
    aida.pins(43.25, 76.95, "Parliament", "1 Square")
    await world.delivered()
    first, second = sorted(bot.taken, key=lambda fields: "Label" in fields)
    assert (first["Latitude"], first["Longitude"], first["Body"]) == ("43.25", "76.95", "")
    assert (second["Label"], second["Address"]) == ("Parliament", "1 Square")
    assert first["MessageType"] == "location"


async def test_what_does_not_reach_a_business(world: Twilio, bot: Listener):
    aida = world.person()
    for kind in UNSUPPORTED:
        aida.sends(kind)
    await world.delivered()
    assert len(bot.taken) == len(UNSUPPORTED)
    assert {fields["Body"] for fields in bot.taken} == {""}
    assert {fields["NumMedia"] for fields in bot.taken} == {"0"}


async def test_her_own_messages_change_without_the_bot(world: Twilio, bot: Listener):
    aida = world.person()
    post = aida.types("he hits me")
    await world.delivered()
    aida.edits(post.sid, "hello")
    await world.delivered()
    assert aida.texts == ["hello"]
    assert "hello" not in str(bot.taken[1])
    assert bot.taken[1]["MessageSid"] != post.sid
    since = world.moment()
    aida.deletes(post.sid)
    assert aida.texts == []
    await world.delivered()
    assert len(bot.taken) == 2
    assert [copy.text for copy in world.copies(aida)] == ["he hits me", ""]
    world.assert_never_seen(aida, ".", since=since + 1)


async def test_notifications_and_what_was_ever_seen(world: Twilio, official: Official):
    aida = world.person()
    aida.types("hello")
    await official.sends(aida.id, "One\n_two_")
    await world.delivered()
    assert [one.text for one in aida.notifications] == ["One\ntwo"]
    assert aida.preview == "One two"
    left = world.moment()
    aida.clears_chat()
    assert aida.sees == []
    assert len(world.seen(aida, "two", since=left)) == 1
    world.assert_nothing_sent(since=left)
    world.assert_never_seen(aida, "two", since=world.moment())
    await official.sends(aida.id, "late")
    await world.delivered()
    with pytest.raises(AssertionError, match="nothing sent"):
        world.assert_nothing_sent(since=left, person=aida)


async def test_a_phone_that_is_off(world: Twilio, bot: Listener, official: Official):
    aida = world.person()
    aida.types("hello")
    aida.goes_offline()
    message = await official.sends(aida.id, "late", status_callback=bot.status_url)
    await world.delivered()
    assert bot.statuses == ["sent"]
    delete = lambda client: client.messages(message.sid).delete()  # noqa: E731
    assert await official.refused(delete) == (409, 20009)
    aida.comes_online()
    await world.delivered()
    aida.opens()
    await world.delivered()
    assert bot.statuses == ["sent", "delivered", "read"]
    assert aida.texts == ["hello", "late"]


async def test_a_new_number_is_somebody_else(world: Twilio, bot: Listener):
    aida = world.person()
    aida.types("hello")
    new = world.changes_number(aida)
    new.types("it is me")
    await world.delivered()
    assert new.texts == ["hello", "it is me"]
    assert len({fields["From"] for fields in bot.taken}) == 2
    assert len({fields["ExternalUserId"] for fields in bot.taken}) == 2


@pytest.mark.parametrize("kind", ["photo", "sticker"])
def test_pictures_can_be_opened(kind: str):
    with Image.open(BytesIO(KINDS[kind].data)) as picture:
        picture.load()
        assert picture.size == (8, 8)
