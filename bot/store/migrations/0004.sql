-- What an operator ordered by a command, until the running service has carried it out.

-- Sealed under the key of its day: a counsellor's code is in it.
CREATE TABLE orders (
    id      BLOB PRIMARY KEY,
    made_at REAL NOT NULL,
    day     TEXT NOT NULL,
    sealed  BLOB NOT NULL
) WITHOUT ROWID;
