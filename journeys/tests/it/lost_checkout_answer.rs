//! The shop creates the order and then says nothing, or something unreadable. It is looked up, never placed again.

use serde_json::{Value, json};

use crate::browse_to_order::{confirms_an_order, one_order_and_told};
use crate::harness::{AMINA, Stage};

fn placing_goes_wrong(name: &'static str, fault: &Value) {
    Stage::new(name).play(async |world| {
        let mut phone = world.phone(AMINA).await?;
        world
            .control
            .fault(json!({"target": "shop", "method": "POST", "path_contains": "/checkout", "fault": fault}))
            .await?;
        confirms_an_order(&mut phone, "dish soap").await?;
        phone.patience = std::time::Duration::from_mins(1);
        one_order_and_told(world, &mut phone, "CL-DS-5").await?;
        world.control.faults_hit(1).await
    });
}

#[test]
fn a_shop_that_says_nothing_after_creating_the_order_holds_one() {
    placing_goes_wrong("answer-lost", &json!({"kind": "lose_answer"}));
}

#[test]
fn a_shop_that_creates_the_order_after_hanging_up_holds_one() {
    placing_goes_wrong("late-work", &json!({"kind": "late_work", "ms": 1500}));
}

#[test]
fn a_shop_whose_answer_breaks_off_holds_one() {
    placing_goes_wrong("answer-cut", &json!({"kind": "truncate"}));
}

#[test]
fn a_shop_that_answers_after_we_gave_up_holds_one() {
    placing_goes_wrong("answer-late", &json!({"kind": "delay_after", "ms": 3000}));
}

#[test]
fn a_proxy_error_before_the_shop_did_anything_is_tried_again_and_makes_one() {
    placing_goes_wrong("proxy-error", &json!({"kind": "html"}));
}

#[test]
fn a_maintenance_page_with_status_200_is_no_order() {
    placing_goes_wrong("maintenance", &json!({"kind": "html_ok"}));
}
