-- Files that buyers sent: which are wanted, and what became of them. The bytes lie in the folder `media`, by hash.
CREATE TABLE files (
    -- Meta's id.
    id        TEXT PRIMARY KEY,
    contact   TEXT NOT NULL,
    -- The number that it was sent to, and what the message says of it, as JSON. Its address goes when it has ended.
    number    TEXT NOT NULL,
    file      TEXT NOT NULL,
    -- wanted | stored | refused | given_up
    state     TEXT NOT NULL CHECK (state IN ('wanted', 'stored', 'refused', 'given_up')),
    attempts  INTEGER NOT NULL,
    due_ms    INTEGER NOT NULL,
    -- Of what was stored: its name in the folder, its size in bytes, and what its first bytes say that it is.
    sha256    TEXT,
    size      INTEGER,
    mime_type TEXT,
    -- Why it is not there.
    reason    TEXT,
    at_ms     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_wanted ON files (due_ms) WHERE state = 'wanted';
CREATE INDEX files_by_hash ON files (sha256, at_ms) WHERE sha256 IS NOT NULL;
CREATE INDEX files_by_age ON files (at_ms);
