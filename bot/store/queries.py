"""Every SQL statement that the SQLite store runs on rows, by name. No other module has any."""

from __future__ import annotations

_CONVERSATION = "id, channel, root, lookup, kind, version, wrapped_key, day, touched_at, sealed"
_OWED = (
    "id, conversation, target, lane, name, stage, due_at, not_after, after_id, sealed, "
    "created_at, in_flight"
)
_KEPT = "conversation, target, message, side, sent_at, origin"
_WIPE = "id, channel, wrapped_key, day, created_at, due_at, sealed"
_CASE = "id, conversation, owner, state, version, wrapped_key, day, due_at, sealed"
_INVITE = "hash, details, created_at, expires_at, used"

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
SELECT {_CONVERSATION} FROM conversations WHERE touched_at < ? AND kind = 'person'
ORDER BY touched_at, id LIMIT ?
"""  # noqa: S608
DESKS = f"SELECT {_CONVERSATION} FROM conversations WHERE kind = 'desk' ORDER BY id"  # noqa: S608
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

KEEP = f"""
INSERT INTO ledger ({_KEPT}) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET side = excluded.side, sent_at = excluded.sent_at, origin = excluded.origin
"""  # noqa: S608
KEPT = f"SELECT {_KEPT} FROM ledger WHERE conversation = ? ORDER BY sent_at, target, message"  # noqa: S608
KEPT_FOR = f"SELECT {_KEPT} FROM ledger WHERE target = ? ORDER BY sent_at, conversation, message"  # noqa: S608
COPIES = f"""
SELECT {_KEPT} FROM ledger WHERE target = ? AND origin = ? AND origin <> ''
ORDER BY sent_at, conversation, message
"""  # noqa: S608
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

INSERT_CASE = f"INSERT INTO cases ({_CASE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
UPDATE_CASE = """
UPDATE cases
SET conversation = ?, owner = ?, state = ?, version = ?, wrapped_key = ?, day = ?, due_at = ?,
    sealed = ?
WHERE id = ? AND version = ?
"""
CASE = f"SELECT {_CASE} FROM cases WHERE id = ?"  # noqa: S608
CASE_OF = f"SELECT {_CASE} FROM cases WHERE conversation = ?"  # noqa: S608
CASES = f"SELECT {_CASE} FROM cases ORDER BY id"  # noqa: S608
FORGET_CASE = "DELETE FROM cases WHERE id = ?"
CASES_WRAPPED_ON = f"SELECT {_CASE} FROM cases WHERE day = ? ORDER BY id LIMIT ?"  # noqa: S608

PUT_INVITE = f"INSERT INTO invites ({_INVITE}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608
INVITE = f"SELECT {_INVITE} FROM invites WHERE hash = ?"  # noqa: S608
INVITES = f"SELECT {_INVITE} FROM invites ORDER BY created_at, hash"  # noqa: S608
USE_INVITE = "UPDATE invites SET used = 1 WHERE hash = ? AND used = 0"
END_INVITES = "DELETE FROM invites WHERE expires_at <= ?"

PUT_ORDER = "INSERT INTO orders (id, made_at, day, sealed) VALUES (?, ?, ?, ?)"
ORDERS = "SELECT id, made_at, day, sealed FROM orders ORDER BY made_at, id"
END_ORDER = "DELETE FROM orders WHERE id = ?"

LOG_DUTY = "INSERT INTO duty (at, case_id, counsellor, what) VALUES (?, ?, ?, ?)"
DUTY = "SELECT at, case_id, counsellor, what FROM duty WHERE at >= ? ORDER BY at, id"
END_DUTY = "DELETE FROM duty WHERE at < ?"

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
    (SELECT count(*) FROM cases),
    (SELECT max(until) FROM remains)
"""
KEY_DAYS = """
SELECT day FROM conversations UNION SELECT day FROM wipes UNION SELECT day FROM remains
UNION SELECT day FROM cases UNION SELECT day FROM orders ORDER BY 1
"""
ROOTS = "SELECT root FROM conversations UNION SELECT root FROM remains ORDER BY 1"
