"""Form fields as Twilio's reference names them."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import MapPin
from bot.channels.whatsapp.calls import (
    VALID_SECONDS,
    Ends,
    channel_address,
    content_message,
    pin_message,
    sent_to,
    text_message,
)

ENDS = Ends("whatsapp:+15550001", "whatsapp:+77010000000")
COMMON = {
    "To": "whatsapp:+77010000000",
    "From": "whatsapp:+15550001",
    "ValidityPeriod": str(VALID_SECONDS),
}


def fields(body: bytes) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(body.decode(), strict_parsing=True).items()}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_text_goes_as_it_is(text):
    assert fields(text_message(ENDS, text)) == COMMON | {"Body": text}


def test_what_becomes_of_it_is_told_where_it_is_asked():
    ends = Ends("+15550001", "KZ.1A2B", "https://bot.example/whatsapp/status")
    assert fields(text_message(ends, "Да")) == COMMON | {
        "To": "whatsapp:KZ.1A2B",
        "Body": "Да",
        "StatusCallback": "https://bot.example/whatsapp/status",
    }


@given(st.dictionaries(st.integers(1, 21).map(str), st.text(min_size=1), min_size=1))
def test_variables_are_json_without_a_raw_apostrophe(variables):
    body = fields(content_message(ENDS, "HX1", variables))
    said = body.pop("ContentVariables")
    assert "'" not in said
    assert json.loads(said) == variables
    assert body == COMMON | {"ContentSid": "HX1"}


def test_a_pin_says_nothing_but_where_it_is_s16():
    body = fields(pin_message(ENDS, MapPin(42.3417, 69.5901, "Crisis centre")))
    assert body == COMMON | {"Body": "📍", "PersistentAction": "geo:42.341700,69.590100"}
    far = fields(pin_message(ENDS, MapPin(-0.0000001, 179.99999999, "")))
    assert far["PersistentAction"] == "geo:-0.000000,180.000000"


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (1, 1), (60, 60), (10**6, 36_000)])
def test_the_time_to_wait_is_one_that_is_taken(asked, given):
    assert fields(text_message(ENDS, "x", asked))["ValidityPeriod"] == str(given)


def test_what_was_sent_to_an_address_is_listed():
    assert parse_qs(sent_to("+15550001", "whatsapp:+7&701")) == {
        "To": ["whatsapp:+7&701"],
        "From": ["whatsapp:+15550001"],
        "PageSize": ["100"],
    }


@given(st.text())
def test_an_address_is_opaque(address):
    assert channel_address(channel_address(address)) == channel_address(address)
    assert channel_address(address).endswith(address)
