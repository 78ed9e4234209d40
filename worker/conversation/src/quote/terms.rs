//! What an offer says: lines with amounts and prices, what it comes to, until when, and prices by amount. Its mark stands
//! on the order and in buttons, so that nobody agrees to anything but what they saw.

use std::fmt::Write as _;

use domain::{
    Money,
    ids::ProductId,
    shop::{Order, OrderLine},
    text::digest,
};
use serde::{Deserialize, Serialize};

use super::field::Tier;

/// Most lines of a quote.
pub const LINES_MAX: usize = 30;
/// Length of a mark, characters.
const MARK_LENGTH: usize = 12;

/// A line of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermLine {
    /// Its number in the order.
    pub item: u64,
    /// The article, by the number that the order's line has.
    pub product: ProductId,
    /// Name.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Price of the line before tax.
    pub total: Money,
    /// Its tax, minor units.
    #[serde(default)]
    pub tax_minor: i64,
}

impl TermLine {
    fn of(line: &OrderLine) -> Self {
        Self {
            item: line.item,
            product: line.id,
            name: line.name.clone(),
            quantity: line.quantity,
            total: line.total.clone(),
            tax_minor: line.tax_minor,
        }
    }

    /// Returns the price of one when the line divides evenly, else the nearest.
    pub fn unit(&self) -> Money {
        let count = i64::from(self.quantity.max(1));
        let minor = (self.total.minor.saturating_mul(2).saturating_add(count)).div_euclid(count * 2);
        Money::from_minor(minor, self.total.currency.clone())
    }
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The lines.
    pub lines: Vec<TermLine>,
    /// What is to be paid in all, with tax, delivery and fees.
    pub total: Money,
    /// Until when it is good, unix milliseconds.
    pub until_ms: i64,
    /// Prices by amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
    /// A word of staff; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// Returns the mark of an order's lines and total: two that differ in any amount or price differ in it.
pub fn mark(order: &Order) -> String {
    let lines: Vec<TermLine> = order.lines.iter().map(TermLine::of).collect();
    mark_of(&lines, &order.total)
}

fn mark_of(lines: &[TermLine], total: &Money) -> String {
    let mut text = format!("{}{}", total.currency.code, total.minor);
    for line in lines {
        let _ = write!(text, "|{}:{}:{}:{}", line.item, line.product, line.quantity, line.total.minor);
    }
    digest(&text).chars().take(MARK_LENGTH).collect()
}

impl Terms {
    /// Takes an order as it stands as the offer. `None` when there is nothing to offer: no line, or no price.
    pub fn of(order: &Order, until_ms: i64, tiers: Vec<Tier>, words: String) -> Option<Self> {
        let lines: Vec<TermLine> = order.lines.iter().take(LINES_MAX).map(TermLine::of).collect();
        let is_whole = !lines.is_empty() && order.lines.len() <= LINES_MAX;
        let is_priced = order.total.minor > 0 && lines.iter().any(|line| line.total.minor > 0);
        let mut tiers = tiers;
        tiers.retain(|tier| tier.line < lines.len());
        (is_whole && is_priced).then(|| Self { lines, total: order.total.clone(), until_ms, tiers, words })
    }

    /// Takes an order without prices, to give it some; `None` when it has no line.
    pub fn unpriced(order: &Order, until_ms: i64) -> Option<Self> {
        let lines: Vec<TermLine> = order.lines.iter().map(TermLine::of).collect();
        let is_fit = (1..=LINES_MAX).contains(&lines.len());
        let (tiers, words) = (Vec::new(), String::new());
        is_fit.then(|| Self { lines, total: order.total.clone(), until_ms, tiers, words })
    }

    /// Returns its mark.
    pub fn mark(&self) -> String {
        mark_of(&self.lines, &self.total)
    }

    /// Tells whether an order is just this.
    pub fn is(&self, order: &Order) -> bool {
        self.mark() == mark(order)
    }

    /// Returns the price of one at an amount of a line: that of the highest step reached, else the line's own.
    pub fn unit_at(&self, line: usize, quantity: u32) -> Option<Money> {
        let of_line = self.tiers.iter().filter(|tier| tier.line == line && tier.from <= quantity);
        let reached = of_line.max_by_key(|tier| tier.from);
        let held = self.lines.get(line)?;
        let currency = held.total.currency.clone();
        Some(reached.map_or_else(|| held.unit(), |tier| Money::from_minor(tier.unit_minor, currency)))
    }

    /// Returns the sum of the lines before tax.
    pub fn goods(&self) -> Money {
        let sum = self.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.total.minor));
        Money::from_minor(sum, self.total.currency.clone())
    }

    /// Returns the tax on the lines.
    pub fn tax(&self) -> Money {
        let sum = self.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.tax_minor));
        Money::from_minor(sum, self.total.currency.clone())
    }

    /// Returns what is neither line nor its tax: delivery and fees with theirs, or a rebate.
    pub fn besides(&self) -> Money {
        let minor = self.total.minor.saturating_sub(self.goods().minor).saturating_sub(self.tax().minor);
        Money::from_minor(minor, self.total.currency.clone())
    }
}

/// Parts an amount over lines as they share the sum now, to the last unit; over the first when they have no price yet.
pub fn spread(total_minor: i64, lines: &[TermLine]) -> Vec<i64> {
    let weights: Vec<i128> = lines.iter().map(|line| i128::from(line.total.minor.max(0))).collect();
    let sum: i128 = weights.iter().sum();
    let mut parts: Vec<i64> =
        weights
            .iter()
            .map(|weight| {
                if sum == 0 { 0 } else { i64::try_from(i128::from(total_minor) * weight / sum).unwrap_or(0) }
            })
            .collect();
    let left = total_minor - parts.iter().sum::<i64>();
    // What division leaves over goes to the dearest line, where it shows least.
    let dearest =
        weights.iter().enumerate().max_by_key(|(place, weight)| (**weight, std::cmp::Reverse(*place)));
    if let Some(part) = dearest.and_then(|(place, _)| parts.get_mut(place)) {
        *part += left;
    }
    parts
}

#[cfg(test)]
mod tests {
    use domain::{ids::OrderId, shop::OrderStatus};
    use proptest::prelude::*;

    use super::*;
    use crate::testing::kes;

    pub fn order(lines: &[(u64, u32, i64)]) -> Order {
        let line = |(item, quantity, minor): &(u64, u32, i64)| OrderLine {
            id: ProductId(item + 100),
            name: format!("Article {item}"),
            quantity: *quantity,
            total: kes(*minor),
            item: *item,
            tax_minor: minor / 10,
        };
        let sum: i64 = lines.iter().map(|(_, _, minor)| minor + minor / 10).sum();
        Order {
            id: OrderId(1042),
            number: "1042".into(),
            status: OrderStatus::Pending,
            created_on: "2026-11-23".into(),
            modified_at: String::new(),
            total: kes(sum),
            lines: lines.iter().map(line).collect(),
            gateway: None,
            gateway_title: String::new(),
            payment_url: None,
            is_paid: false,
        }
    }

    #[test]
    fn an_offer_is_what_the_order_holds_and_no_other() {
        let offered = order(&[(1, 10, 11_200), (2, 3, 900)]);
        let terms = Terms::of(&offered, 5, Vec::new(), String::new()).unwrap();
        assert!(terms.is(&offered));
        for other in [
            order(&[(1, 10, 11_201), (2, 3, 900)]),
            order(&[(1, 11, 11_200), (2, 3, 900)]),
            order(&[(1, 10, 11_200)]),
            order(&[(3, 10, 11_200), (2, 3, 900)]),
        ] {
            assert!(!terms.is(&other));
        }
        assert_eq!((terms.goods(), terms.tax(), terms.besides()), (kes(12_100), kes(1_210), kes(0)));
        assert_eq!(terms.lines[0].unit(), kes(1_120));
    }

    #[test]
    fn nothing_without_a_price_is_an_offer() {
        for lines in [&[][..], &[(1, 10, 0)]] {
            assert_eq!(Terms::of(&order(lines), 5, Vec::new(), String::new()), None);
        }
        let many: Vec<(u64, u32, i64)> = (0..31).map(|item| (item, 1, 100)).collect();
        assert_eq!(
            Terms::of(&order(&many), 5, Vec::new(), String::new()),
            None,
            "part of it would be another offer"
        );
    }

    #[test]
    fn the_highest_step_that_is_reached_sets_the_price() {
        let tier = |from, unit_minor| Tier { line: 0, from, unit_minor };
        let tiers = vec![tier(50, 1_120), tier(100, 1_080), Tier { line: 7, from: 1, unit_minor: 1 }];
        let terms = Terms::of(&order(&[(1, 10, 12_000)]), 5, tiers, String::new()).unwrap();
        assert_eq!(terms.tiers.len(), 2, "a step of a line that is not there is none");
        for (quantity, unit) in
            [(10, 1_200), (49, 1_200), (50, 1_120), (99, 1_120), (100, 1_080), (5_000, 1_080)]
        {
            assert_eq!(terms.unit_at(0, quantity), Some(kes(unit)), "{quantity}");
        }
        assert_eq!(terms.unit_at(1, 5), None);
    }

    proptest! {
        #[test]
        fn what_is_spread_adds_up(total in 0_i64..1_000_000_000, prices in prop::collection::vec(0_i64..1_000_000, 1..20)) {
            let lines: Vec<(u64, u32, i64)> = prices.iter().enumerate().map(|(place, minor)| (place as u64, 1, *minor)).collect();
            let lines: Vec<TermLine> = order(&lines).lines.iter().map(TermLine::of).collect();
            let parts = spread(total, &lines);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            prop_assert!(parts.iter().all(|part| *part >= 0));
        }
    }
}
