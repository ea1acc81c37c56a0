"""Keys: what opens what, what never opens again, and what ``PANA_SECRET`` may be."""

from __future__ import annotations

import base64
import hmac
import os
import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from bot.keys import (
    DataKey,
    DayKeyGone,
    DayKeyShelf,
    FileShelf,
    Lost,
    MemoryShelf,
    RootKeys,
    SecretError,
    ShelfError,
    Unreadable,
    Vault,
    day_of,
    destroyed_at,
)

DAY = 86_400.0
NOON = 1_772_366_400.0  # 2026-03-01T12:00Z
TODAY = "2026-03-01"
ID = bytes(range(16))
CHANCE = random.Random(7).randbytes
"""The same in each process that collects these tests."""
OLD, NEW = RootKeys.new_item(CHANCE), RootKeys.new_item(CHANCE)
OLD_ID, NEW_ID = (item.partition(":")[0] for item in (OLD, NEW))


def item(raw: bytes, name: str = "k1") -> str:
    return f"{name}:{base64.b64encode(raw).decode()}"


MANY = CHANCE(64)


@pytest.fixture(params=["memory", "file"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> DayKeyShelf:
    return MemoryShelf() if request.param == "memory" else FileShelf(tmp_path / "keys")


@pytest.fixture
def vault(shelf: DayKeyShelf) -> Vault:
    return Vault(RootKeys.parse(NEW), shelf)


# PANA_SECRET


def test_a_new_item_is_accepted_and_every_one_is_another():
    items = {RootKeys.new_item() for _ in range(50)}
    assert len(items) == 50
    for text in items:
        roots = RootKeys.parse(text)
        assert roots.newest.id == text.partition(":")[0]
        assert not roots.newest.typed


def test_items_stand_newest_first():
    roots = RootKeys.parse(f" {NEW} , {OLD} ")
    assert [root.id for root in roots] == [NEW_ID, OLD_ID]
    assert roots.newest.id == NEW_ID


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        (NEW + ",", "item 2 is not `id:base64`"),
        ("justakey", "not `id:base64`"),
        (":" + NEW.partition(":")[2], "not `id:base64`"),
        ("a b:" + NEW.partition(":")[2], "not `id:base64`"),
        ("k1:***", "no base64"),
        ("k1:" + "A" * 43, "no base64"),
        ("k1:" + "ключ", "no base64"),
        (item(MANY[:31]), "has 31 bytes and not 32"),
        (item(MANY), "has 64 bytes and not 32"),
        ("k1:", "has 0 bytes"),
        (item(bytes(32)), "not random"),
        (item(b"\x01\x02" * 16), "not random"),
        (item(bytes(range(15)) + bytes(17)), "not random"),
        (item(bytes(range(7, 39))), "not random"),
        (item(b"change-me-to-32-random-bytes-now"), "not random"),
        (item(b"MyVeryLongAndHardPasswordFor2026"), "not random"),
        (f"{NEW},{NEW}", "repeats an id or a key"),
        (f"{NEW},{NEW_ID}:{OLD.partition(':')[2]}", "repeats an id or a key"),
        (f"{NEW},other:{NEW.partition(':')[2]}", "repeats an id or a key"),
    ],
)
def test_what_is_no_good_secret_is_refused_with_one_sentence(setting: str, says: str):
    with pytest.raises(SecretError) as raised:
        RootKeys.parse(setting)
    message = str(raised.value)
    assert says in message
    assert "pana keys new" in message or "remove it" in message
    assert "\n" not in message
    for key in re.findall(r"[A-Za-z0-9+/=]{20,}", setting):
        assert key not in message
    assert raised.value.__cause__ is None


def test_a_typed_text_is_marked_as_such():
    # The benchmark's key is public: good enough for a test, and production can see that it is.
    assert RootKeys.parse(item(b"benchmark-key-of-32-bytes-000000")).newest.typed


def test_nothing_secret_is_shown_by_repr():
    vault = Vault(RootKeys.parse(NEW), MemoryShelf())
    key = vault.new_data_key(NOON)
    assert repr(key) == "DataKey(2026-03-01)"
    assert repr(RootKeys.parse(NEW).newest) == f"RootKey({NEW_ID})"
    assert NEW.partition(":")[2] not in repr(RootKeys.parse(NEW))


def test_the_three_derived_keys_differ_from_each_other_and_between_roots():
    roots = RootKeys.parse(f"{NEW},{OLD}")
    assert len({key for root in roots for key in (root.lookup, root.word)}) == 4
    sealed = roots.newest.sealing.encrypt(b"n" * 12, b"data", b"")
    for key in (roots.newest.lookup, roots.newest.word, base64.b64decode(NEW.partition(":")[2])):
        with pytest.raises(InvalidTag):
            AESGCM(key).decrypt(b"n" * 12, sealed, b"")


def test_the_derivation_is_hkdf_with_fixed_labels():
    """A change here makes every stored look-up and day key unreadable."""
    raw = os.urandom(32)
    extracted = hmac.digest(bytes(32), raw, "sha256")

    def derived(label: bytes) -> bytes:
        return hmac.digest(extracted, b"pana/1/" + label + b"\x01", "sha256")

    root = RootKeys.parse(item(raw)).newest
    assert root.lookup == derived(b"look-up")
    assert root.word == derived(b"word")
    sealed = AESGCM(derived(b"sealing")).encrypt(bytes(12), b"day key", b"")
    assert root.sealing.decrypt(bytes(12), sealed, b"") == b"day key"


# look-ups and words


def test_lookups_come_under_every_root_key_newest_first():
    both = Vault(RootKeys.parse(f"{NEW},{OLD}"), MemoryShelf()).lookups("telegram", "7")
    assert [root for root, _ in both] == [NEW_ID, OLD_ID]
    assert both[1] == Vault(RootKeys.parse(OLD), MemoryShelf()).lookups("telegram", "7")[0]
    assert both[0][1] != both[1][1]
    assert all(len(digest) == 32 for _, digest in both)


def test_lookups_keep_channel_and_address_apart(vault: Vault):
    pairs = [("telegram", "12"), ("whatsapp", "12"), ("telegra", "m12"), ("telegram1", "2")]
    assert len({vault.lookups(*pair)[0] for pair in pairs}) == 4
    assert vault.lookups("telegram", "12") == vault.lookups("telegram", "12")


def test_a_word_is_known_by_its_hash_in_its_conversation_only(vault: Vault):
    stored = vault.word_hashes(ID, "алма")
    assert vault.is_word(stored[:1], ID, "алма")
    assert not vault.is_word(stored, ID, "алмa")
    assert not vault.is_word(stored, b"another conv id.", "алма")
    assert not vault.is_word((), ID, "алма")
    assert vault.is_word([b"", b"short", *stored], ID, "алма")


def test_a_word_stored_under_an_older_root_key_still_counts():
    stored = Vault(RootKeys.parse(OLD), MemoryShelf()).word_hashes(ID, "алма")
    assert Vault(RootKeys.parse(f"{NEW},{OLD}"), MemoryShelf()).is_word(stored, ID, "алма")
    assert not Vault(RootKeys.parse(NEW), MemoryShelf()).is_word(stored, ID, "алма")


# rows


@given(data=st.binary(max_size=3000), table=st.text(max_size=20), row_id=st.binary(max_size=40))
def test_what_is_sealed_opens(data: bytes, table: str, row_id: bytes):
    shelf = MemoryShelf()
    key = Vault(RootKeys.parse(NEW), shelf).new_data_key(NOON)
    sealed = Vault(RootKeys.parse(NEW), shelf).seal(key, table, row_id, data)
    other = Vault(RootKeys.parse(f"{OLD},{NEW}"), shelf)
    opened = other.open_data_key(key.wrapped, key.day)
    assert opened.raw == key.raw
    assert other.unseal(opened, table, row_id, sealed) == data
    day = other.ensure_day(NOON)
    assert other.unseal_for_day(day, row_id, other.seal_for_day(day, row_id, data)) == data


@given(data=st.binary(max_size=60), where=st.integers(0, 10_000), change=st.integers(1, 255))
def test_a_changed_byte_is_refused_wherever_it_is(data: bytes, where: int, change: int):
    vault = Vault(RootKeys.parse(NEW), MemoryShelf())
    key = vault.new_data_key(NOON)
    sealed = bytearray(vault.seal(key, "conversations", ID, data))
    sealed[where % len(sealed)] ^= change
    with pytest.raises(Unreadable):
        vault.unseal(key, "conversations", ID, bytes(sealed))
    wrapped = bytearray(key.wrapped)
    wrapped[where % len(wrapped)] ^= change
    with pytest.raises(Unreadable):
        vault.open_data_key(bytes(wrapped), key.day)


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_and_never_crash(junk: bytes):
    vault = Vault(RootKeys.parse(NEW), MemoryShelf())
    key = vault.new_data_key(NOON)
    for attempt in (
        lambda: vault.unseal(key, "outbox", ID, junk),
        lambda: vault.open_data_key(junk, key.day),
        lambda: vault.unseal_for_day(key.day, ID, junk),
    ):
        with pytest.raises(Unreadable):
            attempt()


def test_a_row_opens_only_in_its_table_for_its_conversation_with_its_key(vault: Vault):
    key = vault.new_data_key(NOON)
    sealed = vault.seal(key, "outbox", ID, b"data")
    for table, row_id in (("ledger", ID), ("outbox", ID[:-1]), ("outbo", b"x" + ID), ("", b"")):
        with pytest.raises(Unreadable):
            vault.unseal(key, table, row_id, sealed)
    with pytest.raises(Unreadable):
        vault.unseal(vault.new_data_key(NOON), "outbox", ID, sealed)


def test_each_sealing_looks_different(vault: Vault):
    key = vault.new_data_key(NOON)
    assert len({vault.seal(key, "outbox", ID, b"data") for _ in range(20)}) == 20
    assert len({vault.new_data_key(NOON).raw for _ in range(20)}) == 20


def test_a_wrapped_key_belongs_to_its_day(vault: Vault):
    key = vault.new_data_key(NOON)
    vault.ensure_day(NOON + DAY)
    with pytest.raises(Unreadable):
        vault.open_data_key(key.wrapped, day_of(NOON + DAY))
    with pytest.raises(DayKeyGone):
        vault.open_data_key(key.wrapped, "2026-02-01")
    with pytest.raises(DayKeyGone):
        vault.open_data_key(key.wrapped, "../../etc/passwd")


def test_what_is_sealed_for_a_day_is_no_row_and_no_wrapped_key(vault: Vault):
    day = vault.ensure_day(NOON)
    sealed = vault.seal_for_day(day, ID, bytes(32))
    with pytest.raises(Unreadable):
        vault.open_data_key(sealed, day)
    with pytest.raises(Unreadable):
        vault.unseal_for_day(day, b"other label", sealed)
    with pytest.raises(Unreadable):
        vault.unseal_for_day(day, ID, vault.new_data_key(NOON).wrapped)


def test_randomness_is_what_it_was_given():
    def numbered() -> Iterator[int]:
        yield from range(1, 200)

    def stream() -> object:
        numbers = numbered()
        return lambda size: bytes([next(numbers)]) * size

    one, two = (
        Vault(RootKeys.parse(NEW), MemoryShelf(), random=stream()).new_data_key(NOON)  # type: ignore[arg-type]
        for _ in range(2)
    )
    assert (one.raw, one.wrapped) == (two.raw, two.wrapped)


# days


def test_days_are_utc_and_live_25_hours_longer():
    assert day_of(NOON) == TODAY
    assert day_of(NOON + DAY / 2 - 0.001) == TODAY
    assert day_of(NOON + DAY / 2) == "2026-03-02"
    assert destroyed_at(TODAY) == NOON + DAY / 2 + 25 * 3600


def test_the_first_touch_of_a_day_rewraps(vault: Vault):
    key = vault.new_data_key(NOON)
    assert vault.rewrap(key, NOON + 60) is key
    again = vault.rewrap(key, NOON + DAY)
    assert (again.raw, again.day) == (key.raw, "2026-03-02")
    assert vault.open_data_key(again.wrapped, again.day).raw == key.raw


def test_a_day_key_is_destroyed_25_hours_after_its_day_and_not_before(
    vault: Vault, shelf: DayKeyShelf
):
    key = vault.new_data_key(NOON)
    end = destroyed_at(TODAY)
    vault.ensure_day(end)
    assert vault.destroy_days(end - 0.001, still_used=()) == []
    assert vault.open_data_key(key.wrapped, key.day).raw == key.raw
    assert vault.due_days(end) == [TODAY]
    assert vault.destroy_days(end, still_used=()) == [TODAY]
    assert vault.destroy_days(end, still_used=()) == []
    assert shelf.days() == ["2026-03-03"]
    with pytest.raises(DayKeyGone):
        vault.open_data_key(key.wrapped, key.day)
    with pytest.raises(DayKeyGone):
        vault.seal_for_day(TODAY, ID, b"")


def test_a_day_whose_key_still_wraps_something_stays(vault: Vault):
    key = vault.new_data_key(NOON)
    late = destroyed_at(TODAY) + DAY
    assert vault.destroy_days(late, still_used={TODAY}) == []
    assert vault.due_days(late) == [TODAY]
    assert vault.open_data_key(key.wrapped, TODAY).raw == key.raw


def test_another_process_that_only_reads_drops_its_copy_too(shelf: DayKeyShelf):
    roots = RootKeys.parse(NEW)
    one, other = Vault(roots, shelf), Vault(roots, shelf)
    key = one.new_data_key(NOON)
    assert other.open_data_key(key.wrapped, TODAY).raw == key.raw
    late = destroyed_at(TODAY)
    one.destroy_days(late, still_used=())
    other.ensure_day(late)
    with pytest.raises(DayKeyGone):
        other.open_data_key(key.wrapped, TODAY)


def test_two_processes_share_the_key_of_a_day(shelf: DayKeyShelf):
    roots = RootKeys.parse(NEW)
    one, other = Vault(roots, shelf), Vault(roots, shelf)
    first, second = one.new_data_key(NOON), other.new_data_key(NOON)
    assert other.open_data_key(first.wrapped, TODAY).raw == first.raw
    assert one.open_data_key(second.wrapped, TODAY).raw == second.raw


def test_several_threads_may_use_one_vault_over_midnights(shelf: DayKeyShelf):
    vault = Vault(RootKeys.parse(NEW), shelf)

    def live(thread: int) -> int:
        for step in range(150):
            key = vault.new_data_key(NOON + step * DAY / 3)
            sealed = vault.seal(key, "outbox", ID, bytes([thread]))
            opened = vault.open_data_key(key.wrapped, key.day)
            assert vault.unseal(opened, "outbox", ID, sealed) == bytes([thread])
        return thread

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(live, range(4))) == [0, 1, 2, 3]


def test_a_day_sealed_by_a_root_key_we_lost_stops_the_start(shelf: DayKeyShelf):
    Vault(RootKeys.parse(OLD), shelf).ensure_day(NOON)
    stranger = Vault(RootKeys.parse(NEW), shelf)
    assert stranger.lost_days() == [TODAY]
    with pytest.raises(SecretError, match="put the earlier item back"):
        stranger.ensure_day(NOON)
    # Not `Lost`: the row is readable again once the setting is mended.
    key = Vault(RootKeys.parse(OLD), shelf).new_data_key(NOON)
    with pytest.raises(SecretError):
        stranger.open_data_key(key.wrapped, key.day)
    swapped = Vault(RootKeys.parse(f"{OLD_ID}:{NEW.partition(':')[2]}"), shelf)
    with pytest.raises(SecretError):
        swapped.ensure_day(NOON)
    assert Vault(RootKeys.parse(f"{NEW},{OLD}"), shelf).lost_days() == []


def test_a_row_is_lost_only_when_nothing_can_bring_it_back():
    assert issubclass(DayKeyGone, Lost)
    assert issubclass(Unreadable, Lost)
    assert not issubclass(SecretError, Lost)
    assert not issubclass(ShelfError, Lost)


def test_a_leftover_without_a_key_is_no_lost_day(tmp_path: Path):
    (tmp_path / f"{TODAY}.0123456789abcdef.new").write_bytes(b"left by a crash")
    assert Vault(RootKeys.parse(NEW), FileShelf(tmp_path)).lost_days() == []


# rotation


def test_after_rotation_only_look_ups_need_the_old_root_key(shelf: DayKeyShelf):
    key = Vault(RootKeys.parse(OLD), shelf).new_data_key(NOON)
    both = Vault(RootKeys.parse(f"{NEW},{OLD}"), shelf)
    both.ensure_day(NOON + DAY)
    assert both.needed_roots(in_lookups=()) == (NEW_ID, OLD_ID)
    assert both.rotate() == 1
    assert both.rotate() == 0
    assert both.needed_roots(in_lookups=()) == (NEW_ID,)
    assert both.needed_roots(in_lookups=[OLD_ID, NEW_ID]) == (NEW_ID, OLD_ID)
    alone = Vault(RootKeys.parse(NEW), shelf)
    assert alone.open_data_key(key.wrapped, key.day).raw == key.raw
    with pytest.raises(SecretError):
        Vault(RootKeys.parse(OLD), shelf).open_data_key(key.wrapped, key.day)


def test_rotation_changes_nothing_when_a_day_key_cannot_be_opened(shelf: DayKeyShelf):
    lost = RootKeys.new_item()
    Vault(RootKeys.parse(lost), shelf).ensure_day(NOON)
    Vault(RootKeys.parse(OLD), shelf).ensure_day(NOON + DAY)
    before = {day: shelf.read(day) for day in shelf.days()}
    with pytest.raises(SecretError):
        Vault(RootKeys.parse(f"{NEW},{OLD}"), shelf).rotate()
    assert {day: shelf.read(day) for day in shelf.days()} == before


def test_data_keys_are_values_with_a_cipher():
    key = DataKey(bytes(32), b"wrapped", TODAY)
    assert key.cipher.decrypt(bytes(12), key.cipher.encrypt(bytes(12), b"x", b""), b"") == b"x"
