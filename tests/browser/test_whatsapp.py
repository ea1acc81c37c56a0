"""Her phone with WhatsApp in a real browser: from the first words to leaving, and after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import COVER, HAND
from tests.browser.test_access import CONTRAST, SMALL, tab_to

pytestmark = pytest.mark.browser

HELD, CLEARED = "copy at the provider", "copy at the provider: deleted"
STORED = (Path(__file__).parents[2] / "docs" / "pictures").glob("*.png")


def signs(her) -> list[str]:
    """What is said of the copy of each message, in their order."""
    return her.page.locator("#messages li:not([inert]) .copy").all_inner_texts()


def test_the_whole_story_on_whatsapp(look):
    her = look(messenger="whatsapp")
    assert not her.page.locator("#start").is_visible()
    assert not her.page.locator("#scan").is_visible()
    assert "any words" in her.page.inner_text("#empty")

    # Any words open the door; nine languages are a list, up to three choices are buttons.
    her.click("#greet")
    her.answered(2)
    her.stored(conversations=1)
    assert her.page.locator("#messages .opens").count() == 1
    her.take("language:kk")
    assert len(her.choices) == 3
    her.picture("23-whatsapp-door")
    assert her.page.locator("#messages .ours .bubble").last.get_attribute("lang") == "kk"
    her.take("yes")

    # More are a list behind one button, whose word the bot sends.
    opener = her.page.locator("#messages .opens").last
    assert opener.get_attribute("aria-expanded") == "false"
    opener.click()
    assert opener.get_attribute("aria-expanded") == "true"
    assert her.page.inner_text("#h-choices") == opener.inner_text()
    her.picture("24-whatsapp-list")
    her.page.keyboard.press("Escape")
    assert not her.page.locator("#choices").is_visible()
    assert her.page.evaluate("document.activeElement.className") == "opens"
    her.take("go")

    # Beyond ten they are numbered, and the number is typed.
    assert "12. " in her.shown
    said = her.page.locator("#messages .text").all_inner_texts()
    her.write_on("1")
    after = her.page.locator("#messages .text").all_inner_texts()
    assert after[: len(said)] == said, "something went from her phone, or changed there"
    her.take("find")

    # Of what was read the provider has no copy any more; the phone has everything.
    her.until("document.querySelectorAll('[data-copied=yes]').length === 1")
    assert signs(her)[-1] == HELD
    assert set(signs(her)[:-1]) == {CLEARED}
    her.picture("25-whatsapp-copies")

    # What lies on the locked phone is the beginning of each part.
    notice = her.page.inner_text("#notice-text").split("\n")
    assert len(notice) == 2
    assert her.page.inner_text("#notice-sound") == "with sound"

    # Five minutes without her send nothing.
    count = her.page.locator("#messages li").count()
    her.move(300)
    assert her.page.locator("#messages li").count() == count
    her.write_on("сәлем")

    # She leaves: one word comes, the copies go, the phone keeps it all.
    her.write_on("шығу")
    her.stored(conversations=0, wipes=0, outbox=0, remains=1, copies=0)
    her.until("!document.querySelector('[data-copied=yes]')")
    assert set(signs(her)) == {CLEARED}
    assert "12. " in her.shown
    her.picture("26-whatsapp-left")

    # Only she can empty the phone, and nobody hears of it.
    her.click("#delete-chat")
    her.until("!document.querySelector('#messages li')")
    assert "has no copy either" in her.page.inner_text("#empty")
    tall = "(c => c.scrollHeight <= c.clientHeight)(document.getElementById('chat'))"
    assert her.page.evaluate(tall), "what is said instead is out of sight"
    assert her.page.evaluate("document.activeElement.id") == "text"
    assert her.page.locator("#no-notice").is_visible()
    her.picture("27-whatsapp-deleted-by-hand")
    her.move(86400)
    her.stored(conversations=0, remains=0)
    her.until("!document.querySelector('#messages li')")


def test_deleting_the_chat_without_leaving_leaves_the_copies(look):
    her = look(messenger="whatsapp")
    her.greet()
    her.until("document.querySelectorAll('[data-copied=yes]').length === 1")
    her.click("#delete-chat")
    her.until("!document.querySelector('#messages li')")
    assert "only when she leaves" in her.page.inner_text("#empty")
    her.stored(conversations=1, copies=1)
    assert not her.page.locator("#delete-chat").is_visible()


def test_which_messenger_it_is_stands_in_the_address(look, pana):
    her = look()
    assert her.page.url == pana.url
    her.click("[data-new=whatsapp]")
    her.page.locator("#greet").wait_for()
    assert her.page.url == f"{pana.url}?messenger=whatsapp"
    assert her.page.get_attribute("[data-new=whatsapp]", "aria-pressed") == "true"
    her.greet()
    her.page.reload()
    her.until("document.querySelectorAll('#messages li').length > 5")
    her.page.goto(pana.url)
    her.until("document.querySelectorAll('#messages li').length > 5")
    assert her.page.url == f"{pana.url}?messenger=whatsapp"
    her.click("[data-new=telegram]")
    her.page.locator("#start").wait_for()
    assert her.page.url == pana.url
    her.click("#start")
    her.sees(COVER)


def test_old_buttons_stay_and_answer(look):
    her = look(messenger="whatsapp")
    her.greet()
    old = her.page.locator('#messages [data-choice="yes"]').first
    count = her.page.locator("#messages li").count()
    old.click()
    her.answered(count + 2)
    assert old.is_visible()
    assert old.inner_text() in her.page.locator("#messages .hers").last.inner_text()
    assert her.page.locator("#messages .opens").last.is_visible()


def test_a_photo_and_a_place_stay(look):
    her = look(messenger="whatsapp")
    her.greet()
    her.page.locator("#messages .opens").last.click()
    her.click("#attach-toggle")
    assert not her.page.locator("#choices").is_visible(), "one panel lies below the other"
    assert not her.page.locator('[data-kind="dice"]').is_visible()
    her.click('[data-kind="photo"]')
    her.page.locator("#messages .hers", has_text="Photo").wait_for()
    her.answered()
    her.click("#attach-toggle")
    her.click("#pin-form button")
    her.page.locator("#messages .hers .map").wait_for()
    her.until("!document.querySelector('.hers [data-copied=yes]')")
    assert her.page.locator("#messages .hers .map").count() == 1


def test_by_keyboard_and_ear_alone(look):
    her = look(messenger="whatsapp")
    tab_to(her, "#greet")
    her.page.keyboard.press("Enter")
    her.answered(2)
    tab_to(her, ".opens", most=90)
    her.page.keyboard.press("Enter")
    for choice in ("language:kk", "yes"):
        tab_to(her, f'[data-choice="{choice}"]', most=90)
        her.page.keyboard.press("Enter")
        her.answered()
    live = her.page.locator("#live")
    her.until("document.querySelector('#live [lang=kk]').textContent.length > 100")
    assert live.inner_text().count("·") >= 1, "the second part is not read out"
    tab_to(her, ".opens", most=90)
    her.page.keyboard.press("Enter")
    assert her.page.evaluate("document.activeElement.dataset.choice") == "go"
    her.page.keyboard.press("Enter")
    her.answered()
    assert her.page.evaluate("document.activeElement.className") == "opens"
    copied = "document.querySelectorAll('[data-copied=yes]').length === 1"
    spoken = live.inner_text()
    her.until(copied)
    assert live.inner_text() == spoken, "a sign was read out as if it were a message"
    tab_to(her, "#text", most=90)
    her.page.keyboard.type("1")
    her.page.keyboard.press("Enter")
    her.answered()
    for _ in range(40):
        her.page.keyboard.press("Shift+Tab")
        if her.page.evaluate("document.activeElement.id") == "delete-chat":
            break
    her.page.keyboard.press("Enter")
    her.until("!document.querySelector('#messages li')")


def test_a_counsellor_beside_it(look):
    her = look(messenger="whatsapp")
    her.greet()
    her.open_desk()
    for choice in ("person", "human", "over", "agree", "talk", "silent"):
        her.take(choice)
    her.at("group", "accept").click()
    her.page.locator('#messages [data-choice="look"]').wait_for()
    assert her.page.locator("#strip [data-sum=copies]").is_visible()
    her.unveil("group")
    her.picture("28-whatsapp-and-a-counsellor", height=1000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("how", [{}, {"viewport": HAND, "has_touch": True, "is_mobile": True}])
def test_whatsapp_can_be_read_and_hit(look, scheme, how):
    her = look(messenger="whatsapp", color_scheme=scheme, **how)
    if how:
        her.click('[data-show="desk"]')
        assert her.page.evaluate(SMALL) == []
    her.greet()
    her.page.locator("#messages .opens").last.click()
    seen, poor = her.page.evaluate(CONTRAST)
    assert seen > 30
    assert poor == []
    assert her.page.evaluate(SMALL) == []
    wide = her.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= her.page.viewport_size["width"], "the page scrolls sideways"
    if scheme == "light" and how:
        her.picture("29-whatsapp-list-on-a-phone")
        her.page.keyboard.press("Escape")
        her.picture("30-whatsapp-on-a-phone")


def test_pictures_of_whatsapp_are_kept_in_the_docs():
    names = {path.stem for path in STORED}
    assert {"23-whatsapp-door", "25-whatsapp-copies", "26-whatsapp-left"} <= names
