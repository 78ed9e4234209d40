//! News of the account and its numbers, and commands of operators: from Meta's JSON to what they change here. Pure.
//!
//! Every notifier gets every piece of news, in the stream of statuses of each shard, so that a hold is as durable as a
//! message and needs no leader. What is not known is counted as `other` and changes nothing: new events must never
//! stop us. What stops sends, and what lifts the stop:
//!
//! | News | Stops | Until |
//! |---|---|---|
//! | account disabled or deleted, offboarded | everything | reinstated, reconnected, or an operator |
//! | restriction of business-initiated messages | what is sent outside the window | its own end, or an operator |
//! | restriction of customer-initiated messages | everything | its own end, or an operator |
//! | operator | everything of a number, or of all | operator |

use domain::envelope::Inbound;
use serde_json::Value;

use super::row::{HoldFacts, HoldKey, HoldScope};

/// Restrictions read from one event; there are a handful.
const RESTRICTIONS_MAX: usize = 16;

/// The field under which commands of operators travel.
pub const OPERATOR_FIELD: &str = "operator";

/// A hold by an operator.
pub const OPERATOR: &str = "operator";
/// A hold because Meta restricts the account.
pub const RESTRICTION: &str = "restriction";
/// A hold because Meta disabled the account, or it is gone.
pub const BAN: &str = "ban";

/// Who or what can hold.
pub const REASONS: [&str; 3] = [OPERATOR, RESTRICTION, BAN];

/// Returns a reason of the journal as the set has it.
pub fn reason(label: &str) -> Option<&'static str> {
    REASONS.into_iter().find(|reason| *reason == label)
}

/// What a piece of news changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Something is held from now on.
    Hold(HoldKey, HoldFacts),
    /// Holds for this reason end, of this number or (empty) of everything.
    Lift {
        /// The number.
        number: String,
        /// The reason.
        reason: &'static str,
    },
    /// The templates should be read again.
    TemplatesChanged,
    /// To be counted: what it is, and whether somebody should act.
    Noted(&'static str, bool),
}

/// Reads a piece of news. Never fails.
pub fn read(inbound: &Inbound<'_>) -> Vec<News> {
    let value: Value = serde_json::from_str(inbound.element.get()).unwrap_or(Value::Null);
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let event = text("/event").to_ascii_uppercase();
    let is_one_of = |events: &[&str]| events.contains(&event.as_str());
    let since_ms = inbound.received_at_ms;
    match &*inbound.field {
        OPERATOR_FIELD => operator(text("/action"), text("/number"), since_ms),
        "account_update" => account_update(&event, &value, since_ms),
        "message_template_status_update" => {
            let is_bad = is_one_of(&[
                "REJECTED",
                "PAUSED",
                "DISABLED",
                "FLAGGED",
                "LOCKED",
                "LIMIT_EXCEEDED",
                "DELETED",
            ]);
            vec![News::TemplatesChanged, News::Noted("template_status", is_bad)]
        }
        "message_template_quality_update" => {
            let is_bad = text("/new_quality_score").eq_ignore_ascii_case("red");
            vec![News::Noted("template_quality", is_bad)]
        }
        "template_category_update" => {
            let sells = ["/new_category", "/correct_category"]
                .iter()
                .any(|pointer| text(pointer).eq_ignore_ascii_case("marketing"));
            vec![News::TemplatesChanged, News::Noted("template_category", sells)]
        }
        "message_template_components_update" => {
            vec![News::TemplatesChanged, News::Noted("template_components", false)]
        }
        "phone_number_quality_update" => vec![News::Noted("number_quality", event == "FLAGGED")],
        "business_capability_update" => vec![News::Noted("messaging_limit", false)],
        "account_alerts" => {
            vec![News::Noted(
                "alert",
                !text("/alert_info/alert_severity").eq_ignore_ascii_case("informational"),
            )]
        }
        "account_review_update" => {
            vec![News::Noted("review", text("/decision").eq_ignore_ascii_case("rejected"))]
        }
        "phone_number_name_update" => {
            vec![News::Noted("number_name", text("/decision").eq_ignore_ascii_case("rejected"))]
        }
        "security" => vec![News::Noted("security", true)],
        "payment_configuration_update" => vec![News::Noted("payment_configuration", false)],
        "business_username_updates" => vec![News::Noted("username", false)],
        "flows" => vec![News::Noted("flow", false)],
        "messages" if value.get("errors").is_some() => vec![News::Noted("error", true)],
        _ => vec![News::Noted("other", false)],
    }
}

fn hold(number: &str, scope: HoldScope, reason: &'static str, since_ms: i64, until_ms: Option<i64>) -> News {
    News::Hold(HoldKey { number: number.to_owned(), scope, reason }, HoldFacts { since_ms, until_ms })
}

fn operator(action: &str, number: &str, since_ms: i64) -> Vec<News> {
    match action {
        "hold" => {
            vec![hold(number, HoldScope::All, OPERATOR, since_ms, None), News::Noted("operator_hold", false)]
        }
        // Whatever was wrong, the operator knows better now.
        "resume" => REASONS
            .into_iter()
            .map(|reason| News::Lift { number: number.to_owned(), reason })
            .chain([News::Noted("operator_resume", false)])
            .collect(),
        _ => vec![News::Noted("other", false)],
    }
}

fn account_update(event: &str, value: &Value, since_ms: i64) -> Vec<News> {
    match event {
        "ACCOUNT_RESTRICTION" => {
            let mut news = vec![News::Noted("restriction", true)];
            let restrictions = value.get("restriction_info").and_then(Value::as_array);
            for restriction in restrictions.into_iter().flatten().take(RESTRICTIONS_MAX) {
                let kind = restriction.get("restriction_type").and_then(Value::as_str).unwrap_or_default();
                let scope = if kind.contains("CUSTOMER_INITIATED") {
                    HoldScope::All
                } else if kind.contains("BIZ_INITIATED") || kind.contains("BUSINESS_INITIATED") {
                    HoldScope::Initiating
                } else {
                    // Adding numbers and the like: nothing that we send.
                    continue;
                };
                let until_ms = restriction.get("expiration").and_then(seconds);
                news.push(hold("", scope, RESTRICTION, since_ms, until_ms));
            }
            news
        }
        "DISABLED_UPDATE" => {
            let state = value.pointer("/ban_info/waba_ban_state");
            // A single word, or a list of them.
            let words = state.map(|state| match state {
                Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
                word => word.as_str().unwrap_or_default().to_owned(),
            });
            match words.unwrap_or_default().as_str() {
                "REINSTATE" => {
                    vec![News::Lift { number: String::new(), reason: BAN }, News::Noted("reinstated", false)]
                }
                "SCHEDULE_FOR_DISABLE" => vec![News::Noted("ban", true)],
                _ => vec![hold("", HoldScope::All, BAN, since_ms, None), News::Noted("ban", true)],
            }
        }
        "ACCOUNT_DELETED" | "ACCOUNT_OFFBOARDED" | "PARTNER_REMOVED" => {
            vec![hold("", HoldScope::All, BAN, since_ms, None), News::Noted("ban", true)]
        }
        "ACCOUNT_RECONNECTED" | "ACCOUNT_REINSTATED" => {
            vec![News::Lift { number: String::new(), reason: BAN }, News::Noted("reinstated", false)]
        }
        "ACCOUNT_VIOLATION" => vec![News::Noted("violation", true)],
        _ => vec![News::Noted("account", false)],
    }
}

/// Reads a time in seconds, written as a number or as text, as milliseconds.
fn seconds(value: &Value) -> Option<i64> {
    let seconds = value.as_i64().or_else(|| value.as_str()?.parse().ok())?;
    seconds.checked_mul(1_000)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use domain::envelope::InboundKind;
    use proptest::prelude::*;
    use serde_json::{json, value::RawValue};

    use super::*;

    fn news(field: &str, element: &Value) -> Vec<News> {
        let element = RawValue::from_string(element.to_string()).unwrap();
        read(&Inbound {
            v: 1,
            kind: InboundKind::Account,
            id: Cow::Borrowed("x"),
            field: Cow::Borrowed(field),
            contact: None,
            phone_number_id: None,
            received_at_ms: 7,
            forwards: 0,
            profile: None,
            element: &element,
        })
    }

    #[test]
    fn a_restriction_stops_what_it_names_until_it_ends() {
        let restriction = |kind: &str| {
            json!({"event": "ACCOUNT_RESTRICTION",
                "restriction_info": [{"restriction_type": kind, "expiration": 1_795_000_000}]})
        };
        let facts = HoldFacts { since_ms: 7, until_ms: Some(1_795_000_000_000) };
        let held = |scope| News::Hold(HoldKey { number: String::new(), scope, reason: RESTRICTION }, facts);
        let found = news("account_update", &restriction("RESTRICTED_BIZ_INITIATED_MESSAGING"));
        assert_eq!(found, [News::Noted("restriction", true), held(HoldScope::Initiating)]);
        let found = news("account_update", &restriction("RESTRICTED_CUSTOMER_INITIATED_MESSAGING"));
        assert_eq!(found, [News::Noted("restriction", true), held(HoldScope::All)]);
        let found = news("account_update", &restriction("RESTRICTED_ADD_PHONE_NUMBER_ACTION"));
        assert_eq!(found, [News::Noted("restriction", true)]);
    }

    #[test]
    fn a_ban_holds_everything_and_its_opposite_lifts_it() {
        let ban = |state: Value| json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state}});
        for state in [json!("DISABLE"), json!(["DISABLE"]), json!(null)] {
            let found = news("account_update", &ban(state));
            assert!(matches!(&found[0], News::Hold(HoldKey { scope: HoldScope::All, reason: BAN, .. }, _)));
        }
        let lifted = News::Lift { number: String::new(), reason: BAN };
        assert_eq!(news("account_update", &ban(json!("REINSTATE")))[0], lifted);
        assert_eq!(news("account_update", &ban(json!(["REINSTATE"])))[0], lifted);
        assert_eq!(news("account_update", &ban(json!("SCHEDULE_FOR_DISABLE"))), [News::Noted("ban", true)]);
    }

    #[test]
    fn a_resumed_number_is_free_of_every_hold() {
        let found = news(OPERATOR_FIELD, &json!({"action": "resume", "number": "900"}));
        let lifts = REASONS.into_iter().map(|reason| News::Lift { number: "900".into(), reason });
        let lifted: Vec<News> = lifts.chain([News::Noted("operator_resume", false)]).collect();
        assert_eq!(found, lifted);
        assert_eq!(reason("operator"), Some(OPERATOR));
        assert_eq!(reason("nonsense"), None);
    }

    #[test]
    fn news_of_templates_have_them_read_again() {
        for field in [
            "message_template_status_update",
            "template_category_update",
            "message_template_components_update",
        ] {
            assert!(news(field, &json!({})).contains(&News::TemplatesChanged), "{field}");
        }
        let marketing = json!({"previous_category": "UTILITY", "new_category": "MARKETING"});
        assert!(
            news("template_category_update", &marketing).contains(&News::Noted("template_category", true))
        );
    }

    proptest! {
        #[test]
        fn what_nobody_has_heard_of_changes_nothing(field in "[a-z_]{1,30}", event in "[A-Z_]{0,30}") {
            for field in [field.as_str(), "account_update"] {
                let found = news(field, &json!({"event": event, "ban_info": 7, "restriction_info": "?"}));
                let stops = found.iter().any(|news| matches!(news, News::Hold(..)));
                let is_known = ["DISABLED_UPDATE", "ACCOUNT_DELETED", "ACCOUNT_OFFBOARDED", "PARTNER_REMOVED"]
                    .contains(&event.as_str());
                prop_assert!(!stops || is_known);
            }
        }
    }
}
