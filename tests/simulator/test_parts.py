"""The parts of the simulator by themselves."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from bot import web
from bot.channels.base import Capabilities, Message, PositionKeyboard
from bot.channels.local import LocalMessage, LocalProvider
from bot.clock import ManualClock
from bot.directory.reports import Reason, counter_of
from bot.effects import Screen
from bot.pack.load import load
from bot.server import interruptible
from bot.simulator import acts
from bot.simulator.changes import Changes, TellingStore
from bot.simulator.desk import desk
from bot.simulator.lock_screen import SHOWN, notice_of
from bot.simulator.phones import MOST, UNWATCHED_SECONDS, Phones
from bot.simulator.picture import TONGUES, Tongues
from bot.simulator.staff import MOST_MESSAGES, Full
from bot.store.base import StoreDown, WipeRow
from bot.store.memory import MemoryStore
from tests.simulator.running import ROOT, content_folder


def message(text: str, **more) -> LocalMessage:
    return LocalMessage("1", "ours", text, 0.0, **more)


def test_a_notification_shows_the_beginning_in_one_line():
    found = notice_of(message("Ас үй\n\nдәптері " + "a" * 80))
    assert found.text.startswith("Ас үй дәптері a")
    assert len(found.text) == SHOWN
    assert not found.masked


def test_a_notification_shows_nothing_of_a_spoiler():
    found = notice_of(message("Сіз қауіпсіз бе?", spoiler=True))
    assert found.masked
    assert not any(sign.isalnum() for sign in found.text)
    assert len(found.text) == len("Сіз қауіпсіз бе?")


def test_phones_are_bounded_and_the_unwatched_go():
    now = 0.0
    phones = Phones({"telegram": LocalProvider(ManualClock(0))}, lambda: now)
    made = [phones.new("kk") for _ in range(MOST)]
    with pytest.raises(Full):
        phones.new("kk")
    made[0].pages = 1
    now = UNWATCHED_SECONDS + 1
    phones.get(made[1].id)
    assert made[0] not in phones.unwatched()
    assert made[1] not in phones.unwatched()
    assert len(phones.unwatched()) == MOST - 2
    assert phones.unwatched(most=1) == [made[2]]
    phones.remove(made[2])
    assert phones.get(made[2].id) is None
    assert phones.new("xx").app_locale == "kk"


def test_edits_make_no_notification_and_a_deleted_message_takes_its_own_along():
    provider = LocalProvider(ManualClock(0))
    phones = Phones({"telegram": provider})
    phone = phones.new("ru")
    sent = provider.put(phone.address, Message("one"))
    notice = phone.notice
    assert notice is not None
    provider.edit(phone.address, sent.message, Message("two"))
    assert phone.notice is notice
    provider.delete(phone.address, [sent.message])
    assert phone.notice is None


def test_where_her_pin_points_is_forgotten_with_the_pin():
    provider = LocalProvider(ManualClock(0))
    phones = Phones({"telegram": provider})
    phone = phones.new("ru")
    pin = provider.locate(phone.address, 42.3, 69.6).event.message
    phone.spots[pin] = (42.3, 69.6)
    provider.delete(phone.address, [pin])
    assert phone.spots == {}


def test_chats_are_bounded():
    provider = LocalProvider(ManualClock(0))
    phone = Phones({"telegram": provider}).new("ru")
    for _ in range(MOST_MESSAGES + 5):
        provider.say(phone.address, "hi")
    assert len(provider.chat(phone.address).messages) == MOST_MESSAGES


@pytest.mark.slow
async def test_a_desk_tells_of_the_chat_and_closes_what_it_opened(tmp_path):
    pack = load(content_folder()).pack
    assert pack is not None
    async with desk(pack, tmp_path, "name") as made:
        phone = await made.new_phone("ru")
        number = made.changes.number
        made.provider.put(phone.address, Message("one"))
        assert made.changes.number == number + 1
        assert await made.act(phone, acts.Start("kk-KZ")) == ""
        await made.service.settled()
        assert (await made.picture(phone))["stored"]["conversations"] == 1
    with pytest.raises(StoreDown):
        await made.store.transact(lambda tx: tx.census())
    assert made.service.waiting == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_key_under_her_text_field_is_drawn_until_it_is_taken_away(tmp_path):
    pack = load(content_folder()).pack
    assert pack is not None
    async with desk(pack, tmp_path, "name") as made:
        phone = await made.new_phone("ru")
        assert (await made.picture(phone))["keyboard"] == ""
        made.provider.put_keyboard(phone.address, PositionKeyboard("below", "Here"))
        assert (await made.picture(phone))["keyboard"] == "Here"
        made.provider.put_removal(phone.address)
        assert (await made.picture(phone))["keyboard"] == ""


@pytest.mark.slow
async def test_when_every_phone_is_taken_the_longest_unwatched_goes(tmp_path):
    pack = load(content_folder()).pack
    assert pack is not None
    async with desk(pack, tmp_path, "name") as made:
        phones = [await made.new_phone("ru") for _ in range(MOST)]
        newest = await made.new_phone("ru")
        assert made.phones.all() == (*phones[1:], newest)
        for phone in made.phones.all():
            phone.pages = 1
        with pytest.raises(Full):
            await made.new_phone("ru")


def interrupted() -> None:
    with interruptible():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)


def test_a_signal_ends_the_start_like_ctrl_c():
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert signal.getsignal(signal.SIGTERM) == before


def test_tongues_are_few():
    tongues = Tongues(lambda screen, _: Message(screen.step), lambda post, _: Message(post.words))
    capabilities = Capabilities("x", True, True, 1, 1, 1, True, 1.0, 1.0)
    for number in range(TONGUES + 1):
        tongues.render(Screen("uz_Cyrl", (), step=str(number)), capabilities)
    assert tongues.of("0") == ""
    assert tongues.of("1") == "uz-Cyrl"


async def test_changes_release_who_waits():
    changes = Changes()
    number = changes.number
    waiting = asyncio.create_task(changes.after(number, 60))
    await asyncio.sleep(0)
    changes.tell()
    await asyncio.wait_for(waiting, 1)
    await asyncio.wait_for(changes.after(number, 60), 1)
    await changes.after(changes.number, 0.01)
    changes.close()
    await asyncio.wait_for(changes.after(changes.number, 60), 1)


async def test_the_telling_store_tells_also_of_a_failure():
    told = []
    store = TellingStore(MemoryStore(), lambda: told.append(1))
    await store.transact(lambda tx: tx.census())
    with pytest.raises(ZeroDivisionError):
        await store.transact(lambda _: 1 // 0)
    await store.tidy()
    await store.close()
    assert len(told) == 3


def health(store, **more) -> web.Health:
    return web.Health(
        store=store, now=lambda: 1000.0, loaded=lambda: True, waiting=lambda: 0, **more
    )


async def test_ready_only_while_no_wipe_is_stuck():
    store = MemoryStore()
    assert all((await web.ready(health(store))).values())
    late = WipeRow(b"1", "telegram", b"", "2026-01-01", 0.0, 1000.0 - web.STUCK_SECONDS, b"")
    await store.transact(lambda tx: tx.put_wipe(late))
    assert await web.ready(health(store)) == {"store": True, "content": True, "wipes": False}


async def test_not_ready_while_the_store_is_down():
    class Down:
        async def transact(self, work, *, durable=False):
            raise StoreDown("The disk is full.")

    assert (await web.ready(health(Down())))["store"] is False


async def test_the_sums_of_days_are_without_reports_of_services_s57():
    store = MemoryStore()

    def count(tx):
        tx.count("2026-11-02", "opened", 3)
        tx.count("2026-11-02", counter_of("KZ", "kz-150", Reason.CLOSED), 12)

    await store.transact(count)
    said = await web.counters(health(store))
    assert 'pana_day_total{day="2026-11-02",name="opened"} 3' in said
    assert "kz-150" not in said


@pytest.mark.parametrize(
    ("given", "token", "fits"),
    [("a", "a", True), ("", "", False), ("", None, False), ("é", "e", False), ("a", "ab", False)],
)
def test_tokens(given, token, fits):
    assert web.is_token(given, token) is fits


LOGS = """
import logging, structlog
from bot import log
log.set_up("INFO")
def fail():
    canary = "canary-local"
    raise ValueError("canary-message")
ours = structlog.get_logger("bot.here")
ours.info("started", port=8080, text="canary-text", kind="canary with spaces; and more", count=3)
try:
    fail()
except ValueError:
    ours.exception("a turn failed")
    logging.getLogger("bot.shell.tasks").error("A task failed: %s", "ValueError", exc_info=True)
    logging.getLogger("somebody").exception("canary-foreign %s", "canary-argument")
logging.getLogger("bot.shell.tasks").error("It said: %s", "canary sentence, typed!")
logging.getLogger("httptools").info("canary-info")
logging.getLogger("somebody").warning("canary-warning", extra={"url": "canary-url"})
"""


def test_logs_hold_names_and_numbers_only():
    done = subprocess.run(
        [sys.executable, "-c", LOGS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    assert "canary" not in done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 6, done.stderr
    assert "event='started'" in lines[0]
    assert "port=8080" in lines[0]
    assert "count=3" in lines[0]
    assert "error='ValueError'" in lines[1]
    assert "kind='ValueError'" in lines[2]
    assert "where='<string>:" in lines[3] or "where=" not in lines[3]
