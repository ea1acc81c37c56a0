"""A provider in memory that behaves as Telegram's private chats do: terminal, simulator, tests.

One sequence of message ids over all chats; messages of both sides stay until deleted; a delete
skips ids it does not know, and fails as a whole for one message that is too old or a young dice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from bot.channels.base import (
    REMOVAL,
    Blocked,
    Capabilities,
    Gone,
    MapPin,
    Message,
    Outcome,
    PositionKeyboard,
    RefusedForGood,
    Sent,
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
    """All chats of one made-up bot, seen from outside: what people see and do."""

    def __init__(self, clock: Clock, channel: str = "telegram", first_id: int = 1) -> None:
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
        return self.chats.setdefault(address, LocalChat(address))

    # her side

    def say(self, address: str, text: str, app_locale: str = "") -> Update:
        """She types ``text``."""
        message = self._put(address, "hers", text)
        return self._update(address, Said(text, message.id, message.sent_at, app_locale))

    def start(self, address: str, payload: str = "", app_locale: str = "") -> Update:
        """She opens the chat by a link (``payload``) or bare."""
        message = self._put(address, "hers", f"/start {payload}".strip())
        return self._update(address, Started(payload, message.id, message.sent_at, app_locale))

    def press(self, address: str, data: str, on: str, app_locale: str = "") -> Update:
        """She presses the button of message ``on`` that returns ``data``."""
        token, name = press_of(data)
        return self._update(address, Pressed(name, token, on, self._clock.now(), app_locale))

    def locate(self, address: str, lat: float, lon: float, app_locale: str = "") -> Update:
        """She sends her position, in degrees."""
        message = self._put(address, "hers", "")
        return self._update(address, Located(lat, lon, message.id, message.sent_at, app_locale))

    def send_media(self, address: str, kind: MediaKind, app_locale: str = "") -> Update:
        """She sends something that is no text."""
        message = self._put(address, "hers", "", media=kind)
        return self._update(address, SentMedia(kind, message.id, message.sent_at, app_locale))

    def remove(self, address: str, message: str) -> None:
        """She deletes a message on her side, for both; no event tells us."""
        if self.chat(address).messages.pop(message, None) is not None:
            self._tell("deleted", address, message)

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

    def put(self, address: str, message: Message) -> Outcome:
        """Our new message."""
        if self.chat(address).blocked:
            return Blocked()
        sent = self._put(
            address,
            "ours",
            message.text,
            rows=message.rows,
            silent=message.silent,
            spoiler=message.spoiler,
        )
        return Sent(sent.id)

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
        chat = self.chat(address)
        if chat.blocked:
            return Blocked()
        standing = chat.messages.get(message_id)
        if standing is None:
            return Gone()
        if standing.side == "hers" or standing.pin is not None or standing.key:
            return RefusedForGood()
        if (standing.text, standing.rows) != (message.text, message.rows):
            standing.text, standing.rows = message.text, message.rows
            standing.spoiler = message.spoiler
            standing.edited = self._clock.now()
            self._tell("edited", address, message_id)
        return Sent()

    def delete(self, address: str, message_ids: Sequence[str]) -> Outcome:
        """Delete what is known of these, all or none."""
        chat = self.chat(address)
        if chat.blocked:
            return Blocked()
        if not message_ids or len(message_ids) > MOST_DELETES:
            return RefusedForGood()
        known = [chat.messages[one] for one in message_ids if one in chat.messages]
        if any(self._too_old(message) for message in known):
            return RefusedForGood(too_old=True)
        if any(self._is_young_dice(message) for message in known):
            return RefusedForGood()
        for message in known:
            if chat.messages.pop(message.id, None) is not None:
                self._tell("deleted", address, message.id)
        return Sent()

    def _too_old(self, message: LocalMessage) -> bool:
        return self._clock.now() - message.sent_at >= CAPABILITIES.delete_window

    def _is_young_dice(self, message: LocalMessage) -> bool:
        age = self._clock.now() - message.sent_at
        return message.media is MediaKind.DICE and age < DICE_SECONDS


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
