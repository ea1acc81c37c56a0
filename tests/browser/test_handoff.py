"""Both sides of a talk with a counsellor, in a real browser: to the wipe, by one person."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import COVER, HAND
from tests.browser.test_access import CONTRAST, SMALL, tab_to

pytestmark = pytest.mark.browser

HERS = "Сәлеметсіз бе, кеңес керек еді"
OURS = "Тыңдап отырмын. Асықпай жаза беріңіз"
CHANGED = "Тыңдап отырмын. Асықпаңыз"
HIGH = 1000
STORED = (Path(__file__).parents[2] / "docs" / "pictures").glob("*.png")


def test_the_whole_story_of_both(look):
    her = look()
    assert not her.page.locator("#counsellor-phone").is_visible()
    her.open_door()
    her.open_desk()
    her.stored(desks=2, cases=0)
    her.consent()
    her.picture("14-consent", height=1320)
    her.join()
    her.stored(conversations=1, cases=1)
    her.at("group", "accept").wait_for()
    her.picture("15-waiting", height=HIGH)

    # The group reads that somebody waits, and nothing that she wrote.
    her.unveil("group")
    her.picture("16-group-offer", height=HIGH)
    her.at("group", "accept").click()
    her.page.locator("#group-toast", has_text="chat").wait_for()

    # One neutral line comes, and the offer goes.
    her.sees("look")
    her.until("!document.querySelector('#group-messages li:not([inert])')")
    line = her.page.locator("#notice-text").inner_text()
    assert line in her.shown
    her.picture("17-arrival-lock-screen", height=HIGH)
    her.choose("look", "open")
    her.choose("open", "take_back")

    # Words both ways; the locked phones show a header at most.
    her.type(HERS)
    her.reads("counsellor", HERS)
    entry = her.page.locator("#counsellor-messages li", has_text=HERS)
    assert entry.locator(".foot use").get_attribute("href") == "#i-lock"
    locked = her.page.locator("#counsellor-notice-text")
    assert locked.inner_text().startswith("Entry ")
    assert HERS not in locked.inner_text()
    assert "masked text" in (locked.get_attribute("aria-label") or "")
    entry.locator(".deed").click()
    assert "Answer to: Entry" in her.page.inner_text("#composing-what")
    her.write(OURS)
    her.reads("", OURS)
    her.page.locator("#counsellor-messages .hers", has_text=OURS).locator(".deed").click()
    assert her.page.input_value("#counsellor-text") == OURS
    her.write(CHANGED)
    her.reads("", CHANGED)
    assert OURS not in her.shown
    her.unveil("counsellor")
    her.picture("18-talk", height=HIGH)

    # The desk: ready replies, and what else can be done.
    her.at("counsellor", "more").click()
    her.at("counsellor", "panic").wait_for()
    her.unveil("counsellor")
    her.picture("19-desk", height=HIGH)

    # She leaves: the copies at the desk go, and the counsellor reads not to write.
    her.choose("exit", COVER)
    her.until(f"!document.getElementById('counsellor-messages').innerText.includes('{HERS}')")
    her.reads("counsellor", "Do not write")
    her.stored(conversations=0, wipes=0, remains=1)
    her.unveil("counsellor")
    her.picture("20-left-do-not-write", height=HIGH)
    for _ in range(31):
        her.move(60)
    her.stored(conversations=0, cases=0, outbox=0, ledger=0, wipes=0)
    her.until("!document.querySelector('#counsellor-messages .deed')")
    her.picture("21-wiped", height=HIGH)


def test_the_counsellor_ends_it(look):
    her = look()
    her.open_door()
    her.open_desk()
    her.consent()
    her.join()
    her.meet()
    her.type(HERS)
    her.reads("counsellor", HERS)
    her.at("counsellor", "close").click()
    her.at("counsellor", "close!").click()
    her.until(f"!document.getElementById('counsellor-messages').innerText.includes('{HERS}')")
    her.sees("lines")


def test_a_press_in_the_group_needs_a_counsellors_phone(look):
    her, other = look(), look(viewport=HAND, is_mobile=True, has_touch=True)
    her.open_door()
    her.open_desk()
    her.consent()
    her.join()
    other.click('[data-show="group"]')
    other.at("group", "accept").click()
    other.page.locator("#group-toast", has_text="Open a counsellor").wait_for()
    her.at("group", "accept").wait_for()
    her.click("#put-away")
    her.page.locator("#open-counsellor").wait_for()
    her.until("document.activeElement.id === 'open-counsellor'")
    her.stored(desks=1, cases=1)


def test_a_draft_is_dropped_by_escape(look):
    her = look()
    her.open_door()
    her.open_desk()
    her.consent()
    her.join()
    her.meet()
    her.page.locator("#counsellor-messages .deed").last.click()
    assert her.page.evaluate("document.activeElement.id") == "counsellor-text"
    her.page.keyboard.press("Escape")
    assert not her.page.locator("#composing").is_visible()
    her.click("#counsellor-photo")
    her.page.locator("#counsellor-messages .hers", has_text="Photo").wait_for()


def test_the_desk_by_keyboard_alone(look):
    her = look()
    her.open_door()
    tab_to(her, "#open-counsellor", most=90)
    her.page.keyboard.press("Enter")
    her.at("counsellor", "duty").wait_for()
    her.until("document.activeElement.id === 'counsellor-text'")
    her.page.keyboard.type("/duty")
    her.page.keyboard.press("Enter")
    her.at("counsellor", "off").wait_for()
    her.until("document.querySelector('#counsellor-phone .live').textContent.length > 10")
    tab_to(her, "#group-phone .chat", most=90)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("how", [{}, {"viewport": HAND, "has_touch": True, "is_mobile": True}])
def test_three_phones_can_be_read_and_hit(look, scheme, how):
    her = look(color_scheme=scheme, **how)
    if how:
        her.click('[data-show="desk"]')
    her.open_door()
    if how:
        her.click('[data-show="counsellor"]')
        assert her.page.evaluate(SMALL) == []
        her.page.locator("#no-counsellor button").click()
    else:
        her.click("#open-counsellor")
    her.at("counsellor", "duty").click()
    her.at("counsellor", "off").wait_for()
    her.click('[data-show="chat"]') if how else None
    her.consent()
    her.join()
    for view in ("group", "counsellor", "chat") if how else ("",):
        if view:
            her.click(f'[data-show="{view}"]')
        if view in ("group", ""):
            her.at("group", "accept").click()
            her.page.wait_for_timeout(300)
        seen, poor = her.page.evaluate(CONTRAST)
        assert seen > 12
        assert poor == []
        assert her.page.evaluate(SMALL) == []
        wide = her.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= her.page.viewport_size["width"], "the page scrolls sideways"
    if how and scheme == "light":
        her.click('[data-show="counsellor"]')
        her.unveil("counsellor")
        her.picture("22-desk-on-a-phone")


def test_pictures_of_both_are_kept_in_the_docs():
    names = {path.stem for path in STORED}
    assert {"14-consent", "18-talk", "20-left-do-not-write", "21-wiped"} <= names
