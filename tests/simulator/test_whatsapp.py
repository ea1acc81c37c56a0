"""Her phone with WhatsApp, over HTTP: nothing goes from it, and copies at the provider do."""

from __future__ import annotations

import pytest

from bot.channels.base import Gone, MapPin, Message, MessageButton, RefusedForGood, Sent
from bot.channels.base import PositionKeyboard as Key
from bot.channels.whatsapp.layout import LIST_CHOICES, QUICK_CHOICES
from bot.clock import ManualClock
from bot.events import MediaKind
from bot.simulator.lock_screen import SHOWN
from bot.simulator.phones import Phones
from bot.simulator.whatsapp import NAMELESS, WhatsAppProvider, drawn
from tests.talk import LOCALES

HOUR = 3600
FOOT = "112 · 102\nTo leave, write: exit"


@pytest.fixture
def her(pana):
    return pana.phone("ru", "whatsapp")


def with_choices(number: int, text: str = "Choose.") -> Message:
    rows = tuple((MessageButton(f"Choice {n}", f"1|c{n}"),) for n in range(number))
    return Message(text, rows, foot=FOOT, opens="Open")


def held(phone) -> list[bool]:
    return [message["copied"] for message in phone.state["messages"]]


# --- how a message is drawn


def test_up_to_three_choices_are_buttons_up_to_ten_a_list_and_more_are_numbered():
    assert [drawn(with_choices(n)).kind for n in (0, 1, QUICK_CHOICES)] == [
        "plain", "quick", "quick",
    ]  # fmt: skip
    listed = [drawn(with_choices(n)) for n in (QUICK_CHOICES + 1, LIST_CHOICES)]
    assert {(one.kind, one.opens) for one in listed} == {("list", "Open")}
    many = drawn(with_choices(LIST_CHOICES + 1))
    assert many.kind == "plain"
    assert f"{LIST_CHOICES + 1}. Choice {LIST_CHOICES}\n\n{FOOT}" in many.parts[-1]


def test_no_word_of_a_message_is_lost_on_the_way():
    for number in (0, 2, 5, 11):
        shown = "\n".join(drawn(with_choices(number, "One.\n\nTwo.")).parts)
        for words in ("One.", "Two.", *FOOT.split("\n")):
            assert words in shown


def test_the_provider_refuses_what_the_real_one_refuses():
    provider = WhatsAppProvider(ManualClock(0))
    assert isinstance(provider.put("1", Message("a"), MediaKind.PHOTO, b"1"), RefusedForGood)
    assert isinstance(provider.put_keyboard("1", Key("a", "b")), RefusedForGood)
    assert isinstance(provider.put_removal("1"), Gone)
    assert provider.chat("1").messages == {}


def test_a_place_comes_without_its_name():
    provider = WhatsAppProvider(ManualClock(0))
    sent = provider.put_pin("1", MapPin(42.3, 69.6, "Crisis centre"))
    assert isinstance(sent, Sent)
    assert provider.chat("1").messages[sent.message].text == NAMELESS
    assert provider.drawn(sent.message) is None


def test_nothing_is_known_of_a_phone_that_is_gone():
    provider = WhatsAppProvider(ManualClock(0))
    phones = Phones({"whatsapp": provider})
    phone = phones.new("ru", "whatsapp")
    sent = provider.put(phone.address, with_choices(2))
    assert isinstance(sent, Sent)
    assert provider.has_buttons(sent.message)
    phones.remove(phone)
    assert provider.drawn(sent.message) is None
    assert provider.chats == {}


def test_the_locked_phone_shows_the_beginning_of_every_part_and_masks_nothing():
    provider = WhatsAppProvider(ManualClock(0))
    phones = Phones({"whatsapp": provider})
    phone = phones.new("ru", "whatsapp")
    provider.put(phone.address, with_choices(2, "A long beginning. " * 9))
    assert phone.notice is not None
    first, second = phone.notice.text.split("\n")
    assert first.startswith("A long beginning.")
    assert len(first) <= SHOWN
    assert second.startswith("112 · 102")
    assert not phone.notice.masked
    assert not phone.notice.silent
    provider.put_pin(phone.address, MapPin(42.3, 69.6, "Crisis centre"))
    assert phone.notice.text == NAMELESS
    assert not phone.notice.silent


# --- the phone


def test_from_a_greeting_to_the_menu_by_buttons_a_list_and_a_number(her):
    her.do("say", text="Здравствуйте")
    her.until(lambda phone: "language:ru" in phone.choices())
    assert her.state["messenger"] == "whatsapp"
    first = her.ours()[-1]
    assert len(first["rows"]) == len(LOCALES)
    assert first["opens"]
    her.choose("language:ru", "yes")
    her.choose("yes", "go")
    intro = her.ours()[-1]
    assert len(intro["rows"]) > QUICK_CHOICES
    assert intro["opens"]
    assert intro["lang"] == "ru"
    her.press("go")
    her.until(lambda phone: not phone.ours()[-1]["rows"])
    assert "\n12. " in her.ours()[-1]["parts"][-1]
    her.do("say", text="1")
    her.until(lambda phone: "find" in phone.choices())
    said = [m["text"] for m in her.state["messages"] if m["side"] == "hers"]
    assert said[0] == "Здравствуйте"
    assert said[-1] == "1"
    assert "Русский" in said, "a press stands in the chat as her own message"


def test_the_app_says_no_language_there(pana):
    her = pana.phone("kk", "whatsapp")
    her.do("say", text="hi")
    her.until(lambda phone: "language:ru" in phone.choices())
    assert her.ours()[-1]["rows"][0][0]["choice"] == "language:ru"


def test_leaving_deletes_the_copies_and_nothing_on_the_phone(her):
    her.greet()
    before = len(her.state["messages"])
    assert True in held(her)
    her.do("say", text="выход")
    her.until(lambda phone: not any(held(phone)) and not phone.stored["wipes"])
    state = her.state
    assert len(state["messages"]) == before + 2
    assert state["copies"] == {"held": 0, "of": before + 2}
    assert state["stored"]["remains"] >= 1


def test_time_sends_nothing_and_a_day_forgets(her):
    her.greet()
    before = [message["id"] for message in her.state["messages"]]
    her.do("move", seconds=301)
    assert [message["id"] for message in her.state["messages"]] == before
    her.do("move", seconds=25 * HOUR)
    her.until(lambda phone: not any(held(phone)))
    assert [message["id"] for message in her.state["messages"]] == before


def test_an_old_button_can_still_be_pressed(her):
    her.greet()
    old = next(m for m in her.ours() if m["rows"] and m["rows"][0][0]["choice"] == "yes")
    count = len(her.state["messages"])
    her.do("press", data=old["rows"][0][0]["data"], on=old["id"])
    her.until(lambda phone: len(phone.state["messages"]) == count + 2)
    assert "find" in {button["choice"] for row in her.ours()[-1]["rows"] for button in row}


def test_what_is_numbered_is_typed_and_not_pressed(her):
    her.greet()
    numbered = next(m for m in her.ours() if not m["rows"])
    before = len(her.state["messages"])
    her.do("press", data="4|country:KZ", on=numbered["id"])
    assert len(her.state["messages"]) == before


def test_deleting_the_chat_by_hand_is_heard_by_nobody(her):
    her.greet()
    old, stored = her.ours()[-1], her.stored
    copies = her.state["copies"]
    assert copies["held"] > 0
    assert her.do("delete_chat").json() == {"alert": ""}
    state = her.state
    assert state["messages"] == []
    assert state["lock"] is None
    assert state["copies"] == copies
    assert state["stored"]["conversations"] == stored["conversations"]
    her.do("press", data=old["rows"][0][0]["data"], on=old["id"])
    assert her.state["messages"] == [], "a button that is not there was pressed"
    her.do("say", text="выход")
    her.until(lambda phone: phone.state["copies"]["held"] == 0)
    assert [m["side"] for m in her.state["messages"]] == ["hers", "ours"]


def test_telegram_s_chat_is_not_deleted_by_hand(pana):
    phone = pana.phone()
    phone.open_door()
    before = phone.state
    phone.do("delete_chat")
    assert phone.state["messages"] == before["messages"]
    assert before["messenger"] == "telegram"
    assert before["copies"] is None


def test_there_is_no_start_there(her):
    her.do("start", payload="kk-KZ")
    assert her.state["messages"] == []


def test_pins_and_photos_stay_on_the_phone(her):
    her.greet()
    her.do("media", kind="photo")
    her.until(lambda phone: not next(m for m in phone.state["messages"] if "media" in m)["copied"])
    her.do("pin", lat=42.3155, lon=69.5869)
    her.until(lambda phone: not next(m for m in phone.state["messages"] if "pin" in m)["copied"])
    assert [m["pin"] for m in her.state["messages"] if "pin" in m] == [[42.3155, 69.5869]]


def test_another_person_may_have_the_other_messenger(pana):
    old = pana.phone("ru", "whatsapp")
    old.greet()
    before = old.stored["conversations"]
    new = {"do": "new", "app_locale": "ru", "old": old.id}
    state = pana.ask("POST", "/act", {"act": new}).json()
    assert state["messenger"] == "telegram"
    assert state["stored"]["conversations"] == before - 1
    assert state["stored"]["wipes"] == 0
    assert pana.ask("POST", "/act", {"act": {**new, "messenger": "signal"}}).status == 422


def test_a_counsellor_is_asked_for_from_there_as_from_telegram(her):
    her.greet()
    her.open_desk()
    her.ask_for_a_human()
    her.until(lambda phone: phone.offers("accept", "group"))
    her.press_as("group", "accept")
    her.until(lambda phone: "look" in phone.choices())
