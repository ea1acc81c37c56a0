"""Limits and errors: what is refused at once, and what fails later."""

from __future__ import annotations

import json

import httpx
import pytest
import pytest_asyncio

from fakes.telegram.clock import Clock
from fakes.twilio.plain import Listener, Official
from fakes.twilio.world import Twilio

BEGIN = 1_800_000_000.0
DAY = 24 * 3600
HX = "HX" + "0" * 32
QUICK = {"body": "Where?", "actions": [{"title": "Here", "id": "h"}, {"title": "There", "id": "t"}]}


@pytest_asyncio.fixture
async def world():
    async with Twilio(Clock(BEGIN)) as world:
        yield world


@pytest_asyncio.fixture
async def official(world: Twilio):
    official = Official(world)
    yield official
    official.close()


@pytest_asyncio.fixture
async def aida(world: Twilio):
    aida = world.person()
    aida.types("hello")
    return aida


@pytest_asyncio.fixture
async def plain(world: Twilio):
    """A client that can make mistakes which the official one cannot."""
    auth = (world.env["TWILIO_ACCOUNT_SID"], world.env["TWILIO_AUTH_TOKEN"])
    async with httpx.AsyncClient(auth=auth, trust_env=False, verify=False) as plain:
        yield plain


def messages_url(world: Twilio) -> str:
    return f"{world.url}/2010-04-01/Accounts/{world.env['TWILIO_ACCOUNT_SID']}/Messages.json"


async def template(world: Twilio, plain: httpx.AsyncClient, **body) -> httpx.Response:
    whole = {"language": "ru", "types": {"twilio/quick-reply": QUICK}} | body
    return await plain.post(f"{world.content_url}/v1/Content", json=whole)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"to": "whatsapp:77001234567"}, 21211),
        ({"to": "+77001234567"}, 21211),
        ({"from_": ""}, 21603),
        ({"from_": "whatsapp:+999555000001"}, 63007),
        ({"body": ""}, 21602),
        ({"body": "я" * 1601}, 21617),
        ({"body": "😀" * 801}, 21617),
        ({"status_callback": "http://my_host/status"}, 21609),
        ({"validity_period": 36_001}, 90007),
        ({"content_variables": "{}"}, 21654),
        ({"body": "", "content_sid": HX}, 21655),
        ({"media_url": ["a", "b"]}, 20001),
        ({"persistent_action": ["somewhere"]}, 20001),
        ({"risk_check": "maybe"}, 20001),
    ],
)
async def test_what_is_refused_at_once(world, official, aida, wrong, code):
    given = {"to": aida.id, "from_": world.env["TWILIO_FROM"], "body": "x"} | wrong
    given = {name: value for name, value in given.items() if value != ""}
    refused = await official.refused(lambda client: client.messages.create(**given))
    assert refused == (400, code)
    assert len(world.copies()) == 1  # only her own


async def test_the_longest_body_and_odd_addresses_go(world, official, aida):
    hidden = world.person(hidden=True)
    hidden.types("hello")
    await official.sends(aida.id, "я" * 1600)
    assert hidden.id.startswith("whatsapp:KZ.")
    await official.sends(hidden.id, "x")
    await world.delivered()
    assert hidden.texts == ["hello", "x"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"To": ""},
        {"Bodi": "x"},
        {"Body": ["x", "y"]},
        {"ValidityPeriod": "soon"},
        {"MaxPrice": "x"},
    ],
)
async def test_what_no_client_should_send(world, plain, aida, wrong):
    form = {"To": aida.id, "From": world.env["TWILIO_FROM"], "Body": "x"} | wrong
    answer = await plain.post(messages_url(world), data=form)
    assert answer.status_code == 400
    assert answer.json()["more_info"].endswith(str(answer.json()["code"]))
    assert len(world.refusals) == 1
    world.refusals.clear()


async def test_json_and_unknown_addresses_are_refused(world, plain, aida):
    answer = await plain.post(messages_url(world), json={"To": aida.id})
    assert answer.json()["code"] == 21604
    for url in (f"{world.url}/v1/Content", f"{world.content_url}/v2/Content", world.url):
        assert (await plain.get(url)).json()["code"] == 20404
    assert len(world.refusals) == 4
    world.refusals.clear()


async def test_a_mistake_fails_the_test():
    async def bot() -> None:
        async with Twilio() as world:
            auth = (world.env["TWILIO_ACCOUNT_SID"], world.env["TWILIO_AUTH_TOKEN"])
            async with httpx.AsyncClient(auth=auth, trust_env=False, verify=False) as plain:
                await plain.post(messages_url(world), data={"Bodi": "x"})

    with pytest.raises(AssertionError, match="no parameter 'Bodi'"):
        await bot()


async def test_strangers_are_refused(world):
    for token in ("wrong", world.env["TWILIO_AUTH_TOKEN"].upper()):
        stranger = Official(world, token)
        assert await stranger.refused(lambda client: client.messages("SM" + "0" * 32).fetch()) == (
            401,
            20003,
        )
        stranger.close()


async def test_what_fails_later(world, official, aida):
    nobody = "whatsapp:+999555999999"
    silent, angry = world.person("Silent"), world.person("Angry")
    angry.types("go away")
    angry.blocks()
    async with Listener(world) as bot:
        for to in (nobody, silent.id, angry.id):
            await official.sends(to, "x", status_callback=bot.status_url)
        await world.delivered()
        told = {one["To"]: (one["MessageStatus"], one["ErrorCode"]) for one in bot.taken}
    assert told == {
        nobody: ("undelivered", "63024"),
        silent.id: ("undelivered", "63016"),
        angry.id: ("undelivered", "63014"),
    }
    angry.unblocks()
    aida.opts_out()
    send = {"to": aida.id, "from_": world.env["TWILIO_FROM"], "body": "x"}
    refused = await official.refused(lambda client: client.messages.create(**send))
    assert refused == (400, 21610)


async def test_the_window_closes_after_a_day(world, official, plain, aida):
    sids = [
        (await template(world, plain, types=types)).json()["sid"]
        for types in (
            {"twilio/quick-reply": QUICK},
            {
                "twilio/list-picker": {
                    "body": "x",
                    "button": "y",
                    "items": [{"item": "a", "id": "a"}],
                }
            },
        )
    ]
    world.clock.advance(DAY)
    in_time = await official.sends(aida.id, "in time")
    await world.delivered()
    world.clock.advance(1)
    late = [await official.sends(aida.id, "late")]
    late += [await official.sends(aida.id, content_sid=sid) for sid in sids]
    for sid in sids:
        world.approve(sid)
    approved = [await official.sends(aida.id, content_sid=sid) for sid in sids]
    await world.delivered()
    status = [world.api.messages[one.sid].status for one in [in_time, *late, *approved]]
    assert status == ["delivered", *["undelivered"] * 3, "delivered", "undelivered"]
    assert world.api.messages[approved[1].sid].error[0] == 63016  # a list is never approved


@pytest.mark.parametrize(
    ("types", "why"),
    [
        ({}, "there is none"),
        ({"twilio/card": {}}, "not known"),
        ({"twilio/text": {"body": ""}}, "empty"),
        ({"twilio/text": {"body": "x" * 1601}}, "1600"),
        ({"twilio/quick-reply": QUICK | {"body": "x" * 1025}}, "1024"),
        ({"twilio/quick-reply": QUICK | {"actions": []}}, "1 to 10"),
        ({"twilio/quick-reply": QUICK | {"footer": "x"}}, "unknown"),
        ({"twilio/quick-reply": {"body": "x", "actions": [{"title": "x" * 21}]}}, "20"),
        (
            {"twilio/quick-reply": {"body": "x", "actions": [{"title": "x", "id": "x" * 201}]}},
            "200",
        ),
        ({"twilio/quick-reply": {"body": "{{1}", "actions": [{"title": "x"}]}}, "broken"),
        ({"twilio/quick-reply": {"body": "{{a b}}", "actions": [{"title": "x"}]}}, "names"),
        ({"twilio/list-picker": {"body": "x", "button": "x", "items": [{"id": "a"}]}}, "lacks"),
        (
            {
                "twilio/list-picker": {
                    "body": "x",
                    "button": "x" * 21,
                    "items": [{"item": "x", "id": "a"}],
                }
            },
            "20",
        ),
        (
            {
                "twilio/list-picker": {
                    "body": "x",
                    "button": "x",
                    "items": [{"item": "x" * 25, "id": "a"}],
                }
            },
            "24",
        ),
        (
            {
                "twilio/list-picker": {
                    "body": "x",
                    "button": "x",
                    "items": [{"item": "x", "id": "a", "description": "x" * 73}],
                }
            },
            "72",
        ),
    ],
)
async def test_what_is_no_template(world, plain, types, why):
    answer = await template(world, plain, types=types)
    assert answer.status_code == 400
    assert why in answer.json()["message"]
    world.refusals.clear()


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ("{", 21656),
        ("[]", 21656),
        ('{"1": 5, "2": "b"}', 21656),
        ('{"1": "", "2": "b"}', 21656),
        ('{"2": "b"}', 21656),  # and the template has none of its own
        ('{"1": "a", "3": "c"}', 21656),
        ('{"1": "two\\nlines"}', 21656),
        ('{"1": "a tab\\t"}', 21656),
        ('{"1": "five     spaces"}', 21656),
        (json.dumps({"1": "a" * 1601}), 21658),
        (json.dumps({"1": "a", "2": "b" * 21}), 21658),
    ],
)
async def test_what_cannot_be_filled_in(world, official, plain, aida, variables, code):
    types = {"twilio/quick-reply": {"body": "Hi {{1}}", "actions": [{"title": "{{2}}"}]}}
    made = await template(world, plain, types=types, variables={"2": "default"})
    given = {
        "to": aida.id,
        "from_": world.env["TWILIO_FROM"],
        "content_sid": made.json()["sid"],
        "content_variables": variables,
    }
    refused = await official.refused(lambda client: client.messages.create(**given))
    assert refused == (400, code)


async def test_templates_are_filled_in(world, official, plain, aida):
    items = [{"item": "{{name}}", "id": "id-{{1}}", "description": "at {{1}}"}]
    types = {"twilio/list-picker": {"body": "Line\n{{1}}    !", "button": "{{b}}", "items": items}}
    made = await template(world, plain, types=types, variables={"b": "Open", "name": "x"})
    variables = '{"1": "four    spaces", "name": "Центр"}'
    await official.sends(aida.id, content_sid=made.json()["sid"], content_variables=variables)
    await world.delivered()
    assert aida.screen.text == "Line\nfour    spaces    !"
    assert aida.screen.labels == ["Open", "Центр", "at four    spaces"]
    assert aida.screen.buttons[0].id == "id-four    spaces"


async def test_what_is_too_long_only_when_filled_is_accepted_and_fails(
    world, official, plain, aida
):
    types = {"twilio/quick-reply": {"body": "x" * 1000 + "{{1}}", "actions": [{"title": "y"}]}}
    four = {"body": "x", "actions": [{"title": str(number)} for number in range(4)]}
    twins = {"body": "x", "actions": [{"title": "same", "id": "a"}, {"title": "same", "id": "b"}]}
    for body, variables in (
        (types, {"content_variables": json.dumps({"1": "y" * 25})}),
        ({"twilio/quick-reply": four}, {}),
        ({"twilio/quick-reply": twins}, {}),
    ):
        made = await template(world, plain, types=body)
        message = await official.sends(aida.id, content_sid=made.json()["sid"], **variables)
        assert message.status == "queued"
        await world.delivered()
        assert world.api.messages[message.sid].error[0] == 63021
        assert len(world.refusals) == 1
        world.refusals.clear()
    world.assert_never_seen(aida, "x")


async def test_a_deleted_template_cannot_be_sent(world, official, plain, aida):
    sid = (await template(world, plain)).json()["sid"]
    assert await official(lambda client: client.content.v1.contents(sid).delete())
    given = {"to": aida.id, "from_": world.env["TWILIO_FROM"], "content_sid": sid}
    assert await official.refused(lambda client: client.messages.create(**given)) == (400, 21655)
    gone = lambda client: client.content.v1.contents(sid).delete()  # noqa: E731
    assert await official.refused(gone) == (404, 20404)


async def test_nothing_is_deleted_before_it_is_final(world, official, aida):
    world.office.sends_after, world.office.delivers_after = 1, 2
    world.api.final_after = 60
    message = await official.sends(aida.id, "x")
    delete = lambda client: client.messages(message.sid).delete()  # noqa: E731
    for pause, status in ((0, "queued"), (1, "sent"), (2, "delivered"), (56, "delivered")):
        world.clock.advance(pause)
        await world.delivered()
        assert world.api.messages[message.sid].status == status
        assert await official.refused(delete) == (409, 20009)
    empty = lambda client: client.messages(message.sid).update(body="")  # noqa: E731
    assert await official.refused(empty) == (409, 20009)
    world.clock.advance(1)
    assert await official(delete)
    assert not world.refusals


async def test_updates_that_are_refused(world, official, aida):
    message = await official.sends(aida.id, "x")
    await world.delivered()
    for change, code in (({"body": "y"}, 30400), ({}, 30400), ({"status": "canceled"}, 30409)):
        update = lambda client, it=change: client.messages(message.sid).update(**it)  # noqa: E731
        assert await official.refused(update) == (400, code)


async def test_what_waits_too_long_is_not_sent(world, official, aida):
    world.office.sends_after = 100
    await official.sends(aida.id, "late", validity_period=99)
    await official.sends(aida.id, "in time", validity_period=100)
    world.clock.advance(100)
    await world.delivered()
    assert aida.texts == ["hello", "in time"]
    assert [one.error for one in world.api.messages.values() if one.error] == [
        (30036, "Validity Period Expired")
    ]
