"""A real Chromium on a real `python -m bot run`. Pictures are kept with PICTURES=1."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from tests.browser.png import smaller
from tests.simulator.running import ROOT, running

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--font-render-hinting=none",
]  # fmt: skip
DESK = {"width": 1280, "height": 900}
HAND = {"width": 390, "height": 844}
MENU = "find"
KEPT = bool(os.environ.get("PICTURES"))
COVER = "c:other"


class Screen:
    """The page in one browser window, and what a person does on it."""

    def __init__(self, page, pictures: Path) -> None:
        self.page = page
        self.pictures = pictures
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def button(self, choice: str):
        return self.page.locator(f'#messages li:not([inert]) [data-choice="{choice}"]').last

    def sees(self, choice: str) -> None:
        self.button(choice).wait_for(state="visible")

    def choose(self, choice: str, then: str) -> None:
        self.button(choice).click()
        self.sees(then)

    def type(self, text: str, then: str = "") -> None:
        self.page.fill("#text", text)
        self.page.press("#text", "Enter")
        if then:
            self.sees(then)
        self.page.locator(".pending").wait_for(state="detached")

    def click(self, selector: str) -> None:
        self.page.click(selector)

    # her phone with WhatsApp

    def take(self, choice: str) -> None:
        """Press a choice of the bot's newest message, if need be in the list that it opens."""
        newest = self.page.locator("#messages .ours:not([inert])").last
        key = f'[data-choice="{choice}"]'
        if newest.locator(".opens").count():
            newest.locator(".opens").click()
            self.page.locator(f"#choices {key}").click()
            self.page.locator("#choices").wait_for(state="hidden")
        else:
            newest.locator(key).click()
        self.answered()

    def answered(self, number: int = 0) -> None:
        """Wait until the newest message is the bot's; ``number``: and there are so many."""
        count = f"document.querySelectorAll('#messages li:not([inert])').length >= {number}"
        self.until(f"document.querySelector('#messages').lastElementChild?.dataset.id && {count}")
        self.page.locator("#messages li.ours:last-child").wait_for()

    def write_on(self, text: str) -> None:
        """She types, and the bot answers below it."""
        before = self.page.locator("#messages li").count()
        self.type(text)
        self.answered(before + 2)

    def greet(self) -> None:
        """By a greeting, in Kazakh, safe, in Kazakhstan, to the menu."""
        self.click("#greet")
        self.answered(2)
        for choice in ("language:kk", "yes", "go"):
            self.take(choice)
        self.write_on("1")

    # the staff

    def at(self, where: str, choice: str):
        """A button at the desk (``counsellor``) or in the group; of an offer its beginning."""
        starts = ", ".join(f'[data-choice^="{choice}{mark}"]' for mark in ":@")
        key = f'[data-choice="{choice}"], {starts}'
        return self.page.locator(f"#{where}-messages li:not([inert])").locator(key).last

    def unveil(self, where: str = "") -> None:
        """Show every hidden text: on her phone, at the desk or in the group."""
        veils = self.page.locator(f"#{where + '-' if where else ''}messages li:not([inert]) .veil")
        while veils.count():
            veils.first.click()

    def reads(self, where: str, words: str) -> None:
        """Wait until these words stand there, and are shown."""
        pane = self.page.locator(f"#{where + '-' if where else ''}messages")
        end = time.monotonic() + 8
        while words not in pane.inner_text():
            assert time.monotonic() < end, f"{words} is not read"
            self.unveil(where)
            self.page.wait_for_timeout(30)

    def write(self, text: str) -> None:
        """The counsellor types."""
        self.page.fill("#counsellor-text", text)
        self.page.press("#counsellor-text", "Enter")

    def open_desk(self, language: str = "en") -> None:
        """A counsellor's phone beside hers, in this language; she goes on duty."""
        self.page.select_option("#app-locale", language)
        self.click("#open-counsellor")
        self.at("counsellor", "duty").click()
        self.at("counsellor", "off").wait_for()
        self.page.select_option("#app-locale", "kk")

    def consent(self) -> None:
        """From the menu to the three lines of consent."""
        self.choose("person", "human")
        self.choose("human", "over")
        self.choose("over", "agree")

    def join(self) -> None:
        """From there into the queue."""
        self.choose("agree", "talk")
        self.choose("talk", "silent")
        self.choose("silent", "stop")

    def meet(self) -> None:
        """From the queue to the talk."""
        self.at("group", "accept").click()
        self.sees("look")
        self.choose("look", "open")
        self.choose("open", "take_back")

    def move(self, seconds: int) -> None:
        button = self.page.locator(f'[data-move="{seconds}"]')
        button.click()
        self.page.wait_for_function(
            "b => !b.hasAttribute('aria-busy')", arg=button.element_handle()
        )

    def until(self, said: str, about: object = None, seconds: float = 8.0) -> None:
        """Wait until this is true in the page (not `wait_for_function`: the policy forbids it)."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(said, about):
            assert time.monotonic() < end, said
            self.page.wait_for_timeout(30)

    @property
    def choices(self) -> list[str]:
        buttons = self.page.locator("#messages li:not([inert]) [data-choice]")
        return buttons.evaluate_all("all => all.map(b => b.dataset.choice)")

    @property
    def text(self) -> str:
        """What the bot's newest message says; a hidden text is shown first."""
        veil = self.page.locator("#messages .ours:not([inert]) .veil")
        if veil.count():
            veil.last.click()
        return self.page.locator("#messages .ours:not([inert]) .text").last.inner_text()

    @property
    def shown(self) -> str:
        """Everything that the chat shows."""
        return self.page.locator("#messages").inner_text()

    def stored(self, **counts: int) -> None:
        """Wait until the panel shows these counts."""
        for name, count in counts.items():
            row = self.page.locator(f'[data-row="{name}"][data-count="{count}"]')
            row.wait_for(state="attached")

    def is_cover(self) -> bool:
        return bool(self.choices) and all(choice.startswith("c:") for choice in self.choices)

    def open_door(self, language: str = "kk") -> None:
        self.click("#scan")
        self.sees(f"language:{language}")
        self.choose(f"language:{language}", "yes")
        self.choose("yes", "go")
        self.choose("go", "country:KZ")
        self.choose("country:KZ", MENU)

    def picture(self, name: str, height: int = 0, *, end: bool = False) -> None:
        """Keep what is seen; ``height``: of a taller window for a long text, ``end``: its end."""
        if height:
            self.page.set_viewport_size({**DESK, "height": height})
        if end:
            self.page.evaluate("document.getElementById('chat').scrollTo(0, 1e6)")
        self.page.mouse.move(1, 1)
        self.page.wait_for_timeout(150)
        path = self.pictures / f"{name}.png"
        shot = self.page.screenshot()
        path.write_bytes(smaller(shot) if KEPT else shot)
        if height:
            self.page.set_viewport_size(DESK)


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    path = os.environ.get("PANA_CHROMIUM") or "/usr/bin/chromium"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def pana(tmp_path):
    with running(tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def pictures(tmp_path_factory) -> Path:
    if KEPT:
        return ROOT / "docs" / "pictures"
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture
def look(chromium, pana, pictures):
    """Opens the page in a window of its own; fails if the page complained or went outside."""
    opened: list[Screen] = []
    contexts = []

    def look(*, messenger: str = "", **how) -> Screen:
        settings = {"viewport": DESK, "reduced_motion": "reduce", **how}
        context = chromium.new_context(locale="en-GB", timezone_id="Asia/Almaty", **settings)
        contexts.append(context)
        context.set_default_timeout(8000)
        page = context.new_page()
        screen = Screen(page, pictures)
        opened.append(screen)
        outside = re.compile(rf"^(?!{re.escape(pana.url)})")
        page.on("request", lambda r: outside.match(r.url) and screen.complaints.append(r.url))
        page.goto(pana.url + (f"?messenger={messenger}" if messenger else ""))
        page.wait_for_selector("body[data-ready]")
        return screen

    yield look
    for context in contexts:
        context.close()
    assert [complaint for screen in opened for complaint in screen.complaints] == []
