"""``pana counsellors``: what a coordinator types, and what becomes of it in the store."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from bot.commands.counsellors import run
from bot.commands.rows import FILE, KEYS
from bot.handoff.counsellor import Counsellor, Standing
from bot.handoff.desk import Desk
from bot.handoff.staff import Admit, Confirm, EndDuty, Order, Remove
from bot.held import Held
from bot.keys import FileShelf, RootKeys, Vault
from bot.session import Session
from bot.shell.conversations import Conversations
from bot.store.base import DutyRow, Tx
from bot.store.sqlite import SqliteStore
from tests.commands.test_commands import pana

T = TypeVar("T")
SECRET = RootKeys.new_item()
HOUR = 3600.0


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A place of one's own, as the environment names it."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PANA_SECRET", SECRET)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


async def stored(folder: Path, work: Callable[[Conversations, Tx], T]) -> T:
    vault = Vault(RootKeys.parse(SECRET), FileShelf(folder / KEYS))
    store = await SqliteStore.open(folder / FILE)
    try:
        return await store.transact(lambda tx: work(Conversations(vault), tx))
    finally:
        await store.close()


def do(folder: Path, work: Callable[[Conversations, Tx], T]) -> T:
    return asyncio.run(stored(folder, work))


def hire(folder: Path, alias: str, **changes: object) -> None:
    """A desk of this counsellor, as the running service keeps it."""
    desk = {name: changes.pop(name) for name in ("code", "code_until") if name in changes}

    def work(conversations: Conversations, tx: Tx) -> None:
        counsellor = msgspec.structs.replace(Counsellor("", alias, languages=("ru",)), **changes)
        hers = msgspec.structs.replace(Desk(counsellor=counsellor), **desk)
        held = Held(f"canary {alias}", Session(), desk=hers)
        conversations.create(tx, "staff", held, time.time())

    do(folder, work)


def orders(folder: Path) -> list[Order]:
    def work(conversations: Conversations, tx: Tx) -> list[Order]:
        vault = conversations.vault
        return [
            msgspec.msgpack.decode(
                vault.unseal_for_day(row.day, b"order:" + row.id, row.sealed), type=Order
            )
            for row in tx.orders()
        ]

    return do(folder, work)


def invites(folder: Path) -> list[tuple[bytes, Counsellor, float]]:
    def work(_: Conversations, tx: Tx) -> list[tuple[bytes, Counsellor, float]]:
        return [
            (
                row.hash,
                msgspec.msgpack.decode(row.details, type=Counsellor),
                row.expires_at - row.created_at,
            )
            for row in tx.invites()
        ]

    return do(folder, work)


# inviting


def test_an_invitation_is_a_link_that_fits_into_a_start(folder: Path, capsys) -> None:
    words = "invite Roza-2 --languages kk,RU --countries kz,KG --skills sign,child --cap 1"
    assert run([*words.split(), "--region", "Astana City", "--supervisor", "--hours", "5"]) == 0
    said = capsys.readouterr().out
    payload = re.search(r"\bdesk-[A-Za-z0-9_-]+", said)
    assert payload is not None
    assert len(payload[0]) <= 64
    assert "5 hours" in said
    assert "by voice" in said
    ((digest, counsellor, holds),) = invites(folder)
    assert digest == hashlib.sha256(payload[0].removeprefix("desk-").encode()).digest()
    assert holds == pytest.approx(5 * HOUR)
    assert counsellor == Counsellor(
        id="",
        alias="Roza-2",
        languages=("kk", "ru"),
        countries=("KZ", "KG"),
        skills=("child", "sign"),
        region="kz-r-astana",
        cap=1,
        is_supervisor=True,
    )


def test_the_link_is_whole_once_the_bot_s_name_is_known(folder: Path, capsys) -> None:
    do(folder, lambda _, tx: tx.set_meta("username", "people_bot"))
    assert run(["invite", "Roza", "--languages", "ru"]) == 0
    assert "https://t.me/people_bot?start=desk-" in capsys.readouterr().out
    do(folder, lambda _, tx: tx.set_meta("staff_username", "staff_bot"))
    assert run(["invite", "Aigul", "--languages", "ru"]) == 0
    assert "https://t.me/staff_bot?start=desk-" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "say what to do"),
        ("sack Roza", "invalid choice"),
        ("invite Roza", "--languages"),
        ("invite R --languages ru", "never a real name"),
        ("invite R0za! --languages ru", "never a real name"),
        (f"invite {'R' * 25} --languages ru", "never a real name"),
        ("invite Roza --languages klingon", "klingon is no language"),
        ("invite Roza --languages ru,", "empty place"),
        ("invite Roza --languages ru --countries XX", "XX is no country"),
        ("invite Roza --languages ru --skills magic", "magic is no skill"),
        ("invite Roza --languages ru --region Nowhere", "Nowhere is no region"),
        ("invite Roza --languages ru --cap 3", "--cap is a number from 1 to 2"),
        ("invite Roza --languages ru --hours 0", "--hours is a number from 1"),
        ("invite Roza --languages ru --locale xx", "xx is no language"),
        ("confirm 12345", "6 digits"),
        ("confirm 123456", "nobody waits for this code"),
        ("remove Nobody", "nobody has this call name"),
        ("end-duty Nobody", "nobody has this call name"),
        ("admit", "no staff group"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(folder: Path, capsys, words: str, said: str) -> None:
    assert run(words.split()) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.strip().splitlines()) == 1
    assert said in shown.err
    if (folder / FILE).exists():
        assert orders(folder) == invites(folder) == []


def test_a_call_name_is_given_once(folder: Path, capsys) -> None:
    hire(folder, "Roza")
    assert run(["invite", " roza ", "--languages", "ru"]) == 2
    assert "taken" in capsys.readouterr().err
    assert run(["invite", "Aigul", "--languages", "ru"]) == 0
    assert run(["invite", "AIGUL", "--languages", "ru"]) == 2
    assert len(invites(folder)) == 1


# orders


def test_what_is_ordered_is_written_down_for_the_service(folder: Path, capsys) -> None:
    until = time.time() + HOUR
    hire(folder, "Roza", code="012345", code_until=until)

    def open_group(conversations: Conversations, tx: Tx) -> None:
        held = Held("-100", Session(), desk=Desk(kind="group"))
        conversations.create(tx, "staff", held, time.time())

    do(folder, open_group)
    for words in (["confirm", "012 345"], ["remove", "roza"], ["end-duty", "Roza"], ["admit"]):
        assert run(words) == 0
        assert "within seconds" in capsys.readouterr().out
    assert orders(folder) == [Confirm("012345"), Remove("roza"), EndDuty("Roza"), Admit()]


def test_a_code_that_ran_out_is_told(folder: Path, capsys) -> None:
    hire(folder, "Roza", code="012345", code_until=time.time() - 1)
    assert run(["confirm", "012345"]) == 2
    assert "24 hours" in capsys.readouterr().err


def test_a_link_can_be_made_void(folder: Path) -> None:
    run(["invite", "Roza", "--languages", "ru"])
    assert run(["remove", "Roza"]) == 0
    assert orders(folder) == [Remove("Roza")]


# listing


def test_the_list_shows_who_is_there_and_never_where(folder: Path, capsys) -> None:
    now = time.time()
    hire(folder, "Roza", standing=Standing.ACTIVE, duty_until=now + HOUR, skills=("child",))
    hire(folder, "Gul", code="012345", code_until=now + HOUR, is_coordinator=True)
    run(["invite", "Aigul", "--languages", "kk"])
    capsys.readouterr()
    assert run(["list"]) == 0
    said = capsys.readouterr().out
    lines = said.strip().splitlines()
    assert [line.partition(":")[0] for line in lines] == ["Aigul", "Gul", "Roza"]
    assert "link not opened" in lines[0]
    assert "pending, her code holds until" in lines[1]
    assert "coordinator" in lines[1]
    assert "active, on duty until" in lines[2]
    assert "0 talks" in lines[2]
    assert "canary" not in said
    assert "012345" not in said


def test_the_list_of_nobody_says_how_to_begin(capsys) -> None:
    assert run(["list"]) == 0
    assert "pana counsellors invite" in capsys.readouterr().out


def test_the_command_is_found_and_explains_itself(folder: Path) -> None:
    done = pana("counsellors", "invite", "--help")
    assert done.returncode == 0
    assert "--languages" in done.stdout
    bare = pana("counsellors", DATA_DIR=str(folder))
    assert bare.returncode == 2
    assert "Traceback" not in bare.stderr


def test_the_log_of_duty_serves_a_complaint_and_holds_no_word(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = time.time()

    def work(_: Conversations, tx: Tx) -> None:
        tx.log_duty(DutyRow(now - 3 * 24 * HOUR, b"a" * 16, "Roza", "taken"))
        tx.log_duty(DutyRow(now - 60, b"b" * 16, "Aigul", "pressure"))

    do(folder, work)
    assert run(["log", "--days", "1"]) == 0
    said = capsys.readouterr().out
    assert "Aigul: pressure" in said
    assert "Roza" not in said
    assert run(["log"]) == 0
    assert "61616161  Roza: taken" in capsys.readouterr().out
    assert run(["log", "--days", "0"]) == 2
