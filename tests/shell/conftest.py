"""Fixtures of the shell's tests."""

from __future__ import annotations

import pytest

from bot.store.memory import MemoryStore
from tests.shell.world import World


@pytest.fixture
async def store():
    store = MemoryStore()
    yield store
    await store.close()


@pytest.fixture
async def world(store):
    """A started service without faults; it must end without bugs."""
    world = World(store)
    await world.service.start()
    yield world
    await world.service.stop(grace=0)
    assert world.bugs == []
