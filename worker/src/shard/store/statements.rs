//! Every statement on a shard's file. Each takes what it needs as one JSON argument or a few plain ones; what is in the file is
//! told by the migrations.

use crate::shard::changes::Changes;

/// Statements of one commit, in order; each reads its part of the one JSON argument.
pub(super) const COMMIT: [(&str, Part); 21] = [
    ("INSERT INTO seen (id, at_ms) SELECT value, ?1 ->> '$.at_ms' FROM json_each(?1, '$.seen')", Part::Seen),
    (
        "INSERT INTO conversations (contact, version, state, updated_ms) \
         SELECT value ->> 'contact', value ->> 'version', value ->> 'state', ?1 ->> '$.at_ms' \
         FROM json_each(?1, '$.conversations') WHERE true \
         ON CONFLICT (contact) DO UPDATE SET \
             version = excluded.version, state = excluded.state, updated_ms = excluded.updated_ms \
         WHERE conversations.version = (SELECT value ->> 'base_version' FROM json_each(?1, '$.conversations') \
                                        WHERE value ->> 'contact' = excluded.contact)",
        Part::Conversations,
    ),
    (
        "DELETE FROM conversations WHERE contact IN (SELECT value FROM json_each(?1, '$.conversations_gone'))",
        Part::ConversationsGone,
    ),
    (
        "INSERT INTO effects (op_key, contact, progress, is_open, started_ms, updated_ms) \
         SELECT value ->> 'op_key', value ->> 'contact', value ->> 'progress', 1, value ->> 'started_ms', ?1 ->> '$.at_ms' \
         FROM json_each(?1, '$.effects') WHERE true \
         ON CONFLICT (op_key) DO UPDATE SET progress = excluded.progress, updated_ms = excluded.updated_ms",
        Part::Effects,
    ),
    (
        "UPDATE effects SET is_open = 0, updated_ms = ?1 ->> '$.at_ms' \
         WHERE op_key IN (SELECT value FROM json_each(?1, '$.effects_done'))",
        Part::EffectsDone,
    ),
    (
        "INSERT INTO outbox (id, lane, position, target, shard, body, headers, created_ms) \
         SELECT value ->> 'id', value ->> 'lane', value ->> 'position', value ->> 'target', value ->> 'shard', \
                value ->> 'body', value -> 'headers', value ->> 'created_ms' \
         FROM json_each(?1, '$.outbox') WHERE true ON CONFLICT (id) DO NOTHING",
        Part::Outbox,
    ),
    ("DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?1, '$.released'))", Part::Released),
    (
        "INSERT INTO held (contact, position, body, headers) \
         SELECT value ->> 'contact', value ->> 'position', value ->> 'body', value -> 'headers' \
         FROM json_each(?1, '$.held')",
        Part::Held,
    ),
    (
        "DELETE FROM held WHERE (contact, position) IN \
         (SELECT value ->> 0, value ->> 1 FROM json_each(?1, '$.unheld'))",
        Part::Unheld,
    ),
    (
        "INSERT INTO timers (contact, timer, due_ms) \
         SELECT value ->> 'contact', value ->> 'timer', value ->> 'due_ms' FROM json_each(?1, '$.timers') WHERE true \
         ON CONFLICT (contact, timer) DO UPDATE SET due_ms = excluded.due_ms",
        Part::Timers,
    ),
    (
        "DELETE FROM timers WHERE (contact, timer) IN \
         (SELECT value ->> 0, value ->> 1 FROM json_each(?1, '$.timers_done'))",
        Part::TimersDone,
    ),
    (
        "INSERT INTO aliases (phone_hash, contact, at_ms) \
         SELECT value ->> 'phone_hash', value ->> 'contact', ?1 ->> '$.at_ms' FROM json_each(?1, '$.aliases') WHERE true \
         ON CONFLICT (phone_hash) DO UPDATE SET contact = excluded.contact, at_ms = excluded.at_ms",
        Part::Aliases,
    ),
    (
        "INSERT INTO files (id, contact, number, file, state, attempts, due_ms, sha256, size, mime_type, reason, at_ms) \
         SELECT value ->> 'id', value ->> 'contact', value ->> 'number', value -> 'file', value ->> 'state', \
                value ->> 'attempts', value ->> 'due_ms', value ->> 'sha256', value ->> 'size', value ->> 'mime_type', \
                value ->> 'reason', value ->> 'at_ms' \
         FROM json_each(?1, '$.files') WHERE true \
         ON CONFLICT (id) DO UPDATE SET \
             file = excluded.file, state = excluded.state, attempts = excluded.attempts, due_ms = excluded.due_ms, \
             sha256 = excluded.sha256, size = excluded.size, mime_type = excluded.mime_type, reason = excluded.reason \
         WHERE files.state = 'wanted'",
        Part::Files,
    ),
    (
        "INSERT INTO misses (contact, words, language, screen, count, at_ms) \
         SELECT value ->> 'contact', value ->> 'words', value ->> 'language', value ->> 'screen', 1, ?1 ->> '$.at_ms' \
         FROM json_each(?1, '$.misses') WHERE true \
         ON CONFLICT DO UPDATE SET count = count + 1, at_ms = excluded.at_ms",
        Part::Misses,
    ),
    (
        "INSERT INTO auctions (id, version, state, is_over, updated_ms) \
         SELECT value ->> 'id', value ->> 'version', value ->> 'state', value ->> 'is_over', ?1 ->> '$.at_ms' \
         FROM json_each(?1, '$.auctions') WHERE true \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, \
             is_over = excluded.is_over, updated_ms = excluded.updated_ms \
         WHERE auctions.version = (SELECT value ->> 'base_version' FROM json_each(?1, '$.auctions') \
                                   WHERE value ->> 'id' = excluded.id)",
        Part::Auctions,
    ),
    (
        "INSERT INTO auction_entries (auction, number, line, hash) \
         SELECT value ->> 'auction', value ->> 'number', value ->> 'line', value ->> 'hash' \
         FROM json_each(?1, '$.auction_entries')",
        Part::AuctionEntries,
    ),
    (
        "INSERT INTO consents (contact, at_ms, about, given, by, language, wording) \
         SELECT value ->> 'contact', value ->> 'at_ms', value ->> 'about', value ->> 'given', value ->> 'by', \
                value ->> 'language', value ->> 'wording' \
         FROM json_each(?1, '$.consents') WHERE true ON CONFLICT DO NOTHING",
        Part::Consents,
    ),
    (
        "INSERT INTO forgotten (contact, at_ms, next_position) \
         SELECT value ->> 'contact', ?1 ->> '$.at_ms', value ->> 'next_position' \
         FROM json_each(?1, '$.forgotten') WHERE true \
         ON CONFLICT (contact) DO UPDATE SET at_ms = excluded.at_ms, next_position = excluded.next_position",
        Part::Forgotten,
    ),
    (
        // By the id where there is one: a number may have gone to somebody else.
        "DELETE FROM aliases WHERE EXISTS ( \
             SELECT 1 FROM json_each(?1, '$.unaliased') AS gone \
             WHERE coalesce(gone.value ->> 'bsuid' = aliases.contact ->> 'bsuid', \
                            gone.value ->> 'phone' = aliases.contact ->> 'phone'))",
        Part::Unaliased,
    ),
    (FORGET_IN_AUCTIONS, Part::Unaliased),
    ("DELETE FROM attempts WHERE id IN (SELECT value FROM json_each(?1, '$.seen'))", Part::Attempts),
];

pub(super) const LOAD_CONVERSATIONS: &str =
    "SELECT contact, version, state FROM conversations WHERE contact IN (SELECT value FROM json_each(?1))";
pub(super) const LOAD_ALIASES: &str =
    "SELECT phone_hash, contact FROM aliases WHERE phone_hash IN (SELECT value FROM json_each(?1))";
pub(super) const LOAD_POSITIONS: &str =
    "SELECT contact, next_position FROM forgotten WHERE contact IN (SELECT value FROM json_each(?1))";
/// What is known of one buyer besides their conversation; the latest of much.
pub(super) const EXPORT: &str = "SELECT json_object( \
    'files', (SELECT json_group_array(json_object('id', id, 'state', state, 'size', size, 'mime_type', mime_type, \
        'sha256', sha256, 'at_ms', at_ms)) FROM (SELECT * FROM files WHERE contact = ?1 ORDER BY at_ms DESC LIMIT 200)), \
    'consents', (SELECT json_group_array(json_object('at_ms', at_ms, 'about', about, 'given', given, 'by', by, \
        'language', language, 'wording', wording)) \
        FROM (SELECT * FROM consents WHERE contact = ?1 ORDER BY at_ms DESC LIMIT 100)), \
    'not_understood', (SELECT json_group_array(json_object('words', words, 'language', language, 'screen', screen, \
        'count', count, 'at_ms', at_ms)) \
        FROM (SELECT * FROM misses WHERE contact = ?1 ORDER BY at_ms DESC LIMIT 100)), \
    'timers', (SELECT json_group_array(json_object('timer', timer, 'due_ms', due_ms)) FROM timers WHERE contact = ?1), \
    'messages_that_wait', (SELECT count(*) FROM held WHERE contact = ?1), \
    'wishes_to_the_shop', (SELECT count(*) FROM effects WHERE contact = ?1))";
pub(super) const LOAD_SEEN: &str = "SELECT id FROM seen WHERE id IN (SELECT value FROM json_each(?1))";
pub(super) const OPEN_EFFECTS: &str =
    "SELECT op_key, contact, progress, started_ms FROM effects WHERE is_open = 1 ORDER BY started_ms, op_key";
pub(super) const OPEN_OUTBOX: &str = "SELECT id, lane, position, target, shard, body, headers, created_ms FROM outbox ORDER BY lane, position, id";
pub(super) const OPEN_HELD: &str =
    "SELECT contact, position, body, headers FROM held ORDER BY contact, position";
pub(super) const OPEN_FILES: &str = "SELECT id, contact, number, file, attempts, due_ms, at_ms FROM files WHERE state = 'wanted' ORDER BY due_ms, id LIMIT ?1";
/// Files that still name their owner.
pub(super) const LOAD_FILES: &str = "SELECT id, contact, number, file, state, attempts, due_ms, sha256, size, mime_type, reason, at_ms \
    FROM files WHERE contact <> '' AND id IN (SELECT value FROM json_each(?1))";
/// Hashes that only files of before then have.
pub(super) const OLD_FILES: &str = "SELECT DISTINCT sha256 FROM files AS old WHERE at_ms < ?1 AND sha256 IS NOT NULL AND NOT EXISTS ( \
         SELECT 1 FROM files AS newer WHERE newer.sha256 = old.sha256 AND newer.at_ms >= ?1) LIMIT ?2";
pub(super) const FORGET_FILES: &str = "DELETE FROM files WHERE sha256 IN (SELECT value FROM json_each(?1))";
/// Old rows whose bytes nobody has, or others have too.
pub(super) const FORGET_FILE_ROWS: &str = "DELETE FROM files WHERE id IN ( \
    SELECT id FROM files AS old WHERE at_ms < ?1 AND (sha256 IS NULL OR EXISTS ( \
        SELECT 1 FROM files AS newer WHERE newer.sha256 = old.sha256 AND newer.at_ms >= ?1)) LIMIT ?2)";
pub(super) const OPEN_AUCTIONS: &str =
    "SELECT id, version, state FROM auctions WHERE is_over = 0 ORDER BY id";
pub(super) const LOAD_AUCTIONS: &str =
    "SELECT id, version, state FROM auctions WHERE id IN (SELECT value FROM json_each(?1))";
/// Takes whoever is forgotten out of auctions that are over: by the id where both have one, else by the number. Seats keep
/// their places, and the chain stays as it is: it names nobody.
pub(super) const FORGET_IN_AUCTIONS: &str = "UPDATE auctions SET state = json_set( \
         CASE WHEN EXISTS (SELECT 1 FROM json_each(?1, '$.unaliased') AS gone WHERE \
                 CASE WHEN gone.value ->> 'bsuid' IS NOT NULL AND state ->> '$.opener.bsuid' IS NOT NULL \
                      THEN gone.value ->> 'bsuid' = state ->> '$.opener.bsuid' \
                      ELSE gone.value ->> 'phone' = state ->> '$.opener.phone' END) \
              THEN json_remove(state, '$.opener') ELSE state END, \
         '$.seats', (SELECT json_group_array(json( \
             CASE WHEN EXISTS (SELECT 1 FROM json_each(?1, '$.unaliased') AS gone WHERE \
                     CASE WHEN gone.value ->> 'bsuid' IS NOT NULL AND seat.value ->> '$.contact.bsuid' IS NOT NULL \
                          THEN gone.value ->> 'bsuid' = seat.value ->> '$.contact.bsuid' \
                          ELSE gone.value ->> 'phone' = seat.value ->> '$.contact.phone' END) \
                  THEN '{}' ELSE seat.value END)) FROM json_each(auctions.state, '$.seats') AS seat)) \
     WHERE is_over = 1 AND EXISTS (SELECT 1 FROM json_each(?1, '$.unaliased') AS gone WHERE \
         instr(state, gone.value ->> 'bsuid') > 0 OR instr(state, gone.value ->> 'phone') > 0)";
pub(super) const LOAD_CHAINS: &str = "SELECT auction, number, line, hash FROM auction_entries \
     WHERE auction IN (SELECT value FROM json_each(?1)) ORDER BY auction, number";
pub(super) const OPEN_TIMERS: &str = "SELECT contact, timer, due_ms FROM timers";
pub(super) const COUNT_ATTEMPTS: &str = "INSERT INTO attempts (id, count, at_ms) SELECT value, 1, ?2 FROM json_each(?1) WHERE true \
     ON CONFLICT (id) DO UPDATE SET count = attempts.count + 1, at_ms = excluded.at_ms";
pub(super) const READ_ATTEMPTS: &str =
    "SELECT j.value, a.count FROM json_each(?1) j JOIN attempts a ON a.id = j.value ORDER BY j.key";
pub(super) const PRUNE_AUCTIONS: [&str; 2] = [
    "DELETE FROM auction_entries WHERE auction IN (SELECT id FROM auctions WHERE is_over = 1 AND updated_ms < ?1 LIMIT ?2)",
    "DELETE FROM auctions WHERE id IN (SELECT id FROM auctions WHERE is_over = 1 AND updated_ms < ?1 LIMIT ?2)",
];
pub(super) const PRUNE: [&str; 3] = [
    "DELETE FROM seen WHERE id IN (SELECT id FROM seen WHERE at_ms < ?1 LIMIT ?2)",
    "DELETE FROM effects WHERE op_key IN (SELECT op_key FROM effects WHERE is_open = 0 AND updated_ms < ?1 LIMIT ?2)",
    "DELETE FROM attempts WHERE id IN (SELECT id FROM attempts WHERE at_ms < ?1 LIMIT ?2)",
];

pub(super) const PRUNE_CONSENTS: &str = "DELETE FROM consents WHERE (contact, at_ms, about, given) IN \
    (SELECT contact, at_ms, about, given FROM consents WHERE at_ms < ?1 LIMIT ?2)";
pub(super) const PRUNE_FORGOTTEN: &str =
    "DELETE FROM forgotten WHERE contact IN (SELECT contact FROM forgotten WHERE at_ms < ?1 LIMIT ?2)";
/// Conversations in which nothing has happened for long and nothing is under way.
pub(super) const IDLE: &str = "SELECT contact FROM conversations WHERE updated_ms < ?1 \
    AND contact NOT IN (SELECT contact FROM effects WHERE is_open = 1) \
    AND contact NOT IN (SELECT contact FROM held) LIMIT ?2";
/// What is too old, and the oldest of what is too much.
pub(super) const PRUNE_MISSES: &str = "DELETE FROM misses WHERE (contact, words, language, screen) IN ( \
    SELECT contact, words, language, screen FROM misses \
    WHERE at_ms < ?1 OR at_ms < coalesce((SELECT at_ms FROM misses ORDER BY at_ms DESC LIMIT 1 OFFSET ?3), 0) \
    ORDER BY at_ms LIMIT ?2)";

/// The part of a batch that a statement writes; an empty part costs nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Seen,
    Conversations,
    ConversationsGone,
    Effects,
    EffectsDone,
    Outbox,
    Released,
    Held,
    Unheld,
    Timers,
    TimersDone,
    Aliases,
    Files,
    Misses,
    Auctions,
    AuctionEntries,
    Consents,
    Forgotten,
    Unaliased,
    Attempts,
}

impl Part {
    pub(super) fn rows(self, changes: &Changes) -> usize {
        match self {
            Self::Seen => changes.seen.len(),
            Self::Conversations => changes.conversations.len(),
            Self::ConversationsGone => changes.conversations_gone.len(),
            Self::Effects => changes.effects.len(),
            Self::EffectsDone => changes.effects_done.len(),
            Self::Outbox => changes.outbox.len(),
            Self::Released => changes.released.len(),
            Self::Held => changes.held.len(),
            Self::Unheld => changes.unheld.len(),
            Self::Timers => changes.timers.len(),
            Self::TimersDone => changes.timers_done.len(),
            Self::Aliases => changes.aliases.len(),
            Self::Files => changes.files.len(),
            Self::Misses => changes.misses.len(),
            Self::Auctions => changes.auctions.len(),
            Self::AuctionEntries => changes.auction_entries.len(),
            Self::Consents => changes.consents.len(),
            Self::Forgotten => changes.forgotten.len(),
            Self::Unaliased => changes.unaliased.len(),
            Self::Attempts => 0,
        }
    }
}
