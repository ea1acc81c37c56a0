-- Fewer index pages are written with every step. Who was idle, whose key is due and what is owed
-- are looked for once an hour or at the start, and a scan does that. The ids of outbox rows come
-- from the process (see RowIds), so SQLite need not count them.

DROP INDEX conversations_touched;
DROP INDEX conversations_day;

CREATE TABLE owed (
    id           INTEGER PRIMARY KEY,
    conversation BLOB NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    target       TEXT NOT NULL,
    lane         TEXT NOT NULL CHECK (lane IN ('screen', 'erase', 'extra', 'timer')),
    name         TEXT NOT NULL,
    stage        INTEGER NOT NULL,
    due_at       REAL NOT NULL,
    not_after    REAL,
    after_id     INTEGER NOT NULL,
    sealed       BLOB NOT NULL,
    created_at   REAL NOT NULL,
    in_flight    INTEGER NOT NULL DEFAULT 0
);
INSERT INTO owed SELECT * FROM outbox;
DROP TABLE outbox;
ALTER TABLE owed RENAME TO outbox;
CREATE INDEX outbox_conversation ON outbox (conversation);
