-- Words that were not understood, masked, for editors: who (so that only what several people wrote is shown, and so that
-- it goes when they want to be forgotten), in which language, on which screen, how often. Few and young: the oldest go.
CREATE TABLE misses (
    contact  TEXT NOT NULL,
    words    TEXT NOT NULL,
    language TEXT NOT NULL,
    screen   TEXT NOT NULL,
    count    INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    PRIMARY KEY (contact, words, language, screen)
) STRICT, WITHOUT ROWID;
CREATE INDEX misses_by_age ON misses (at_ms);
