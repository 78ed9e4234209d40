//! A coupon is tried, a wrong one refused with the shop's reason, and the right one is on the order.

use anyhow::ensure;
use journeys::shopper::{Goal, Plan, Shopper};

use crate::browse_to_order::hears_the_number;
use crate::harness::{AMINA, Stage};

#[test]
fn a_coupon_lowers_the_total_and_is_on_the_order() {
    Stage::new("coupon").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let mut buyer = Shopper::new(&mut phone, Plan::searching("dish soap"));
        buyer.from_hello(Goal::Added).await?;
        let phone = buyer.phone();

        phone.says("basket").await?;
        let basket = phone.hears_where("the basket", |bubble| bubble.choice("checkout").is_some()).await?;
        // The way to the coupon may be a choice of the basket, or only a word.
        let entry = if basket.choice("coupon").is_some() {
            basket
        } else {
            phone.says("coupon").await?;
            phone.hears().await?
        };
        if entry.choice("coupon").is_some() {
            phone.taps_act(&entry, "coupon").await?;
            phone.hears().await?;
        }
        phone.says("no-such-coupon").await?;
        let refused = phone.hears().await?;
        ensure!(
            refused.says("no-such-coupon") && !refused.says("discount"),
            "a coupon that does not exist gave something:\n{}",
            refused.readable()
        );

        phone.says("coupon BULK10").await?;
        let lowered =
            phone.hears_where("the lowered basket", |bubble| bubble.choice("checkout").is_some()).await?;
        ensure!(lowered.says("bulk10"), "the coupon is shown:\n{}", lowered.readable());

        let summary = buyer.onwards(lowered, Goal::Summary).await?;
        buyer.confirm(&summary).await?;
        hears_the_number(&world.control, buyer.phone()).await?;
        let order = world.the_one_order().await?;
        ensure!(order.coupons == ["bulk10"], "coupons on the order: {:?}", order.coupons);
        Ok(())
    });
}
