//! Files that buyers send: fetched from Meta at once, checked, and kept by their hash. Meta keeps them for 7 days, and
//! the address of one works for minutes.
//!
//! Which file is wanted, when it is tried again and when it is given up is decided in the shard's core, next to the
//! message that brought it. [`Media`] is the port to the network and the disk: [`graph`] fetches, [`check`] judges, and
//! [`vault`] keeps. What a file says is looked into by nobody here.

pub mod check;
pub mod graph;
pub mod vault;

use domain::{contact::Shard, inbound::MediaKind};
use futures_util::future::BoxFuture;

/// A file to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The shard that it is kept for.
    pub shard: Shard,
    /// Meta's id of it.
    pub id: String,
    /// The business's number that it was sent to.
    pub number: String,
    /// Which kind.
    pub kind: MediaKind,
    /// SHA-256 as Meta writes it: base64 or hex.
    pub sha256: Option<String>,
    /// Where it is, when the webhook said so.
    pub url: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// It is on disk.
    Stored {
        /// SHA-256 of the bytes, hex: its name in the vault.
        sha256: String,
        /// How many bytes.
        size: u64,
        /// What it is by its first bytes.
        mime_type: String,
    },
    /// It will never be kept.
    Refused(Refusal),
    /// It may be there later.
    Later(Trouble),
}

/// Why a file is not kept. Metrics carry the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Meta does not have it (any more).
    Gone,
    /// It is larger than its kind may be.
    TooLarge,
    /// Its bytes are not of its kind, or of no kind that is kept: programs never are.
    WrongType,
    /// Meta names an address that is not Meta's.
    WrongHost,
    /// There is nothing in it.
    Empty,
}

impl Refusal {
    /// Returns the word of metrics and of the table.
    pub fn label(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::TooLarge => "too_large",
            Self::WrongType => "wrong_type",
            Self::WrongHost => "wrong_host",
            Self::Empty => "empty",
        }
    }
}

/// Why a file is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Meta does not answer, or answers that it cannot.
    Unreachable,
    /// Meta does not take the token.
    Token,
    /// Fewer or other bytes came than were announced.
    Damaged,
    /// The disk does not take it.
    Disk,
}

impl Trouble {
    /// Returns the word of metrics.
    pub fn label(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Token => "token",
            Self::Damaged => "damaged",
            Self::Disk => "disk",
        }
    }
}

/// The port to where files come from and where they are kept.
pub trait Media: Send + Sync {
    /// Fetches a file once and keeps it. The same file twice is harmless.
    fn fetch(&self, wanted: Wanted) -> BoxFuture<'static, Fetched>;

    /// Lets go of files of a shard, by hash; one that is not there is let go already. Not while one is being fetched for it.
    fn forget(&self, shard: Shard, hashes: Vec<String>) -> BoxFuture<'static, std::io::Result<()>>;

    /// Takes away what a former owner of a shard left unfinished.
    fn clean(&self, shard: Shard) -> BoxFuture<'static, std::io::Result<()>>;
}
