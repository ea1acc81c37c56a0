"""Who may knock: what Twilio signed for this address, and nothing else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.channels.whatsapp.incoming import form_of
from bot.channels.whatsapp.signature import Signature
from tests.whatsapp.hostile import ADDRESS, FORMS, PUBLIC, TOKEN, posted, signed, wounded

OURS = Signature(TOKEN, ADDRESS)
SHA256 = b"key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
DOCUMENTED = {
    "Digits": "1234",
    "To": "+18005551212",
    "From": "+14158675310",
    "Caller": "+14158675310",
    "CallSid": "CA1234567890ABCDE",
}


def accepts(
    form: dict[str, str] | list[tuple[str, str]],
    given: bytes,
    query: bytes = b"",
    settings: bytes = b"",
    ours: Signature = OURS,
) -> bool:
    algorithm = ours.algorithm(given, settings)
    return bool(algorithm) and ours.vouches(form_of(posted(form)), query, given, algorithm)


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_what_twilio_signed_is_accepted(kind):
    assert accepts(FORMS[kind], signed(FORMS[kind]))
    strong = signed(FORMS[kind], algorithm="HMAC_SHA256")
    assert accepts(FORMS[kind], strong, settings=SHA256)


def test_the_example_of_twilios_documentation():
    ours = Signature("12345", "https://example.com/myapp.php")
    assert accepts(DOCUMENTED, b"L/OH5YylLD5NRKLltdqwSvS0BnU=", b"foo=1&bar=2", ours=ours)
    assert not accepts(DOCUMENTED, b"L/OH5YylLD5NRKLltdqwSvS0BnU=", b"foo=1", ours=ours)


def test_no_changed_form_is_accepted():
    chance = random.Random(7)
    tried = 0
    for kind, form in wounded(chance):
        assert not accepts(form, signed(FORMS[kind])), (kind, form)
        assert accepts(form, signed(form)), (kind, form)  # it is the signature that decides
        tried += 1
    assert tried > 1500


def test_no_form_is_accepted_for_another_address():
    form = FORMS["text"]
    others = [
        PUBLIC,
        PUBLIC + "/",
        ADDRESS + "/",
        ADDRESS + "/status",
        ADDRESS + "?x=1",
        ADDRESS + "#rc=3",
        PUBLIC + "/telegram",
        PUBLIC + ":8443/whatsapp",
        "https://pana.example.com/whatsapp",
        "http://pana.example.org/whatsapp",
        "https://PANA.example.org/whatsapp",
        "https://evil.example/whatsapp",
        "",
    ]
    for address in others:
        assert not accepts(form, signed(form, address)), address


def test_the_query_is_part_of_what_was_signed():
    form = FORMS["text"]
    for query in ("x=1", "x=1&y=%D1%8F", "a", "x=it%27s"):
        whole = signed(form, f"{ADDRESS}?{query}")
        assert accepts(form, whole, query.encode())
        assert not accepts(form, whole)
        assert not accepts(form, whole, query.encode() + b"&z")
        assert not accepts(form, signed(form), query.encode())
    assert not accepts(form, signed(form), b"\xff\xfe")


def test_fields_cannot_be_moved_into_the_query():
    form = FORMS["text"]
    first = sorted(form)[0]
    rest = {name: value for name, value in form.items() if name != first}
    assert not accepts(rest, signed(form), f"{first}{form[first]}".encode())


@pytest.mark.parametrize("port", ["", ":443"])
@pytest.mark.parametrize("signed_port", ["", ":443"])
def test_the_usual_port_may_be_named_or_not(port, signed_port):
    ours = Signature(TOKEN, f"https://pana.example.org{port}/whatsapp")
    made = signed(FORMS["text"], f"https://pana.example.org{signed_port}/whatsapp")
    assert accepts(FORMS["text"], made, ours=ours)


def test_another_port_is_kept():
    ours = Signature(TOKEN, "https://pana.example.org:8443/a/whatsapp")
    assert accepts(
        FORMS["text"], signed(FORMS["text"], "https://pana.example.org:8443/a/whatsapp"), ours=ours
    )
    assert not accepts(
        FORMS["text"], signed(FORMS["text"], "https://pana.example.org:443/a/whatsapp"), ours=ours
    )


def test_nobody_elses_token_and_not_the_secondary_one():
    for token in ("", "x", TOKEN.upper(), TOKEN[:-1], TOKEN + " ", TOKEN[::-1]):
        for form in FORMS.values():
            assert not accepts(form, signed(form, token=token))
            strong = signed(form, token=token, algorithm="HMAC_SHA256")
            assert not accepts(form, strong, settings=SHA256)


@pytest.mark.parametrize(
    "given_header",
    [
        b"",
        b" ",
        b"x",
        b"=" * 28,
        b"A" * 28,
        b"A" * 27,
        b"A" * 26 + b"==",
        b"A" * 43 + b"=",
        b"A" * 27 + b"=\n",
        b" " + b"A" * 26 + b"=",
        b"\xff" * 27 + b"=",
        b"A" * 10_000,
        b"-" * 27 + b"=",
    ],
)
def test_what_is_no_signature_is_seen_without_the_body(given_header):
    assert OURS.algorithm(given_header, b"") == ""


def test_how_it_was_signed_stands_in_another_header():
    form = FORMS["text"]
    weak, strong = signed(form), signed(form, algorithm="HMAC_SHA256")
    assert accepts(form, weak, settings=b"key=x,algorithm=HMAC_SHA1")
    assert accepts(form, weak, settings=b"key=x")
    assert accepts(form, weak, settings=b"algorithm=")
    assert accepts(form, strong, settings=b" algorithm = hmac_sha256 ")
    assert not accepts(form, strong)
    assert not accepts(form, weak, settings=SHA256)
    for odd in (b"algorithm=none", b"algorithm=HMAC_MD5", b"algorithm=\xff", b"algorithm=HMAC"):
        assert not accepts(form, weak, settings=odd)
        assert not accepts(form, strong, settings=odd)


def test_a_name_that_comes_again_is_signed_as_twilio_does_it():
    form = FORMS["text"]

    class Many(dict):
        def getall(self, name):
            return self[name]

    doubled = Many({name: [value] for name, value in form.items()} | {"Tag": ["b", "a", "b"]})
    pairs = [*form.items(), ("Tag", "b"), ("Tag", "a"), ("Tag", "b")]
    assert accepts(pairs, signed(doubled))
    assert not accepts([*form.items(), ("Tag", "a")], signed(doubled))


@given(
    st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=20), max_size=8),
    st.sampled_from(["", "x=1", "x=%20&y"]),
    st.booleans(),
    st.sampled_from([TOKEN, "another"]),
)
def test_we_agree_with_twilios_own_validator(form, query, strong, token):
    algorithm = "HMAC_SHA256" if strong else "HMAC_SHA1"
    address = f"{ADDRESS}?{query}" if query else ADDRESS
    made = signed(form, address, token, algorithm)
    theirs = RequestValidator(TOKEN).validate(address, form, made.decode(), algorithm)
    settings = f"algorithm={algorithm}".encode()
    assert accepts(form, made, query.encode(), settings) == theirs == (token == TOKEN)
