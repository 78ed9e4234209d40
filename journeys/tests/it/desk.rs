//! Staff take a conversation over with the command `desk`, and give it back: the bot is silent, and goes on where it was.

use anyhow::ensure;
use journeys::shopper::{Goal, Plan, Shopper};

use crate::browse_to_order::one_order_and_told;
use crate::harness::{AMINA, Stage};

#[test]
fn a_person_speaks_by_name_the_bot_is_silent_and_leads_back_to_the_checkout() {
    Stage::new("desk").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        Shopper::new(&mut phone, Plan::searching("dish soap")).from_hello(Goal::Summary).await?;
        let contact = world.contact_of(&phone).await?;
        for _ in 0..2 {
            let command = ["say", &contact, "--by", "Wanjiru", "--id", "hello-1", "We deliver on Friday."];
            let (code, said) = world.desk(&command)?;
            ensure!(code == 0 && said.contains("hello-1"), "desk ended with {code}: {said}");
        }
        let spoken = phone.hears().await?;
        ensure!(spoken.says("Wanjiru") && spoken.says("We deliver on Friday."), "{}", spoken.readable());
        phone.says("Friday suits me, yes").await?;
        phone.says("2").await?;
        world.settle().await?;
        let meanwhile = phone.hears_within(std::time::Duration::from_secs(2)).await?;
        ensure!(
            meanwhile.is_empty(),
            "the bot spoke into a person's words, or the person twice: {meanwhile:?}"
        );
        let (code, said) = world.desk(&["done", &contact, "--by", "Wanjiru"])?;
        ensure!(code == 0, "desk ended with {code}: {said}");
        let back = phone.hears().await?;
        ensure!(back.says("You were ordering"), "{}", back.readable());
        phone.taps_act(&back, "confirm").await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await
    });
}
