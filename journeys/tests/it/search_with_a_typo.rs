//! Nobody spells it right on a phone.

use anyhow::ensure;
use journeys::shopper::{Goal, Plan, Shopper};

use crate::browse_to_order::one_order_and_told;
use crate::harness::{AMINA, Stage};

#[test]
fn a_misspelt_search_still_ends_in_an_order() {
    Stage::new("typo").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        let plan = Plan::searching("pishory ryce").preferring(&["pishori"]);
        let mut buyer = Shopper::new(&mut phone, plan);
        let summary = buyer.from_hello(Goal::Summary).await?;
        ensure!(summary.says("Pishori Rice"), "{}", summary.readable());
        buyer.confirm(&summary).await?;
        one_order_and_told(world, &mut phone, "RC-PI-25").await
    });
}

#[test]
fn accents_need_not_be_typed_and_an_exact_sku_finds_its_product() {
    Stage::new("accents").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        for (typed, name) in
            [("creme brulee", "Crème Brûlée"), ("jalapeno", "Jalapeño"), ("SG-WH-50", "White Sugar")]
        {
            phone.says(typed).await?;
            let found = phone.hears().await?;
            let shown = found.says(name) || found.choices().any(|choice| choice.title.contains(name));
            ensure!(shown, "{typed} should find {name}:\n{}", found.readable());
        }
        Ok(())
    });
}
