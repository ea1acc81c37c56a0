"""What a page draws: the chat, the lock screen, and what is stored. Never content of the store."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Container, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from bot.channels.base import Capabilities, Message, MessageButton
from bot.channels.local import LocalChat, LocalMessage
from bot.channels.render import press_of
from bot.effects import Post, Screen
from bot.keys import destroyed_at
from bot.simulator.lock_screen import Notice
from bot.simulator.whatsapp import WhatsAppProvider
from bot.store.base import Census

Picture = dict[str, Any]
Spots = Mapping[str, tuple[float, float]]
TONGUES: Final = 512
SUMS: Final = 16


class Stored(msgspec.Struct, frozen=True):
    """What the panel shows: counts, days and ages."""

    census: Census
    days: tuple[str, ...]
    """Days whose keys lie on the shelf."""
    sums: tuple[tuple[str, str, int], ...]
    file_bytes: int
    log_bytes: int
    desks: int = 0
    """Conversations that are desks of the staff."""


class Tongues:
    """In which language our texts are, for screen readers: a message itself does not say."""

    def __init__(
        self,
        render: Callable[[Screen, Capabilities], Message],
        render_post: Callable[[Post, Capabilities], Message],
    ) -> None:
        self._render = render
        self._render_post = render_post
        self._of: OrderedDict[str, str] = OrderedDict()

    def render(self, screen: Screen, capabilities: Capabilities) -> Message:
        """Render, and remember the language of the text."""
        return self._noted(self._render(screen, capabilities), screen.locale)

    def render_post(self, post: Post, capabilities: Capabilities) -> Message:
        """The same for a post; in which language somebody's own words are, nobody knows."""
        message = self._render_post(post, capabilities)
        return message if post.words else self._noted(message, post.locale)

    def _noted(self, message: Message, locale: str) -> Message:
        said = f"{message.text}\n\n{message.foot}" if message.foot else message.text
        self._of[said] = locale
        self._of.move_to_end(said)
        while len(self._of) > TONGUES:
            self._of.popitem(last=False)
        return message

    def of(self, text: str) -> str:
        """The language tag of a text of ours, as HTML writes it; ``''`` unknown."""
        return self._of.get(text, "").replace("_", "-")


def chat_picture(chat: LocalChat, tongues: Tongues, spots: Spots | None = None) -> list[Picture]:
    """The messages as the messenger shows them, oldest first. ``spots``: where pins point."""
    return [_message(message, tongues, spots or {}) for message in chat.messages.values()]


def kept_picture(
    provider: WhatsAppProvider,
    address: str,
    tongues: Tongues,
    spots: Spots,
    emptied: Container[str] = (),
) -> list[Picture]:
    """The same on WhatsApp, with what its provider still has of each; ``emptied`` she deleted."""
    return [
        {**_message(message, tongues, spots), **_kept(message, provider)}
        for message in provider.chat(address).messages.values()
        if message.id not in emptied
    ]


def _kept(message: LocalMessage, provider: WhatsAppProvider) -> Picture:
    face = provider.drawn(message.id)
    if face is None:
        return {"copied": message.copied, "text": message.text}
    shown = [] if face.kind == "plain" else [[_button(b)] for row in message.rows for b in row]
    return {"copied": message.copied, "parts": face.parts, "opens": face.opens, "rows": shown}


def copies_picture(chat: LocalChat) -> Picture:
    """How many messages of both sides the provider still has, and how many there were."""
    return {"held": len(chat.copies()), "of": len(chat.messages)}


def _button(button: MessageButton) -> Picture:
    return {"label": button.label, "data": button.data, "choice": press_of(button.data)[1]}


def _message(message: LocalMessage, tongues: Tongues, spots: Spots) -> Picture:
    found: Picture = {
        "id": message.id,
        "side": message.side,
        # The messenger shows her the bare word, whatever the card carried.
        "text": "/start" if message.text.startswith("/start ") else message.text,
        "sent_at": message.sent_at,
        "edited": message.edited,
        "lang": tongues.of(message.text) if message.side == "ours" else "",
        # In an edited screen nothing is masked: no notification is made of it. A post stays so.
        "spoiler": message.spoiler and bool(message.masked_from or not message.edited),
        "masked_from": message.masked_from,
        "protected": message.protected,
        "about": message.about,
        "rows": [[_button(button) for button in row] for row in message.rows],
    }
    if message.media is not None:
        found["media"] = message.media.value
    if message.pin is not None:
        found["pin"] = [message.pin.lat, message.pin.lon]
    elif message.id in spots:
        found["pin"] = list(spots[message.id])
    return found


def lock_picture(notice: Notice | None) -> Picture | None:
    """The notification that lies on the locked phone, if any."""
    if notice is None:
        return None
    return {
        "text": notice.text,
        "masked": notice.masked,
        "silent": notice.silent,
        "at": notice.at,
        "message": notice.message,
    }


def stored_picture(stored: Stored) -> Picture:
    """The panel."""
    census = stored.census
    return {
        "conversations": census.conversations - stored.desks,
        "cases": census.cases,
        "desks": stored.desks,
        "outbox": census.outbox,
        "timers": census.timers,
        "ledger": census.ledger,
        "wipes": census.wipes,
        "remains": census.remains,
        "remains_until": census.remains_until,
        "keys": [
            {"day": day, "used": day in census.key_days, "ends": destroyed_at(day)}
            for day in stored.days
        ],
        "sums": _sums(stored.sums),
        "file": stored.file_bytes,
        "log": stored.log_bytes,
    }


def _sums(sums: Sequence[tuple[str, str, int]]) -> list[Picture]:
    return [{"day": day, "name": name, "count": count} for day, name, count in sums[-SUMS:]]


def size(path: Path) -> int:
    """Bytes of a file; 0 when it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
