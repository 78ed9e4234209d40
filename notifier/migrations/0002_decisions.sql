-- Why each message was (not) sent, and what sending in another form needs.

-- 1 when the message has a template to fall back on: its body is kept after Meta took it, until a status shows that it
-- arrived, because Meta may still report that the window was closed.
ALTER TABLE sends ADD COLUMN has_fallback INTEGER NOT NULL DEFAULT 0;
-- The opening of the window that Meta has called closed; until a newer one is known, it counts as closed.
ALTER TABLE sends ADD COLUMN window_denied_ms INTEGER;
-- Meta's id of the first attempt, when Meta took it and then said that the window was closed; the template is a new
-- attempt with an id of its own, once. Later statuses of the first attempt change nothing.
ALTER TABLE sends ADD COLUMN refused_wamid TEXT;
-- What Meta charges, from the first status that says so; counted once per message.
ALTER TABLE sends ADD COLUMN price_category TEXT;
ALTER TABLE sends ADD COLUMN price_type TEXT;
ALTER TABLE sends ADD COLUMN price_region TEXT;

-- The decisions about a message, in order: each final one, and the reason of each wait when it changes. No words of the
-- message, nothing about the person. Goes with its message.
CREATE TABLE decisions (
    entry INTEGER PRIMARY KEY AUTOINCREMENT,
    outbox_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    -- Such as `send service`, `send_template utility`, `wait pair_pacing`, `park no_consent`.
    decision TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_of ON decisions (outbox_id);
-- Bodies that are kept for a template only.
CREATE INDEX sends_kept ON sends (ended_at_ms) WHERE body IS NOT NULL AND has_fallback = 1;

-- What the platform has told us about a recipient, by keyed hash.
CREATE TABLE recipients (
    contact TEXT NOT NULL PRIMARY KEY,
    -- 1 when Meta reported that the person stopped our marketing (131050).
    has_opted_out INTEGER NOT NULL DEFAULT 0,
    -- Business-initiated messages in a row that could not be delivered (131026).
    undeliverable INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Numbers that are held or restricted, by news of the account or by an operator. An empty number is every number.
CREATE TABLE holds (
    number_id TEXT NOT NULL,
    -- `all`: nothing is sent. `initiating`: nothing outside the window is sent.
    scope TEXT NOT NULL,
    -- From a bounded set: `operator`, `restriction`, `ban`.
    reason TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    -- When it ends by itself; null when somebody must lift it.
    until_ms INTEGER,
    PRIMARY KEY (number_id, scope, reason)
) STRICT;
