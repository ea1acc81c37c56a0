"""What Twilio answered, as one of our outcomes. Pure.

Errors are told apart by their code (twilio.com/docs/api/errors/<code>); messages are never kept,
they may quote a number. Many refusals of WhatsApp come later, by status callback, under the same
codes: :func:`of_code` is for these, too. The worst mistake here: to call something refused that may
have happened, and to forget a person over a mistake of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, assert_never

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

REFUSED_TOKEN_SECONDS: Final = 60.0
"""When to try again after Twilio refused us as a whole: somebody has to mend the settings."""
BUSY_SECONDS: Final = 2.0
CHANNEL_BUSY_SECONDS: Final = 5.0
NOT_FINAL_SECONDS: Final = 60.0
"""*Wait at least 1 minute* (20009)."""

_BUSY: Final = frozenset({
    20429,  # too many requests at once; surely not processed
})  # fmt: skip
_CHANNEL_BUSY: Final = frozenset({
    63018,  # rate limit of the channel
    21611,  # the sender's queue is full
    30001,  # likewise, later
})  # fmt: skip
OURS: Final = frozenset({
    20003,  # wrong credentials, or they may not do this
    20005,  # the account is not active
    20006,  # access denied
    20008,  # test credentials
    20403,  # forbidden
    10001,  # the account is not active
    63001,  # the channel could not authenticate the request
    63007,  # there is no such sender
    63051,  # the WhatsApp account is locked
})  # fmt: skip
"""It is our account that is refused, and nothing is wrong with her."""
_BLOCKED: Final = frozenset({
    63014,  # blocked by an action of hers
    21610,  # she opted out
    63003,  # the channel does not know the address
    63024,  # not a valid recipient
    21211,  # not a valid address
})  # fmt: skip
_TEMPLATE: Final = frozenset({
    21655, 92006,  # no such content
    21656, 92007,  # the variables are not valid
    21658,  # a value is too long
    63005, 63006, 63021,  # the channel did not accept the content
    63013,  # against the channel's policy
    63027, 63028,  # no such template; not its variables
})  # fmt: skip
_VALUES: Final = frozenset({21656, 92007, 21658})
_NOT_FINAL: Final = 20009
_NOT_THERE: Final = 20404
_OUTBOUND: Final = "outbound"


class _Resource(msgspec.Struct):
    sid: str = ""


class _Error(msgspec.Struct):
    code: int = 0


class _Listed(msgspec.Struct):
    sid: str = ""
    direction: str | None = None
    date_created: str | None = None


class _Page(msgspec.Struct):
    messages: list[_Listed]
    next_page_uri: str | None = None


class TemplateRefused(msgspec.Struct, frozen=True):
    """The template was refused and nothing was sent: the same words may go as plain text.

    ``values``: it was the values for it, and others may be taken.
    """

    values: bool


class Page(msgspec.Struct, frozen=True):
    """One page of a list of messages."""

    sids: tuple[str, ...]
    """Of those messages that were asked for."""
    following: str
    """The query of the next page; ``''`` when nothing there can be of interest."""


_resource = msgspec.json.Decoder(_Resource)
_error = msgspec.json.Decoder(_Error)
_page = msgspec.json.Decoder(_Page)
UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes that are not what they should be: two errors are Python's own."""


def sent(status: int, body: bytes) -> Outcome:
    """Of a call that makes a message: ``Sent`` carries its id. Twilio took it; what becomes of it
    is told later.
    """
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        try:
            sid = _resource.decode(body).sid
        except UNREADABLE:
            return Unknown()
        return Sent(sid) if sid else Unknown()
    return refused(status, body)


def drawn(status: int, body: bytes) -> Outcome | TemplateRefused:
    """Of a call that makes a message from a template."""
    code = code_of(body) if _is_refusal(status) else 0
    return TemplateRefused(code in _VALUES) if code in _TEMPLATE else sent(status, body)


def deleted(status: int, body: bytes) -> Outcome:
    """Of the deletion of one record. One that is not there any more is what was wanted."""
    if status == HTTPStatus.NO_CONTENT:
        return Sent()
    code = code_of(body)
    if status == HTTPStatus.NOT_FOUND and code == _NOT_THERE:  # any server says 404, only this one
        return Gone()
    if code == _NOT_FINAL and _is_refusal(status):  # 409 or 400
        return RetryAt(NOT_FINAL_SECONDS, of_message=True)
    outcome = refused(status, body)
    return RefusedForGood() if isinstance(outcome, Blocked) else outcome


def listed_old(status: int, body: bytes, before: float) -> Page | Outcome:
    """Of a list of messages: those of both sides that were made before ``before``."""
    page = _listed(status, body)
    if not isinstance(page, _Page):
        return page
    old = tuple(one.sid for one in page.messages if _moment(one.date_created) < before)
    return Page(old, (page.next_page_uri or "").partition("?")[2])


def listed(status: int, body: bytes, since: float) -> Page | Outcome:
    """Of a list of messages: those of ours since ``since``, in seconds since 1970."""
    page = _listed(status, body)
    if not isinstance(page, _Page):
        return page
    new = [one for one in page.messages if _moment(one.date_created) >= since]
    ours = tuple(one.sid for one in new if (one.direction or "").startswith(_OUTBOUND))
    # Newest first, as far as they were sent: a page without a new one is the last of interest.
    following = page.next_page_uri if new else None
    return Page(ours, (following or "").partition("?")[2])


def _listed(status: int, body: bytes) -> _Page | Outcome:
    if status != HTTPStatus.OK:
        return refused(status, body)
    try:
        return _page.decode(body)
    except UNREADABLE:
        return Unknown()


def downloaded(status: int, body: bytes) -> bytes | Outcome:
    """Of the download of a file, whose refusals say nothing of the chat."""
    if status == HTTPStatus.OK:
        return body if len(body) <= LARGEST_FILE else RefusedForGood()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unknown()
    return RefusedForGood()


def refused(status: int, body: bytes) -> Outcome:
    """Of an answer that is no success."""
    code = code_of(body)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) and code not in _BLOCKED:
        return RetryAt(REFUSED_TOKEN_SECONDS)
    if status == HTTPStatus.NOT_FOUND:  # of a list or a new message: there is no such account
        return RetryAt(REFUSED_TOKEN_SECONDS)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unknown()
    if code:
        return of_code(code)
    return RetryAt(BUSY_SECONDS) if status == HTTPStatus.TOO_MANY_REQUESTS else Unknown()


def of_code(code: int) -> Outcome:
    """Of a refusal with this code. After 24 hours (63016) it is for good: she writes first."""
    for codes, outcome in _OUTCOMES:
        if code in codes:
            return outcome
    return RefusedForGood()


def code_of(body: bytes) -> int:
    """The code of an error; 0: none can be read. A gateway answers without one."""
    try:
        return _error.decode(body).code
    except UNREADABLE:
        return 0


def is_of_message(outcome: Outcome) -> bool:
    """Whether it has to wait, and others need not."""
    return isinstance(outcome, RetryAt) and outcome.of_message


def worst(told: Sequence[Outcome]) -> Outcome:
    """Of several records: what has to be done next. What concerns all of them comes first."""
    for one in sorted(told, key=_care):
        return one
    return Gone()


def _care(outcome: Outcome) -> tuple[int, float]:
    match outcome:
        case RetryAt(seconds=seconds, of_message=of_message):
            return (2 if of_message else 0, -seconds)
        case Unknown():
            return (1, 0.0)
        case RefusedForGood() | Blocked():
            return (3, 0.0)
        case Sent():
            return (4, 0.0)
        case Gone():
            return (5, 0.0)
        case _:
            assert_never(outcome)


def _is_refusal(status: int) -> bool:
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR


def _moment(date: str | None) -> float:
    """Of an RFC 2822 date; one that cannot be read counts as now."""
    try:
        return parsedate_to_datetime(date or "").timestamp()
    except ValueError:
        return float("inf")


_OUTCOMES: Final[tuple[tuple[frozenset[int], Outcome], ...]] = (
    (_BUSY, RetryAt(BUSY_SECONDS)),
    (_CHANNEL_BUSY, RetryAt(CHANNEL_BUSY_SECONDS)),
    (OURS, RetryAt(REFUSED_TOKEN_SECONDS)),
    (_BLOCKED, Blocked()),
)
