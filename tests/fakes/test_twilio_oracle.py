"""The official client reads every answer, and knows exactly the parameters that are described."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime, timedelta

import pytest_asyncio
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageContext, MessageList
from twilio.rest.content.v1.content import ContentList

from fakes.twilio.description import OPERATIONS
from fakes.twilio.plain import Listener, Official
from fakes.twilio.world import Twilio

DESCRIBED = {operation.name: set(operation.fields) for operation in OPERATIONS}
UNDESCRIBED = {"self", "limit", "page_size", "Page", "PageToken", "PageSize"}
BOUNDS = {"DateSentBefore": "DateSent<", "DateSentAfter": "DateSent>"}


@pytest_asyncio.fixture
async def world():
    async with Twilio() as world:
        yield world


@pytest_asyncio.fixture
async def official(world: Twilio):
    official = Official(world)
    yield official
    official.close()


def known_to(function) -> set[str]:
    names = {name for name in inspect.signature(function).parameters if name not in UNDESCRIBED}
    camel = {"".join(part.capitalize() for part in name.split("_")) for name in names}
    return {BOUNDS.get(name, name) for name in camel}


def test_the_description_has_the_parameters_of_the_official_client():
    assert known_to(MessageList.create) == DESCRIBED["messages.create"]
    assert known_to(MessageList.list) == DESCRIBED["messages.list"] - UNDESCRIBED
    assert known_to(MessageContext.update) == DESCRIBED["messages.update"]


async def test_a_message_is_made_read_emptied_and_deleted(world: Twilio, official: Official):
    aida = world.person()
    aida.types("hello")
    message = await official.sends(aida.id, "Hi *there*")
    assert message.sid.startswith("SM")
    assert (message.status, message.direction) == ("queued", "outbound-api")
    assert message.date_created.tzinfo == UTC
    assert (message.from_, message.to) == (world.env["TWILIO_FROM"], aida.id)
    await world.delivered()
    assert aida.texts == ["hello", "Hi there"]

    fetched = await official(lambda client: client.messages(message.sid).fetch())
    assert (fetched.body, fetched.status) == ("Hi *there*", "delivered")
    emptied = await official(lambda client: client.messages(message.sid).update(body=""))
    assert emptied.body == ""
    assert world.copies(aida)[1].text == ""
    assert await official(lambda client: client.messages(message.sid).delete())
    gone = lambda client: client.messages(message.sid).fetch()  # noqa: E731
    assert await official.refused(gone) == (404, 20404)
    assert aida.texts == ["hello", "Hi there"]  # nothing goes from her phone


async def test_listing_in_pages_while_records_go(world: Twilio, official: Official):
    aida, other = world.person(), world.person("Gulnara", hidden=True)
    for number in range(7):
        aida.types(f"message {number}")
    other.types("mine")
    await world.delivered()

    def delete_hers(client: Client) -> list[str]:
        bodies = []
        for message in client.messages.stream(from_=aida.id, page_size=2):
            bodies.append(message.body)
            message.delete()
        return bodies

    bodies = await official(delete_hers)
    assert bodies == [f"message {number}" for number in reversed(range(7))]
    assert [copy.person for copy in world.copies()] == [other.id]
    listed = await official(lambda client: client.messages.list(to=world.env["TWILIO_FROM"]))
    assert [one.from_ for one in listed] == [other.id]
    assert await official(lambda client: client.messages.list(to=aida.id)) == []


async def test_listing_by_date(world: Twilio, official: Official):
    aida = world.person()
    aida.types("now")
    today = datetime.now(UTC)

    async def found(**bounds) -> int:
        return len(await official(lambda client: client.messages.list(from_=aida.id, **bounds)))

    assert await found(date_sent_after=today.replace(hour=0, minute=0, second=0)) == 1
    assert await found(date_sent=today.date()) == 1
    assert await found(date_sent_before=today.date() + timedelta(days=1)) == 1
    assert await found(date_sent=today.date() - timedelta(days=1)) == 0
    assert await found(date_sent_after=date(2100, 1, 1)) == 0
    assert await found(date_sent_before=date(2000, 1, 1)) == 0


async def test_attachments_want_a_password_and_go_with_their_message(world: Twilio):
    official, stranger = Official(world), Official(world, token="wrong")
    aida = world.person()
    async with Listener(world) as bot:
        post = aida.sends("photo", "look")
        await world.delivered()
        fields = bot.taken[0]
    url = fields["MediaUrl0"]
    assert (fields["NumMedia"], fields["MediaContentType0"]) == ("1", "image/jpeg")
    auth = (world.env["TWILIO_ACCOUNT_SID"], world.env["TWILIO_AUTH_TOKEN"])
    for one, credentials, status in ((stranger, None, 401), (official, auth, 200)):
        answer = await one(
            lambda client, credentials=credentials: client.http_client.session.get(
                url, auth=credentials
            )
        )
        assert answer.status_code == status
    assert answer.content.startswith(b"\xff\xd8\xff")
    media_sid = url.rpartition("/")[2]
    medium = await official(lambda client: client.messages(post.sid).media(media_sid).fetch())
    assert medium.content_type == "image/jpeg"
    assert [copy.kind for copy in world.copies(aida)] == ["message", "media"]
    assert await official(lambda client: client.messages(post.sid).delete())
    world.assert_no_copies()
    official.close()
    stranger.close()


async def test_templates_are_made_listed_and_deleted(world: Twilio, official: Official):
    reply = ContentList.TwilioQuickReply({"body": "Hello {{1}}", "actions": [{"title": "Yes"}]})
    picker = ContentList.TwilioListPicker(
        {
            "body": "Choose",
            "button": "Open",
            "items": [{"id": "a", "item": "One", "description": "first"}],
        }
    )

    made = []
    for types in ({"twilio/quick-reply": reply}, {"twilio/list-picker": picker}):
        request = ContentList.ContentCreateRequest(
            {"friendly_name": "x", "language": "ru", "types": ContentList.Types(types)}
        )
        made.append(
            await official(lambda client, it=request: client.content.v1.contents.create(it))
        )
    assert all(one.sid.startswith("HX") for one in made)
    assert made[0].types["twilio/quick-reply"]["actions"] == [{"title": "Yes"}]
    assert made[0].date_created.tzinfo == UTC
    pages = await official(lambda client: client.content.v1.contents.list(page_size=1))
    assert [one.sid for one in pages] == [made[1].sid, made[0].sid]
    fetch = await official(lambda client: client.content.v1.contents(made[0].sid).fetch())
    assert fetch.language == "ru"
    for one in made:
        assert await official(lambda client, it=one: client.content.v1.contents(it.sid).delete())
    assert not world.api.contents
