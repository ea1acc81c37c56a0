"""A world around a bot that is a few lines of a test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from fakes.telegram.clock import Clock
from fakes.telegram.world import World
from tests.fakes.plain import Caller, Hook

BEGIN = 1_800_000_000.0


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until a test moves it."""
    return Clock(BEGIN)


@pytest_asyncio.fixture
async def still(clock: Clock) -> AsyncIterator[World]:
    """A world whose time stands still."""
    async with World(clock) as world:
        yield world


@pytest_asyncio.fixture
async def call(world: World) -> AsyncIterator[Caller]:
    caller = Caller(world)
    yield caller
    await caller.close()


@pytest_asyncio.fixture
async def still_call(still: World) -> AsyncIterator[Caller]:
    caller = Caller(still)
    yield caller
    await caller.close()


@pytest_asyncio.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    await hook.start()
    yield hook
    await hook.stop()
