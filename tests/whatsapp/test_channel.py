"""The channel to WhatsApp against a stand-in of Twilio over real HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import pytest

from bot.channels.base import (
    LARGEST_FILE,
    AccountError,
    Blocked,
    Gone,
    MapPin,
    Message,
    MessageButton,
    PositionKeyboard,
    RefusedForGood,
    RetryAt,
    Sent,
    Unknown,
)
from bot.channels.whatsapp.account import templates_of
from bot.channels.whatsapp.channel import WhatsAppChannel
from bot.channels.whatsapp.outcome import NOT_FINAL_SECONDS, REFUSED_TOKEN_SECONDS
from bot.channels.whatsapp.templates import definitions
from bot.channels.whatsapp.transport import RESERVED, HttpTransport
from bot.clock import ManualClock, ShiftedClock
from fakes.twilio.world import ACCOUNT, TOKEN, Twilio

QUESTION = Message(
    "Где вы сейчас?",
    ((MessageButton("Дома", "abc|home"),), (MessageButton("Не дома", "abc|out"),)),
    foot="102 · 112\nУйти: выход",
)
LONG = Message("\n\n".join(letter * 900 for letter in "абв"), QUESTION.rows, foot=QUESTION.foot)
PLACE = MapPin(42.3417, 69.5901, "Crisis centre")


class Rig:
    """A channel, the world behind it, and somebody in it who has written."""

    def __init__(self, world: Twilio, channel: WhatsAppChannel, transport: HttpTransport) -> None:
        self.world, self.channel, self.transport = world, channel, transport
        self.aida = world.person()
        self.aida.wrote_at = world.clock()

    async def with_templates(self) -> None:
        for one in definitions():
            assert (await self.transport.make_content(one.body)).status == 201
        self.channel.know(await templates_of(self.transport, ManualClock(0.0)))

    async def sends(self, message: Message = QUESTION, *, urgent: bool = False):
        outcome = await self.channel.send(self.aida.address, message, urgent=urgent)
        await asyncio.sleep(0)
        return outcome

    async def saw(self) -> list[str]:
        await self.world.delivered()
        return [str(seen) for seen in self.aida.sees if seen.by_bot]

    def calls(self, method: str) -> int:
        return len([one for one in self.world.record.calls if one.method == method])

    def forget_calls(self) -> None:
        self.world.record.calls.clear()


@contextlib.asynccontextmanager
async def rig(*, lines: bool = False, clock=None, token: str = TOKEN) -> AsyncIterator[Rig]:
    async with Twilio() as world:
        transport = HttpTransport(world.url, world.content_url, ACCOUNT, token)
        channel = WhatsAppChannel(
            transport, world.env["TWILIO_FROM"], clock or ShiftedClock(), lines=lines
        )
        try:
            yield Rig(world, channel, transport)
        finally:
            await transport.close()


@pytest.fixture(autouse=True)
def nothing_personal_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    yield
    for secret in ("999555", "Дома", TOKEN, "SM", "MM"):
        assert secret not in caplog.text


# --- sending


async def test_without_templates_choices_are_numbered():
    async with rig() as there:
        sent = await there.sends()
        assert isinstance(sent, Sent)
        assert sent.message in there.world.api.messages
        assert await there.saw() == [
            "bot: Где вы сейчас?\n\n1. Дома\n2. Не дома\n\n102 · 112\nУйти: выход"
        ]


async def test_with_templates_choices_are_pressed():
    async with rig() as there:
        await there.with_templates()
        sent = await there.sends()
        assert isinstance(sent, Sent)
        assert len(sent.message.split("+")) == 2
        assert await there.saw() == [
            "bot: Где вы сейчас?",
            "bot: 102 · 112 · Уйти: выход [Дома] [Не дома]",
        ]
        assert there.aida.presses("Не дома").fields["ButtonPayload"] == "abc|out"


async def test_more_choices_are_a_list():
    async with rig() as there:
        await there.with_templates()
        rows = tuple((MessageButton(f"Выбор {n}", f"abc|{n}"),) for n in range(10))
        assert isinstance(await there.sends(Message("Что?", rows)), Sent)
        assert len(there.aida.sees[-1].buttons) == 10
        assert there.aida.presses("Выбор 7").fields["ListId"] == "abc|7"


async def test_an_apostrophe_survives():
    async with rig() as there:
        await there.with_templates()
        await there.sends(Message("O'zbekcha?", ((MessageButton("Yo'q", "a|n"),),)))
        assert await there.saw() == ["bot: O'zbekcha? [Yo'q]"]


async def test_a_long_message_has_one_id_of_its_parts():
    async with rig() as there:
        sent = await there.sends(LONG)
        assert isinstance(sent, Sent)
        assert sent.message.split("+") == list(there.world.api.messages)
        seen = await there.saw()
        assert [len(one) > 900 for one in seen] == [True] * 3
        assert seen[-1].endswith("1. Дома\n2. Не дома\n\n102 · 112\nУйти: выход")


async def test_a_template_that_went_is_replaced_at_once_by_numbers():
    async with rig() as there:
        await there.with_templates()
        there.world.api.contents.clear()
        sent = await there.sends()
        assert isinstance(sent, Sent)
        assert await there.saw() == [
            "bot: Где вы сейчас?",
            "bot: 1. Дома\n2. Не дома\n\n102 · 112\nУйти: выход",
        ]
        assert there.channel.undrawn == 1
        await there.sends()  # a list would do as well
        there.forget_calls()
        assert isinstance(await there.sends(), Sent)
        assert there.calls("messages.create") == 1  # neither is tried again
        assert there.channel.undrawn == 2


async def test_several_lines_in_a_value_are_tried_only_where_they_are_said_to_be_taken():
    async with rig(lines=True) as there:
        await there.with_templates()
        assert isinstance(await there.sends(), Sent)
        assert (await there.saw())[-1].startswith("bot: Где вы сейчас?\n\n1. Дома")
        assert isinstance(await there.sends(), Sent)
        assert (await there.saw())[-1] == "bot: 102 · 112 · Уйти: выход [Дома] [Не дома]"
        assert there.channel.undrawn == 1
        (said,) = there.world.refusals
        assert "new line" in said
        there.world.refusals.clear()


async def test_a_pin():
    async with rig() as there:
        sent = await there.channel.send_pin(there.aida.address, PLACE)
        assert isinstance(sent, Sent)
        await there.world.delivered()
        assert there.aida.sees[-1].drawn.place == (42.3417, 69.5901)
        assert "Crisis" not in str(there.world.record.calls[-1].params)


async def test_what_there_is_not_on_whatsapp():
    async with rig() as there:
        channel, to = there.channel, there.aida.address
        assert await channel.edit(to, "SM1", QUESTION) == RefusedForGood()
        assert await channel.send_media(to, QUESTION, "photo", b"x") == RefusedForGood()
        assert await channel.open_topic(to, "x") == RefusedForGood()
        assert await channel.close_topic(to, "1") == Gone()
        keyboard = PositionKeyboard("x", "y")
        assert await channel.send_keyboard(to, keyboard) == RefusedForGood()
        assert await channel.remove_keyboard(to) == Gone()
        assert await there.sends(Message("x", thread="1")) == Gone()
        assert await there.sends(Message("")) == RefusedForGood()
        assert there.world.record.calls == []


# --- what goes wrong while sending


async def test_somebody_who_opted_out():
    async with rig() as there:
        there.aida.opts_out()
        assert await there.sends() == Blocked()


async def test_wrong_credentials():
    async with rig(token="1" * 32) as there:
        assert await there.sends() == RetryAt(REFUSED_TOKEN_SECONDS)
        with pytest.raises(AccountError, match="primary one of the account"):
            await templates_of(there.transport, ManualClock(0.0))
        assert await there.channel.delete("", ["SM" + "0" * 32]) == RetryAt(60.0)


async def test_a_call_that_nobody_answers_is_in_doubt():
    async with rig() as there:
        there.world.faults.drop("messages.create")
        assert await there.sends() == Unknown()
        there.world.faults.gateway("messages.create")
        assert await there.sends() == Unknown()
        there.world.faults.busy("messages.create")
        assert isinstance(await there.sends(), RetryAt)


async def test_an_outage_is_waited_for():
    async with rig(clock=ManualClock(1000.0)) as there:
        async with there.world.down():
            assert await there.sends() == RetryAt(1.0)
            assert await there.channel.delete("", ["SM" + "0" * 32]) == RetryAt(1.0)
        assert isinstance(await there.sends(), Sent)


async def test_a_later_part_is_tried_for_a_while():
    clock = ManualClock(1000.0)
    async with rig(clock=clock) as there:
        later = lambda call: there.calls("messages.create") > 1  # noqa: E731
        there.world.faults.busy("messages.create", when=later, times=2)
        sending = asyncio.create_task(there.sends(LONG))
        while not sending.done():
            if clock._sleepers:
                clock.advance(clock.now() + 2.0)
            await asyncio.sleep(0.001)
        sent = await sending
        assert isinstance(sent, Sent)
        assert len(sent.message.split("+")) == 3


async def test_what_stands_is_the_message_when_a_later_part_fails():
    clock = ManualClock(1000.0)
    async with rig(clock=clock) as there:
        later = lambda call: there.calls("messages.create") > 1  # noqa: E731
        there.world.faults.error("messages.create", 401, code=20003, when=later)
        sent = await there.sends(LONG)
        assert isinstance(sent, Sent)
        assert [sent.message] == list(there.world.api.messages)


@pytest.mark.parametrize("effect", [True, False])
async def test_a_later_part_in_doubt_is_looked_up(effect):
    async with rig() as there:
        later = lambda call: there.calls("messages.create") > 1  # noqa: E731
        there.world.faults.gateway("messages.create", when=later, effect=effect)
        sent = await there.sends(LONG)
        assert isinstance(sent, Sent)
        assert set(sent.message.split("+")) == set(there.world.api.messages)
        assert len(there.world.api.messages) == 1 + effect


# --- leaving while something is being sent


@pytest.mark.parametrize("leaves", ["delete", "send"])
async def test_no_further_part_goes_out_once_she_has_left_s12(leaves):
    async with rig() as there:
        held = there.world.faults.hold("messages.create")
        sending = asyncio.create_task(there.sends(LONG))
        await there.world.until(lambda: there.calls("messages.create") == 1, "the first part")
        to = there.aida.address
        if leaves == "delete":
            assert await there.channel.delete(to, ["SM" + "0" * 32], urgent=True) == Gone()
        else:
            assert isinstance(await there.channel.send(to, Message("ок"), urgent=True), Sent)
        held.release()
        sent = await sending
        assert isinstance(sent, Sent)
        assert "+" not in sent.message
        assert sent.message in there.world.api.messages
        assert there.calls("messages.create") == (1 if leaves == "delete" else 2)


async def test_no_part_is_tried_again_once_she_has_left_s12():
    clock = ManualClock(1000.0)
    async with rig(clock=clock) as there:
        later = lambda call: there.calls("messages.create") > 1  # noqa: E731
        there.world.faults.busy("messages.create", when=later)
        sending = asyncio.create_task(there.sends(LONG))
        await there.world.until(lambda: there.calls("messages.create") == 2, "a refusal")
        await asyncio.sleep(0.05)
        assert clock._sleepers
        await there.channel.delete(there.aida.address, [], urgent=True)
        clock.advance(clock.now() + 2.0)
        sent = await sending
        assert isinstance(sent, Sent)
        assert [sent.message] == list(there.world.api.messages)
        assert there.calls("messages.create") == 2


async def test_who_leaves_stops_nobody_else():
    async with rig() as there:
        other = there.world.person("Bota")
        held = there.world.faults.hold("messages.create")
        sending = asyncio.create_task(there.sends(LONG))
        await there.world.until(lambda: there.calls("messages.create") == 1, "the first part")
        await there.channel.delete(other.address, [], urgent=True)
        held.release()
        sent = await sending
        assert isinstance(sent, Sent)
        assert len(sent.message.split("+")) == 3


# --- deleting


async def test_records_of_both_sides_are_deleted_s56():
    async with rig() as there:
        long, short = await there.sends(LONG), await there.sends()
        await there.world.delivered()
        hers = there.aida.sends("photo", "caption").fields["MessageSid"]
        gone = await there.channel.delete("", [hers, long.message, short.message])
        assert gone == Sent()
        there.world.assert_no_copies()
        assert there.calls("messages.delete") == 5


async def test_what_is_deleted_already_is_gone():
    async with rig() as there:
        sent = await there.sends(LONG)
        await there.world.delivered()
        assert await there.channel.delete("", [sent.message]) == Sent()
        assert await there.channel.delete("", [sent.message]) == Gone()
        assert await there.channel.delete("", [sent.message, sent.message]) == Sent()


async def test_one_that_is_not_final_holds_up_nobody_else_s56():
    async with rig() as there:
        old = [await there.sends() for _ in range(3)]
        await there.world.delivered()
        there.world.office.delivers_after = 3600.0
        new = await there.sends(LONG)
        ids = [one.message for one in (*old, new)]
        channel = there.channel
        assert await channel.delete("", ids) == RefusedForGood()
        assert there.calls("messages.delete") == 6
        # The halves, as a sweep makes them, cost no further calls.
        assert await channel.delete("", ids[:2]) == Sent()
        assert await channel.delete("", ids[2:]) == RefusedForGood()
        assert await channel.delete("", ids[2:3]) == Sent()
        waits = RetryAt(NOT_FINAL_SECONDS, of_message=True)
        assert await channel.delete("", ids[3:]) == waits
        assert there.calls("messages.delete") == 6
        # Later it is asked again.
        assert await channel.delete("", ids[3:]) == waits
        assert there.calls("messages.delete") == 9
        there.world.clock.advance(3600.0)
        await there.world.delivered()
        assert await channel.delete("", ids[3:]) == Sent()
        there.world.assert_no_copies()


async def test_what_was_said_of_a_batch_is_soon_forgotten():
    clock = ManualClock(1000.0)
    async with rig(clock=clock) as there:
        there.world.office.delivers_after = 3600.0
        ids = [(await there.sends()).message for _ in range(2)]
        assert await there.channel.delete("", ids) == RefusedForGood()
        clock.advance(1011.0)
        there.world.clock.advance(3600.0)
        await there.world.delivered()
        assert await there.channel.delete("", ids[:1]) == Sent()
        assert await there.channel.delete("", ids) == Sent()


async def test_a_fault_at_one_record_is_said_of_the_whole_batch():
    async with rig() as there:
        ids = [(await there.sends()).message for _ in range(3)]
        await there.world.delivered()
        there.world.faults.gateway("messages.delete", effect=False)
        assert await there.channel.delete("", ids) == Unknown()
        assert await there.channel.delete("", ids) == Sent()
        there.world.faults.busy("messages.delete")
        assert isinstance(await there.channel.delete("", ids), RetryAt)


@pytest.mark.parametrize("other", ["", "t12", "SM1", "../Calls/CA1", "SM" + "0" * 31 + "/"])
async def test_an_id_of_nobody_is_not_asked_about(other):
    async with rig() as there:
        assert await there.channel.delete("", [other]) == RefusedForGood()
        assert there.world.record.calls == []


async def test_a_hundred_are_deleted_at_once():
    async with rig() as there:
        ids = [(await there.sends(Message("x"))).message for _ in range(100)]
        await there.world.delivered()
        there.world.api.delay = 0.05
        began = asyncio.get_running_loop().time()
        assert await there.channel.delete("", ids, urgent=True) == Sent()
        assert asyncio.get_running_loop().time() - began < 2.0
        assert RESERVED < 100


# --- sends whose answer was lost


async def test_lost_sends_are_found_by_listing():
    async with rig() as there:
        other = there.world.person("Bota")
        before = await there.sends()
        there.world.clock.advance(60.0)
        since = there.world.clock()
        there.aida.types("привет")
        await there.channel.send(other.address, QUESTION)
        there.world.faults.gateway("messages.create", effect=True)
        assert await there.sends() == Unknown()
        found = await there.channel.lost(there.aida.address, since)
        (sid,) = found
        assert sid != before.message
        message = there.world.api.messages[sid]
        assert (message.to, message.inbound) == (there.aida.address, False)


async def test_lost_sends_are_found_on_every_page():
    async with rig() as there:
        since = there.world.clock()
        ids = {(await there.sends(Message("x"))).message for _ in range(205)}
        assert set(await there.channel.lost(there.aida.address, since)) == ids
        assert there.calls("messages.list") == 3


async def test_lost_sends_that_cannot_be_asked_for():
    async with rig() as there:
        there.world.faults.gateway("messages.list")
        assert await there.channel.lost(there.aida.address, 0.0) == Unknown()


# --- files


def address_of(there: Rig) -> str:
    (sid, medium), *_ = there.world.api.media.items()
    root = f"{there.world.url}/2010-04-01/Accounts/{ACCOUNT}/Messages"
    return f"{root}/{medium.message_sid}/Media/{sid}"


async def test_a_file_of_hers_is_fetched():
    async with rig() as there:
        there.aida.sends("photo")
        data = await there.channel.fetch(address_of(there))
        assert isinstance(data, bytes)
        assert data.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("127.0.0.1", "127.0.0.2"),
        lambda url: url.replace("http:", "https:"),
        lambda url: url.replace("http://", "http://127.0.0.1@"),
        lambda url: url.replace(ACCOUNT, "AC" + "0" * 32),
        lambda url: url + "/../../../Messages.json",
        lambda url: url + "?x=1",
        lambda url: url + "\n",
        lambda url: url.partition("/Messages")[0] + "/Messages.json",
        lambda url: "http://169.254.169.254/latest/meta-data",
        lambda url: "",
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(change):
    async with rig() as there:
        there.aida.sends("photo")
        assert await there.channel.fetch(change(address_of(there))) == RefusedForGood()
        assert there.world.record.calls == []


class Elsewhere:
    """A server that answers as it is told and keeps what it was asked."""

    def __init__(self, *answers: bytes) -> None:
        self.answers, self.asked = list(answers), []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self.server.close()
        await asyncio.sleep(0)

    async def serve(self, reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
                answer = self.answers.pop(0)
                writer.write(answer.replace(b"{base}", self.base.encode()))
        writer.close()


def moved(to: bytes, status: bytes = b"307 Temporary Redirect") -> bytes:
    return b"HTTP/1.1 %b\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % (status, to)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
MEDIA = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'0' * 32}/Media/ME{'0' * 32}"


async def fetched(*answers: bytes):
    async with Elsewhere(*answers) as server:
        transport = HttpTransport(server.base, server.base, ACCOUNT, TOKEN)
        channel = WhatsAppChannel(transport, "+1", ShiftedClock())
        try:
            return await channel.fetch(server.base + MEDIA), server.asked
        finally:
            await transport.close()


@pytest.mark.parametrize("status", [b"302 Found", b"307 Temporary Redirect"])
async def test_a_file_elsewhere_is_fetched_without_our_credentials(status):
    data, asked = await fetched(moved(b"{base}/cdn/1?sig=a%2Fb", status), OK)
    assert data == b"abc"
    first, second = asked
    assert first.startswith(f"GET {MEDIA} HTTP/1.1\r\n")
    assert "\r\nAuthorization: Basic " in first
    assert second.startswith("GET /cdn/1?sig=a%2Fb HTTP/1.1\r\n")
    assert "authorization" not in second.lower()


@pytest.mark.parametrize(
    "to",
    [
        b"http://169.254.169.254/latest",
        b"http://127.0.0.2/x",
        b"{base}.evil.example/x",
        b"{base}@evil.example/x",
        b"https://twiliocdn.com.evil.example/x",
        b"https://eviltwiliocdn.com/x",
        b"http://mms.twiliocdn.com/x",
        b"https://mms.twiliocdn.com:8080/x",
        b"/relative",
        b"",
        b"{base}/\xe9",
    ],
)
async def test_a_redirect_to_anywhere_else_is_not_followed(to):
    data, asked = await fetched(moved(to), OK)
    assert data == RefusedForGood()
    assert len(asked) == 1


async def test_redirects_end():
    data, asked = await fetched(*[moved(b"{base}/x")] * 9)
    assert data == RefusedForGood()
    assert len(asked) == 4


async def test_a_file_that_is_too_large():
    size = LARGEST_FILE + 1
    large = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + bytes(size)
    data, _ = await fetched(large)
    assert data == RefusedForGood()


def test_the_real_place_of_files_is_known():
    place = HttpTransport("https://api.twilio.com", "https://x.example", ACCOUNT, TOKEN)._place
    found = place.fullmatch("https://mms.twiliocdn.com/AC1/abc?Expires=1&Signature=a~b_")
    assert found is not None
    assert found.groups() == (
        "https://mms.twiliocdn.com",
        "/AC1/abc?Expires=1&Signature=a~b_",
    )
