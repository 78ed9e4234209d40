//! The name of an auction. It says in which shard the auction lives, so that nobody has to look that up, and it stays
//! when its opener's conversation moves to another one.

use std::{fmt, str::FromStr};

use domain::{contact::Shard, ids::OpKey};
use serde::{Deserialize, Serialize};

/// Characters that are not taken for each other when read aloud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters after the shard.
const CODE_LENGTH: usize = 6;

/// The name of an auction, such as `07-K3F9A2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AuctionId {
    shard: Shard,
    code: String,
}

/// Not the name of an auction.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("an auction's name is its shard, a hyphen and six characters, such as 07-K3F9A2")]
pub struct ParseAuctionIdError;

impl AuctionId {
    /// Names the auction that one opening makes. The key is a pure function of opener and input, so a repetition of
    /// the opening names the same auction.
    pub fn of(shard: Shard, opening: &OpKey) -> Self {
        let place = |byte: u8| match byte {
            b'a'..=b'z' => usize::from(byte - b'a'),
            b'2'..=b'7' => usize::from(byte - b'2') + 26,
            _ => 0,
        };
        let chars = opening.as_str().bytes().chain(std::iter::repeat(b'a')).take(CODE_LENGTH);
        Self { shard, code: chars.map(|byte| char::from(ALPHABET[place(byte)])).collect() }
    }

    /// Returns the shard in which the auction lives.
    pub fn shard(&self) -> Shard {
        self.shard
    }
}

impl fmt::Display for AuctionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.shard, self.code)
    }
}

impl FromStr for AuctionId {
    type Err = ParseAuctionIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (shard, code) = text.trim().split_once('-').ok_or(ParseAuctionIdError)?;
        let code = code.to_ascii_uppercase();
        let is_shard = (2..=3).contains(&shard.len()) && shard.bytes().all(|byte| byte.is_ascii_digit());
        let is_code = code.len() == CODE_LENGTH && code.bytes().all(|byte| ALPHABET.contains(&byte));
        if !is_shard || !is_code {
            return Err(ParseAuctionIdError);
        }
        Ok(Self { shard: Shard(shard.parse().map_err(|_| ParseAuctionIdError)?), code })
    }
}

impl TryFrom<String> for AuctionId {
    type Error = ParseAuctionIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AuctionId> for String {
    fn from(id: AuctionId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_shard_and_comes_back() {
        let id = AuctionId::of(Shard(7), &OpKey("abz27qqqqqqqqqqqqqqqqqqqqq".into()));
        assert_eq!(id.to_string(), "07-01STZG");
        assert_eq!(id.to_string().to_lowercase().parse(), Ok(id.clone()));
        assert_eq!(id.shard(), Shard(7));
        for wrong in ["", "7-ABCDEF", "07-ABCDE", "07-ABCDEFG", "07-ABCDEI", "x7-ABCDEF", "07 ABCDEF"] {
            assert_eq!(wrong.parse::<AuctionId>(), Err(ParseAuctionIdError), "{wrong}");
        }
    }
}
