//! Totals of a basket or an order: lines, coupons, shipping, VAT. Pure integer arithmetic.

use super::catalogue::{Coupon, CouponKind};
use super::money::vat;

/// Amounts of one line in cents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineTotals {
    pub subtotal: i64,
    pub subtotal_tax: i64,
    pub total: i64,
    pub total_tax: i64,
}

/// What one coupon takes off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouponTotals {
    pub code: String,
    pub discount: i64,
    pub discount_tax: i64,
}

/// All amounts of a basket in cents.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    pub lines: Vec<LineTotals>,
    pub coupons: Vec<CouponTotals>,
    pub items: i64,
    pub items_tax: i64,
    pub discount: i64,
    pub discount_tax: i64,
    pub shipping: i64,
    pub shipping_tax: i64,
    /// What the buyer pays.
    pub total: i64,
    pub total_tax: i64,
}

/// Computes the totals of `(price of one, quantity)` lines.
pub fn compute(lines: &[(i64, i64)], coupons: &[Coupon], shipping: i64) -> Totals {
    let subtotals: Vec<i64> = lines.iter().map(|(price, quantity)| price * quantity).collect();
    let quantities: Vec<i64> = lines.iter().map(|(_, quantity)| *quantity).collect();
    let mut left = subtotals.clone();
    let mut totals = Totals { shipping, shipping_tax: vat(shipping), ..Totals::default() };
    for coupon in coupons {
        let taken = match coupon.kind {
            CouponKind::Percent => percent(&subtotals, &left, coupon.amount),
            CouponKind::FixedCart => fixed(&left, &quantities, coupon.amount),
        };
        let mut sum = CouponTotals { code: coupon.code.clone(), discount: 0, discount_tax: 0 };
        for (left, taken) in left.iter_mut().zip(&taken) {
            sum.discount_tax += vat(*left) - vat(*left - taken);
            *left -= taken;
            sum.discount += taken;
        }
        totals.coupons.push(sum);
    }
    for (subtotal, total) in subtotals.iter().zip(&left) {
        let line = LineTotals {
            subtotal: *subtotal,
            subtotal_tax: vat(*subtotal),
            total: *total,
            total_tax: vat(*total),
        };
        totals.items += line.subtotal;
        totals.items_tax += line.subtotal_tax;
        totals.discount += line.subtotal - line.total;
        totals.discount_tax += line.subtotal_tax - line.total_tax;
        totals.lines.push(line);
    }
    totals.total_tax = totals.items_tax - totals.discount_tax + totals.shipping_tax;
    totals.total = totals.items - totals.discount + totals.shipping + totals.total_tax;
    totals
}

/// Whole cents per line, rounded down; the cents that rounding lost are handed out one by one from the first line on.
fn percent(subtotals: &[i64], left: &[i64], percent: i64) -> Vec<i64> {
    let mut taken: Vec<i64> =
        subtotals.iter().zip(left).map(|(price, left)| (price * percent / 100).min(*left)).collect();
    let wanted = (subtotals.iter().sum::<i64>() * percent + 50) / 100;
    spread(&mut taken, left, wanted);
    taken
}

/// The amount by unit, rounded down; the rest from the first line on.
fn fixed(left: &[i64], quantities: &[i64], amount: i64) -> Vec<i64> {
    let units: i64 = quantities.iter().sum();
    let each = if units > 0 { amount / units } else { 0 };
    let mut taken: Vec<i64> =
        left.iter().zip(quantities).map(|(left, quantity)| (each * quantity).min(*left)).collect();
    spread(&mut taken, left, amount);
    taken
}

fn spread(taken: &mut [i64], left: &[i64], wanted: i64) {
    let mut missing = wanted.min(left.iter().sum()) - taken.iter().sum::<i64>();
    // One cent per line and round while cents are few; a whole gap is closed from the first line on.
    for (taken, left) in taken.iter_mut().zip(left) {
        if missing > 0 && *taken < *left {
            *taken += 1;
            missing -= 1;
        }
    }
    for (taken, left) in taken.iter_mut().zip(left) {
        let more = missing.clamp(0, left - *taken);
        *taken += more;
        missing -= more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coupon(kind: CouponKind, amount: i64) -> Coupon {
        Coupon { code: "c".into(), kind, amount, ..Coupon::default() }
    }

    #[test]
    fn vat_comes_on_top_of_items_and_shipping() {
        let totals = compute(&[(400, 10), (14_000, 2)], &[], 35_000);
        assert_eq!((totals.items, totals.items_tax), (32_000, 5_120));
        assert_eq!((totals.shipping_tax, totals.total_tax, totals.total), (5_600, 10_720, 77_720));
    }

    #[test]
    fn ten_percent_is_taken_from_every_line() {
        let totals = compute(&[(400, 100), (45_000, 2)], &[coupon(CouponKind::Percent, 10)], 35_000);
        assert_eq!((totals.discount, totals.discount_tax), (13_000, 2_080));
        assert_eq!((totals.total_tax, totals.total), (24_320, 176_320));
        assert_eq!((totals.lines[0].total, totals.lines[0].total_tax), (36_000, 5_760));
    }

    #[test]
    fn no_cent_of_a_fixed_coupon_is_lost_or_invented() {
        for lines in [vec![(333, 1), (333, 1), (333, 1)], vec![(1, 7), (99_999, 1)], vec![(10, 1)]] {
            let worth: i64 = lines.iter().map(|(price, quantity)| price * quantity).sum();
            let totals = compute(&lines, &[coupon(CouponKind::FixedCart, 500)], 0);
            assert_eq!(totals.discount, 500.min(worth));
            assert!(totals.lines.iter().all(|line| line.total >= 0));
            assert_eq!(totals.coupons[0].discount, totals.discount);
            assert_eq!(totals.coupons[0].discount_tax, totals.discount_tax);
        }
    }

    #[test]
    fn two_coupons_never_take_more_than_there_is() {
        let both = [coupon(CouponKind::FixedCart, 90_000), coupon(CouponKind::Percent, 50)];
        let totals = compute(&[(50_000, 2)], &both, 0);
        assert_eq!(totals.discount, 100_000);
        assert_eq!(totals.total, 0);
    }
}
