-- Reverse auctions that were opened by people of this shard. They stay here when their opener moves: the name of an
-- auction says its shard. The version grows by one per step; a writer that does not know the latest is refused.
CREATE TABLE auctions (
    id         TEXT PRIMARY KEY,
    version    INTEGER NOT NULL,
    state      TEXT NOT NULL,
    -- Whether nothing more can happen by itself: such a one is loaded when somebody asks.
    is_over    INTEGER NOT NULL CHECK (is_over IN (0, 1)),
    updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX auctions_running ON auctions (id) WHERE is_over = 0;
CREATE INDEX auctions_by_age ON auctions (updated_ms) WHERE is_over = 1;

-- The chain of each auction. Only ever added to.
CREATE TABLE auction_entries (
    auction TEXT NOT NULL,
    number  INTEGER NOT NULL,
    line    TEXT NOT NULL,
    hash    TEXT NOT NULL,
    PRIMARY KEY (auction, number)
) STRICT, WITHOUT ROWID;
