-- The send journal of one shard: one row per outgoing message, written before anything is sent.
-- Rows that have ended lose their body (it holds what a buyer reads) and are deleted after 30 days.
CREATE TABLE sends (
    -- Arrival order; ids are never reused, so that paging by them is safe.
    arrival INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Identity of the message; a repeated release finds it here and is dropped.
    outbox_id TEXT NOT NULL UNIQUE,
    -- Keyed hash of the recipient, whose messages go out in the order of `seq`.
    contact TEXT NOT NULL,
    seq INTEGER NOT NULL,
    -- The business's number that sends.
    number_id TEXT NOT NULL,
    -- The queued envelope as received; null once the row has ended and everything is told.
    body TEXT,
    -- Trace context of the delivery, as JSON.
    trace TEXT NOT NULL,
    -- queued | held | sending | ambiguous (open), accepted | parked | failed | expired | dropped | tried (ended).
    state TEXT NOT NULL,
    -- 1 while the copy for the `parked` exchange is not confirmed by the broker.
    unpublished INTEGER NOT NULL DEFAULT 0,
    -- Failures that count towards giving up.
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Calls made in all; the number of the last one.
    posts INTEGER NOT NULL DEFAULT 0,
    -- Calls repeated although an earlier one may have worked.
    resends INTEGER NOT NULL DEFAULT 0,
    -- 1 when Meta said "window closed" although our record says that it is open, once.
    window_retried INTEGER NOT NULL DEFAULT 0,
    -- Not before this time: next try of a queued row, end of waiting of an ambiguous one. Unix milliseconds.
    due_at_ms INTEGER NOT NULL DEFAULT 0,
    -- Meta's id of the message, and the number that Meta made of ours.
    wamid TEXT,
    wa_id TEXT,
    -- Why it ended or waits, and Meta's code.
    reason TEXT,
    code INTEGER,
    -- How far it got: 0 unknown, 1 sent, 2 delivered, 3 read, 4 played. Only ever grows.
    delivery INTEGER NOT NULL DEFAULT 0,
    -- Set when Meta reported a failure after accepting; a fact of its own, since `delivered` may still follow.
    failed_code INTEGER,
    created_at_ms INTEGER NOT NULL,
    sent_at_ms INTEGER,
    ended_at_ms INTEGER
) STRICT;

-- What a new owner loads, in order of arrival.
CREATE INDEX sends_open ON sends (arrival) WHERE ended_at_ms IS NULL OR unpublished = 1;
-- Statuses that carry no callback data are found by Meta's id.
CREATE INDEX sends_wamid ON sends (wamid) WHERE wamid IS NOT NULL;
-- What is pruned, and what was sent just now.
CREATE INDEX sends_ended ON sends (ended_at_ms) WHERE ended_at_ms IS NOT NULL;

-- Facts about the journal itself: when it was made. A message that was decided before that, and that the broker has
-- handed out before, may have been sent by a journal that is gone.
CREATE TABLE journal (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    created_at_ms INTEGER NOT NULL
) STRICT;
