-- One shard of the worker: everything that must survive a crash, written in one transaction per batch.

-- Inputs that were taken, so that a repetition has no second effect. Kept 30 days: longer than Meta repeats (7) and
-- than the oldest message that is accepted (8).
CREATE TABLE seen (
    id    TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_by_age ON seen (at_ms);

-- One row per buyer. The version grows by one per turn; a writer that does not know the latest is refused.
CREATE TABLE conversations (
    contact    TEXT PRIMARY KEY,
    version    INTEGER NOT NULL,
    state      TEXT NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The effect journal: what was wanted of the shop and how far it got. Open rows are taken up again after a crash.
CREATE TABLE effects (
    op_key     TEXT PRIMARY KEY,
    contact    TEXT NOT NULL,
    progress   TEXT NOT NULL,
    is_open    INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    started_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_open ON effects (contact) WHERE is_open = 1;
CREATE INDEX effects_by_age ON effects (updated_ms) WHERE is_open = 0;

-- Messages for the broker, deleted once the broker has confirmed them. Within a lane they leave in order of position.
CREATE TABLE outbox (
    id         TEXT PRIMARY KEY,
    lane       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    target     TEXT NOT NULL CHECK (target IN ('outbound', 'parked', 'inbound')),
    shard      INTEGER NOT NULL,
    body       TEXT NOT NULL,
    headers    TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_in_order ON outbox (lane, position);

-- Messages of a buyer that wait, already acknowledged, until the shop has answered an earlier one.
CREATE TABLE held (
    contact  TEXT NOT NULL,
    position INTEGER NOT NULL,
    body     TEXT NOT NULL,
    headers  TEXT NOT NULL,
    PRIMARY KEY (contact, position)
) STRICT, WITHOUT ROWID;

-- Timers of conversations, in wall-clock time.
CREATE TABLE timers (
    contact TEXT NOT NULL,
    timer   TEXT NOT NULL,
    due_ms  INTEGER NOT NULL,
    PRIMARY KEY (contact, timer)
) STRICT, WITHOUT ROWID;

-- Phones whose owner is known by a business-scoped user id and lives elsewhere: what arrives here by phone alone is
-- forwarded. The key is the hash of the phone.
CREATE TABLE aliases (
    phone_hash TEXT PRIMARY KEY,
    contact    TEXT NOT NULL,
    at_ms      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How often a redelivered message was begun; one that fails again and again is parked.
CREATE TABLE attempts (
    id    TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_by_age ON attempts (at_ms);
