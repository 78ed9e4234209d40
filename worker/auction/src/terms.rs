//! What is fixed when an auction opens, and never changes.

use domain::{
    Money,
    ids::{ProductId, VariationId},
    money::Currency,
};
use serde::{Deserialize, Serialize};

/// Longest auction.
const LENGTH_MS_MAX: i64 = 60 * 24 * 3_600_000;
/// Longest time that the opener may take to decide.
const DECIDE_MS_MAX: i64 = 30 * 24 * 3_600_000;
/// Most characters of the subject and of the place.
const TEXT_MAX: usize = 400;
/// Most bands of a table of steps.
const BANDS_MAX: usize = 10;
/// Largest step in percent, in hundredths of a percent.
const BASIS_POINTS_MAX: u32 = 5_000;
/// Most extensions.
const EXTENSIONS_MAX: u32 = 50;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Subject {
    /// A product of the shop.
    Product {
        /// Which.
        product: ProductId,
        /// Which variation of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variation: Option<VariationId>,
        /// What it is called.
        name: String,
    },
    /// Something in the opener's words.
    Text {
        /// The words.
        words: String,
    },
}

impl Subject {
    /// Returns what it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Product { name, .. } => name,
            Self::Text { words } => words,
        }
    }
}

/// By how much a bid must be lower than the one that it is measured against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum PriceStep {
    /// By this amount.
    Fixed {
        /// Minor units.
        minor: i64,
    },
    /// By this part.
    Percent {
        /// Hundredths of a percent.
        basis_points: u32,
    },
    /// By an amount that depends on the price.
    Table {
        /// Bands in ascending order; the last one that begins at or below the price counts.
        bands: Vec<Band>,
    },
}

/// One band of a table of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// The price from which it counts, minor units.
    pub from_minor: i64,
    /// The step in it, minor units.
    pub step_minor: i64,
}

impl PriceStep {
    /// Returns the highest price that is a step below this one; none when nothing legal is left below it. A part of a
    /// minor unit is rounded against the bidder: the step is never smaller than was said, and never nothing.
    pub fn below(&self, minor: i64) -> Option<i64> {
        let limit = match self {
            Self::Fixed { minor: step } => minor.checked_sub(*step)?,
            Self::Percent { basis_points } => {
                let kept = i128::from(10_000_u32.saturating_sub(*basis_points));
                i64::try_from(i128::from(minor) * kept / 10_000).ok()?
            }
            Self::Table { bands } => {
                let band = bands.iter().rev().find(|band| band.from_minor <= minor).or(bands.first());
                minor.checked_sub(band.map_or(1, |band| band.step_minor))?
            }
        };
        Some(limit.min(minor - 1)).filter(|limit| *limit >= 1)
    }
}

/// What bidders see of each other while the auction runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Nothing. A bid may be replaced until the end. The opener sees how many there are.
    Sealed,
    /// Their own rank. A bid must be a step below one's own last one.
    Rank,
    /// The best price. A bid must be a step below it.
    Best,
}

/// A leading bid shortly before the end moves the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sniping {
    /// How long before the end, milliseconds.
    pub window_ms: i64,
    /// By how much, milliseconds.
    pub extension_ms: i64,
    /// How often at most.
    pub extensions_max: u32,
}

/// What is fixed at the opening. Prices are per unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What is wanted.
    pub subject: Subject,
    /// How much of it.
    pub quantity: u32,
    /// The currency of all prices.
    pub currency: Currency,
    /// The highest price for one, minor units.
    pub ceiling_minor: i64,
    /// Where it is to be delivered.
    pub place: String,
    /// When bidding begins, unix milliseconds.
    pub opens_ms: i64,
    /// When it ends unless it is extended, unix milliseconds.
    pub ends_ms: i64,
    /// By how much bids go down.
    pub step: PriceStep,
    /// What bidders see.
    pub visibility: Visibility,
    /// How many bidders must have bid, or nothing is awarded.
    pub bidders_min: u32,
    /// Whether a late leading bid extends. Sealed auctions never do: nobody can answer what nobody sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sniping: Option<Sniping>,
    /// How long after the end the opener may decide, milliseconds.
    pub decide_ms: i64,
}

/// Why terms make no auction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermsError {
    /// Nothing named, or too long.
    #[error("subject is empty or too long")]
    Subject,
    /// None, or more than can be counted with.
    #[error("quantity is nothing, or too large for the ceiling")]
    Quantity,
    /// Nothing.
    #[error("ceiling is not an amount")]
    Ceiling,
    /// Too long.
    #[error("place is too long")]
    Place,
    /// It ends before it begins, or lasts too long.
    #[error("auction ends before it begins, or lasts too long")]
    Times,
    /// A step of nothing, of too much, or a table out of order.
    #[error("step is nothing, too large or out of order")]
    Step,
    /// More than there are seats.
    #[error("minimum number of bidders cannot be reached")]
    Bidders,
    /// An extension of nothing, or too many.
    #[error("extension is nothing, or there are too many")]
    Sniping,
    /// No time to decide, or too much.
    #[error("time to decide is nothing, or too long")]
    Decide,
}

impl Terms {
    /// Returns why these make no auction.
    pub fn check(&self) -> Result<(), TermsError> {
        let is_told = |text: &str| text.chars().count() <= TEXT_MAX;
        let name = self.subject.name();
        if name.trim().is_empty() || !is_told(name) {
            return Err(TermsError::Subject);
        }
        if self.ceiling_minor < 1 {
            return Err(TermsError::Ceiling);
        }
        if self.quantity < 1 || self.ceiling_minor.checked_mul(i64::from(self.quantity)).is_none() {
            return Err(TermsError::Quantity);
        }
        if !is_told(&self.place) {
            return Err(TermsError::Place);
        }
        if !(1..=LENGTH_MS_MAX).contains(&self.ends_ms.saturating_sub(self.opens_ms)) || self.opens_ms < 0 {
            return Err(TermsError::Times);
        }
        let is_step = match &self.step {
            PriceStep::Fixed { minor } => *minor >= 1,
            PriceStep::Percent { basis_points } => (1..=BASIS_POINTS_MAX).contains(basis_points),
            PriceStep::Table { bands } => {
                (1..=BANDS_MAX).contains(&bands.len())
                    && bands.iter().all(|band| band.step_minor >= 1 && band.from_minor >= 0)
                    && bands.is_sorted_by(|a, b| a.from_minor < b.from_minor)
            }
        };
        if !is_step {
            return Err(TermsError::Step);
        }
        if self.bidders_min < 1 || usize::try_from(self.bidders_min).is_ok_and(|min| min > crate::SEATS_MAX) {
            return Err(TermsError::Bidders);
        }
        let is_sniping = self.sniping.is_none_or(|sniping| {
            (1..=LENGTH_MS_MAX).contains(&sniping.window_ms)
                && (1..=LENGTH_MS_MAX).contains(&sniping.extension_ms)
                && sniping.extensions_max <= EXTENSIONS_MAX
        });
        if !is_sniping {
            return Err(TermsError::Sniping);
        }
        if !(1..=DECIDE_MS_MAX).contains(&self.decide_ms) {
            return Err(TermsError::Decide);
        }
        Ok(())
    }

    /// Returns an amount of minor units in the auction's currency.
    pub fn money(&self, minor: i64) -> Money {
        Money::from_minor(minor, self.currency.clone())
    }

    /// Returns the anti-sniping rule, where it counts.
    pub fn sniping(&self) -> Option<Sniping> {
        self.sniping.filter(|_| self.visibility != Visibility::Sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that bidders are shown: one percent below 4,798 is 4,750.
    #[test]
    fn a_step_is_exact_and_never_smaller_than_said() {
        let percent = PriceStep::Percent { basis_points: 100 };
        for (price, limit) in
            [(4_798, Some(4_750)), (10_000, Some(9_900)), (50, Some(49)), (2, Some(1)), (1, None)]
        {
            assert_eq!(percent.below(price), limit, "{price}");
        }
        let huge = i64::MAX / 2;
        let limit = percent.below(huge).unwrap();
        assert!(i128::from(huge - limit) * 100 >= i128::from(huge));

        let fixed = PriceStep::Fixed { minor: 25 };
        assert_eq!([fixed.below(100), fixed.below(26), fixed.below(25)], [Some(75), Some(1), None]);

        let table = PriceStep::Table {
            bands: vec![
                Band { from_minor: 100, step_minor: 1 },
                Band { from_minor: 1_000, step_minor: 10 },
                Band { from_minor: 5_000, step_minor: 50 },
            ],
        };
        for (price, limit) in [(50, 49), (999, 998), (1_000, 990), (4_999, 4_989), (5_000, 4_950)] {
            assert_eq!(table.below(price), Some(limit), "{price}");
        }
    }
}
