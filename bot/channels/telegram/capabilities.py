"""What a private chat on Telegram can do (Bot API 10)."""

from __future__ import annotations

from typing import Final

import msgspec

from bot.channels.base import Capabilities

HOUR: Final = 3600.0
CAPABILITIES: Final = Capabilities(
    name="telegram",
    edits=True,
    deletes=True,
    buttons=100,
    label_limit=64,
    text_limit=4096,
    spoilers=True,
    delete_window=48 * HOUR,
    replace_after=12 * HOUR,
    location_keyboard=True,
)
WITH_TOPICS: Final = msgspec.structs.replace(CAPABILITIES, topics=True)
"""The same where the account has topics switched on (``has_topics_enabled`` of ``getMe``)."""
MOST_DELETES: Final = 100
"""Ids that one ``deleteMessages`` takes."""
