-- What is kept, and nothing else (docs: design, "State"). Columns that could tell something about
-- a person are sealed; what stands in clear is what a query needs.

CREATE TABLE conversations (
    id          BLOB PRIMARY KEY,
    channel     TEXT NOT NULL,
    root        TEXT NOT NULL,
    lookup      BLOB NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('person', 'desk')),
    version     INTEGER NOT NULL,
    wrapped_key BLOB NOT NULL,
    day         TEXT NOT NULL,
    touched_at  REAL NOT NULL,
    sealed      BLOB NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX conversations_lookup ON conversations (lookup, root);
CREATE INDEX conversations_touched ON conversations (touched_at);
CREATE INDEX conversations_day ON conversations (day);

-- AUTOINCREMENT: an id is never used again, so a late outcome can not settle another's row.
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
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
CREATE INDEX outbox_conversation ON outbox (conversation);
CREATE INDEX outbox_due ON outbox (due_at);

CREATE TABLE ledger (
    conversation BLOB NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    target       TEXT NOT NULL,
    message      TEXT NOT NULL,
    side         TEXT NOT NULL CHECK (side IN ('ours', 'hers')),
    sent_at      REAL NOT NULL,
    PRIMARY KEY (conversation, target, message)
) WITHOUT ROWID;

CREATE TABLE wipes (
    id          BLOB PRIMARY KEY,
    channel     TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    day         TEXT NOT NULL,
    created_at  REAL NOT NULL,
    due_at      REAL NOT NULL,
    sealed      BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE remains (
    root   TEXT NOT NULL,
    lookup BLOB NOT NULL,
    day    TEXT NOT NULL,
    until  REAL NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (lookup, root)
) WITHOUT ROWID;
CREATE INDEX remains_until ON remains (until);

CREATE TABLE counters (
    day  TEXT NOT NULL,
    name TEXT NOT NULL,
    n    INTEGER NOT NULL,
    PRIMARY KEY (day, name)
) WITHOUT ROWID;
