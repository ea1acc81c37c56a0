"""What the Bot API answered, as one of our outcomes. Pure.

Only the description tells many refusals apart; it is compared in lower case and never kept: it
may quote what was sent. The worst mistake here: to call something refused that may have happened.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import msgspec

from bot.channels.base import Blocked, Gone, Outcome, RefusedForGood, RetryAt, Sent, Unknown
from bot.channels.telegram.unreadable import UNREADABLE

REFUSED_TOKEN_SECONDS: Final = 60.0
"""When to try again after Telegram refused our token: somebody has to put another one in."""

_NOT_MODIFIED = "message is not modified"
_GONE = (
    "message to edit not found",
    "message to delete not found",
    "message_id_invalid",
    "message identifier is not specified",
)
_NOBODY = ("chat not found", "peer_id_invalid", "user not found", "user_is_deactivated")


class _Sent(msgspec.Struct):
    message_id: int


class _WithMessage(msgspec.Struct):
    ok: bool = False
    result: _Sent | None = None


class _Parameters(msgspec.Struct):
    retry_after: float = 0.0


class _Answer(msgspec.Struct):
    ok: bool = False
    error_code: int = 0
    description: str = ""
    parameters: _Parameters | None = None


_with_message = msgspec.json.Decoder(_WithMessage)
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
        case HTTPStatus.BAD_REQUEST if answer.error_code:
            return _bad_request(answer.description.lower())
        case _:
            return Unknown()


def _bad_request(description: str) -> Outcome:
    if _NOT_MODIFIED in description:
        return _DONE
    if any(words in description for words in _GONE):
        return Gone()
    if any(words in description for words in _NOBODY):
        return Blocked()
    return RefusedForGood()
