//! Switches that take out one protection each, so that the simulator can show that it would notice.
//!
//! They exist where debug assertions do, which is in tests and in the simulator; in a release build each of them is a
//! constant. To add one: a variant here, and `if protection::is_out(..)` where the protection is.

/// Something that the promises rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// An input that was seen before is not taken again.
    Dedup,
    /// Effects are written down before they begin.
    Journal,
    /// What may have happened is looked at before it is done again.
    ReadBeforeRepeat,
    /// Nothing is placed again while the shop may still be at work.
    SettleTime,
    /// One thing at a time per buyer: messages wait for the shop, messages leave one after the other.
    Lane,
    /// One process per shard file.
    ShardLock,
    /// A delivery is acknowledged after what follows from it is committed.
    CommitBeforeAck,
    /// Meta gets its 200 after the broker confirmed.
    ConfirmBefore200,
    /// A refund is booked by one call, whatever became of it.
    OneRefund,
    /// An order at agreed prices is looked for before it is made again.
    LookBeforeMake,
    /// A letter between shards, such as a bid, is read once.
    LetterOnce,
    /// Whoever is forgotten leaves nothing behind.
    ForgetsAll,
}

impl Protection {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Dedup,
        Self::Journal,
        Self::ReadBeforeRepeat,
        Self::SettleTime,
        Self::Lane,
        Self::ShardLock,
        Self::CommitBeforeAck,
        Self::ConfirmBefore200,
        Self::OneRefund,
        Self::LookBeforeMake,
        Self::LetterOnce,
        Self::ForgetsAll,
    ];

    /// Returns its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Dedup => "dedup",
            Self::Journal => "journal",
            Self::ReadBeforeRepeat => "read before repeat",
            Self::SettleTime => "settle time",
            Self::Lane => "lane",
            Self::ShardLock => "shard lock",
            Self::CommitBeforeAck => "commit before ack",
            Self::ConfirmBefore200 => "confirm before 200",
            Self::OneRefund => "one refund",
            Self::LookBeforeMake => "look before make",
            Self::LetterOnce => "letter once",
            Self::ForgetsAll => "forgets all",
        }
    }
}

/// Returns whether a protection is taken out.
#[inline]
pub fn is_out(protection: Protection) -> bool {
    #[cfg(debug_assertions)]
    return switches::OUT.load(std::sync::atomic::Ordering::Relaxed) == switches::number(protection);
    #[cfg(not(debug_assertions))]
    {
        let _ = protection;
        false
    }
}

/// Takes one protection out, or puts back what was taken out. Does nothing in a release build.
pub fn take_out(protection: Option<Protection>) {
    #[cfg(debug_assertions)]
    switches::OUT.store(protection.map_or(0, switches::number), std::sync::atomic::Ordering::Relaxed);
    #[cfg(not(debug_assertions))]
    let _ = protection;
}

#[cfg(debug_assertions)]
mod switches {
    use std::sync::atomic::AtomicU8;

    use super::Protection;

    /// What is taken out; 0 for nothing.
    pub(super) static OUT: AtomicU8 = AtomicU8::new(0);

    pub(super) fn number(protection: Protection) -> u8 {
        protection as u8 + 1
    }
}
