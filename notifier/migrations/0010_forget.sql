-- 1 on the last message to somebody who is forgotten: when it has ended, the rows of theirs up to it lose everything that
-- could name them. Their ids stay, so that nothing is sent again.
ALTER TABLE sends ADD COLUMN forgets INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sends_forgets ON sends (arrival) WHERE forgets = 1;
