"""The phones over HTTP: the real bot answers, and the panel never shows content."""

from __future__ import annotations

import http.client
import json
import re

CANARY = "канарейка-9f3a менің атым"
HOUR = 3600


def test_a_stranger_leaves_nothing_and_the_card_opens(pana):
    phone = pana.phone()
    before = phone.stored["conversations"]
    phone.do("start")
    phone.until(lambda phone: "c:other" in phone.choices())
    assert phone.stored["conversations"] == before
    phone.open_door()
    assert phone.stored["conversations"] == before + 1
    assert phone.stored["timers"] >= 1


def test_what_she_types_behind_the_door_goes_from_the_chat_and_is_in_no_panel(pana):
    phone = pana.phone()
    phone.open_door()
    phone.do("say", text=CANARY)
    phone.until(lambda phone: all(CANARY not in m["text"] for m in phone.state["messages"]))
    assert CANARY not in json.dumps(phone.state, ensure_ascii=False)
    assert "канарейка" not in json.dumps(phone.stored, ensure_ascii=False)


def test_the_panel_holds_counts_days_and_ages_only(pana):
    phone = pana.phone()
    phone.open_door()
    stored = phone.stored
    rows = {"conversations", "cases", "desks", "outbox", "timers", "ledger", "wipes", "remains"}
    counts = {*rows, "file", "log"}
    assert set(stored) == {*counts, "remains_until", "keys", "sums"}
    assert all(isinstance(stored[name], int) for name in counts)
    for key in stored["keys"]:
        assert set(key) == {"day", "used", "ends"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", key["day"])
    assert {frozenset(row) for row in stored["sums"]} <= {frozenset({"day", "name", "count"})}


def test_exit_empties_what_was_hers(pana):
    phone = pana.phone()
    phone.open_door()
    before = phone.stored
    phone.press("exit")
    phone.until(lambda phone: "c:other" in phone.choices() and not phone.stored["wipes"])
    after = phone.stored
    assert after["conversations"] == before["conversations"] - 1
    assert after["remains"] == before["remains"] + 1
    assert 0 < after["remains_until"] - phone.state["now"] <= 24 * HOUR + 1


def test_idle_minutes_make_the_cover_and_a_day_forgets(pana):
    phone = pana.phone()
    phone.open_door()
    lock = phone.state["lock"]
    phone.do("move", seconds=301)
    assert "c:other" in phone.choices()
    assert phone.state["lock"] == lock, "an edit made a notification"
    phone.do("move", seconds=25 * HOUR)
    stored = phone.stored
    assert [stored[name] for name in ("conversations", "outbox", "wipes", "ledger")] == [0] * 4


def test_pins_and_media_go_through_the_bot(pana):
    phone = pana.phone()
    phone.open_door()
    phone.choose("find", "anything")
    phone.choose("anything", "list")
    phone.do("pin", lat=42.3155, lon=69.5869)
    phone.until(lambda phone: "need" in phone.choices())
    assert all("pin" not in m for m in phone.state["messages"] if m["side"] == "hers")
    phone.do("media", kind="photo")
    phone.until(lambda phone: "media_delete" in phone.choices())
    assert [m["media"] for m in phone.state["messages"] if "media" in m] == ["photo"]
    phone.press("media_delete")
    phone.until(lambda phone: all("media" not in m for m in phone.state["messages"]))


def test_two_phones_are_two_people(pana):
    first, second = pana.phone(), pana.phone("ru")
    first.open_door()
    second.do("start")
    second.until(lambda phone: "c:other" in phone.choices())
    assert "find" in first.choices()
    assert second.state["app_locale"] == "ru"
    assert {m["lang"] for m in first.ours()} == {"kk"}
    assert {m["lang"] for m in second.ours()} == {"ru"}


def test_a_new_phone_puts_the_old_one_away(pana):
    old = pana.phone()
    old.open_door()
    before = old.stored["conversations"]
    order = {"act": {"do": "new", "app_locale": "en", "old": old.id}}
    state = pana.ask("POST", "/act", order).json()
    assert state["messages"] == []
    assert state["stored"]["conversations"] == before - 1
    assert pana.ask("GET", f"/state?phone={old.id}").status == 410


def test_a_press_that_no_message_offers_does_nothing(pana):
    phone = pana.phone()
    phone.open_door()
    before = phone.state["messages"]
    on = phone.ours()[-1]["id"]
    assert phone.do("press", data="1|not-a-choice", on=on).status == 200
    assert phone.do("press", data="1|exit", on="999999").status == 200
    assert phone.state["messages"] == before


def test_the_stream_tells_of_every_change(pana):
    phone = pana.phone()
    connection = http.client.HTTPConnection("127.0.0.1", pana.port, timeout=10)
    connection.request("GET", f"/events?phone={phone.id}")
    stream = connection.getresponse()
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    assert _next_picture(stream)["messages"] == []
    phone.do("start")
    while not (found := _next_picture(stream)["messages"]) or found[-1]["side"] != "ours":
        pass
    assert found[0]["text"] == "/start"
    stream.close()
    connection.close()


def _next_picture(stream: http.client.HTTPResponse):
    while True:
        line = stream.readline()
        assert line, "the stream ended"
        if line.startswith(b"data: {"):
            return json.loads(line[6:])
