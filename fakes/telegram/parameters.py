"""What a call may hold: the fields of each method, their types, and those it cannot do without.

Two things are stricter than Telegram, which ignores or converts them in silence: fields that a
method does not have, and plain values of a wrong type.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakes.telegram.refusals import bad
from fakes.telegram.wire import loads

ID, TEXT, NUMBER = "Identifier", "String", "Number"
FLAG, OBJECT, ARRAY = "Boolean", "Object", "Array"
FILE = "InputFile"


def fields(kind: str, names: str) -> dict[str, str]:
    """A kind for each of the names, which are separated by spaces."""
    return dict.fromkeys(names.split(), kind)


def names(line: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(line.split())


SENT = (
    fields(ID, "chat_id")
    | fields(TEXT, "business_connection_id message_effect_id")
    | fields(NUMBER, "message_thread_id direct_messages_topic_id reply_to_message_id")
    | fields(FLAG, "disable_notification protect_content")
    | fields(FLAG, "allow_paid_broadcast allow_sending_without_reply")
    | fields(OBJECT, "suggested_post_parameters reply_parameters reply_markup")
)
EDITED = (
    fields(ID, "chat_id")
    | fields(NUMBER, "message_id")
    | fields(TEXT, "inline_message_id business_connection_id")
    | fields(OBJECT, "reply_markup")
)
FORMATTED = (
    fields(TEXT, "text parse_mode")
    | fields(ARRAY, "entities")
    | fields(OBJECT, "link_preview_options")
    | fields(FLAG, "disable_web_page_preview")
)
CAPTIONED = fields(TEXT, "caption parse_mode") | fields(ARRAY, "caption_entities")
LOCATION = fields(NUMBER, "latitude longitude")
LANGUAGE = fields(TEXT, "language_code")
SCOPED = LANGUAGE | fields(OBJECT, "scope")
PARAMETERS = {
    "sendmessage": SENT | FORMATTED,
    "sendlocation": SENT
    | LOCATION
    | fields(NUMBER, "horizontal_accuracy live_period heading proximity_alert_radius"),
    "sendvenue": SENT
    | LOCATION
    | fields(TEXT, "title address foursquare_id foursquare_type")
    | fields(TEXT, "google_place_id google_place_type"),
    "sendcontact": SENT | fields(TEXT, "phone_number first_name last_name vcard"),
    "senddice": SENT | fields(TEXT, "emoji"),
    "sendchataction": fields(ID, "chat_id")
    | fields(TEXT, "action business_connection_id")
    | fields(NUMBER, "message_thread_id"),
    "editmessagetext": EDITED | FORMATTED,
    "editmessagecaption": EDITED
    | fields(TEXT, "caption parse_mode")
    | fields(ARRAY, "caption_entities")
    | fields(FLAG, "show_caption_above_media"),
    "editmessagereplymarkup": EDITED,
    "deletemessage": fields(ID, "chat_id") | fields(NUMBER, "message_id"),
    "deletemessages": fields(ID, "chat_id") | fields(ARRAY, "message_ids"),
    "answercallbackquery": fields(TEXT, "callback_query_id text url")
    | fields(FLAG, "show_alert")
    | fields(NUMBER, "cache_time"),
    "sendphoto": SENT
    | CAPTIONED
    | fields(FILE, "photo")
    | fields(FLAG, "has_spoiler show_caption_above_media"),
    "sendvoice": SENT | CAPTIONED | fields(FILE, "voice") | fields(NUMBER, "duration"),
    "sendvideonote": SENT
    | fields(FILE, "video_note thumbnail")
    | fields(NUMBER, "duration length"),
    "getfile": fields(TEXT, "file_id"),
    "createforumtopic": fields(ID, "chat_id")
    | fields(TEXT, "name icon_custom_emoji_id")
    | fields(NUMBER, "icon_color"),
    "deleteforumtopic": fields(ID, "chat_id") | fields(NUMBER, "message_thread_id"),
    "getme": {},
    "getchat": fields(ID, "chat_id"),
    "getchatmember": fields(ID, "chat_id") | fields(NUMBER, "user_id"),
    "getchatmembercount": fields(ID, "chat_id"),
    "leavechat": fields(ID, "chat_id"),
    "getupdates": fields(NUMBER, "offset limit timeout") | fields(ARRAY, "allowed_updates"),
    "setwebhook": fields(TEXT, "url certificate ip_address secret_token")
    | fields(NUMBER, "max_connections")
    | fields(ARRAY, "allowed_updates")
    | fields(FLAG, "drop_pending_updates"),
    "deletewebhook": fields(FLAG, "drop_pending_updates"),
    "getwebhookinfo": {},
    "getmycommands": SCOPED,
    "setmycommands": SCOPED | fields(ARRAY, "commands"),
    "deletemycommands": SCOPED,
    "getmyname": LANGUAGE,
    "setmyname": LANGUAGE | fields(TEXT, "name"),
    "getmydescription": LANGUAGE,
    "setmydescription": LANGUAGE | fields(TEXT, "description"),
    "getmyshortdescription": LANGUAGE,
    "setmyshortdescription": LANGUAGE | fields(TEXT, "short_description"),
}
# Wanting fields, in the order in which Telegram misses them; None: in the fake's own words.
REQUIRED: dict[str, dict[str, str | None]] = {
    "sendlocation": {"latitude": "latitude is empty", "longitude": "longitude is empty"},
    "sendvenue": {
        "latitude": "latitude is empty",
        "longitude": "longitude is empty",
        "title": None,
        "address": None,
    },
    "sendcontact": {"phone_number": None, "first_name": None},
    "sendchataction": {
        "chat_id": "chat_id is empty",
        "action": "wrong parameter action in request",
    },
    "deletemessage": {"chat_id": "chat identifier is not specified"},
    "deletemessages": {"message_ids": "message identifiers are not specified"},
    "answercallbackquery": {
        "callback_query_id": "query is too old and response timeout expired or query ID is invalid"
    },
    "setmycommands": {"commands": None},
    "getfile": {"file_id": "file_id not specified"},
    "createforumtopic": {"chat_id": "chat_id is empty", "name": "TOPIC_TITLE_EMPTY"},
    "deleteforumtopic": {"chat_id": "chat_id is empty", "message_thread_id": None},
    "getchat": {"chat_id": "chat_id is empty"},
    "getchatmember": {"chat_id": "chat_id is empty", "user_id": "invalid user_id specified"},
    "getchatmembercount": {"chat_id": "chat_id is empty"},
    "leavechat": {"chat_id": "chat_id is empty"},
}
PREVIEW = names("is_disabled url prefer_small_media prefer_large_media show_above_text")
REPLIED = names(
    "message_id chat_id allow_sending_without_reply quote quote_parse_mode quote_entities "
    "quote_position checklist_task_id"
)


def is_number(value: Any) -> bool:  # noqa: ANN401 - that is the question
    """Whether Telegram reads a number from it."""
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return False
        return True
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def unpacked(value: Any) -> Any:  # noqa: ANN401
    """A form carries objects and arrays as JSON text; None when it is none."""
    if isinstance(value, (str, bytes)):
        try:
            return loads(value)
        except ValueError:
            return None
    return value


def is_set(params: dict, name: str) -> bool:
    """Whether a flag is given and true: forms carry it as text."""
    return str(params.get(name, "")).lower() in ("true", "1")


FITS: dict[str, Callable[[Any], bool]] = {
    ID: lambda value: is_number(value) or (isinstance(value, str) and value.startswith("@")),
    TEXT: lambda value: isinstance(value, str),
    NUMBER: is_number,
    FLAG: lambda value: (
        isinstance(value, bool) or str(value).lower() in ("true", "false", "0", "1")
    ),
    OBJECT: lambda value: isinstance(unpacked(value), dict),
    ARRAY: lambda value: isinstance(unpacked(value), list),
    FILE: lambda value: isinstance(value, (str, bytes)),
}
MISFIT = {  # where Telegram has its own words
    "chat_id": "chat not found",
    "reply_markup": "object expected as reply markup",
    "reply_parameters": "object expected as reply parameters",
    "link_preview_options": "object expected as link preview options",
    "message_ids": "expected an Array of message identifiers",
    "commands": "expected an Array of BotCommand",
    "scope": "can't parse BotCommandScope: BotCommandScope must be an Object",
}


def refuse_unknown(names: Any, known: Any) -> None:  # noqa: ANN401 - any two groups of names
    """Refuse the first name that is not among the known ones."""
    for name in names:
        if name not in known:
            raise bad(f'unknown field "{name}" (Telegram would ignore it)')


def check_parameters(name: str, params: dict) -> None:
    """Refuse unknown fields and misfits; methods that are not in the table are let through."""
    known = PARAMETERS.get(name)
    if known is None:
        return
    for field, value in params.items():
        kind = known.get(field)
        if kind is None:
            refuse_unknown((field,), known)
            return
        if value is None or value == "":
            continue
        if field == "reply_markup" and unpacked(value) is None:
            raise bad("can't parse reply keyboard markup JSON object")
        if not FITS[kind](value):
            raise bad(MISFIT.get(field, f'field "{field}" must be of type {kind}'))
    if options := unpacked(params.get("link_preview_options")):
        refuse_unknown(options, PREVIEW)
    if reply := unpacked(params.get("reply_parameters")):
        refuse_unknown(reply, REPLIED)


def check_required(name: str, params: dict) -> None:
    """Refuse a call that lacks what its method cannot do without."""
    for field, words in REQUIRED.get(name, {}).items():
        if params.get(field) in (None, ""):
            raise bad(words or f'field "{field}" must be specified')
