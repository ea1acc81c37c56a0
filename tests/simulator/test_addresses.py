"""What each address gives, and to whom: only to the page of this computer's own browser."""

from __future__ import annotations

import re

import pytest

from bot.simulator.guard import Bound
from tests.simulator.running import ROOT

PAGE = ROOT / "bot" / "simulator" / "page"
TOKEN = "a-token-of-the-operator"
FILES = ["/", *(f"/page/{path.name}" for path in PAGE.iterdir() if path.name != "index.html")]


@pytest.mark.parametrize("path", FILES)
def test_page_and_files_come_strict_and_unstored(pana, path):
    reply = pana.ask("GET", path)
    assert reply.status == 200
    assert reply.headers["Cache-Control"] == "no-store"
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert reply.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", list(PAGE.iterdir()), ids=lambda path: path.name)
def test_page_asks_for_nothing_outside_and_obeys_its_own_policy(path):
    source = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"(https?:)?//[a-z0-9]", source.replace(" //", " ")), "an outside address"
    if path.suffix == ".html":
        assert not re.search(r"<script(?![^>]*\bsrc=)", source), "a script of its own"
        assert not re.search(r"<style|\bstyle=|\bon[a-z]+=", source), "inline style or handler"


@pytest.mark.parametrize("path", ["/page/index.html", "/page/..%2fdesk.py", "/page/none.js", "/no"])
def test_other_files_are_not_there(pana, path):
    assert pana.ask("GET", path).status == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "", "a:b"])
def test_a_name_that_somebody_points_at_us_is_refused(pana, host):
    host = host.format(port=pana.port)
    for path in ("/", "/state?phone=x", "/healthz"):
        assert pana.ask("GET", path, Host=host).status == 403
    assert pana.ask("POST", "/act", {}, Host=host).status == 403


def test_localhost_is_us(pana):
    assert pana.ask("GET", "/", Host=f"localhost:{pana.port}").status == 200


@pytest.mark.parametrize(
    ("bound", "host", "ours"),
    [
        (Bound("127.0.0.1", 8080), "[::1]:8080", True),
        (Bound("127.0.0.1", 80), "127.0.0.1", True),
        (Bound("127.0.0.1", 8080), "127.0.0.1", False),
        (Bound("192.168.1.5", 8080), "192.168.1.5:8080", True),
        (Bound("192.168.1.5", 8080), "192.168.1.6:8080", False),
        (Bound("0.0.0.0", 8080), "192.168.1.5:9999", True),
        (Bound("0.0.0.0", 8080), "pana.example:8080", False),
        (Bound("::", 8080), "[fe80::1]:8080", True),
    ],
)
def test_hosts(bound, host, ours):
    assert bound.is_ours(host) is ours


def test_pages_of_others_can_change_and_fetch_nothing(pana):
    order = {"act": {"do": "new"}}
    assert pana.ask("POST", "/act", order, Origin="https://evil.example").status == 403
    assert pana.ask("POST", "/act", order, Origin="null").status == 403
    assert pana.ask("POST", "/act", order, Content_Type="text/plain").status == 403
    assert pana.ask("POST", "/act", order, Origin=pana.url.rstrip("/")).status == 200
    assert pana.ask("GET", "/page/main.js", Sec_Fetch_Site="cross-site").status == 403
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert pana.ask("GET", "/", **link).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"\xff\xfe", b'{"act": {"do": "burn-canary-7"}}',
        b'{"act": {"do": "say", "text": ""}}', b'{"act": {"do": "say", "text": "a", "more": 1}}',
        b'{"act": {"do": "media", "kind": "canary-7"}}', b'{"act": {"do": "move", "seconds": -5}}',
        b'{"act": {"do": "move", "seconds": 1e9}}', b'{"act": {"do": "pin", "lat": 91, "lon": 0}}',
        b'{"act": {"do": "pin", "lat": NaN, "lon": 0}}',
        b'{"act": {"do": "say", "text": "a", "about": "1"}}',
        b'{"act": {"do": "say", "text": "a", "who": "group"}}',
        b'{"act": {"do": "media", "kind": "photo", "who": "group"}}',
        b'{"act": {"do": "press", "data": "a", "on": "1", "who": "canary"}}',
        b'{"act": {"do": "edit", "text": "", "message": "1"}}',
        b'{"act": {"do": "edit", "text": "a", "message": "1", "who": "person"}}',
        b'{"act": {"do": "start", "who": "counsellor"}}',
        b'{"act": {"do": "counsellor", "open": "canary"}}',
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_without_an_echo(pana, body):
    reply = pana.ask("POST", "/act", body)
    assert reply.status == 422
    assert "canary" not in reply.text


def test_too_long_and_unknown_phones(pana):
    assert pana.ask("POST", "/act", b"x" * 20_000).status == 413
    assert pana.ask("POST", "/act", {"phone": "x", "act": {"do": "start"}}).status == 410
    assert pana.ask("GET", "/state?phone=x").status == 410
    assert pana.ask("GET", "/events?phone=x").status == 410
    assert pana.ask("POST", "/", {}).status == 405


def test_alive_and_ready(pana):
    assert pana.ask("GET", "/healthz").text == "alive\n"
    ready = pana.ask("GET", "/readyz")
    assert (ready.status, ready.json()) == (200, {"store": True, "content": True, "wipes": True})


@pytest.mark.parametrize(
    "given",
    [None, "", "Bearer ", "Bearer a-token-of-the-operato", f"Bearer {TOKEN}s", "Bearer \xe9"],
)
def test_metrics_are_not_there_without_the_token(pana, given):
    headers = {} if given is None else {"Authorization": given}
    reply = pana.ask("GET", "/metrics", **headers)
    assert reply.status == 404
    assert "pana" not in reply.text


def test_metrics_are_counters_of_nobody(pana):
    pana.phone().open_door()
    text = pana.ask("GET", "/metrics", Authorization=f"Bearer {TOKEN}").text
    assert 'pana_rows{table="conversations"} ' in text
    assert re.search(r'pana_day_total\{day="\d{4}-\d\d-\d\d",name="opened"\} \d+\n', text)
    labels = r'\{[a-z_]+="[\w.-]+"(,name="[\w.]+")?\}'
    row = rf"(# TYPE pana_\w+ (gauge|counter)|pana_\w+({labels})? \d+)\n"
    assert re.fullmatch(f"({row})+", text), "something other than counters"
