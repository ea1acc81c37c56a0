"""Our messages as the bodies of Bot API calls. Pure: plain bytes, no markup languages.

Text goes out as it is, without ``parse_mode``: nothing in it can be read as markup. What is
sensitive in a *new* message is one spoiler entity, which notifications show masked; an edit
notifies nobody and needs none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from bot.channels.base import REMOVAL, MapPin, Media, Message, PositionKeyboard
from bot.channels.http import File, Form, form

_encode = msgspec.json.Encoder().encode
_NO_PREVIEW = {"is_disabled": True}
LONGEST_TITLE: Final = 128
_SENDS: Final[dict[Media, tuple[str, File]]] = {
    "photo": ("sendPhoto", File("photo", "photo.jpg", "image/jpeg")),
    "voice": ("sendVoice", File("voice", "voice.ogg", "audio/ogg")),
    "video_note": ("sendVideoNote", File("video_note", "note.mp4", "video/mp4")),
}
"""Method and part of each kind. A part without a name would be a text to Telegram; it is always
the same and shown nowhere, but it says what a voice is.
"""


def send_message(address: str, message: Message) -> bytes:
    """``sendMessage``; silent unless the message says otherwise (S17)."""
    body: dict[str, object] = {
        "chat_id": int(address),
        "text": message.text,
        "disable_notification": message.silent,
        "link_preview_options": _NO_PREVIEW,
    }
    if message.spoiler:
        body["entities"] = _masked(message)
    if message.protected:
        body["protect_content"] = True
    if message.thread:
        body["message_thread_id"] = int(message.thread)
    if message.rows:
        body["reply_markup"] = _keyboard(message)
    return _encode(body)


def send_media(
    address: str, message: Message, kind: Media, data: bytes, boundary: str
) -> tuple[str, Form]:
    """``sendPhoto``, ``sendVoice`` or ``sendVideoNote`` with the file in it, and its method.

    The caption is what may be seen by anybody; ``boundary`` must not occur in ``data``.
    """
    fields = {"chat_id": address, "disable_notification": _flag(message.silent)}
    if kind != "video_note":
        fields["caption"] = message.text
    if kind == "photo":
        fields["has_spoiler"] = _flag(True)
    if message.protected:
        fields["protect_content"] = _flag(True)
    if message.thread:
        fields["message_thread_id"] = message.thread
    if message.rows:
        fields["reply_markup"] = _encode(_keyboard(message)).decode()
    method, file = _SENDS[kind]
    return method, form(fields, file, data, boundary)


def get_file(reference: str) -> bytes:
    """``getFile``."""
    return _encode({"file_id": reference})


def create_topic(address: str, title: str) -> bytes:
    """``createForumTopic``, with the title on one line."""
    name = " ".join(title.split())[:LONGEST_TITLE]
    return _encode({"chat_id": int(address), "name": name})


def delete_topic(address: str, thread: str) -> bytes:
    """``deleteForumTopic``."""
    return _encode({"chat_id": int(address), "message_thread_id": int(thread)})


def edit_message_text(address: str, message_id: str, message: Message) -> bytes:
    """``editMessageText``; without buttons it takes the old ones away."""
    body: dict[str, object] = {
        "chat_id": int(address),
        "message_id": int(message_id),
        "text": message.text,
        "link_preview_options": _NO_PREVIEW,
    }
    if message.masked_from:
        # An edit notifies nobody, but the list of chats shows what it changed.
        body["entities"] = _masked(message)
    if message.rows:
        body["reply_markup"] = _keyboard(message)
    return _encode(body)


def delete_messages(address: str, message_ids: Iterable[str]) -> bytes:
    """``deleteMessages``."""
    return _encode({"chat_id": int(address), "message_ids": [int(one) for one in message_ids]})


def send_location(address: str, pin: MapPin) -> bytes:
    """``sendLocation``. No venue: its title would stand in the notification (S16)."""
    return _encode(
        {
            "chat_id": int(address),
            "latitude": pin.lat,
            "longitude": pin.lon,
            "disable_notification": True,
        }
    )


def send_keyboard(address: str, keyboard: PositionKeyboard) -> bytes:
    """``sendMessage`` with one key under the text field, which hides when it is pressed."""
    key = {"text": keyboard.label, "request_location": True}
    markup = {"keyboard": [[key]], "one_time_keyboard": True, "resize_keyboard": True}
    return _silent(address, keyboard.text, markup)


def remove_keyboard(address: str) -> bytes:
    """``sendMessage`` that takes the keyboard away; there is no call for it alone."""
    return _silent(address, REMOVAL, {"remove_keyboard": True})


def _silent(address: str, text: str, markup: dict[str, object]) -> bytes:
    return _encode(
        {
            "chat_id": int(address),
            "text": text,
            "disable_notification": True,
            "link_preview_options": _NO_PREVIEW,
            "reply_markup": markup,
        }
    )


def answer_callback_query(query: str, alert: str) -> dict[str, str]:
    """``answerCallbackQuery`` as fields: it goes into the webhook's answer, or out by itself."""
    body = {"callback_query_id": query}
    return {**body, "text": alert} if alert else body


def units(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _flag(value: bool) -> str:
    """As a form carries it."""
    return "true" if value else "false"


def _masked(message: Message) -> list[dict[str, object]]:
    before = units(message.text[: message.masked_from])
    return [{"type": "spoiler", "offset": before, "length": units(message.text) - before}]


def _keyboard(message: Message) -> dict[str, object]:
    return {
        "inline_keyboard": [
            [{"text": button.label, "callback_data": button.data} for button in row]
            for row in message.rows
        ]
    }
