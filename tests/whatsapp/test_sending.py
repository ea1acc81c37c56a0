"""What still waits here when she leaves never reaches Twilio (S12)."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.base import MapPin, Message, RetryAt, Sent, Unknown
from bot.channels.whatsapp import transport
from tests.whatsapp.test_channel import LONG, QUESTION, rig

CREATE = "messages.create"


@pytest.fixture
def narrow(monkeypatch):
    """One connection for ordinary calls: whoever comes second waits for it."""
    monkeypatch.setattr(transport, "CONNECTIONS", 1)


@pytest.mark.parametrize("leaves", ["delete", "send"])
@pytest.mark.parametrize("what", ["page", "place"])
async def test_what_waits_for_a_connection_is_not_sent_once_she_has_left_s12(
    narrow, caplog, leaves, what
):
    async with rig() as there:
        other = there.world.person("Bota")
        held = there.world.faults.hold(CREATE)
        first = asyncio.create_task(there.channel.send(other.address, QUESTION))
        await held.reached()
        to = there.aida.address
        page = there.channel.send(to, LONG)
        place = there.channel.send_pin(to, MapPin(42.3, 69.5, "x"))
        waiting = asyncio.create_task(page if what == "page" else place)
        await asyncio.sleep(0.01)
        if leaves == "delete":
            await there.channel.delete(to, ["SM" + "0" * 32], urgent=True)
        else:
            assert isinstance(await there.channel.send(to, Message("ок"), urgent=True), Sent)
        held.release()
        assert isinstance(await waiting, RetryAt)
        assert isinstance(await first, Sent)
        sent = [call.params["To"] for call in there.world.record.calls if call.method == CREATE]
        assert sent.count(to) == (leaves == "send")
        assert not caplog.records or "reached" not in caplog.text, "nobody's exit is logged (S21)"
        (page if what != "page" else place).close()


async def test_the_connection_that_was_not_needed_serves_others(narrow):
    async with rig() as there:
        held = there.world.faults.hold(CREATE)
        first = asyncio.create_task(there.sends())
        await held.reached()
        waiting = asyncio.create_task(there.sends(LONG))
        await asyncio.sleep(0.01)
        await there.channel.delete(there.aida.address, [], urgent=True)
        held.release()
        await asyncio.gather(first, waiting)
        assert isinstance(await there.sends(), Sent)
        assert isinstance(await there.sends(), Sent)


async def test_a_later_part_in_doubt_that_cannot_be_looked_up_leaves_the_whole_in_doubt_s56():
    """Else nobody would look for it any more, and its record would stay."""
    async with rig() as there:
        later = lambda call: there.calls(CREATE) > 1  # noqa: E731
        there.world.faults.gateway(CREATE, when=later)
        there.world.faults.gateway("messages.list")
        assert await there.sends(LONG) == Unknown()
        assert len(there.world.api.messages) == 2
        assert len(await there.channel.lost(there.aida.address, 0.0)) == 2
