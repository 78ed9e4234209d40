-- What people have said about what they may be sent: only ever added to. No words and no names; the hash of who said it is
-- kept after they were forgotten, as the proof that they agreed or refused. Old entries go.
CREATE TABLE consents (
    contact  TEXT NOT NULL,
    -- By Meta's clock.
    at_ms    INTEGER NOT NULL,
    -- marketing | order_news
    about    TEXT NOT NULL,
    given    INTEGER NOT NULL CHECK (given IN (0, 1)),
    -- word | button | whatsapp | merchant
    by       TEXT NOT NULL,
    language TEXT NOT NULL,
    -- Version of our sentences that they had.
    wording  INTEGER NOT NULL,
    PRIMARY KEY (contact, at_ms, about, given)
) STRICT, WITHOUT ROWID;
CREATE INDEX consents_by_age ON consents (at_ms);

-- Who was forgotten, by hash: so that a backup from before forgets them again, and so that the places of their messages
-- go on from where they were.
CREATE TABLE forgotten (
    contact       TEXT PRIMARY KEY,
    at_ms         INTEGER NOT NULL,
    next_position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
