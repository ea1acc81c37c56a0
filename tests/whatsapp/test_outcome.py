"""Twilio's answers as outcomes: what surely did not happen, what did, and what nobody knows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import (
    LARGEST_FILE,
    Blocked,
    Gone,
    RefusedForGood,
    RetryAt,
    Sent,
    Unknown,
)
from bot.channels.whatsapp.outcome import (
    BUSY_SECONDS,
    CHANNEL_BUSY_SECONDS,
    NOT_FINAL_SECONDS,
    REFUSED_TOKEN_SECONDS,
    Page,
    TemplateRefused,
    deleted,
    downloaded,
    drawn,
    is_of_message,
    listed,
    of_code,
    refused,
    sent,
    worst,
)

SID = "SM" + "0a" * 16
OUT = RetryAt(REFUSED_TOKEN_SECONDS)
CODES = [
    (429, 20429, RetryAt(BUSY_SECONDS)),
    (400, 63018, RetryAt(CHANNEL_BUSY_SECONDS)),
    (429, 63018, RetryAt(CHANNEL_BUSY_SECONDS)),
    (400, 21611, RetryAt(CHANNEL_BUSY_SECONDS)),
    (401, 20003, OUT),
    (403, 20003, OUT),
    (403, 20006, OUT),
    (403, 0, OUT),
    (401, 0, OUT),
    (400, 10001, OUT),
    (400, 63007, OUT),
    (404, 20404, OUT),
    (404, 0, OUT),
    (400, 63014, Blocked()),
    (400, 21610, Blocked()),
    (403, 21610, Blocked()),
    (400, 63003, Blocked()),
    (400, 63024, Blocked()),
    (400, 21211, Blocked()),
    (400, 63016, RefusedForGood()),
    (400, 21617, RefusedForGood()),
    (400, 21656, RefusedForGood()),
    (400, 99999, RefusedForGood()),
    (400, 0, Unknown()),
    (409, 0, Unknown()),
    (500, 20500, Unknown()),
    (503, 20503, Unknown()),
    (500, 63014, Unknown()),
    (502, 0, Unknown()),
    (302, 0, Unknown()),
]


def error(code: int, status: int = 400) -> bytes:
    said = {"code": code, "message": "whatsapp:+77010000000", "more_info": "", "status": status}
    return json.dumps(said if code else {"detail": "no code"}).encode()


@pytest.mark.parametrize(("status", "code", "outcome"), CODES)
def test_a_refusal(status, code, outcome):
    assert refused(status, error(code, status)) == outcome
    if status != 302:
        assert sent(status, error(code, status)) == outcome


@pytest.mark.parametrize("code", [63014, 21610, 63003, 63024, 63016, 63018])
def test_a_refusal_that_comes_later_means_the_same(code):
    assert of_code(code) == refused(400, error(code))


def test_a_message_that_was_made_has_its_id():
    assert sent(201, json.dumps({"sid": SID, "status": "queued"}).encode()) == Sent(SID)
    assert sent(201, json.dumps({"sid": SID, "status": "failed"}).encode()) == Sent(SID)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"sid":7}', b'{"sid":"', b"\xff", b"null"])
def test_a_message_without_an_id_may_have_been_made(body):
    assert sent(201, body) == Unknown()


@given(st.integers(500, 599), st.binary())
def test_a_failure_of_the_server_is_never_a_refusal(status, body):
    for read in (sent, deleted, refused):
        assert read(status, body) == Unknown()


@given(st.integers(100, 599), st.binary())
def test_nothing_is_too_odd_to_be_read(status, body):
    assert not isinstance(sent(status, body), Blocked | Gone)
    assert not isinstance(deleted(status, body), Blocked | Gone)
    listed(status, body, 0.0)
    downloaded(status, body)


# --- deleting


def test_a_record_that_is_gone():
    assert deleted(204, b"") == Sent()
    assert deleted(404, error(20404, 404)) == Gone()


@pytest.mark.parametrize("status", [400, 409])
def test_a_record_that_is_not_final_yet_s56(status):
    waits = deleted(status, error(20009, status))
    assert waits == RetryAt(NOT_FINAL_SECONDS, of_message=True)
    assert is_of_message(waits)


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (200, 0, Unknown()),  # a gateway's page
        (404, 0, OUT),  # any server's answer; not a sign that it is gone
        (401, 20003, OUT),
        (429, 20429, RetryAt(BUSY_SECONDS)),
        (400, 63014, RefusedForGood()),
        (400, 21610, RefusedForGood()),
        (400, 20001, RefusedForGood()),
    ],
)
def test_nobody_blocks_a_deletion_and_nothing_else_makes_it_done(status, code, outcome):
    assert deleted(status, error(code, status)) == outcome


def test_of_several_the_worst_counts():
    waits = RetryAt(60.0, of_message=True)
    everybody = [RetryAt(2.0), Unknown(), waits, RefusedForGood(), Sent(), Gone()]
    for number, one in enumerate(everybody):
        assert worst(everybody[number:]) == one
        assert worst(everybody[number:][::-1]) == one
    assert worst([RetryAt(2.0), RetryAt(60.0)]) == RetryAt(60.0)


# --- templates


@pytest.mark.parametrize("code", [21655, 92006, 21656, 92007, 21658, 63005, 63013, 63027])
def test_a_template_is_refused_apart_from_her(code):
    assert drawn(400, error(code)) == TemplateRefused(values=code in (21656, 92007, 21658))
    assert drawn(500, error(code)) == Unknown()
    assert sent(400, error(code)) == RefusedForGood()


@pytest.mark.parametrize("code", [0, 20429, 63014, 63016, 63018, 20003, 21610])
def test_what_is_no_refusal_of_a_template(code):
    assert drawn(400, error(code)) == sent(400, error(code))
    assert drawn(201, json.dumps({"sid": SID}).encode()) == Sent(SID)


# --- listing


def page(*messages: dict, following: str | None = None) -> bytes:
    return json.dumps({"messages": list(messages), "next_page_uri": following}).encode()


def one(sid: str, date: str | None, direction: str = "outbound-api") -> dict:
    return {"sid": sid, "direction": direction, "date_created": date, "body": "x", "to": "y"}


SINCE = 1_795_348_800.0  # 2026-11-22 12:00:00 UTC
AT, BEFORE = "Sun, 22 Nov 2026 12:00:00 +0000", "Sun, 22 Nov 2026 11:59:59 +0000"


def test_what_was_sent_since_is_listed():
    body = page(
        one("SM1", AT), one("SM2", BEFORE), one("SM3", AT, "inbound"), one("SM4", None),
        following="/2010-04-01/Accounts/AC1/Messages.json?Page=1&PageToken=PA1",
    )  # fmt: skip
    assert listed(200, body, SINCE) == Page(("SM1", "SM4"), "Page=1&PageToken=PA1")


def test_a_page_of_older_ones_is_the_last():
    body = page(one("SM1", BEFORE), following="/x?Page=1")
    assert listed(200, body, SINCE) == Page((), "")
    assert listed(200, page(), SINCE) == Page((), "")
    assert listed(200, page(one("SM1", AT)), SINCE) == Page(("SM1",), "")


def test_a_list_that_cannot_be_had():
    assert listed(401, error(20003), SINCE) == OUT
    assert listed(200, b"<html>", SINCE) == Unknown()


# --- files


def test_a_file():
    assert downloaded(200, b"abc") == b"abc"
    assert downloaded(200, bytes(LARGEST_FILE + 1)) == RefusedForGood()
    assert downloaded(404, b"") == RefusedForGood()
    assert downloaded(503, b"") == Unknown()
    assert downloaded(429, b"") == Unknown()
