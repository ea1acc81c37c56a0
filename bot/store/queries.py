"""Every SQL statement that the SQLite store runs on rows, by name. No other module has any."""

from __future__ import annotations

_CONVERSATION = "id, channel, root, lookup, kind, version, wrapped_key, day, touched_at, sealed"
_OWED = (
    "id, conversation, target, lane, name, stage, due_at, not_after, after_id, sealed, "
    "created_at, in_flight"
)
_WIPE = "id, channel, wrapped_key, day, created_at, due_at, sealed"

FIND = f"SELECT {_CONVERSATION} FROM conversations WHERE lookup = ? AND root = ?"  # noqa: S608
CONVERSATION = f"SELECT {_CONVERSATION} FROM conversations WHERE id = ?"  # noqa: S608
INSERT = f"INSERT INTO conversations ({_CONVERSATION}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
UPDATE = """
UPDATE conversations
SET channel = ?, root = ?, lookup = ?, kind = ?, version = ?, wrapped_key = ?, day = ?,
    touched_at = ?, sealed = ?
WHERE id = ? AND version = ?
"""
UPDATE_CONTENT = """
UPDATE conversations SET version = ?, touched_at = ?, sealed = ? WHERE id = ? AND version = ?
"""
FORGET = "DELETE FROM conversations WHERE id = ?"
TOUCHED_BEFORE = f"""
SELECT {_CONVERSATION} FROM conversations WHERE touched_at < ? ORDER BY touched_at, id LIMIT ?
"""  # noqa: S608
WRAPPED_ON = f"SELECT {_CONVERSATION} FROM conversations WHERE day = ? ORDER BY id LIMIT ?"  # noqa: S608

OWE = """
INSERT INTO outbox
    (id, conversation, target, lane, name, stage, due_at, not_after, after_id, sealed, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
SUPERSEDE_SCREEN = """
DELETE FROM outbox WHERE conversation = ? AND target = ? AND lane = 'screen' AND in_flight = 0
"""
SUPERSEDE_TIMER = "DELETE FROM outbox WHERE conversation = ? AND name = ? AND lane = 'timer'"
MARK_IN_FLIGHT = "UPDATE outbox SET in_flight = ? WHERE id = ?"
SETTLE = "DELETE FROM outbox WHERE id = ?"
POSTPONE = "UPDATE outbox SET due_at = ? WHERE id = ?"
OWED = f"SELECT {_OWED} FROM outbox WHERE conversation = ? ORDER BY id"  # noqa: S608
DUE = f"SELECT {_OWED} FROM outbox WHERE due_at <= ? ORDER BY due_at, id LIMIT ?"  # noqa: S608

KEEP = """
INSERT INTO ledger (conversation, target, message, side, sent_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET side = excluded.side, sent_at = excluded.sent_at
"""
KEPT = """
SELECT conversation, target, message, side, sent_at FROM ledger
WHERE conversation = ? ORDER BY sent_at, target, message
"""
RELEASE = (
    "DELETE FROM ledger WHERE conversation = ? AND message = ? AND target = coalesce(?, target)"
)

PUT_WIPE = f"INSERT OR REPLACE INTO wipes ({_WIPE}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
WIPES = f"SELECT {_WIPE} FROM wipes ORDER BY due_at, id"  # noqa: S608
END_WIPE = "DELETE FROM wipes WHERE id = ?"

PUT_REMAINS = (
    "INSERT OR REPLACE INTO remains (root, lookup, day, until, sealed) VALUES (?, ?, ?, ?, ?)"
)
REMAINS = "SELECT root, lookup, day, until, sealed FROM remains WHERE lookup = ? AND root = ?"
FIRST_END = "SELECT min(until) FROM remains"
END_REMAINS = "DELETE FROM remains WHERE until <= ?"

COUNT = """
INSERT INTO counters (day, name, n) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n
"""
COUNTS = "SELECT day, name, n FROM counters ORDER BY day, name"
META = "SELECT value FROM meta WHERE name = ?"
SET_META = "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"

CENSUS = """
SELECT
    (SELECT count(*) FROM conversations),
    (SELECT count(*) FROM outbox WHERE lane <> 'timer'),
    (SELECT count(*) FROM outbox WHERE lane = 'timer'),
    (SELECT count(*) FROM ledger),
    (SELECT count(*) FROM wipes),
    (SELECT count(*) FROM remains),
    (SELECT max(until) FROM remains)
"""
KEY_DAYS = """
SELECT day FROM conversations UNION SELECT day FROM wipes UNION SELECT day FROM remains ORDER BY 1
"""
ROOTS = "SELECT root FROM conversations UNION SELECT root FROM remains ORDER BY 1"
