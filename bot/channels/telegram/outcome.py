"""What the Bot API answered, as one of our outcomes. Pure.

Only the description tells many refusals apart; it is compared in lower case and never kept: it
may quote what was sent. The worst mistake here: to call something refused that may have happened.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import msgspec

from bot.channels.base import (
    LARGEST_FILE,
    Blocked,
    Gone,
    Outcome,
    RefusedForGood,
    RetryAt,
    Sent,
    Unknown,
)
from bot.channels.telegram.transport import Reply
from bot.channels.telegram.unreadable import UNREADABLE

REFUSED_TOKEN_SECONDS: Final = 60.0
"""When to try again after Telegram refused our token: somebody has to put another one in."""

MOVED_SECONDS: Final = 1.0
"""When to try again in a group that has another address now: by then it is known here."""

_NOT_MODIFIED = "message is not modified"
_GONE = (
    "message to edit not found",
    "message to delete not found",
    "message_id_invalid",
    "message identifier is not specified",
    "message thread not found",
    "topic_deleted",
    "topic_closed",
    "topic_id_invalid",
    "topic not found",
)
_NOBODY = ("chat not found", "peer_id_invalid", "user not found", "user_is_deactivated")


class _Sent(msgspec.Struct):
    message_id: int


class _WithMessage(msgspec.Struct):
    ok: bool = False
    result: _Sent | None = None


class _Topic(msgspec.Struct):
    message_thread_id: int


class _WithTopic(msgspec.Struct):
    ok: bool = False
    result: _Topic | None = None


class _File(msgspec.Struct):
    file_path: str = ""
    file_size: int = 0


class _WithFile(msgspec.Struct):
    ok: bool = False
    result: _File | None = None


class _Parameters(msgspec.Struct):
    retry_after: float = 0.0
    migrate_to_chat_id: int = 0


class _Answer(msgspec.Struct):
    ok: bool = False
    error_code: int = 0
    description: str = ""
    parameters: _Parameters | None = None


_with_message = msgspec.json.Decoder(_WithMessage)
_with_topic = msgspec.json.Decoder(_WithTopic)
_with_file = msgspec.json.Decoder(_WithFile)
_answer = msgspec.json.Decoder(_Answer)
_DONE = Sent()


def sent(status: int, body: bytes) -> Outcome:
    """Of a call that makes a message: ``Sent`` carries its id."""
    if status == HTTPStatus.OK:
        try:
            answer = _with_message.decode(body)
        except UNREADABLE:
            return Unknown()
        if answer.ok and answer.result is not None:
            return Sent(str(answer.result.message_id))
        return Unknown()
    return refused(status, body)


def done(status: int, body: bytes) -> Outcome:
    """Of a call that changes or deletes."""
    if status == HTTPStatus.OK:
        try:
            return _DONE if _answer.decode(body).ok else Unknown()
        except UNREADABLE:
            return Unknown()
    return refused(status, body)


def opened(status: int, body: bytes) -> Outcome:
    """Of ``createForumTopic``: ``Sent`` carries the id of the thread."""
    if status == HTTPStatus.OK:
        try:
            answer = _with_topic.decode(body)
        except UNREADABLE:
            return Unknown()
        if answer.ok and answer.result is not None:
            return Sent(str(answer.result.message_thread_id))
        return Unknown()
    refusal = refused(status, body)
    # It may be the topic that is forbidden; whether the chat is will be said of the message.
    return RefusedForGood() if isinstance(refusal, Blocked | Gone) else refusal


def file_path(status: int, body: bytes) -> str | Outcome:
    """Of ``getFile``: where the file lies."""
    if status == HTTPStatus.OK:
        try:
            found = _with_file.decode(body).result
        except UNREADABLE:
            return Unknown()
        if found is None:
            return Unknown()
        if not found.file_path or found.file_size > LARGEST_FILE:
            return RefusedForGood()
        return found.file_path
    return refused(status, body)


def downloaded(status: int, body: bytes) -> bytes | Outcome:
    """Of the download of a file, whose refusals say nothing of the chat."""
    if status == HTTPStatus.OK:
        return body if len(body) <= LARGEST_FILE else RefusedForGood()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unknown()
    return RefusedForGood()


def refused(status: int, body: bytes) -> Outcome:
    """Of an answer that is no 200."""
    try:
        answer = _answer.decode(body)
    except UNREADABLE:
        answer = _Answer()
    # A gateway in front of Telegram may answer with its own status and no JSON.
    match answer.error_code or (0 if status == HTTPStatus.OK else status):
        case HTTPStatus.TOO_MANY_REQUESTS:
            return RetryAt(max(1.0, answer.parameters.retry_after if answer.parameters else 1.0))
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            return RetryAt(REFUSED_TOKEN_SECONDS)
        # Without Telegram's own code it may be a gateway's, which would make us forget everybody.
        case HTTPStatus.FORBIDDEN if answer.error_code:
            return Blocked()
        case HTTPStatus.BAD_REQUEST if _goes_to(answer):
            return RetryAt(MOVED_SECONDS)
        case HTTPStatus.BAD_REQUEST if answer.error_code:
            return _bad_request(answer.description.lower())
        case _:
            return Unknown()


def moved_to(reply: Reply) -> str:
    """Where the group went to which the call was made; ``''``: nowhere."""
    if reply.status != HTTPStatus.BAD_REQUEST:
        return ""
    try:
        return _goes_to(_answer.decode(reply.body))
    except UNREADABLE:
        return ""


def _goes_to(answer: _Answer) -> str:
    to = answer.parameters.migrate_to_chat_id if answer.parameters is not None else 0
    return str(to) if to else ""


def _bad_request(description: str) -> Outcome:
    if _NOT_MODIFIED in description:
        return _DONE
    if any(words in description for words in _GONE):
        return Gone()
    if any(words in description for words in _NOBODY):
        return Blocked()
    return RefusedForGood()
