"""Telegram's answers, as outcomes: what surely did not happen, what did, and what nobody knows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Blocked, Gone, RefusedForGood, RetryAt, Sent, Unknown
from bot.channels.telegram.outcome import REFUSED_TOKEN_SECONDS, done, refused, sent
from fakes.telegram.faults import GATEWAY
from fakes.telegram.refusals import Refusal
from fakes.telegram.world import World

CANT_DELETE = "Bad Request: message can't be deleted for everyone"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
WORDINGS = [
    (403, "Forbidden: bot was blocked by the user", Blocked()),
    (403, "Forbidden: user is deactivated", Blocked()),
    (403, "Forbidden: bot can't initiate conversation with a user", Blocked()),
    (403, "Forbidden: bot can't send messages to bots", Blocked()),
    (400, "Bad Request: chat not found", Blocked()),
    (400, "Bad Request: PEER_ID_INVALID", Blocked()),
    (400, "Bad Request: user not found", Blocked()),
    (400, NOT_MODIFIED, Sent()),
    (400, "Bad Request: message to edit not found", Gone()),
    (400, "Bad Request: message to delete not found", Gone()),
    (400, "Bad Request: MESSAGE_ID_INVALID", Gone()),
    (400, "Bad Request: message identifier is not specified", Gone()),
    (400, CANT_DELETE, RefusedForGood()),
    (400, "Bad Request: message can't be edited", RefusedForGood()),
    (400, "Bad Request: message can't be deleted", RefusedForGood()),
    (400, "Bad Request: message text is empty", RefusedForGood()),
    (400, "Bad Request: message is too long", RefusedForGood()),
    (400, "Bad Request: MESSAGE_TOO_LONG", RefusedForGood()),
    (400, "Bad Request: can't parse entities: whatever she wrote", RefusedForGood()),
    (400, "", RefusedForGood()),
    (401, "Unauthorized", RetryAt(REFUSED_TOKEN_SECONDS)),
    (404, "Not Found", RetryAt(REFUSED_TOKEN_SECONDS)),
    (429, "Too Many Requests: retry after 0", RetryAt(1.0)),
    (409, "Conflict: terminated by other getUpdates request", Unknown()),
    (500, "Internal Server Error", Unknown()),
    (502, "Bad Gateway", Unknown()),
    (504, "Gateway Timeout", Unknown()),
]
READERS = [sent, done, refused]


def answer(code: int, description: str, **parameters: object) -> bytes:
    body = {"ok": False, "error_code": code, "description": description}
    return json.dumps(body | ({"parameters": parameters} if parameters else {})).encode()


@pytest.mark.parametrize(("code", "description", "outcome"), WORDINGS)
@pytest.mark.parametrize("reader", READERS)
def test_each_wording(reader, code, description, outcome):
    assert reader(code, answer(code, description)) == outcome
    assert reader(code, answer(code, description.upper())) == outcome


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("seconds", [1, 7, 7.5, 86400])
def test_too_many_requests_says_when(reader, seconds):
    assert reader(429, answer(429, "Too Many Requests", retry_after=seconds)) == RetryAt(seconds)


@pytest.mark.parametrize("given_", [0, -5, "soon", None, []])
def test_a_time_that_is_none_is_a_second(given_):
    assert refused(429, answer(429, "Too Many Requests", retry_after=given_)) == RetryAt(1.0)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("code", [400, 403, 409, 418, 500, 502, 503, 504, 302])
def test_a_page_of_a_gateway_says_nothing_about_her(reader, code):
    body = GATEWAY % (code, b"Reason", code, b"Reason")
    assert reader(code, body) == Unknown()
    assert reader(code, b"") == Unknown()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("code", [400, 403, 429, 401])
def test_an_answer_that_broke_off_is_never_that_she_is_gone(reader, code):
    whole = answer(code, "Forbidden: bot was blocked by the user")
    for end in range(len(whole)):
        assert isinstance(reader(code, whole[:end]), Unknown | RetryAt)


def test_a_message_that_was_sent_has_its_id():
    body = (
        b'{"ok":true,"result":{"message_id":77,"date":1,"chat":{"id":1},"text":"\\ud83c\\udf37"}}'
    )
    assert sent(200, body) == Sent("77")
    assert done(200, body) == Sent()
    assert done(200, b'{"ok":true,"result":true,"description":"x"}') == Sent()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"null", b"[]", b"true", b"<!doctype html><p>Hello", b'{"ok":true',
        b'{"ok":false}', b'{"ok":false,"result":{"message_id":7}}', b'{"ok":1,"result":true}',
        b'{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}',
        b'{"ok":"true"}', b'{"ok":true,"description":"\xff"}', b"[" * 200_000,
        b'{"ok":true,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: repr(body[:30]),
)  # fmt: skip
def test_a_200_that_is_no_answer_leaves_it_unknown(body):
    assert sent(200, body) == Unknown()
    assert done(200, body) == Unknown()


@pytest.mark.parametrize(
    "result", [b"true", b"null", b"[]", b"{}", b'{"message_id":null}', b'{"message_id":"x"}']
)
def test_a_new_message_without_an_id_is_unknown(result):
    assert sent(200, b'{"ok":true,"result":%b}' % result) == Unknown()


@given(st.integers(100, 599), st.binary(max_size=60))
def test_nothing_raises(status, body):
    for reader in READERS:
        reader(status, body)


async def test_what_the_stand_in_says_is_understood(world: World):
    """Every description that it has for a person's chat is one of the above."""
    her, known = world.person(), {words for _, words, _ in WORDINGS}
    api = world.api

    def description(method: str, **params: object) -> str:
        with pytest.raises(Refusal) as refusal:
            api.call(method, {"chat_id": her.id, **params})
        return str(refusal.value)

    found = {description("sendMessage", text="x")}
    her.starts()
    api.call("sendMessage", {"chat_id": her.id, "text": "x"})
    mine = her.screen.message_id
    found |= {
        description("sendMessage", text=" "),
        description("sendMessage", text="x" * 5000),
        description("editMessageText", text="x", message_id=mine),
        description("editMessageText", text="x", message_id=99),
        description("editMessageText", text="x" * 5000, message_id=mine),
        description("deleteMessage", message_id=99),
    }
    world.clock.advance(49 * 3600)
    found.add(description("deleteMessages", message_ids=[mine]))
    her.blocks()
    found.add(description("sendMessage", text="x"))
    her.deletes_account()
    found.add(description("sendMessage", text="x"))
    assert found <= known
    assert len(found) == 10
