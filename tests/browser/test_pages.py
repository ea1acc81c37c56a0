"""The editors' preview and the pages for blocked networks, in four scripts."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from bot.commands import offline_pack
from tests.browser.conftest import HAND, KEPT
from tests.browser.png import smaller
from tests.simulator.running import ROOT

pytestmark = pytest.mark.browser
SCRIPTS = [("kk", "KZ", "rights"), ("uz", "UZ", "find_help"), ("tg", "TJ", "after_assault"),
           ("kaa_Latn", "UZ", "door")]  # fmt: skip


@pytest.fixture(scope="module")
def preview():
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "content", "preview", "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield re.search(r"http://\S+", process.stdout.readline()).group()
        process.terminate()


@pytest.fixture
def window(chromium):
    complaints: list[str] = []
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: m.type in ("error", "warning") and complaints.append(m.text))
    yield page
    context.close()
    assert complaints == []


def keep(page, pictures, name):
    shot = page.screenshot()
    (pictures / f"{name}.png").write_bytes(smaller(shot) if KEPT else shot)


@pytest.mark.parametrize(("locale", "country", "flow"), SCRIPTS)
def test_an_editor_sees_each_screen_on_both_messengers(
    window, preview, pictures, locale, country, flow
):
    window.goto(preview)
    for name, value in (("locale", locale), ("country", country), ("flow", flow)):
        window.select_option(f"select[name={name}]", value)
    window.click("button")
    window.wait_for_selector("section")
    assert window.locator("section").count() >= 5
    first = window.locator("section details").first
    first.locator("summary").click()
    assert first.locator("dt").first.is_visible()
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep(window, pictures, f"31-preview-{locale}")


@pytest.fixture(scope="module")
def offline(tmp_path_factory):
    folder = tmp_path_factory.mktemp("offline")
    assert offline_pack.run(["--out", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("name", ["kz-kk", "uz-uz-cyrl", "tm-tk", "tj-tg"])
def test_a_page_opens_without_a_network(window, offline, pictures, name):
    window.context.set_offline(True)
    window.set_viewport_size(HAND)
    window.goto((offline / f"{name}.html").as_uri())
    topics = window.locator("body > details")
    assert topics.count() > 26
    last = topics.last
    last.locator("summary").first.click()
    assert last.locator("p").first.is_visible()
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
    window.evaluate("scrollTo(0, 0)")
    keep(window, pictures, f"32-offline-{name}")


@pytest.mark.parametrize("name", ["kg-ky", "kz-ru", "tm-tk"])
def test_the_sheet_is_one_sheet_of_paper(window, offline, name):
    window.goto((offline / f"{name}-print.html").as_uri())
    printed = window.pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 2
