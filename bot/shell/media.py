"""Pictures and voices that are passed on: fetched, cleaned and sent, in memory only.

A photo goes on as new pixels, a voice and a video note as they are; nothing else does, and nothing
that came with the file. The worst mistake here: to take a failure to *fetch* for one of the chat
that it goes to, whose owner would be forgotten or searched for a message that was never sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from bot.channels.base import Channel, Message, Outcome, RefusedForGood, RetryAt, Unknown
from bot.clock import Clock
from bot.effects import Post

AT_ONCE: Final = 4
"""Files in memory at a time; each takes up to 20 MB, three times while it is sent."""
AGAIN_SECONDS: Final = 2.0


class Media:
    """All of one process. ``channels`` by name, as posts name them."""

    def __init__(self, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._channels = channels
        self._clock = clock
        self._places = asyncio.Semaphore(AT_ONCE)
        self._encoding = asyncio.Lock()

    async def send(
        self, channel: Channel, address: str, message: Message, post: Post, late: float
    ) -> Outcome:
        """Pass on what ``post`` refers to. ``late``: seconds since 1970 after which nobody wants
        it any more. What cannot be had, or is no picture, ends as if the chat had refused it.
        """
        source = self._channels.get(post.media_from)
        if source is None or not post.media_kind:
            return RefusedForGood()
        async with self._places:
            data = await source.fetch(post.media)
            if not isinstance(data, bytes):
                return _of_fetching(data)
            if post.media_kind == "photo":
                cleaned = await self._clean(data)
                if cleaned is None:
                    return RefusedForGood()
                data = cleaned
            if self._clock.now() > late:
                return RefusedForGood()
            return await channel.send_media(address, message, post.media_kind, data)

    async def _clean(self, data: bytes) -> bytes | None:
        """The picture anew; None: it is none. One at a time: a large one takes 400 MB."""
        async with self._encoding:
            return await asyncio.to_thread(_re_encoded, data)


def _re_encoded(data: bytes) -> bytes | None:
    # Only here: the library takes longer to load than everything else, and few need it.
    from bot.channels.picture import NotAPictureError, re_encode

    try:
        return re_encode(data)
    except NotAPictureError:
        return None


def _of_fetching(outcome: Outcome) -> Outcome:
    """Nothing was sent yet, whatever became of it."""
    match outcome:
        case RetryAt():
            return outcome
        case Unknown():
            return RetryAt(AGAIN_SECONDS)
        case _:
            return RefusedForGood()
