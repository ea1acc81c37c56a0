"""A form as Twilio posts it, to what it means for us. Pure; her name and number stay behind here.

Everything that she can send becomes an event, so that nothing of hers is met with silence (S31),
but what says nothing: a reaction, an edit, a message taken back. Twilio tells no time of a message
and posts each once, at most again within 15 seconds: it counts as written when it arrives. The
worst mistake here: to take what somebody else wrote, or the name of a file, for her words.

Twilio documents the fields of a message, a place, a file and a button. ``MessageType`` and
``ListId`` stand in no document; people who recorded what arrives saw them, so here they may fail.
"""

from __future__ import annotations

import hashlib
from binascii import a2b_qp
from typing import Final, Literal, get_args

import msgspec

from bot.channels.render import DATA_LIMIT, press_of
from bot.channels.whatsapp.calls import PREFIX
from bot.events import Located, MediaKind, PersonEvent, Pressed, Said, SentMedia, Update

CHANNEL: Final = "whatsapp"
ADDRESS_LIMIT: Final = 256
"""Characters; the longest ids known have 140 with the prefix."""
MOST_FIELDS: Final = 32
"""A message has about 20 fields."""
_SID_LIMIT: Final = 64
_URL_LIMIT: Final = 1024
_CODE_DIGITS: Final = 6
_NORTH: Final = 90.0
_EAST: Final = 180.0

State = Literal[
    "queued", "sending", "sent", "delivered", "read", "undelivered", "failed", "other"
]  # fmt: skip
_STATES: Final[dict[str, State]] = {state: state for state in get_args(State)}

_QUIET: Final = frozenset({"reaction", "edit", "revoke", "delete", "system", "protocol"})
"""Types of message that say nothing: she wants no answer to a thumb, or to a corrected letter."""
_BY_TYPE: Final = {
    "image": MediaKind.PHOTO,
    "audio": MediaKind.VOICE,
    "voice": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "sticker": MediaKind.STICKER,
    "contact": MediaKind.CONTACT,
    "contacts": MediaKind.CONTACT,
    "poll": MediaKind.POLL,
    "document": MediaKind.DOCUMENT,
    "unsupported": MediaKind.DOCUMENT,
    "unknown": MediaKind.DOCUMENT,
}
"""What such a message is if no file came with it; the text of a document is the file's name."""
_BY_CONTENT: Final = {
    "image/webp": MediaKind.STICKER,  # WhatsApp has no other pictures of that kind
    "text/vcard": MediaKind.CONTACT,
    "text/x-vcard": MediaKind.CONTACT,
    "text/directory": MediaKind.CONTACT,
}
_BY_FAMILY: Final = {
    "image": MediaKind.PHOTO,
    "audio": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
}
_PASSED_ON: Final = frozenset({MediaKind.PHOTO, MediaKind.VOICE})
"""Files whose address is read: a counsellor may be shown them."""


class NoUpdateError(ValueError):
    """The form is no message and no status. The message names nothing that was in it."""


class Form(dict[str, list[str]]):
    """The values of each field. A field that is read has one value: Twilio posts none twice, and
    the signature of some fields is that of others, too, if a name may come again.
    """

    def getall(self, name: str) -> list[str]:
        """All values of a field that is there; so the validator of signatures asks for them."""
        return self[name]

    def one(self, name: str) -> str:
        """The value, ``''`` when there is none. Raises :class:`NoUpdateError` for several."""
        values = self.get(name)
        if values is None:
            return ""
        if len(values) > 1:
            raise NoUpdateError("A field came twice.")
        return values[0]


class Status(msgspec.Struct, frozen=True):
    """What became of a message of ours. They come in any order, and more than once.

    ``code``: why it failed, 0 when it did not. ``address``: hers; it is used and not kept.
    """

    sid: str
    state: State
    code: int = 0
    address: str = ""


class Incoming(msgspec.Struct, frozen=True):
    """What a form means; without any of these it asks nothing of us. ``quiet``: the id of a message
    that says nothing, and of which the provider has a record all the same.
    """

    update: Update | None = None
    status: Status | None = None
    quiet: str = ""


def form_of(body: bytes) -> Form:
    """The fields, by name. Raises :class:`NoUpdateError`."""
    form = Form()
    if not body.isascii() or body.count(b"&") >= MOST_FIELDS:
        raise NoUpdateError("The body is no form.") from None
    try:
        for pair in filter(None, body.split(b"&")):
            name, _, value = pair.partition(b"=")  # empty ones are signed, too
            form.setdefault(_decoded(name), []).append(_decoded(value))
    except ValueError:
        raise NoUpdateError("The body is no form.") from None
    return form


def _decoded(part: bytes) -> str:
    """A name or value. Raises ValueError where it is not as a form is written.

    Quoted-printable writes ``=D0`` for ``%D0`` and is read in C: whoever forges a form has it
    decoded before the signature is found wrong.
    """
    part = part.replace(b"+", b" ")
    if b"%" in part:
        if b"\n" in part or b"\r" in part:
            raise ValueError
        length = len(part) - 2 * part.count(b"%")
        part = a2b_qp(part.replace(b"=", b"=3D").replace(b"%", b"="))
        if len(part) != length:  # Something was no escape.
            raise ValueError
    return part.decode()


def read(form: Form, now: float) -> Incoming:
    """The meaning of one form that arrived at ``now``. Raises :class:`NoUpdateError`."""
    sid = _sid(form.one("MessageSid"))
    if not sid:
        raise NoUpdateError("The form has no id.")
    if "MessageStatus" in form:
        return Incoming(status=_status(form, sid))
    event = _event(form, sid, now)
    address = _address(form.one("From"))
    if event is None or not address:
        return Incoming(quiet=sid)
    return Incoming(Update(_update_id(sid), CHANNEL, address, event))


def _update_id(sid: str) -> str:
    """Eight bytes of the hashed id: enough to know a message again, too few to find it by."""
    return hashlib.sha256(sid.encode()).digest()[:8].hex()


def _sid(given: str) -> str:
    """The id, as it may stand in the address of a call; else ``''``."""
    return given if given.isascii() and given.isalnum() and len(given) <= _SID_LIMIT else ""


def _address(given: str) -> str:
    """What is known of a chat: a number with its plus, or an id that stands for one."""
    return given.removeprefix(PREFIX) if len(given) <= ADDRESS_LIMIT else ""


def _status(form: Form, sid: str) -> Status:
    state = _STATES.get(form.one("MessageStatus").lower(), "other")
    return Status(sid, state, _code(form.one("ErrorCode")), _address(form.one("To")))


def _code(given: str) -> int:
    is_code = given.isascii() and given.isdecimal() and len(given) <= _CODE_DIGITS
    return int(given) if is_code else 0


def _event(form: Form, sid: str, now: float) -> PersonEvent | None:
    kind = form.one("MessageType").lower()
    if kind in _QUIET:
        return None
    data = form.one("ButtonPayload") or form.one("ListId")
    # A button that was given no data returns its label as data: that is something she says.
    if "|" in data and len(data.encode()) <= DATA_LIMIT:
        token, choice = press_of(data)
        pressed = _sid(form.one("OriginalRepliedMessageSid"))
        return Pressed(choice, token, pressed, now, own=sid)
    if "true" in (form.one("Forwarded"), form.one("FrequentlyForwarded")):
        return SentMedia(MediaKind.FORWARD, sid, now)
    place = _place(form)
    if place is not None:
        return Located(*place, sid, now)
    if form.one("NumMedia") not in {"", "0"} or form.one("MediaUrl0"):
        return _media(form, kind, sid, now)
    if kind in _BY_TYPE:
        return SentMedia(_BY_TYPE[kind], sid, now)
    text = form.one("Body") or form.one("ButtonText") or form.one("ListTitle")
    return Said(text, sid, now) if text.strip() else SentMedia(MediaKind.DOCUMENT, sid, now)


def _place(form: Form) -> tuple[float, float] | None:
    try:
        lat, lon = float(form.one("Latitude")), float(form.one("Longitude"))
    except ValueError:
        return None
    return (lat, lon) if abs(lat) <= _NORTH and abs(lon) <= _EAST else None


def _media(form: Form, kind: str, sid: str, now: float) -> SentMedia:
    """The first file; the record of the message, with which the others go, is one."""
    content = form.one("MediaContentType0").partition(";")[0].strip().lower()
    found = (
        _BY_CONTENT.get(content)
        or _BY_FAMILY.get(content.partition("/")[0])
        or (MediaKind.DOCUMENT if content else _BY_TYPE.get(kind, MediaKind.DOCUMENT))
    )
    url = form.one("MediaUrl0") if found in _PASSED_ON else ""
    return SentMedia(found, sid, now, media=url if len(url) <= _URL_LIMIT else "")
