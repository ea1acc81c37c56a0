"""By keyboard alone, with a screen reader, with weak eyes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import COVER, HAND, MENU

pytestmark = pytest.mark.browser

ROLES = {"button", "link", "textbox", "combobox", "option", "searchbox", "region",
         "navigation", "complementary", "list"}  # fmt: skip
SMALL = """
() => [...document.querySelectorAll("button, select, input, a[href]:not(.skip)")]
  .filter((e) => e.checkVisibility())
  .map((e) => [e.id || e.textContent.trim(), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.9 || box.width < 43.9)
  .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)
"""
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


def tab_to(her, selector: str, most: int = 60) -> None:
    """Press Tab until this has the focus; it must be seen that it has."""
    for _ in range(most):
        her.page.keyboard.press("Tab")
        found = her.page.evaluate(
            "s => { const e = document.activeElement; return e.matches(s) && "
            "[e.matches(':focus-visible'), getComputedStyle(e).outlineStyle]; }",
            selector,
        )
        if found:
            assert found[0], f"the focus on {selector} is not seen"
            assert found[1] != "none", f"the focus on {selector} has no outline"
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_the_door_by_keyboard_alone(look):
    her = look()
    tab_to(her, "#scan")
    her.page.keyboard.press("Enter")
    her.sees("language:kk")
    for choice, then in (
        ("language:kk", "yes"), ("yes", "go"), ("go", "country:KZ"), ("country:KZ", MENU),
    ):  # fmt: skip
        tab_to(her, f'[data-choice="{choice}"]')
        her.page.keyboard.press("Enter")
        her.sees(then)
        her.until("document.activeElement.matches('.ours .bubble')")
    tab_to(her, "#text")
    her.page.keyboard.type("zzz")
    her.page.keyboard.press("Enter")
    her.until("document.getElementById('live').textContent.includes('changed')")
    her.page.locator(".pending").wait_for(state="detached")
    assert her.page.evaluate("document.activeElement.id") == "text", "the focus was taken away"
    her.page.keyboard.press("Shift+Tab")
    her.page.keyboard.press("Enter")
    assert her.page.evaluate("document.activeElement.id") == "spot"
    her.page.keyboard.press("Escape")
    assert her.page.evaluate("document.activeElement.id") == "attach-toggle"
    for _ in range(40):
        her.page.keyboard.press("Shift+Tab")
        if her.page.evaluate("document.activeElement.dataset.choice") == "exit":
            break
    her.page.keyboard.press("Enter")
    her.sees(COVER)
    assert her.is_cover()


def test_s11_a_screen_that_changes_leaves_the_focus_on_the_exit(look):
    her = look()
    her.open_door()
    her.button("exit").focus()
    her.page.evaluate(f"document.querySelector('[data-choice={MENU}]').click()")
    her.page.locator(f'[data-choice="{MENU}"]').wait_for(state="detached")
    assert her.page.evaluate("document.activeElement.dataset.choice") == "exit"
    her.page.keyboard.press("Enter")
    her.sees(COVER)


def test_new_messages_are_read_out_politely_in_their_language(look):
    her = look()
    her.click("#bare")
    her.sees(COVER)
    live = her.page.locator("#live")
    assert live.get_attribute("aria-live") == "polite"
    assert " ".join(her.text.split()) in live.inner_text()
    assert live.locator("[lang=kk]").count() == 1
    her.click("#scan")
    her.until("document.getElementById('live').textContent.includes('changed')")


def test_every_control_has_a_name(look):
    her = look()
    her.open_door()
    her.click("#attach-toggle")
    session = her.page.context.new_cdp_session(her.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    named = 0
    for node in nodes:
        role = node.get("role", {}).get("value")
        if node.get("ignored") or role not in ROLES:
            continue
        assert node.get("name", {}).get("value", "").strip(), node
        named += 1
    assert named > 30
    roles = [node.get("role", {}).get("value") for node in nodes if not node.get("ignored")]
    assert {"main", "banner", "complementary"} <= set(roles), "a landmark is missing"
    assert her.page.locator("h1").count() == 1


def test_the_order_is_the_order_of_the_page(look):
    her = look()
    her.open_door()
    order = "all => all.filter((e) => e.tabIndex > 0).length"
    assert her.page.locator("[tabindex]").evaluate_all(order) == 0
    assert her.page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(look, scheme):
    her = look(color_scheme=scheme)
    her.open_door()
    her.click("#attach-toggle")
    seen, poor = her.page.evaluate(CONTRAST)
    assert seen > 60
    assert poor == []


@pytest.mark.parametrize("how", [{}, {"viewport": HAND, "has_touch": True, "is_mobile": True}])
def test_everything_can_be_hit(look, how):
    her = look(**how)
    assert her.page.evaluate(SMALL) == []
    if how:
        her.click('[data-show="desk"]')
        assert her.page.evaluate(SMALL) == []
    her.open_door()
    her.click("#attach-toggle")
    assert her.page.evaluate(SMALL) == []
