"""A provider in memory that behaves as Telegram's private chats do: terminal, simulator, tests.

One sequence of message ids over all chats; messages of both sides stay until deleted; a delete
skips ids it does not know, and fails as a whole for one message that is too old or a young dice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from bot.channels.base import (
    LARGEST_FILE,
    REMOVAL,
    Blocked,
    Capabilities,
    Gone,
    MapPin,
    Media,
    Message,
    MessageButton,
    Outcome,
    PositionKeyboard,
    RefusedForGood,
    Sent,
    mark_of_topic,
    thread_of_mark,
)
from bot.channels.local_chat import Change, LocalChat, LocalMessage, Rows
from bot.channels.render import press_of
from bot.clock import Clock
from bot.events import Located, MediaKind, PersonEvent, Pressed, Said, SentMedia, Started, Update

__all__ = ["CAPABILITIES", "Change", "LocalChannel", "LocalChat", "LocalMessage", "LocalProvider"]

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
DICE_SECONDS: Final = 24 * HOUR
MOST_DELETES: Final = 100
Listener = Callable[[Change], None]


class LocalProvider:
    """All chats of one made-up bot, seen from outside: what people see and do.

    ``topics``: chats have topics, as where they are switched on for the account. ``keeps``: nothing
    ever goes from her phone, and deleting deletes the provider's copy, as with WhatsApp.
    """

    def __init__(
        self,
        clock: Clock,
        channel: str = "telegram",
        first_id: int = 1,
        *,
        topics: bool = False,
        keeps: bool = False,
    ) -> None:
        self._topics = topics
        self._keeps = keeps
        self._files: dict[str, bytes] = {}
        self._clock = clock
        self._channel = channel
        self._next_id = first_id
        self._next_update = 1
        self._listeners: list[Listener] = []
        self.chats: dict[str, LocalChat] = {}

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` at every change; the answer stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def chat(self, address: str) -> LocalChat:
        """The chat of this address, empty if it never was."""
        known = self.chats.get(address)
        if known is None:
            known = LocalChat(address, topics={} if self._topics else None)
            self.chats[address] = known
        return known

    # her side

    def say(
        self, address: str, text: str, app_locale: str = "", *, thread: str = "", reply: str = ""
    ) -> Update:
        """She types ``text``, in a topic (``thread``) or as an answer to a message (``reply``)."""
        message = self._put(address, "hers", text, thread=thread)
        message.about = _about(thread, reply)
        said = Said(text, message.id, message.sent_at, app_locale, about=message.about)
        return self._update(address, said)

    def amend(self, address: str, message_id: str, text: str, app_locale: str = "") -> Update:
        """She changes what she wrote in this message, which stands."""
        message = self.chat(address).messages[message_id]
        message.text, message.edited = text, self._clock.now()
        self._tell("edited", address, message_id)
        said = Said(text, message_id, message.edited, app_locale, edited=True, about=message.about)
        return self._update(address, said)

    def start(self, address: str, payload: str = "", app_locale: str = "") -> Update:
        """She opens the chat by a link (``payload``) or bare."""
        message = self._put(address, "hers", f"/start {payload}".strip())
        return self._update(address, Started(payload, message.id, message.sent_at, app_locale))

    def press(self, address: str, data: str, on: str, app_locale: str = "") -> Update:
        """She presses the button of message ``on`` that returns ``data``."""
        token, name = press_of(data)
        own = self._put(address, "hers", self._label(address, on, data)).id if self._keeps else ""
        pressed = Pressed(name, token, on, self._clock.now(), app_locale, own=own)
        return self._update(address, pressed)

    def _label(self, address: str, on: str, data: str) -> str:
        message = self.chat(address).messages.get(on)
        buttons = [button for row in message.rows for button in row] if message else []
        return next((button.label for button in buttons if button.data == data), "")

    def locate(self, address: str, lat: float, lon: float, app_locale: str = "") -> Update:
        """She sends her position, in degrees."""
        message = self._put(address, "hers", "")
        return self._update(address, Located(lat, lon, message.id, message.sent_at, app_locale))

    def send_media(
        self,
        address: str,
        kind: MediaKind,
        app_locale: str = "",
        *,
        data: bytes = b"",
        thread: str = "",
        reply: str = "",
    ) -> Update:
        """She sends something that is no text; ``data`` can be fetched by its reference."""
        message = self._put(address, "hers", "", media=kind, thread=thread, data=data)
        reference = f"file-{message.id}" if data else ""
        if data:
            self._files[reference] = data
        sent = SentMedia(
            kind,
            message.id,
            message.sent_at,
            app_locale,
            media=reference,
            about=_about(thread, reply),
        )
        return self._update(address, sent)

    def remove(self, address: str, message: str) -> None:
        """She deletes a message on her side, for both; no event tells us."""
        if self.chat(address).messages.pop(message, None) is not None:
            self._tell("deleted", address, message)

    def remove_topic(self, address: str, thread: str) -> None:
        """She deletes a topic with everything in it; no event tells us."""
        self.drop_topic(address, thread)

    def block(self, address: str, *, blocked: bool = True) -> None:
        """She blocks us, or no longer."""
        self.chat(address).blocked = blocked

    def _update(self, address: str, event: PersonEvent) -> Update:
        number, self._next_update = self._next_update, self._next_update + 1
        return Update(str(number), self._channel, address, event)

    # what a channel does

    def _put(
        self,
        address: str,
        side: Literal["ours", "hers"],
        text: str,
        *,
        rows: Rows = (),
        media: MediaKind | None = None,
        pin: MapPin | None = None,
        silent: bool = True,
        spoiler: bool = False,
        key: str = "",
        thread: str = "",
        data: bytes = b"",
        protected: bool = False,
        masked_from: int = 0,
        typed: tuple[MessageButton, ...] = (),
    ) -> LocalMessage:
        message = LocalMessage(
            id=str(self._next_id),
            side=side,
            text=text,
            sent_at=self._clock.now(),
            rows=rows,
            media=media,
            pin=pin,
            silent=silent,
            spoiler=spoiler,
            key=key,
            thread=thread,
            data=data,
            protected=protected,
            masked_from=masked_from,
            typed=typed,
        )
        self._next_id += 1
        self.chat(address).messages[message.id] = message
        self._tell("sent" if side == "ours" else "got", address, message.id)
        return message

    def _tell(
        self, kind: Literal["sent", "edited", "deleted", "got"], address: str, message: str
    ) -> None:
        for listener in list(self._listeners):
            listener(Change(kind, address, message))

    def put(
        self,
        address: str,
        message: Message,
        media: MediaKind | None = None,
        data: bytes = b"",
    ) -> Outcome:
        """Our new message, with a file or without."""
        chat = self.chat(address)
        if chat.blocked:
            return Blocked()
        if message.thread and message.thread not in (chat.topics or {}):
            return Gone()
        sent = self._put(
            address,
            "ours",
            f"{message.text}\n\n{message.foot}" if message.foot else message.text,
            rows=message.rows,
            silent=message.silent,
            spoiler=message.spoiler or media is MediaKind.PHOTO,
            media=media,
            thread=message.thread,
            data=data,
            protected=message.protected,
            masked_from=message.masked_from,
            typed=message.typed,
        )
        return Sent(sent.id)

    def file(self, reference: str) -> bytes | Outcome:
        """What somebody sent."""
        data = self._files.get(reference)
        return RefusedForGood() if data is None or len(data) > LARGEST_FILE else data

    def put_topic(self, address: str, title: str) -> Outcome:
        """Our new topic; its thread is one of the message ids."""
        chat = self.chat(address)
        if chat.blocked:
            return Blocked()
        if chat.topics is None:
            return RefusedForGood()
        thread, self._next_id = str(self._next_id), self._next_id + 1
        chat.topics[thread] = title
        return Sent(thread)

    def drop_topic(self, address: str, thread: str) -> Outcome:
        """A topic goes with everything in it."""
        chat = self.chat(address)
        if chat.blocked:
            return Blocked()
        if chat.topics is None or chat.topics.pop(thread, None) is None:
            return Gone()
        for message in [one for one in chat.messages.values() if one.thread == thread]:
            del chat.messages[message.id]
            self._tell("deleted", address, message.id)
        return Sent()

    def put_pin(self, address: str, pin: MapPin) -> Outcome:
        """Our place on the map."""
        if self.chat(address).blocked:
            return Blocked()
        return Sent(self._put(address, "ours", pin.title, pin=pin).id)

    def put_keyboard(self, address: str, keyboard: PositionKeyboard) -> Outcome:
        """A key under her text field; deleting the message that brought it leaves it there."""
        chat = self.chat(address)
        if chat.blocked:
            return Blocked()
        chat.keyboard = keyboard.label
        return Sent(self._put(address, "ours", keyboard.text, key=keyboard.label).id)

    def put_removal(self, address: str) -> Outcome:
        """The key goes; a message stays."""
        chat = self.chat(address)
        if chat.blocked:
            return Blocked()
        chat.keyboard = ""
        return Sent(self._put(address, "ours", REMOVAL).id)

    def edit(self, address: str, message_id: str, message: Message) -> Outcome:
        """Our message becomes another; the same again counts as done."""
        if self._keeps:
            return RefusedForGood()
        chat = self.chat(address)
        if chat.blocked:
            return Blocked()
        standing = chat.messages.get(message_id)
        if standing is None:
            return Gone()
        if standing.side == "hers" or standing.pin is not None or standing.key or standing.media:
            return RefusedForGood()
        if (standing.text, standing.rows) != (message.text, message.rows):
            standing.text, standing.rows = message.text, message.rows
            standing.spoiler, standing.masked_from = message.spoiler, message.masked_from
            standing.edited = self._clock.now()
            self._tell("edited", address, message_id)
        return Sent()

    def delete(self, address: str, message_ids: Sequence[str]) -> Outcome:
        """Delete what is known of these, all or none; then topics."""
        chat = self.chat(address)
        if chat.blocked:
            return Blocked()
        if not message_ids or len(message_ids) > MOST_DELETES:
            return RefusedForGood()
        known = [chat.messages[one] for one in message_ids if one in chat.messages]
        if self._keeps:
            for message in known:
                message.copied = False
            return Sent()
        if any(self._too_old(message) for message in known):
            return RefusedForGood(too_old=True)
        if any(self._is_young_dice(message) for message in known):
            return RefusedForGood()
        for message in known:
            if chat.messages.pop(message.id, None) is not None:
                self._tell("deleted", address, message.id)
        for thread in filter(None, map(thread_of_mark, message_ids)):
            self.drop_topic(address, thread)
        return Sent()

    def _too_old(self, message: LocalMessage) -> bool:
        return self._clock.now() - message.sent_at >= CAPABILITIES.delete_window

    def _is_young_dice(self, message: LocalMessage) -> bool:
        age = self._clock.now() - message.sent_at
        return message.media is MediaKind.DICE and age < DICE_SECONDS


def _about(thread: str, reply: str) -> str:
    return reply or (mark_of_topic(thread) if thread else "")


class LocalChannel:
    """``Channel`` to a :class:`LocalProvider`."""

    def __init__(self, provider: LocalProvider, capabilities: Capabilities = CAPABILITIES) -> None:
        self._provider = provider
        self._capabilities = capabilities

    @property
    def capabilities(self) -> Capabilities:
        """As Telegram's."""
        return self._capabilities

    async def send(self, address: str, message: Message, *, urgent: bool = False) -> Outcome:
        """Send a new message."""
        del urgent
        return self._provider.put(address, message)

    async def send_media(self, address: str, message: Message, kind: Media, data: bytes) -> Outcome:
        """Send a file."""
        return self._provider.put(address, message, MediaKind(kind), data)

    async def fetch(self, reference: str) -> bytes | Outcome:
        """Get a file."""
        return self._provider.file(reference)

    async def open_topic(self, address: str, title: str) -> Outcome:
        """Open a topic."""
        return self._provider.put_topic(address, title)

    async def close_topic(self, address: str, thread: str, *, urgent: bool = False) -> Outcome:
        """Delete a topic."""
        del urgent
        return self._provider.drop_topic(address, thread)

    async def send_pin(self, address: str, pin: MapPin) -> Outcome:
        """Send a place."""
        return self._provider.put_pin(address, pin)

    async def send_keyboard(self, address: str, keyboard: PositionKeyboard) -> Outcome:
        """Put a key under her text field."""
        return self._provider.put_keyboard(address, keyboard)

    async def remove_keyboard(self, address: str, *, urgent: bool = False) -> Outcome:
        """Take it away."""
        del urgent
        return self._provider.put_removal(address)

    async def edit(
        self, address: str, message_id: str, message: Message, *, urgent: bool = False
    ) -> Outcome:
        """Edit a message of ours."""
        del urgent
        return self._provider.edit(address, message_id, message)

    async def delete(
        self, address: str, message_ids: Sequence[str], *, urgent: bool = False
    ) -> Outcome:
        """Delete messages of both sides."""
        del urgent
        return self._provider.delete(address, message_ids)

    async def lost(self, address: str, since: float) -> tuple[str, ...] | Outcome:
        """Nothing: here every answer comes."""
        del address, since
        return ()
