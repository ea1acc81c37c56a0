"""Both sides of a talk over HTTP: a person's phone, a counsellor's, and the group of the staff."""

from __future__ import annotations

import pytest

from bot.channels.base import Message
from bot.channels.local import LocalProvider
from bot.channels.picture import re_encode
from bot.clock import ManualClock
from bot.events import MediaKind
from bot.pack.load import load
from bot.simulator import acts
from bot.simulator.desk import ENOUGH, OPEN_FIRST, desk
from bot.simulator.lock_screen import notice_of
from bot.simulator.samples import sample_of
from bot.simulator.staff import GROUP, MOST_COUNSELLORS, MOST_MESSAGES, Full, StaffPhones
from tests.simulator.running import content_folder
from tests.talk import real_pack

HERS = "канарейка-71d2 кеңес керек"
OURS = "тыңдап отырмын-5b0e"
LATER = 31 * 60
"""Seconds after which nothing of a talk that ended is kept."""


@pytest.fixture
def page(pana):
    """A person behind the door, and a counsellor on duty beside her."""
    phone = pana.phone()
    phone.open_door()
    phone.open_desk()
    yield phone
    phone.do("counsellor", open=False)
    pana.ask("POST", "/act", {"act": {"do": "new", "old": phone.id}})


def texts(messages: list[dict]) -> list[str]:
    return [message["text"] for message in messages]


def at_desk(phone, text: str) -> dict | None:
    return next((message for message in phone.desk if text in message["text"]), None)


def about_cases(phone) -> list[dict]:
    """Everything at the desk and in the group that belongs to somebody: no sums of yesterday."""
    catalogue = real_pack().catalogue
    notices = {catalogue.entry("desk.notice", tag).forms["other"] for tag in ("kk", "ru", "en")}
    return [
        message
        for message in (*phone.desk, *phone.group)
        if message["protected"] and message["text"].split("\n")[0] not in notices
    ]


def test_from_consent_to_the_wipe(page):
    before = page.stored
    page.ask_for_a_human()
    page.until(lambda phone: phone.offers("accept", "group"))
    assert page.stored["cases"] == before["cases"] + 1
    offer = page.group[-1]
    assert offer["protected"]
    assert offer["masked_from"]
    assert page.state["lock"]["text"].startswith("Тілді")

    assert page.press_as("group", "accept"), "a press in the group is answered"
    page.until(lambda phone: "look" in phone.choices() and not phone.group)
    lock = page.state["lock"]
    assert not lock["masked"], "the line of the arrival is neutral, so it is not masked"
    assert not page.state["messages"][-1]["spoiler"]
    page.choose("look", "open")
    page.choose("open", "take_back")

    page.do("say", text=HERS)
    page.until(lambda phone: at_desk(phone, HERS))
    heard = at_desk(page, HERS)
    assert heard is not None
    assert heard["protected"]
    assert heard["spoiler"]
    assert HERS not in heard["text"][: heard["masked_from"]]
    assert HERS not in page.state["counsellor"]["lock"]["text"]
    assert page.state["counsellor"]["lock"]["masked"]
    page.do("say", who="counsellor", text=OURS)
    page.until(lambda phone: any(OURS in text for text in texts(phone.ours())))
    assert OURS not in page.state["lock"]["text"]

    page.press_as("counsellor", "close")
    page.until(lambda phone: phone.offers("close!"))
    page.press_as("counsellor", "close!")
    page.until(lambda phone: at_desk(phone, HERS) is None and at_desk(phone, OURS) is None)
    page.do("move", seconds=LATER)
    page.until(lambda phone: phone.stored["cases"] == before["cases"])
    assert about_cases(page) == []


def test_she_leaves_and_the_copies_at_the_desk_vanish(page):
    page.meet()
    page.do("say", text=HERS)
    page.until(lambda phone: at_desk(phone, HERS))
    page.press("exit")
    page.until(lambda phone: at_desk(phone, HERS) is None and "c:other" in phone.choices())
    page.until(lambda phone: len(about_cases(phone)) == 1)
    assert page.stored["remains"] >= 1
    page.do("move", seconds=LATER)
    assert about_cases(page) == []
    assert page.stored["cases"] == 0


def test_a_counsellor_answers_changes_and_shows(page):
    page.meet()
    page.do("say", text=HERS)
    page.until(lambda phone: at_desk(phone, HERS))
    heard = at_desk(page, HERS)
    assert heard is not None
    page.do("say", who="counsellor", text=OURS, about=heard["id"])
    page.until(lambda phone: any(OURS in text for text in texts(phone.ours())))
    mine = at_desk(page, OURS)
    assert mine is not None
    assert mine["about"] == heard["id"]
    page.do("edit", text="басқаша", message=mine["id"])
    page.until(lambda phone: any("басқаша" in text for text in texts(phone.ours())))
    assert not any(OURS in text for text in texts(page.ours()))
    changed = next(message for message in page.ours() if "басқаша" in message["text"])
    assert changed["spoiler"], "a change unmasks nothing"

    for wrong in (heard["id"], "999999"):
        assert page.do("edit", text="nothing", message=wrong).json() == {"alert": ""}
    assert "nothing" not in "".join(texts(page.ours()) + texts(page.desk))

    page.press_as("counsellor", "more")
    page.until(lambda phone: phone.offers("ask:media"))
    page.press_as("counsellor", "ask:media")
    page.choose("yes:media", "exit")
    page.until(lambda phone: any("media" in m for m in phone.ours()) or show(phone))
    for kind in ("photo", "voice"):
        page.do("media", kind=kind)
        page.until(lambda phone, kind=kind: kind in media_of(phone.desk, "ours"))


def show(phone) -> bool:
    """The counsellor shows a photo until it has come: her leave is under way at first."""
    phone.do("media", who="counsellor", kind="photo")
    return False


def media_of(messages: list[dict], side: str) -> set[str]:
    return {m["media"] for m in messages if m["side"] == side and "media" in m}


def test_without_a_counsellors_phone_the_page_says_to_open_one(page, pana):
    page.ask_for_a_human()
    page.until(lambda phone: phone.offers("accept", "group"))
    other = pana.phone()
    found = other.offers("accept", "group")
    assert found is not None, "all pages see the one group"
    said = {"alert": OPEN_FIRST}
    assert other.do("press", who="group", **found).json() == said
    assert other.do("say", who="counsellor", text="a").json() == said
    assert other.do("media", who="counsellor", kind="photo").json() == said
    assert other.do("edit", text="a", message="1").json() == said
    assert other.offers("accept", "group") == found
    assert other.state["counsellor"] is None


def test_a_press_that_nobody_offers_does_nothing(page):
    before = page.desk
    for who in ("counsellor", "group"):
        more = {"data": "post|accept:00", "on": before[-1]["id"], "who": who}
        assert page.do("press", **more).json() == {"alert": ""}
    assert page.desk == before


def test_a_phone_that_is_put_away_gives_its_talk_back(page):
    desks = page.stored["desks"]
    page.meet()
    assert page.do("counsellor").json() == {"alert": ""}, "it is open already"
    assert page.stored["desks"] == desks
    page.do("counsellor", open=False)
    assert page.state["counsellor"] is None
    assert page.stored["desks"] == desks - 1
    page.until(lambda phone: "stop" in phone.choices(), seconds=10)
    page.open_desk()
    page.until(lambda phone: phone.offers("accept", "group"))
    assert page.state["counsellor"]["alias"].startswith("Counsellor ")


def test_another_person_meets_the_same_counsellor(page, pana):
    alias = page.state["counsellor"]["alias"]
    order = {"act": {"do": "new", "app_locale": "ru", "old": page.id}}
    state = pana.ask("POST", "/act", order).json()
    assert state["messages"] == []
    assert state["counsellor"]["alias"] == alias
    page.id = state["phone"]
    assert page.offers("off"), "she is on duty still"


# the parts by themselves


def test_counsellors_are_few_and_their_numbers_are_given_again():
    phones = StaffPhones(LocalProvider(ManualClock(0), "staff"))
    made = [phones.new("ru") for _ in range(MOST_COUNSELLORS)]
    assert [phone.number for phone in made] == [*range(1, MOST_COUNSELLORS + 1)]
    with pytest.raises(Full):
        phones.new("ru")
    phones.remove(made[2])
    assert phones.new("ru").alias == "Counsellor 3"
    assert len(phones) == MOST_COUNSELLORS


@pytest.mark.slow
async def test_when_all_counsellors_are_there_one_whom_nobody_looks_at_goes(tmp_path):
    pack = load(content_folder()).pack
    assert pack is not None
    async with desk(pack, tmp_path, "name") as made:
        phones = [await made.new_phone("ru") for _ in range(MOST_COUNSELLORS + 1)]
        for phone in phones[:-1]:
            assert await made.act(phone, acts.Counsellor()) == ""
        phones[0].pages = 1
        assert await made.act(phones[-1], acts.Counsellor()) == ""
        assert phones[0].counsellor is not None
        assert phones[1].counsellor is None
        assert len(made.staff) == MOST_COUNSELLORS
        for phone in phones:
            phone.pages = 1
        assert await made.act(phones[1], acts.Counsellor()) == ENOUGH
        await made.put_away(phones[0])
        assert len(made.staff) == MOST_COUNSELLORS - 1


@pytest.mark.slow
async def test_the_group_is_there_from_the_start_and_bounded(tmp_path):
    pack = load(content_folder()).pack
    assert pack is not None
    async with desk(pack, tmp_path, "name") as made:
        assert made.service.group_address == GROUP
        for _ in range(MOST_MESSAGES + 3):
            made.staff_provider.put(GROUP, Message("x"))
        assert len(made.staff_provider.chat(GROUP).messages) == MOST_MESSAGES
        phone = await made.new_phone("ru")
        assert (await made.picture(phone))["stored"]["conversations"] == 0


def test_a_notification_shows_what_stands_above_the_mask_only():
    provider = LocalProvider(ManualClock(0), "staff")
    phone = StaffPhones(provider).new("ru")
    provider.put(phone.address, Message("Entry 7\n\nsecret", spoiler=True, masked_from=9))
    standing = provider.chat(phone.address).ours()[-1]
    found = notice_of(standing)
    assert found.masked
    assert found.text.startswith("Entry 7 ")
    assert not any(sign.isalnum() for sign in found.text.removeprefix("Entry 7"))
    provider.put(phone.address, Message("Entry 7"), MediaKind.PHOTO, b"x")
    assert notice_of(provider.chat(phone.address).ours()[-1]).text == "Entry 7"


def test_the_sample_of_a_photo_is_one():
    assert re_encode(sample_of(MediaKind.PHOTO)).startswith(b"\xff\xd8")
    assert sample_of(MediaKind.DOCUMENT) == b""
