"""A world of Telegram whose time stands still, and our bot in it (see `house`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import uvloop

from bot.pack.model import Pack
from fakes.telegram.clock import Clock
from fakes.telegram.world import World
from tests.talk import NOW, real_pack
from tests.telegram.house import House, housed

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


def pytest_asyncio_loop_factories(item: pytest.Item):
    """The client is tried on the loop that serves too; the others take any."""
    usual = {"asyncio": LOOPS["asyncio"]}
    return LOOPS if item.path.name == "test_http.py" else usual


@pytest.fixture(scope="session")
def pack() -> Pack:
    return real_pack()


@pytest.fixture
def clock() -> Clock:
    """It stands still until `House.passes`."""
    return Clock(NOW)


@pytest_asyncio.fixture
async def world(clock: Clock) -> AsyncIterator[World]:
    async with World(clock) as world:
        yield world


@pytest_asyncio.fixture
async def by_webhook(world: World, tmp_path, pack: Pack) -> AsyncIterator[House]:
    async with housed(world, tmp_path, pack) as house:
        yield house


@pytest_asyncio.fixture
async def by_polling(world: World, tmp_path, pack: Pack) -> AsyncIterator[House]:
    async with housed(world, tmp_path, pack, webhook=False) as house:
        yield house


@pytest.fixture(params=["webhook", "polling"])
def house(request: pytest.FixtureRequest) -> House:
    """Both ways in, one after the other."""
    return request.getfixturevalue(f"by_{request.param}")
