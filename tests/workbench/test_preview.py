"""The preview page: every screen of every script in every language, and nothing else is served."""

from __future__ import annotations

import datetime
import time
import urllib.error
import urllib.request

import pytest

from bot.content.locales import EVERY
from bot.pack.load import Options, load
from bot.workbench.preview import Content
from bot.workbench.screens import samples
from tests.talk import CONTENT, HOME, real_pack

NOW = datetime.datetime(2026, 11, 22, 6, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize("tag", ["kk", "uz_Cyrl", "tk"])
@pytest.mark.slow
def test_every_step_of_every_script_is_there(tag):
    pack = real_pack()
    for name, flow in pack.flows.items():
        shown = list(samples(pack, tag, HOME[tag], name, NOW))
        assert {sample.step for sample in shown} == {step.name for step in flow.steps.values()}
        for sample in shown:
            assert sample.messages["telegram"].text
            assert sample.messages["whatsapp"].foot
            assert sample.keys


@pytest.mark.slow
def test_what_was_edited_is_shown_and_what_broke_keeps_the_state_before(folder):
    root = folder.root
    content = Content(root, lambda: NOW)
    before = content.read()
    assert before is not None
    file = root / "messages/kk/door.yaml"
    file.write_text(file.read_text("utf-8").replace("door.go: ", "door.go: x"), "utf-8")
    _later(file)
    now = content.read()
    assert now is not before
    locales = root / "locales.yaml"
    locales.write_text("x: [", "utf-8")
    _later(locales)
    content.read()
    assert content.pack is not None
    assert content.issues


def _later(file):
    """A change within the same tick of the clock is a change, too."""
    moment = time.time() + 5
    import os

    os.utime(file, (moment, moment))


def test_a_language_that_is_not_ready_can_be_looked_at():
    pack = load(CONTENT, Options(ready=frozenset({EVERY}))).pack
    assert {locale.tag for locale in pack.locales.ready()} == set(pack.locales._by_tag)


@pytest.fixture(scope="module")
def served():
    import socket
    import threading

    import uvicorn

    from bot.workbench.preview import app

    with socket.create_server(("127.0.0.1", 0)) as place:
        port = place.getsockname()[1]
    config = uvicorn.Config(
        app(Content(CONTENT, lambda: NOW)), host="127.0.0.1", port=port, log_level="error"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join()


def test_the_page_shows_both_messengers_and_the_source_beside_them(served):
    text = _get(f"{served}?locale=tg&country=TJ&flow=door")
    assert "<h3>Telegram</h3>" in text
    assert "<h3>WhatsApp</h3>" in text
    assert "<blockquote>ru: " in text
    assert "read twice" in text
    assert "<script" not in text


def test_whatever_the_address_says_is_one_of_what_there_is(served):
    text = _get(f"{served}?locale=%3Cscript%3E&country=..%2F..&flow=nothing")
    assert "<script" not in text
    with pytest.raises(urllib.error.HTTPError):
        _get(f"{served}locales.yaml")


def _get(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read().decode()
