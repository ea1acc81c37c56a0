"""Who is on call is written to by WhatsApp or SMS: once, and with nothing of anybody."""

from __future__ import annotations

import json

import pytest

from bot.channels.whatsapp.on_call import REST_SECONDS, OnCallByTwilio
from bot.channels.whatsapp.transport import HttpTransport
from bot.clock import ManualClock
from bot.settings import SettingsError, read_settings
from bot.shell.on_call import CallOutNotice
from fakes.twilio.world import ACCOUNT, OWN, TOKEN, Twilio

NOTICE = CallOutNotice("kk", "KZ", "danger")
TEXT = {
    "friendly_name": "look",
    "language": "en",
    "variables": {},
    "types": {"twilio/quick-reply": {"body": "Please look at the team chat.",
                                     "actions": [{"title": "OK", "id": "ok"}]}},
}  # fmt: skip


async def test_they_are_written_to_once_in_ten_minutes_and_hear_nothing_of_her() -> None:
    clock = ManualClock(1000.0)
    async with Twilio() as world:
        transport = HttpTransport(world.url, world.content_url, ACCOUNT, TOKEN)
        made = await transport.make_content(json.dumps(TEXT).encode())
        template = json.loads(made.body)["sid"]
        world.approve(template)
        boss = world.person()
        asking = OnCallByTwilio(
            transport, [boss.address], template, OWN.removeprefix("whatsapp:"), "", clock
        )
        await asking.ask(NOTICE)
        await asking.ask(NOTICE)
        await world.delivered()
        assert boss.texts == ["Please look at the team chat."]
        clock.advance(1000.0 + REST_SECONDS)
        await asking.ask(NOTICE)
        await world.delivered()
        assert len(boss.texts) == 2
        await transport.close()


async def test_when_nobody_could_be_reached_the_next_who_waits_asks_again() -> None:
    async with Twilio() as world:
        transport = HttpTransport(world.url, world.content_url, ACCOUNT, "1" * 32)
        asking = OnCallByTwilio(
            transport, ["whatsapp:+999000"], "HX" + "0" * 32, "+999", "", ManualClock(5.0)
        )
        await asking.ask(NOTICE)
        await asking.ask(NOTICE)
        await transport.close()
        calls = [call for call in world.record.calls if call.method == "messages.create"]
        assert len(calls) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ON_CALL": "+998"}, "ON_CALL holds something"),
        ({"ON_CALL": "whatsapp:+99955500001"}, "ON_CALL needs ON_CALL_TEMPLATE"),
        ({"ON_CALL": "sms:+99955500001", "ON_CALL_TEMPLATE": "HX" + "0" * 32}, "ON_CALL has"),
    ],
)
async def test_what_is_missing_is_named(tmp_path, changes, said) -> None:
    async with Twilio() as world:
        env = {**world.env, "PUBLIC_URL": "https://bot.example.org", **changes}
        with pytest.raises(SettingsError, match=said):
            read_settings(env, tmp_path)
