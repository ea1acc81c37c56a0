"""Rows to store, with only what a test cares about spelled out."""

from __future__ import annotations

from typing import Any

from bot.store.base import (
    CaseRow,
    Conversation,
    DutyRow,
    InviteRow,
    LedgerRow,
    OrderRow,
    OutboxRow,
    RemainsRow,
    WipeRow,
)


def lookup(number: int, root: str = "new") -> tuple[str, bytes]:
    return root, number.to_bytes(32, "big")


def conversation(number: int = 1, **changes: Any) -> Conversation:
    given = {
        "id": bytes([number]) * 16,
        "channel": "telegram",
        "lookup": lookup(number),
        "kind": "person",
        "version": 0,
        "wrapped_key": b"wrapped",
        "day": "2026-03-01",
        "touched_at": 100.0 * number,
        "sealed": b"state",
    }
    return Conversation(**(given | changes))


def owed(number: int = 1, **changes: Any) -> OutboxRow:
    given = {
        "id": 0,
        "conversation": bytes([number]) * 16,
        "target": "self",
        "lane": "erase",
        "name": "",
        "stage": 0,
        "due_at": 10.0,
        "not_after": None,
        "after_id": 7,
        "sealed": b"effect",
        "created_at": 9.0,
    }
    return OutboxRow(**(given | changes))


def kept(number: int = 1, **changes: Any) -> LedgerRow:
    given = {
        "conversation": bytes([number]) * 16,
        "target": "self",
        "message": "41",
        "side": "ours",
        "sent_at": 5.0,
    }
    return LedgerRow(**(given | changes))


def wipe(number: int = 1, **changes: Any) -> WipeRow:
    given = {
        "id": bytes([number]) * 16,
        "channel": "telegram",
        "wrapped_key": b"wrapped",
        "day": "2026-03-02",
        "created_at": 50.0,
        "due_at": 60.0,
        "sealed": b"ids",
    }
    return WipeRow(**(given | changes))


def remains(number: int = 1, **changes: Any) -> RemainsRow:
    given = {"lookup": lookup(number), "day": "2026-03-03", "until": 200.0, "sealed": b"left"}
    return RemainsRow(**(given | changes))


def case(number: int = 1, **changes: Any) -> CaseRow:
    given = {
        "id": bytes([100 + number]) * 16,
        "conversation": bytes([number]) * 16,
        "owner": "",
        "state": "queued",
        "version": 0,
        "wrapped_key": b"wrapped",
        "day": "2026-03-04",
        "due_at": 100.0 * number,
        "sealed": b"case",
    }
    return CaseRow(**(given | changes))


def invite(number: int = 1, **changes: Any) -> InviteRow:
    given = {
        "hash": bytes([number]) * 32,
        "details": b"languages",
        "created_at": 50.0,
        "expires_at": 100.0 * number,
        "used": False,
    }
    return InviteRow(**(given | changes))


def order(number: int = 1, **changes: Any) -> OrderRow:
    given = {
        "id": bytes([number]) * 16,
        "made_at": 100.0 * number,
        "day": "2026-03-06",
        "sealed": b"order",
    }
    return OrderRow(**(given | changes))


def duty(number: int = 1, **changes: Any) -> DutyRow:
    given = {
        "at": 100.0 * number,
        "case": bytes([100 + number]) * 16,
        "counsellor": "c1",
        "what": "accepted",
    }
    return DutyRow(**(given | changes))
