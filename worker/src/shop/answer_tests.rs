use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use super::*;

fn token(session: &str) -> CartToken {
    let claims = BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"user_id":"{session}"}}"#));
    CartToken(format!("e30.{claims}.sig"))
}

fn answer(status: u16, body: &str) -> Answer {
    Answer { status, body: body.as_bytes().to_vec(), ..Answer::default() }
}

fn error(status: u16, code: &str) -> Answer {
    answer(status, &format!(r#"{{"code":"{code}","message":"x","data":{{"status":{status}}}}}"#))
}

fn judged(answer: &Answer, api: Api, changes_something: bool) -> Failure {
    failure(answer, api, changes_something, None).unwrap()
}

#[test]
fn codes_decide_what_a_refusal_is() {
    let refused =
        |answer: &Answer, api, changes| matches!(judged(answer, api, changes), Failure::Refused { .. });
    assert!(refused(&error(400, "woocommerce_rest_cart_coupon_error"), Api::Store, true));
    assert!(refused(&error(409, "woocommerce_rest_cart_empty"), Api::Store, true));
    assert!(refused(&error(403, "woocommerce_product_not_enough_stock"), Api::Store, true));
    assert!(refused(&error(500, "woocommerce_rest_cannot_create_order_refund"), Api::Rest, true));
    assert_eq!(judged(&error(500, "internal_server_error"), Api::Rest, true), Failure::Unknown);
    assert_eq!(
        judged(&error(404, "woocommerce_rest_shop_order_invalid_id"), Api::Rest, false),
        Failure::NotFound
    );
    assert_eq!(
        judged(&error(400, "woocommerce_rest_shop_order_invalid_id"), Api::Rest, true),
        Failure::NotFound
    );
    // A missing route says nothing about the order: a plugin that is switched off must not look like a deleted order.
    assert!(refused(&error(404, "rest_no_route"), Api::Rest, false));
}

#[test]
fn credentials_and_sessions_are_told_apart() {
    assert_eq!(judged(&error(401, "woocommerce_rest_cannot_view"), Api::Rest, false), Failure::Unauthorised);
    assert_eq!(
        judged(&error(401, "woocommerce_rest_authentication_error"), Api::Rest, true),
        Failure::Unauthorised
    );
    assert_eq!(judged(&error(403, "woocommerce_rest_cannot_edit"), Api::Rest, true), Failure::Unauthorised);
    assert_eq!(judged(&error(401, "woocommerce_rest_missing_nonce"), Api::Store, true), Failure::SessionLost);
}

#[test]
fn a_shop_that_wants_quiet_is_believed_only_when_nothing_was_done() {
    let later = |mut answer: Answer, seconds| {
        answer.retry_after = Some(Duration::from_secs(seconds));
        answer
    };
    let after = |seconds| Failure::ComeBack { after: Some(Duration::from_secs(seconds)) };
    assert_eq!(judged(&later(answer(429, "<html>"), 7), Api::Store, true), after(7));
    assert_eq!(judged(&answer(429, ""), Api::Store, true), Failure::ComeBack { after: None });
    assert_eq!(judged(&later(error(400, "rate_limit_exceeded"), 59), Api::Store, true), after(59));
    assert_eq!(judged(&later(error(503, "wp_die"), 600), Api::Rest, true), after(600));
    let page = "<html><title>Maintenance</title></html>";
    assert_eq!(judged(&later(answer(503, page), 30), Api::Rest, true), after(30));
    // A proxy that lost the shop in the middle of the work also says 503 and Retry-After.
    assert_eq!(
        judged(&later(answer(503, "<html>Guru Meditation</html>"), 5), Api::Store, true),
        Failure::Unknown
    );
    assert_eq!(judged(&later(answer(503, "<html>Guru Meditation</html>"), 5), Api::Store, false), after(5));
    assert_eq!(judged(&answer(503, page), Api::Rest, true), Failure::Unknown);
}

#[test]
fn what_is_no_typed_json_is_unknown() {
    for (status, body) in
        [(500, ""), (502, "<html>"), (404, "<html>"), (400, "{}"), (413, "<html>"), (301, "")]
    {
        assert_eq!(judged(&answer(status, body), Api::Store, true), Failure::Unknown, "{status} {body}");
    }
    let page = answer(200, "<html><script>\n{\"a\":1}</script>\n<p>[]</p></html>");
    assert!(failure(&page, Api::Rest, false, None).is_none());
    assert_eq!(decoded::<Value>(&page).unwrap_err(), Failure::Unknown);
}

#[test]
fn warnings_around_the_json_do_not_hide_it() {
    for body in [
        "<br />\n<b>Warning</b>: x in {y} on line <b>1</b><br />\n[{\"id\":1}]",
        "\u{feff}[{\"id\":1}]",
        "\n[{\"id\":1}]\n<br />\n<b>Notice</b>: bye",
        "<b>Deprecated</b>: z<br />\n\u{feff}[{\"id\":1}]",
    ] {
        let read = decoded::<Value>(&answer(200, body));
        assert_eq!(read, Ok(serde_json::json!([{"id": 1}])), "{body}");
    }
    for cut in ["<br />\n[{\"id\":1}", "[{\"id\":1", "[1] [2]", "<b>Warning</b>", "<br />\n[1]<b>x</b>"] {
        assert!(decoded::<Value>(&answer(200, cut)).is_err(), "{cut}");
    }
    let refused =
        answer(400, "<br />\n<b>Warning</b>: x\n{\"code\":\"woocommerce_rest_cart_empty\",\"data\":400}");
    assert!(matches!(judged(&refused, Api::Store, true), Failure::Refused { .. }));
}

#[test]
fn a_missing_part_of_an_address_is_found_in_words() {
    let body = r#"{"code":"woocommerce_rest_invalid_address","message":"m","data":{"status":400,"errors":{
        "shipping":["State / County is required","Postcode / ZIP is required"],"billing":["Phone is required"]}}}"#;
    let Failure::Refused { code, fields, left, .. } = judged(&answer(400, body), Api::Store, true) else {
        panic!("refused")
    };
    assert!(
        ["state", "postcode", "phone"].iter().all(|field| fields.iter().any(|own| own == field)),
        "{fields:?}"
    );
    let asked = crate::shop::refusal::refusal(&code, &fields, left);
    let state = conversation::effect::AddressField::State;
    // Billing comes first in the object's order, shipping in the shop's: either is a part that is missing.
    let conversation::effect::Refusal::AddressRefused { field: Some(field) } = asked else {
        panic!("{asked:?}")
    };
    assert!(field == state || field == conversation::effect::AddressField::Phone);
}

#[test]
fn a_refusal_tells_fields_and_what_is_left() {
    let body = r#"{"code":"rest_invalid_param","message":"m","data":{"status":400,
        "params":{"billing_address":"no"},"details":{"billing_address":{"code":"invalid_phone"}}}}"#;
    let Failure::Refused { fields, .. } = judged(&answer(400, body), Api::Store, true) else {
        panic!("refused")
    };
    assert_eq!(fields, ["billing_address", "invalid_phone"]);
    let list = r#"{"code":"rest_missing_callback_param","data":{"params":["billing_address"]}}"#;
    let Failure::Refused { fields, .. } = judged(&answer(400, list), Api::Store, true) else {
        panic!("refused")
    };
    assert_eq!(fields, ["billing_address"]);
    let left = |code: &str, message: &str| {
        let body = serde_json::json!({"code": code, "message": message, "data": 400}).to_string();
        let Failure::Refused { left, fields, .. } = judged(&answer(400, &body), Api::Store, true) else {
            panic!("refused")
        };
        (left, fields.len())
    };
    let partly = "woocommerce_rest_product_partially_out_of_stock";
    assert_eq!(left(partly, "Not enough &quot;Bolt \"M8\" 40&quot; (3 remaining)."), (Some(3), 0));
    assert_eq!(left(partly, "No number at all"), (None, 0));
    assert_eq!(left("invalid_quantity", "The maximum of &quot;Bolt 40&quot; allowed is 12"), (Some(12), 0));
    assert_eq!(left("invalid_quantity", "Must be a multiple of 6"), (Some(6), 1));
    assert_eq!(left("readonly_quantity", "Generator 5"), (None, 0));
}

#[test]
fn another_session_than_ours_is_a_lost_one() {
    let ours = token("t_1");
    assert_eq!(session(Some(token("t_1")), Some(&ours)).unwrap().1, "t_1");
    assert_eq!(session(Some(token("t_2")), Some(&ours)).unwrap_err(), Failure::SessionLost);
    assert_eq!(session(Some(token("t_2")), None).unwrap().1, "t_2");
    assert_eq!(session(None, Some(&ours)).unwrap().0, ours);
    assert_eq!(session(None, None).unwrap_err(), Failure::Unknown);
    assert_eq!(session(Some(CartToken("junk".into())), None).unwrap_err(), Failure::Unknown);
}

#[test]
fn retry_after_is_seconds_within_reason() {
    assert_eq!(retry_after("600"), Some(Duration::from_mins(10)));
    assert_eq!(retry_after("999999999"), Some(RETRY_AFTER_MAX));
    assert_eq!(retry_after("Wed, 21 Oct 2026 07:28:00 GMT"), None);
}
