-- The handoff: cases, the copies of messages in other chats, invitations, the duty log.

-- Of a copy: the message in another chat that it was made of. The index is for the two questions
-- that no conversation answers: what stands of a case, and where the copies of a message stand.
ALTER TABLE ledger ADD COLUMN origin TEXT NOT NULL DEFAULT '';
CREATE INDEX ledger_target ON ledger (target, origin);

-- No reference to conversations: a case is not forgotten because its conversation is, and a
-- callback outlives it. Many may have none (NULL), two may not have the same one.
CREATE TABLE cases (
    id           BLOB PRIMARY KEY,
    conversation BLOB,
    owner        TEXT NOT NULL,
    state        TEXT NOT NULL,
    version      INTEGER NOT NULL,
    wrapped_key  BLOB NOT NULL,
    day          TEXT NOT NULL,
    due_at       REAL,
    sealed       BLOB NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX cases_conversation ON cases (conversation);

CREATE TABLE invites (
    hash       BLOB PRIMARY KEY,
    details    BLOB NOT NULL,
    created_at REAL NOT NULL,
    expires_at REAL NOT NULL,
    used       INTEGER NOT NULL
) WITHOUT ROWID;

-- Entries of one moment stay in the order in which they came: by id.
CREATE TABLE duty (
    id         INTEGER PRIMARY KEY,
    at         REAL NOT NULL,
    case_id    BLOB NOT NULL,
    counsellor TEXT NOT NULL,
    what       TEXT NOT NULL
);
