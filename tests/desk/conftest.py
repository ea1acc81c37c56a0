"""A started service with its real content; it must end without bugs."""

from __future__ import annotations

import pytest

from bot.store.memory import MemoryStore
from tests.desk.story import Story


@pytest.fixture
async def story():
    story = Story(MemoryStore())
    await story.service.start()
    yield story
    await story.service.stop(grace=0)
    assert story.bugs == []
