"""A world of WhatsApp whose time stands still, and our bot in it (see `house`)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.pack.model import Pack
from fakes.telegram.clock import Clock
from fakes.twilio.world import Twilio
from tests.talk import NOW, real_pack
from tests.whatsapp.house import House, housed


@pytest.fixture(scope="session")
def pack() -> Pack:
    return real_pack()


@pytest_asyncio.fixture
async def world() -> AsyncIterator[Twilio]:
    """Its time stands still until `House.passes`."""
    async with Twilio(Clock(NOW)) as world:
        yield world


@pytest_asyncio.fixture
async def house(world: Twilio, tmp_path, pack: Pack) -> AsyncIterator[House]:
    """With templates, as `pana whatsapp sync` makes them."""
    async with housed(world, tmp_path, pack) as house:
        yield house


@pytest_asyncio.fixture
async def bare(world: Twilio, tmp_path, pack: Pack) -> AsyncIterator[House]:
    """Without any template: choices are typed."""
    async with housed(world, tmp_path, pack, syncs=False) as house:
        yield house
