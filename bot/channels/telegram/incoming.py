"""An update as Telegram posts it, to what it means for us. Pure; reads only the fields used.

Everything that a person can send becomes an event, so that nothing of hers is met with silence
(S31). The worst mistake here: to raise for an update that is merely new to us, which Telegram
would deliver again and again, with her next message, an exit perhaps, waiting behind it.
"""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import UNSET, Raw, UnsetType, field

from bot.channels.telegram.members import (
    ChatMember,
    Here,
    Moved,
    User,
    announced,
    changed,
)
from bot.channels.telegram.unreadable import UNREADABLE
from bot.events import Located, MediaKind, PersonEvent, Pressed, Said, SentMedia, Started, Update

ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that we ask Telegram for."""
ALLOWED_WITH_GROUP: Final = (*ALLOWED, "chat_member")
"""Those of an account that has a staff group: also who comes there and goes."""
CHANNEL: Final = "telegram"

There = Raw | UnsetType
"""A field whose presence is all that matters."""


class _Chat(msgspec.Struct):
    id: int
    type: str = "private"


class _Place(msgspec.Struct):
    latitude: float
    longitude: float
    live_period: int = 0


class _Message(msgspec.Struct):
    message_id: int
    chat: _Chat
    date: int = 0
    edit_date: int = 0
    message_thread_id: int = 0
    is_topic_message: bool = False
    reply_to_message: There = UNSET
    sender: User | None = field(name="from", default=None)
    text: str | None = None
    location: _Place | None = None
    forward_origin: There = UNSET
    story: There = UNSET
    photo: There = UNSET
    voice: There = UNSET
    audio: There = UNSET
    video: There = UNSET
    animation: There = UNSET
    video_note: There = UNSET
    document: There = UNSET
    sticker: There = UNSET
    dice: There = UNSET
    contact: There = UNSET
    poll: There = UNSET
    message_auto_delete_timer_changed: There = UNSET
    pinned_message: There = UNSET
    write_access_allowed: There = UNSET
    connected_website: There = UNSET
    chat_background_set: There = UNSET
    new_chat_title: There = UNSET
    proximity_alert_triggered: There = UNSET
    new_chat_members: list[User] = []
    left_chat_member: User | None = None
    migrate_to_chat_id: int = 0


class _Replied(msgspec.Struct):
    message_id: int
    forum_topic_created: There = UNSET


class _File(msgspec.Struct):
    file_id: str = ""


class _Query(msgspec.Struct):
    id: str
    sender: User = field(name="from")
    message: _Message | None = None
    data: str = ""


class _Membership(msgspec.Struct):
    chat: _Chat
    old_chat_member: ChatMember = ChatMember()
    new_chat_member: ChatMember = ChatMember()


class _Post(msgspec.Struct):
    chat: _Chat


class _Update(msgspec.Struct):
    update_id: int
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _Query | None = None
    my_chat_member: _Membership | None = None
    chat_member: _Membership | None = None
    channel_post: _Post | None = None
    edited_channel_post: _Post | None = None


class _Numbered(msgspec.Struct):
    update_id: int


class Incoming(msgspec.Struct, frozen=True):
    """What an update means; without any of these it asks nothing of us.

    ``query``: the id with which a press is to be answered, ``''`` for anything else.
    """

    id: int
    update: Update | None = None
    """What a person did in her chat; in a group, what she pressed, as if in her own chat."""
    group: int = 0
    """A group or channel: unless it is the staff's we have no business there and leave."""
    here: Here | None = None
    """What happened in the group, other than talk and presses."""
    blocked_by: str = ""
    """The address of somebody who blocked us just now."""
    query: str = ""
    unreadable: bool = False
    """It has a number and nothing that we can read."""


class NoUpdateError(ValueError):
    """The body is no update. The message names nothing that was in it."""


_decoder = msgspec.json.Decoder(_Update)
_numbers = msgspec.json.Decoder(_Numbered)
_replied = msgspec.json.Decoder(_Replied)
_file = msgspec.json.Decoder(_File)
_files = msgspec.json.Decoder(list[_File])

_MEDIA: Final = (
    # The order matters: an animation is a document too, a venue a location.
    ("forward_origin", MediaKind.FORWARD),
    ("story", MediaKind.FORWARD),
    ("photo", MediaKind.PHOTO),
    ("voice", MediaKind.VOICE),
    ("audio", MediaKind.VOICE),
    ("animation", MediaKind.VIDEO),
    ("video", MediaKind.VIDEO),
    ("video_note", MediaKind.VIDEO_NOTE),
    ("document", MediaKind.DOCUMENT),
    ("sticker", MediaKind.STICKER),
    ("dice", MediaKind.DICE),
    ("contact", MediaKind.CONTACT),
    ("poll", MediaKind.POLL),
)
_PASSED_ON: Final = frozenset({"photo", "voice", "video", "video_note", "document"})
"""Files whose reference is read: a counsellor may be shown them."""
_SERVICE: Final = (
    "message_auto_delete_timer_changed", "pinned_message", "write_access_allowed",
    "connected_website", "chat_background_set", "new_chat_title", "proximity_alert_triggered",
)  # fmt: skip
"""What a client says by itself about the chat; she sent nothing."""


def read(body: bytes, now: float) -> Incoming:
    """The meaning of one update that arrived at ``now``. Raises :class:`NoUpdateError`."""
    try:
        return _meaning(_decoder.decode(body), now)
    except UNREADABLE:
        pass
    try:
        return Incoming(_numbers.decode(body).update_id, unreadable=True)
    except UNREADABLE:
        raise NoUpdateError("The body is no update.") from None


def _meaning(update: _Update, now: float) -> Incoming:
    number = update.update_id
    if update.callback_query is not None:
        return _pressed(number, update.callback_query, now)
    message = update.message or update.edited_message
    if message is not None:
        return _message(number, message)
    if update.my_chat_member is not None:
        return _membership(number, update.my_chat_member)
    if update.chat_member is not None:
        there = update.chat_member
        here = changed(there.old_chat_member, there.new_chat_member)
        return Incoming(number, group=there.chat.id, here=here)
    post = update.channel_post or update.edited_channel_post
    return Incoming(number, group=post.chat.id) if post is not None else Incoming(number)


def _pressed(number: int, query: _Query, now: float) -> Incoming:
    message = query.message
    if message is None:
        return Incoming(number, query=query.id)
    private = message.chat.type == "private"
    token, _, choice = query.data.partition("|")
    # An id of the group's messages would be that of another message in her own chat.
    pressed = str(message.message_id) if private else ""
    event = Pressed(choice, token, pressed, now, query.sender.language_code)
    owner, group = (message.chat.id, 0) if private else (query.sender.id, message.chat.id)
    update = Update(str(number), CHANNEL, str(owner), event)
    return Incoming(number, update, group=group, query=query.id)


def _message(number: int, message: _Message) -> Incoming:
    if message.chat.type != "private":
        return Incoming(number, group=message.chat.id, here=_here(message))
    event = _event(message)
    if event is None:
        return Incoming(number)
    return Incoming(number, Update(str(number), CHANNEL, str(message.chat.id), event))


def _here(message: _Message) -> Here | None:
    if message.migrate_to_chat_id:
        return Moved(str(message.migrate_to_chat_id))
    return announced(message.new_chat_members, message.left_chat_member)


def _event(message: _Message) -> PersonEvent | None:
    her_id = str(message.message_id)
    # An edited message is a new act of hers; how old it may be counts from the edit.
    dated = float(message.edit_date or message.date)
    app = message.sender.language_code if message.sender is not None else ""
    text = message.text
    if message.forward_origin is not UNSET:
        return SentMedia(MediaKind.FORWARD, her_id, dated, app, about=_about(message))
    if text is not None:
        payload = _payload(text)
        if payload is not None:
            return Started(payload, her_id, dated, app)
        edited = bool(message.edit_date)
        return Said(text, her_id, dated, app, edited=edited, about=_about(message))
    place = message.location
    if place is not None:
        if message.edit_date:
            return None  # Her phone moves a live position by itself, and ends it: no act of hers.
        if place.live_period:
            return SentMedia(MediaKind.LIVE_LOCATION, her_id, dated, app)
        return Located(place.latitude, place.longitude, her_id, dated, app)
    for name, kind in _MEDIA:
        if getattr(message, name) is not UNSET:
            media = _reference(name, getattr(message, name))
            return SentMedia(kind, her_id, dated, app, media, _about(message))
    if any(getattr(message, name) is not UNSET for name in _SERVICE):
        return None
    return SentMedia(MediaKind.DOCUMENT, her_id, dated, app)


def _about(message: _Message) -> str:
    """The id of the message that this one answers, else ``t`` and the id of its topic, or ``''``.

    In a topic Telegram calls everything an answer to the message that opened it; that is none.
    """
    topic = message.message_thread_id if message.is_topic_message else 0
    if message.reply_to_message is not UNSET:
        try:
            replied = _replied.decode(message.reply_to_message)
        except UNREADABLE:
            replied = _Replied(topic)
        if replied.message_id != topic and replied.forum_topic_created is UNSET:
            return str(replied.message_id)
    return f"t{topic}" if topic else ""


def _reference(name: str, content: Raw) -> str:
    """The provider's reference of a file, of a photo that of its largest size; ``''`` of others."""
    if name not in _PASSED_ON:
        return ""
    try:
        if name == "photo":
            return _files.decode(content)[-1].file_id
        return _file.decode(content).file_id
    except (*UNREADABLE, IndexError):
        return ""  # She sent it all the same, and hears that.


def _payload(text: str) -> str | None:
    """The payload of a ``/start``, maybe ``''``; None when the text is none."""
    if not text.startswith("/start"):
        return None
    command, _, payload = text.partition(" ")
    return payload.strip() if command.partition("@")[0] == "/start" else None


def _membership(number: int, membership: _Membership) -> Incoming:
    chat, now = membership.chat, membership.new_chat_member
    if chat.type == "private":
        return Incoming(number, blocked_by=str(chat.id) if now.status == "kicked" else "")
    return Incoming(number, group=chat.id, here=now.ours)
