"""What arrives, and what it means: everything that a person can send becomes an event (S31)."""

from __future__ import annotations

import contextlib
import hashlib
import re
from urllib.parse import parse_qsl

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.whatsapp.incoming import (
    ADDRESS_LIMIT,
    MOST_FIELDS,
    Incoming,
    NoUpdateError,
    Status,
    form_of,
    read,
)
from bot.events import Located, MediaKind, Pressed, Said, SentMedia, Update
from tests.whatsapp.hostile import (
    ACCOUNT,
    CANARIES,
    CANARY,
    FORMS,
    HER,
    HER_ADDRESS,
    HIDDEN,
    MEDIA_URL,
    OURS,
    SID,
    file,
    message,
    posted,
    press,
    status,
)

NOW = 1_795_240_801.0


def meaning(form: dict[str, str] | list[tuple[str, str]]) -> Incoming:
    return read(form_of(posted(form)), NOW)


def event(form: dict[str, str]) -> object:
    update = meaning(form).update
    return None if update is None else update.event


# --- what she does


def test_a_text():
    update_id = hashlib.sha256(SID.encode()).hexdigest()[:16]
    said = Said("  мне страшно 🌷\n", SID, NOW)
    assert meaning(message(Body="  мне страшно 🌷\n")) == Incoming(
        Update(update_id, "whatsapp", HER_ADDRESS, said)
    )


def test_twilio_tells_no_time_so_it_counts_from_its_arrival():
    assert read(form_of(posted(FORMS["text"])), 5.0).update.event.dated == 5.0


def test_the_id_of_an_update_is_short_and_the_same_for_the_same_message():
    first, again = meaning(FORMS["text"]).update.id, meaning(FORMS["voice"]).update.id
    other = meaning(message(Body="x", MessageSid="SM" + "1" * 32)).update.id
    assert first == again != other
    assert len(first) == len(other) == 16


@pytest.mark.parametrize(
    "typed", ["/start", "/start kk-KZ", "Здравствуйте!", "стоп", "x", ".", "👍"]
)
def test_a_typed_start_and_a_greeting_are_only_said(typed):
    assert event(message(Body=typed)) == Said(typed, SID, NOW)


def test_a_button_of_ours():
    assert event(press("k3J|go")) == Pressed("go", "k3J", OURS, NOW, own=SID)


def test_a_press_of_a_message_that_twilio_does_not_name():
    old = press("k3J|go", OriginalRepliedMessageSid="")
    assert event(old) == Pressed("go", "k3J", "", NOW, own=SID)
    odd = press("k3J|go", OriginalRepliedMessageSid="../../Messages")
    assert event(odd) == Pressed("go", "k3J", "", NOW, own=SID)


def test_a_row_of_a_list():
    assert event(FORMS["list"]) == Pressed("osh", "k3J", "", NOW, own=SID)


@pytest.mark.parametrize(
    "form",
    [
        press("Дальше", "Дальше"),  # a template without data returns its label
        press("", "Дальше"),
        press("", "Дальше", Body=""),
        press("x|" + "y" * 63, "Дальше"),  # longer than anything we send
        message(Body="Дальше", MessageType="button"),
        message(Body="Дальше", ListTitle="Дальше", ListId="row_1"),
        message(Body="", ListTitle="Дальше", ListId="row_1"),
    ],
)
def test_a_press_without_our_data_is_its_label(form):
    assert event(form) == Said("Дальше", SID, NOW)


def test_what_she_quotes_is_nothing_to_us():
    assert event(FORMS["reply"]) == Said("да", SID, NOW)


def test_a_forwarded_message_is_not_hers():
    forwarded = SentMedia(MediaKind.FORWARD, SID, NOW)
    assert event(FORMS["forward"]) == forwarded
    assert event(message(Body="x", FrequentlyForwarded="true")) == forwarded
    assert event(file("image/jpeg", "image", Forwarded="true")) == forwarded
    assert event(message(Body="x", Forwarded="false")) == Said("x", SID, NOW)


def test_a_place():
    assert event(FORMS["place"]) == Located(42.3153, 69.5967, SID, NOW)
    southern = message(Latitude="-0.0", Longitude="-180")
    assert event(southern) == Located(0.0, -180.0, SID, NOW)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("", ""), ("42", ""), ("42,3", "69"), ("nan", "1"), ("inf", "1"), ("91", "1"), ("1", "181")],
)
def test_what_is_no_place_is_met_all_the_same(lat, lon):
    odd = message(MessageType="location", Latitude=lat, Longitude=lon)
    assert event(odd) == SentMedia(MediaKind.DOCUMENT, SID, NOW)


@pytest.mark.parametrize(
    ("content", "type_", "kind"),
    [
        ("image/jpeg", "image", MediaKind.PHOTO),
        ("IMAGE/PNG", "image", MediaKind.PHOTO),
        ("image/webp", "sticker", MediaKind.STICKER),
        ("audio/ogg; codecs=opus", "audio", MediaKind.VOICE),
        ("audio/amr", "audio", MediaKind.VOICE),
        ("video/mp4", "video", MediaKind.VIDEO),
        ("application/pdf", "document", MediaKind.DOCUMENT),
        ("application/octet-stream", "", MediaKind.DOCUMENT),
        ("text/plain", "document", MediaKind.DOCUMENT),
        ("text/vcard", "contacts", MediaKind.CONTACT),
        ("text/x-vcard", "contacts", MediaKind.CONTACT),
        ("", "audio", MediaKind.VOICE),
        ("", "", MediaKind.DOCUMENT),
    ],
)
def test_s31_files_are_told_apart_and_their_captions_are_not_read(content, type_, kind):
    media = MEDIA_URL if kind in {MediaKind.PHOTO, MediaKind.VOICE} else ""
    sent = SentMedia(kind, SID, NOW, media=media)
    assert event(file(content, type_)) == sent
    assert event(file(content, type_, Body="стоп")) == sent


def test_of_several_files_the_first_one_counts():
    several = file("audio/ogg", "audio") | {
        "NumMedia": "3",
        "MediaUrl1": MEDIA_URL + "1",
        "MediaContentType1": "image/jpeg",
    }
    assert event(several) == SentMedia(MediaKind.VOICE, SID, NOW, media=MEDIA_URL)


def test_an_address_of_a_file_that_is_far_too_long_is_none():
    long = file("image/jpeg", "image") | {"MediaUrl0": MEDIA_URL + "x" * 1024}
    assert event(long) == SentMedia(MediaKind.PHOTO, SID, NOW)


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("sticker", MediaKind.STICKER),
        ("contacts", MediaKind.CONTACT),
        ("document", MediaKind.DOCUMENT),
        ("unsupported", MediaKind.DOCUMENT),
        ("UNSUPPORTED", MediaKind.DOCUMENT),
        ("dream_shared", MediaKind.DOCUMENT),
        ("", MediaKind.DOCUMENT),
    ],
)
def test_s31_what_comes_without_anything_to_read_is_met_all_the_same(type_, kind):
    assert event(message(MessageType=type_)) == SentMedia(kind, SID, NOW)


def test_the_name_of_a_file_is_not_what_she_says():
    named = message(MessageType="document", Body="стоп")
    assert event(named) == SentMedia(MediaKind.DOCUMENT, SID, NOW)


@pytest.mark.parametrize("type_", ["reaction", "edit", "revoke", "delete", "system", "Reaction"])
def test_what_says_nothing_is_not_answered(type_):
    form = message(MessageType=type_, Body="👍")
    assert meaning(form) == Incoming(quiet=form["MessageSid"]), "its record goes all the same"


def test_without_a_type_as_it_is_documented_all_is_read():
    for kind, form in FORMS.items():
        bare = {name: value for name, value in form.items() if name != "MessageType"}
        assert meaning(bare) == meaning(form), kind


# --- who she is


@pytest.mark.parametrize("address", [HER, HIDDEN, "x", "whatsapp:+9 990", "й" * ADDRESS_LIMIT])
def test_an_address_is_taken_as_it_comes(address):
    assert meaning(message(Body="x", From=address)).update.address == address.removeprefix(
        "whatsapp:"
    )


@pytest.mark.parametrize("address", ["", "x" * (ADDRESS_LIMIT + 1)])
def test_nobody_is_no_address_and_its_record_goes_all_the_same(address):
    form = message(From=address, Body="x")
    assert meaning(form) == Incoming(quiet=form["MessageSid"])


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_her_name_and_all_else_stay_behind_at_the_door(kind):
    planted = meaning(FORMS[kind] | CANARIES)
    assert planted == meaning(FORMS[kind])
    assert CANARY.encode() not in msgspec.json.encode(planted)


# --- what became of ours


@pytest.mark.parametrize(
    "state", ["queued", "sending", "sent", "delivered", "read", "undelivered", "failed"]
)
def test_a_status(state):
    assert meaning(status(state)) == Incoming(status=Status(OURS, state, 0, HER_ADDRESS))


def test_a_status_that_we_do_not_know_is_one():
    assert meaning(status("vaporised")).status.state == "other"
    assert meaning(status("")).status.state == "other"


@pytest.mark.parametrize(
    ("given_code", "code"),
    [("63014", 63014), ("", 0), ("63014x", 0), ("-1", 0), ("9" * 5000, 0), ("٦٣", 0), ("0", 0)],
)
def test_the_code_of_a_failure(given_code, code):
    assert meaning(status("failed", ErrorCode=given_code)).status.code == code


def test_a_status_needs_no_address():
    lone = {"MessageSid": OURS, "MessageStatus": "sent", "AccountSid": ACCOUNT}
    assert meaning(lone) == Incoming(status=Status(OURS, "sent"))
    far = status("failed", To="x" * (ADDRESS_LIMIT + 1))
    assert meaning(far).status.address == ""


# --- what is nothing


@pytest.mark.parametrize(
    "sid", ["", " ", "SM/1", "../SM1", "SM 1", "SMй", "S" * 65, "SM1\0", "SM1?x=1"]
)
def test_an_id_that_could_not_stand_in_an_address_is_none(sid):
    for form in (message(Body="x", MessageSid=sid), status("sent", MessageSid=sid)):
        with pytest.raises(NoUpdateError):
            meaning(form)


@pytest.mark.parametrize(
    "name", ["MessageSid", "From", "Body", "MessageType", "ButtonPayload", "MediaUrl0", "NumMedia"]
)
def test_a_field_that_comes_twice_is_refused(name):
    pairs = list(message(Body="x").items())
    once = [pair for pair in pairs if pair[0] != name]
    with pytest.raises(NoUpdateError):
        meaning([*once, (name, "a"), (name, "b")])


def test_a_field_that_we_do_not_read_may_come_twice():
    pairs = [*FORMS["text"].items(), ("NotHeardOf", "a"), ("NotHeardOf", "b")]
    assert meaning(pairs) == meaning(FORMS["text"])


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",
        "Body=я".encode(),
        b"Body=%ff",
        b"Body=%ED%A0%80",  # half of a pair of surrogates
        b"&".join([b"a=1"] * (MOST_FIELDS + 1)),
    ],
)
def test_a_body_that_is_no_form(body):
    with pytest.raises(NoUpdateError) as caught:
        form_of(body)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__  # what was sent stands in no traceback


def test_a_form_with_nothing_in_it_is_no_message():
    for body in (b"", b"&&&", b"=", b"hello", b"{}", b"%", b"%zz=%", b"a=1;b=2"):
        with pytest.raises(NoUpdateError):
            read(form_of(body), NOW)


NAMES = sorted({name for form in FORMS.values() for name in form} | {"MediaUrl1", "OptOutType"})
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "0", "1", "true", "x|y", "nan", "1e999", HER, SID, "text", "location"]),
)


def never_raises(body: bytes) -> None:
    with contextlib.suppress(NoUpdateError):
        found = read(form_of(body), NOW)
        assert isinstance(found, Incoming)
        msgspec.json.encode(found)  # it can be stored


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12))
def test_no_form_raises(form):
    never_raises(posted(message() | form))
    never_raises(posted(form))


@given(st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=12))
def test_no_doubled_fields_raise(pairs):
    never_raises(posted(pairs))


@given(st.binary(max_size=300))
def test_no_bytes_raise(body):
    never_raises(body)
    never_raises(b"MessageSid=SM1&From=x&Body=" + body)


@given(st.sampled_from(sorted(FORMS)), st.integers(0, 2000), st.binary(min_size=1, max_size=3))
def test_no_form_with_a_wound_raises(kind, at, wound):
    body = posted(FORMS[kind])
    at %= len(body)
    never_raises(body[:at] + wound + body[at + len(wound) :])


BYTES = st.text(alphabet="%&=+aF03Dé\u0448\r\n \t", max_size=60).map(str.encode)
LOOSE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


@given(st.binary(max_size=80) | BYTES)
@example(b"a=1&a=&&=b&c&%D1%88=%d1%88+%2B")
@example(b"a=%D1%88+%3D=%3d&b=%zz")
def test_a_form_is_read_as_the_library_reads_it(body):
    """But what is no escape is refused: nobody who encodes forms writes it."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        pairs = None
    escaped = [one for part in body.split(b"&") for one in part.partition(b"=")[::2] if b"%" in one]
    refused = any(LOOSE.search(one) or b"\n" in one or b"\r" in one for one in escaped)
    if pairs is None or refused:
        with pytest.raises(NoUpdateError):
            form_of(body)
        return
    names = list(dict.fromkeys(name for name, _ in pairs))
    assert [(name, value) for name, values in form_of(body).items() for value in values] == sorted(
        pairs, key=lambda pair: names.index(pair[0])
    )
