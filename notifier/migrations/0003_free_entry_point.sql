-- Until when messages to a recipient are free because they came by an advertisement (free entry point), unix
-- milliseconds, as Meta's statuses say; null when it is not known to be.
ALTER TABLE recipients ADD COLUMN free_until_ms INTEGER;
