"""The webhook from outside: who may knock, what is taken, and what is said when nothing can be."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from bot.channels.base import Busy, Done, Down
from bot.channels.whatsapp import reception, webhook
from bot.channels.whatsapp.reception import MOST, Reception, Ways
from bot.channels.whatsapp.signature import Signature
from bot.channels.whatsapp.webhook import MOST_BYTES, PATH, STATUS_PATH, Webhook
from tests.whatsapp.hostile import (
    ACCOUNT,
    ADDRESS,
    FORMS,
    HER,
    HER_ADDRESS,
    PUBLIC,
    TOKEN,
    message,
    posted,
    press,
    signed,
    status,
    wounded,
)

NOW = 1_795_240_801.0
SIGNATURE = b"x-twilio-signature"
ALGORITHM = b"x-twilio-webhooks-signature-settings"
LIES = [
    (b"host", b"evil.example"),
    (b"host", b"10.0.0.7:8080"),
    (b"x-forwarded-host", b"evil.example"),
    (b"x-forwarded-proto", b"http"),
    (b"x-forwarded-port", b"8443"),
    (b"forwarded", b"host=evil.example;proto=http"),
    (b"x-original-url", b"/elsewhere"),
]


class Door:
    """The webhook of one path, with a service behind it that writes down what it is given."""

    def __init__(self, path: str = PATH, *, testers: frozenset[str] | None = None) -> None:
        self.taken: list[object] = []
        self.gone: list[str] = []
        self.unread: list[str] = []
        self.turned: list[str] = []
        self.dropped: list[str] = []
        self.answers: list[object] = []
        self.reads = 0
        self.gate: asyncio.Event | None = None
        ways = Ways(
            receive=self._receive,
            undelivered=self._undelivered,
            admits=lambda update: testers is None or update.address in testers,
            turn_away=self._turn_away,
            is_exit=lambda update: getattr(update.event, "text", "") == "exit",
            drop=self._drop,
        )
        self.reception = Reception(ways)
        self.app = Webhook(Signature(TOKEN, PUBLIC + path), ACCOUNT, self.reception, lambda: NOW)

    async def _undelivered(self, address: str, closed: str) -> object:
        if closed:
            return await self._blocked(address)
        self.unread.append(address)
        return Done()

    async def _receive(self, update):
        self.taken.append(update)
        return self.answers.pop(0) if self.answers else Done()

    async def _blocked(self, address):
        self.gone.append(address)
        return self.answers.pop(0) if self.answers else Done()

    async def _drop(self, sid):
        self.dropped.append(sid)
        return self.answers.pop(0) if self.answers else Done()

    async def _turn_away(self, update):
        self.turned.append(update.address)
        if self.gate is not None:
            await self.gate.wait()

    @property
    def counts(self) -> Counter[str]:
        return self.app.counts

    async def hears(
        self, body=b"", headers=(), *, method="POST", query=b"", pieces=None, ends=True
    ) -> tuple[int, dict[bytes, bytes], bytes]:
        """One request; the body comes in one piece unless told otherwise. None: that never
        comes; without ``ends`` the peer hangs up after the last piece.
        """
        sent: list[dict] = []
        left = list(pieces if pieces is not None else [body])

        async def receive():
            self.reads += 1
            if not left:
                return {"type": "http.disconnect"}
            piece = left.pop(0)
            if piece is None:
                await asyncio.Event().wait()
            return {"type": "http.request", "body": piece, "more_body": bool(left) or not ends}

        async def send(event):
            sent.append(event)

        scope = {"method": method, "query_string": query, "headers": list(headers)}
        async with asyncio.timeout(5):
            await self.app(scope, receive, send)
        start, end = sent
        return start["status"], dict(start["headers"]), end["body"]

    async def posts(self, form, *headers, given=None, query=b"", address=ADDRESS) -> int:
        """A form; with Twilio's signature for this address unless told otherwise."""
        made = signed(form, address) if given is None else given
        head = [(SIGNATURE, made), *headers]
        return (await self.hears(posted(form), head, query=query))[0]


@pytest.fixture
def door() -> Door:
    return Door()


# --- who may knock


@pytest.mark.parametrize("kind", sorted(FORMS))
async def test_what_twilio_signed_is_taken(door, kind):
    assert await door.posts(FORMS[kind]) == 200
    assert len(door.taken) == (FORMS[kind]["From"] == HER)
    assert not door.counts


async def test_thousands_of_forged_requests_and_none_is_accepted(door):
    chance = random.Random(11)
    tried = 0
    for kind, form in wounded(chance):
        head = (*chance.sample(LIES, 2),)
        assert await door.posts(form, *head, given=signed(FORMS[kind])) in {400, 403}
        assert await door.posts(form, *head, given=signed(form, token="other")) in {400, 403}
        assert await door.posts(form, *head, given=signed(form, ADDRESS + "/status")) in {400, 403}
        tried += 3
    assert tried > 5000
    assert door.taken == door.gone == door.turned == []
    assert not door.reception.counts
    assert sum(door.counts.values()) == tried


async def test_behind_a_proxy_the_address_is_the_public_one(door):
    for lie in LIES:
        assert await door.posts(FORMS["text"], lie) == 200
    for host in ("evil.example", "10.0.0.7:8080", "127.0.0.1"):
        there = f"https://{host}/whatsapp"
        made = signed(FORMS["text"], there)
        assert await door.posts(FORMS["text"], (b"host", host.encode()), given=made) == 403
    assert len(door.taken) == len(LIES)


async def test_what_was_posted_to_one_path_is_nothing_at_the_other():
    first, second = Door(PATH), Door(STATUS_PATH)
    for form in FORMS.values():
        assert await second.posts(form, given=signed(form, PUBLIC + PATH)) == 403
        assert await first.posts(form, given=signed(form, PUBLIC + STATUS_PATH)) == 403
        assert await second.posts(form, address=PUBLIC + STATUS_PATH) == 200
    assert first.taken == []


async def test_a_query_is_signed(door):
    form = FORMS["text"]
    assert await door.posts(form, query=b"again=1", address=ADDRESS + "?again=1") == 200
    assert await door.posts(form, query=b"again=2", address=ADDRESS + "?again=1") == 403
    assert await door.posts(form, query=b"again=1") == 403
    assert await door.posts(form, address=ADDRESS + "?again=1") == 403
    assert len(door.taken) == 1


async def test_the_stronger_signature_is_taken_where_it_is_announced(door):
    form = FORMS["text"]
    strong = signed(form, algorithm="HMAC_SHA256")
    said = (ALGORITHM, b"key=webhooks_sharedkey_1,algorithm=HMAC_SHA256")
    assert await door.posts(form, said, given=strong) == 200
    assert await door.posts(form, given=strong) == 403
    assert await door.posts(form, (ALGORITHM, b"algorithm=HMAC_MD5")) == 403


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(SIGNATURE, b"")],
        [(SIGNATURE, b"x")],
        [(SIGNATURE, b"A" * 27)],
        [(SIGNATURE, signed(FORMS["text"])), (SIGNATURE, signed(FORMS["text"]))],
        [(b"authorization", b"Basic eDp4")],
    ],
)
async def test_nothing_of_a_strangers_body_is_read(door, headers):
    status_, head, said = await door.hears(posted(FORMS["text"]), headers)
    assert (status_, head, said) == (403, {b"content-length": b"0"}, b"")
    assert door.reads == 0
    assert door.counts == {"unsigned": 1}


async def test_only_a_post_is_taken(door):
    head = [(SIGNATURE, signed(FORMS["text"]))]
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        assert (await door.hears(posted(FORMS["text"]), head, method=method))[0] == 405
    assert door.reads == 0
    assert door.counts == {"method": 5}


async def test_a_form_of_another_account_is_not_even_read(door):
    foreign = FORMS["text"] | {"AccountSid": "AC" + "9" * 32}
    assert await door.posts(foreign) == 400
    assert door.counts == {"body": 1}


async def test_fields_cannot_be_cut_anew_with_the_signature_of_another_form(door):
    # Nothing parts names and values in what is signed: her text may hold somebody else's address.
    bait = message(Body="x", From="whatsapp:+1From" + HER)
    again = [pair for pair in bait.items() if pair[0] != "From"]
    again += [("From", "whatsapp:+1"), ("From", HER)]
    head = [(SIGNATURE, signed(bait))]
    assert (await door.hears(posted(again), head))[0] == 200
    assert door.taken == []
    assert door.counts == {"unreadable": 1}


# --- what is taken


async def test_too_much_is_refused_before_it_is_read(door):
    head = [(SIGNATURE, signed(FORMS["text"]))]
    for length in (str(MOST_BYTES + 1), "9" * 30, "9" * 5000):
        told = [*head, (b"content-length", length.encode())]
        assert (await door.hears(posted(FORMS["text"]), told))[0] == 413
    assert door.reads == 0
    assert (await door.hears(b"x" * (MOST_BYTES + 1), head))[0] == 413
    before = door.reads
    assert (await door.hears(headers=head, pieces=[b"x" * 1000] * 1000))[0] == 413
    assert door.reads - before <= MOST_BYTES // 1000 + 2
    assert door.counts == {"size": 5}


async def test_as_much_as_is_allowed_is_read_however_it_comes(door):
    form = message(Body="")
    form = form | {"Body": "x" * (MOST_BYTES - len(posted(form)))}
    body = posted(form)
    assert len(body) == MOST_BYTES
    assert await door.posts(form) == 200
    head = [(SIGNATURE, signed(form))]
    pieces = [body[at : at + 777] for at in range(0, len(body), 777)]
    assert (await door.hears(headers=head, pieces=pieces))[0] == 200
    assert len(door.taken) == 2


async def test_a_body_that_does_not_come_is_not_waited_for(door, monkeypatch):
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.01)
    head = [(SIGNATURE, signed(FORMS["text"]))]
    begun = posted(FORMS["text"])[:40]
    assert (await door.hears(headers=head, pieces=[begun, None]))[0] == 400


async def test_who_hangs_up_in_the_middle_leaves_nothing(door):
    head = [(SIGNATURE, signed(FORMS["text"]))]
    assert (await door.hears(posted(FORMS["text"]), head, ends=False))[0] == 400
    assert door.taken == []


async def test_hostile_bodies(door):
    account = f"AccountSid={ACCOUNT}&".encode()
    bodies = [b"", b"hello", b"\xff", b"%", account + b"Body=%ff", account + "Body=я".encode()]
    bodies += [account + b"a=1&" * 500, account + b"\0", b"[" * 10_000]
    head = [(SIGNATURE, b"A" * 27 + b"=")]
    for body in bodies:
        status_, _, said = await door.hears(body, head)
        assert (status_, said) in {(400, b""), (403, b"")}
    assert door.taken == []


async def test_what_was_signed_and_cannot_be_read_does_not_stand_in_twilios_log(door):
    assert await door.posts(message(MessageSid="", Body="x")) == 200
    assert await door.posts(message(From="", Body="x")) == 200
    assert door.counts == {"unreadable": 1}
    assert len(door.dropped) == 1, "from nobody, and yet there is a record"


# --- the answer


async def test_the_answer_says_nothing_to_her_and_is_what_twilio_can_read(door):
    head = [(SIGNATURE, signed(FORMS["text"]))]
    status_, headers, body = await door.hears(posted(FORMS["text"]), head)
    assert (status_, body) == (200, b"<Response/>")
    assert headers == {b"content-length": b"11", b"content-type": b"text/xml"}


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(webhook, "PAUSE", 0.001)
    monkeypatch.setattr(webhook, "PATIENCE", 0.05)


@pytest.mark.parametrize("kind", ["text", "failed"])
async def test_what_cannot_be_handled_at_once_is_tried_again_here(door, quick, kind):
    door.answers = [Down(), Busy(), Down()]
    assert await door.posts(FORMS[kind]) == 200
    assert len(door.taken) + len(door.gone) == 4
    assert not door.counts


@pytest.mark.parametrize(("answer", "name"), [(Busy(), "busy"), (Down(), "down")])
async def test_in_the_end_twilio_is_asked_to_bring_it_again(door, quick, answer, name):
    door.answers = [answer] * 1000
    assert await door.posts(FORMS["text"]) == 503
    assert len(door.taken) > 2
    assert door.counts == {name: 1}


async def test_a_way_out_is_tried_until_it_can_be_handled_for_nobody_brings_it_again(
    door, quick, monkeypatch
):
    monkeypatch.setattr(reception, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(reception, "LONGEST_PAUSE", 0.002)
    form = message(Body="exit")
    door.answers = [Down()] * 1000
    assert await door.posts(form) == 503
    assert await door.posts(form) == 503
    assert len(door.reception._kept) == 1, "once, however often it was brought"
    assert await door.posts(message(Body="more")) == 503
    assert len(door.reception._kept) == 1
    door.answers.clear()
    async with asyncio.timeout(5):
        await asyncio.gather(*door.reception._kept.values())
    before = len(door.taken)
    await asyncio.sleep(0.01)
    assert len(door.taken) == before
    assert door.taken[-1].event.text == "exit"
    assert not door.reception._kept


async def test_what_is_tried_still_is_given_up_at_the_end(door, quick):
    door.answers = [Down()] * 1000
    assert await door.posts(message(Body="exit")) == 503
    await door.reception.close()
    assert not door.reception._kept


async def test_not_everything_is_held(door, quick, monkeypatch):
    monkeypatch.setattr(webhook, "MOST_HELD", 0)
    door.answers = [Down()]
    assert await door.posts(FORMS["text"]) == 503
    assert len(door.taken) == 1


# --- who is let in


async def test_in_a_pilot_others_are_told_so_and_are_not_heard():
    door = Door(testers=frozenset({HER_ADDRESS}))
    assert await door.posts(FORMS["text"]) == 200
    other = message(Body="hello", From="whatsapp:+99900000078")
    assert await door.posts(other) == 200
    await asyncio.sleep(0)
    assert [update.address for update in door.taken] == [HER_ADDRESS]
    assert door.turned == ["+99900000078"]
    assert door.dropped == [other["MessageSid"]], "the provider's copy of it goes all the same"
    assert door.reception.counts == {"turned_away": 1}


async def test_nobody_waits_for_those_who_are_turned_away():
    door = Door(testers=frozenset())
    door.gate = asyncio.Event()
    for number in range(MOST + 20):
        form = message(Body="hello", From=f"whatsapp:+9990{number:07}")
        assert await door.posts(form) == 200
        assert await door.posts(form) == 200
    await asyncio.sleep(0)
    assert len(door.turned) == len(set(door.turned)) == MOST
    await door.reception.close()


async def test_a_press_and_nothing_at_all(door):
    assert await door.posts(press("k3J|go")) == 200
    assert await door.posts(message(MessageType="reaction", Body="👍")) == 200
    assert len(door.taken) == 1
    assert len(door.dropped) == 1, "the provider has a record of it all the same"
    assert door.reception.counts == {"nothing_said": 1}


# --- what became of ours


@pytest.mark.parametrize("code", [63014, 63003, 21610])
@pytest.mark.parametrize("state", ["failed", "undelivered"])
async def test_whom_nothing_reaches_any_more_is_forgotten(door, code, state):
    assert await door.posts(status(state, ErrorCode=str(code))) == 200
    assert door.gone == [HER_ADDRESS]
    assert door.reception.counts == {f"failed_{code}": 1}


@pytest.mark.parametrize("code", ["63016", "63018", "20003", "30036", "63005", "30008", "", "x"])
async def test_other_failures_are_counted_and_nobody_is_named(door, code):
    assert await door.posts(status("undelivered", ErrorCode=code)) == 200
    assert door.gone == []
    number = code if code.isdigit() else "0"
    assert door.reception.counts == {f"failed_{number}": 1}
    assert "7700" not in repr(vars(door.reception))


@pytest.mark.parametrize("state", ["sent", "delivered", "read", "queued", "vaporised"])
async def test_what_went_well_is_nothing_to_us_in_whatever_order_it_comes(door, state):
    assert await door.posts(status(state, ErrorCode="63014")) == 200
    assert door.gone == []
    assert not door.reception.counts
