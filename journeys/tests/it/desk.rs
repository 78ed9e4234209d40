//! Staff take a conversation over with the command `desk`, and give it back: the bot is silent, and goes on where it was.

use anyhow::ensure;
use journeys::shopper::{Goal, Plan, Shopper};
use journeys::stories::dispute;

use crate::browse_to_order::{confirms_an_order, one_order_and_told};
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

#[test]
fn a_person_keeps_the_chat_though_the_worker_dies_and_what_is_sent_goes_to_the_case_once() {
    Stage::new("desk-beset").setting("CATALOGUE_POLL", "1s").play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        phone.patience = std::time::Duration::from_mins(1);
        confirms_an_order(&mut phone, "dish soap").await?;
        one_order_and_told(world, &mut phone, "CL-DS-5").await?;
        let number = world.the_one_order().await?.number;
        world.beset().await?;
        dispute::opens(&mut phone, &number, |_| ()).await?;
        dispute::shows(&world.control, &number, "_wa_dispute_stage", "submitted").await?;
        let contact = world.contact_of(&phone).await?;
        let command = ["say", &contact, "--by", "Wanjiru", "--id", "hello-1", "May I see the label?"];
        let (code, said) = world.desk(&command)?;
        ensure!(code == 0, "desk ended with {code}: {said}");
        phone.hears_where("a person", |bubble| bubble.says("May I see the label?")).await?;
        world.settle().await?;
        world.process("worker-1")?.kill()?;
        world.start_worker(None)?;
        world.wait_ready().await?;
        phone.says("The label is torn, look").await?;
        phone
            .hears_where("that it goes to the case", |bubble| bubble.says("also added to your case"))
            .await?;
        phone.act(&another_photo()).await?;
        let kept = dispute::shows(&world.control, &number, "_wa_dispute_stage", "submitted").await?;
        ensure!(dispute::fact(&kept, "_wa_dispute").is_some(), "the order names no case");
        // The second piece stands on the order, once, and nobody spoke into the person's words.
        let deadline = tokio::time::Instant::now() + std::time::Duration::from_mins(1);
        while dispute::fact(&dispute::order(&world.control, &number).await?, "_wa_dispute_evidence_2")
            .is_none()
        {
            ensure!(tokio::time::Instant::now() < deadline, "the photo is not among the evidence");
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        world.settle().await?;
        let order = dispute::order(&world.control, &number).await?;
        ensure!(
            dispute::fact(&order, "_wa_dispute_evidence_3").is_none(),
            "a message that came twice counts twice"
        );
        let heard = phone.heard().await?;
        let told = heard.iter().filter(|bubble| bubble.says("also added to your case")).count();
        ensure!(told == 1, "told {told} times:\n{}", phone.transcript().await?);
        Ok(())
    });
}

fn another_photo() -> serde_json::Value {
    serde_json::json!({"image": {"data_base64": "/9j/4AAQSkZJRgABAQAAAQABAADbdG9ybiBsYWJlbA==", "mime_type": "image/jpeg"}})
}
