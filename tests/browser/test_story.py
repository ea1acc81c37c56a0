"""The story that anybody sees who starts the simulator, driven in a real browser."""

from __future__ import annotations

import re

import pytest
import yaml

from bot.flows.steps.contact import WHEN
from tests.browser.conftest import COVER, HAND, MENU
from tests.simulator.running import ROOT, content_folder

pytestmark = pytest.mark.browser

NOTHING = {"conversations": 0, "outbox": 0, "timers": 0, "ledger": 0, "wipes": 0}
DIGITS = re.compile(r"[\d\s·]+")


def text_of(key: str, locale: str = "kk") -> str:
    """A text as its author wrote it."""
    for path in (content_folder() / "messages" / locale).glob("*.yaml"):
        found = yaml.safe_load(path.read_text(encoding="utf-8")).get(key)
        if found is not None:
            return (
                found if isinstance(found, str) else found.get("text", found.get("other"))
            ).strip()
    raise KeyError(key)


def opening_word() -> str:
    cover = content_folder() / "cover" / "kk.yaml"
    return yaml.safe_load(cover.read_text(encoding="utf-8"))["word"]


def test_the_whole_story(look):
    her = look()

    # Whoever opens the chat sees a small useful thing.
    her.click("#bare")
    her.sees(COVER)
    assert her.is_cover()
    her.stored(**NOTHING, remains=0)
    her.picture("01-cover")

    # The card opens the door; the language of the card stands first.
    her.click("#scan")
    her.sees("language:kk")
    assert her.choices[0] == "language:kk"
    her.stored(conversations=1)
    her.picture("02-language")
    her.choose("language:kk", "yes")
    assert her.page.locator("#messages .ours .bubble").last.get_attribute("lang") == "kk"
    her.choose("yes", "go")
    her.picture("03-before-anything-else")
    her.choose("go", "country:KZ")
    assert her.choices[0] == "country:KZ"
    her.choose("country:KZ", MENU)
    assert re.search(r"\b112\b", her.text)
    assert re.search(r"\b102\b", her.text)
    her.picture("04-menu")

    # Find help: what is truly known in Shymkent.
    her.choose("find", "anything")
    her.choose("anything", "list")
    her.type("шымкент", then="need")
    assert "шымкент" not in [line.strip() for line in her.shown.splitlines()], "typed text stays"
    found = her.text
    for phone in ("111", "150"):
        assert re.search(rf"\b{phone}\b", found)
    happens = [text_of(f"when.{name}.{answer}") for name in WHEN for answer in ("yes", "no", "ask")]
    assert sum(said in found for said in happens) >= 2, "what happens when one contacts them"
    assert not re.search(r"\d+\s*(км|km)\b", found), "a distance that nobody knows"
    assert her.page.locator("#messages .map").count() == 0, "a pin without an address"
    her.picture("05-shymkent", height=1280)

    # Rights: what helps today, then the law with its article and the day it was checked.
    her.choose("menu", "rights")
    her.choose("rights", "topic:protection_order")
    her.choose("topic:protection_order", "more")
    today = her.text
    her.choose("more", "previous")
    law = her.text
    assert law != today
    assert re.search(r"\bбап|\b\d+-бап|-баб", law), "no article"
    assert re.search(r"\b20\d\d\b", law), "no date"
    her.picture("06-law-with-its-date", height=1280, end=True)

    # Five minutes without her.
    her.move(300)
    her.sees(COVER)
    assert her.is_cover()
    assert "protection" not in her.shown
    her.stored(conversations=1)
    her.picture("07-five-minutes-later")

    # The opening word leads to the safety question, without recap.
    her.type(opening_word(), then="yes")
    assert not {MENU, "topics", "previous"} & set(her.choices)
    her.stored(conversations=1)
    her.choose("yes", MENU)

    # Exit: gone, here and in the store.
    her.choose("exit", COVER)
    assert her.is_cover()
    her.stored(**NOTHING, remains=1)
    assert re.search(r"gone in (24 h|23 h 59 min)", her.page.inner_text('[data-row="remains"]'))
    her.picture("08-gone")
    her.move(60)
    for word in ("hi", "/start"):
        her.type(word)
        her.page.wait_for_timeout(300)
        assert word in her.shown.splitlines(), "a cover that deletes is no cover"
        assert her.is_cover()
        her.stored(**NOTHING, remains=1)
    her.move(86400)
    her.stored(**NOTHING, remains=0)
    assert her.is_cover()
    her.picture("09-a-day-later")


def test_not_safe_shows_digits_and_then_the_cover(look):
    her = look()
    her.click("#scan")
    her.choose("language:kk", "no")
    her.choose("no", COVER)
    first, *_ = her.text.splitlines()
    assert DIGITS.fullmatch(first)
    assert "112" in first
    assert her.is_cover()
    her.picture("10-not-safe")
    her.move(60)
    her.until("first => !document.getElementById('messages').innerText.includes(first)", first)
    assert her.is_cover()


def test_the_lock_screen_shows_new_messages_only(look):
    her = look()
    assert her.page.locator("#no-notice").is_visible()
    her.click("#bare")
    her.sees(COVER)
    notice = her.page.locator("#notice-text")
    first = notice.inner_text()
    assert first
    assert first.rstrip("…") in " ".join(her.text.split())
    assert her.page.inner_text("#notice-sound").startswith("no sound")
    her.open_door()
    assert notice.inner_text() == first, "an edit made a notification"


def test_a_pin_and_a_photo(look):
    her = look()
    her.open_door()
    her.choose("find", "anything")
    her.choose("anything", "list")
    her.click("#attach-toggle")
    her.page.fill("#lat", "95")
    her.click("#pin-form button")
    assert her.page.inner_text("#pin-wrong")
    her.page.select_option("#spot", label="Turkistan")
    her.click("#pin-form button")
    her.sees("need")
    assert her.page.locator("#messages .hers .map").count() == 0, "her position stays in the chat"
    her.click("#attach-toggle")
    her.click('[data-kind="photo"]')
    her.sees("media_delete")
    her.button("media_delete").click()
    her.until("!document.querySelector('.hers [href=\"#i-file\"]')")


def test_the_language_of_the_app_is_the_language_of_the_cover(look):
    her = look()
    for locale in ("ru", "en", "kk"):
        her.page.select_option("#app-locale", locale)
        her.page.wait_for_timeout(100)
        her.click("#bare")
        bubble = her.page.locator(f'#messages .ours .bubble[lang="{locale}"]')
        bubble.wait_for()


def test_another_phone_and_a_reload(look):
    her = look()
    her.open_door()
    her.page.reload()
    her.sees(MENU)
    her.click("[data-new=telegram]")
    her.page.locator("#start").wait_for()
    her.stored(conversations=0, outbox=0, wipes=0)
    her.click("#start")
    her.sees(COVER)


def test_two_windows_are_two_phones(look):
    her, other = look(), look()
    her.open_door()
    other.stored(conversations=1)
    assert other.page.locator("#start").is_visible()
    assert "2 phones" in other.page.inner_text("#whose")


def test_messages_appear_change_and_vanish_visibly(look):
    her = look(reduced_motion="no-preference")
    her.click("#bare")
    her.page.locator(".ours.arriving").wait_for()
    her.click("#scan")
    her.page.locator(".ours.changed").wait_for()
    her.choose("language:kk", "yes")
    her.page.fill("#text", "сәлем")
    her.page.press("#text", "Enter")
    her.page.locator(".hers", has_text="сәлем").wait_for()
    her.page.locator(".hers.leaving", has_text="сәлем").wait_for(state="attached")
    her.page.locator(".hers", has_text="сәлем").wait_for(state="detached")


def test_the_end_of_the_program_is_said(look, pana):
    her = look()
    pana.stop()
    her.page.locator("#lost").wait_for()
    assert "everything is deleted" in her.page.inner_text("#lost")
    her.complaints.clear()


def test_in_the_dark(look):
    her = look(color_scheme="dark")
    her.open_door()
    her.picture("11-dark")


def test_on_a_phone(look):
    her = look(viewport=HAND, is_mobile=True, has_touch=True)
    assert her.page.locator(".tabs").is_visible()
    her.click('[data-show="desk"]')
    her.open_door()
    her.picture("12-on-a-phone")
    wide = her.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= HAND["width"], "the page scrolls sideways"
    assert her.page.locator("#text").bounding_box()["y"] < HAND["height"] - 100
    her.click('[data-show="stored"]')
    assert her.page.locator("#h-stored").is_visible()
    assert not her.page.locator("#messages").is_visible()
    her.picture("13-stored-on-a-phone")


def test_pictures_are_kept_in_the_docs():
    names = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert {"01-cover", "04-menu", "08-gone", "11-dark", "12-on-a-phone"} <= names
