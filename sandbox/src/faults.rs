//! Fault rules: what should go wrong, where, and how often. Switched on by an HTTP call.
//!
//! This file decides *which* fault hits a call. Applying it is the business of each pretend platform.

use std::sync::{Arc, Mutex, PoisonError};

use poem::http::StatusCode;
use poem::web::{Data, Json};
use poem::{EndpointExt as _, IntoResponse as _, Response, Route, get, handler};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// How many rules may be active at once.
pub const RULES_MAX: usize = 1_000;

/// What a rule applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Calls to the pretend Graph API.
    Graph,
    /// Calls to the pretend shop.
    Shop,
    /// Webhooks of pretend Meta.
    MetaWebhook,
    /// Webhooks of the pretend shop.
    ShopWebhook,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// Wait, then do the work and answer.
    Delay {
        /// How long to wait.
        ms: u64,
    },
    /// Answer this status without doing the work.
    Status {
        /// The status.
        status: u16,
        /// The body; a JSON error of the platform when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// Seconds for the `Retry-After` header.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// A 502 HTML page of a proxy, work not done.
    Html,
    /// A 200 HTML maintenance page, work not done.
    HtmlOk,
    /// Do the work, then drop the connection without an answer.
    LoseAnswer,
    /// Drop the connection at once and do the work later.
    LateWork {
        /// How much later.
        ms: u64,
    },
    /// Do the work, answer late.
    DelayAfter {
        /// How late.
        ms: u64,
    },
    /// Do the work, cut the JSON body in half.
    Truncate,
    /// A Graph API error with this code.
    GraphError {
        /// Meta's error code.
        code: i64,
        /// Further members, such as `status`, `title`, `details`.
        #[serde(flatten)]
        rest: Map<String, Value>,
    },
    /// Graph: the send is accepted, no status webhook follows.
    NoStatus,
    /// Webhooks: deliver several times.
    Duplicate {
        /// How many times in total.
        copies: u32,
    },
    /// Webhooks: deliver after the next one.
    Reorder,
    /// Webhooks: never deliver.
    Drop,
}

/// One rule as the control API takes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Where.
    pub target: Target,
    /// Only this HTTP method (or webhook topic's method, `POST`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only paths that contain this text. For webhooks the path is the topic or field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_contains: Option<String>,
    /// How many calls it hits; 0 means until cleared.
    #[serde(default = "once")]
    pub times: u32,
    /// How many matching calls pass first.
    #[serde(default)]
    pub skip: u32,
    /// What goes wrong.
    pub fault: Fault,
}

fn once() -> u32 {
    1
}

/// The active rules; clones share them.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<Active>>>);

#[derive(Clone, Serialize)]
struct Active {
    #[serde(flatten)]
    rule: Rule,
    hits: u32,
    spent: bool,
}

impl Faults {
    /// Adds a rule. False when there are too many already.
    pub fn add(&self, rule: Rule) -> bool {
        let mut rules = self.lock();
        rules.retain(|active| !active.spent);
        if rules.len() >= RULES_MAX {
            return false;
        }
        rules.push(Active { rule, hits: 0, spent: false });
        true
    }

    /// The fault for this call, if any; counts it. The first matching rule that is due wins.
    pub fn take(&self, target: Target, method: &str, path: &str) -> Option<Fault> {
        for active in self.lock().iter_mut() {
            let rule = &mut active.rule;
            let matches = !active.spent
                && rule.target == target
                && rule.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && rule.path_contains.as_deref().is_none_or(|part| path.contains(part));
            if !matches {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            active.hits += 1;
            active.spent = rule.times != 0 && active.hits >= rule.times;
            return Some(rule.fault.clone());
        }
        None
    }

    /// Removes all rules.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// All rules with how often each hit, for the control API and the state page.
    pub fn list(&self) -> Vec<Value> {
        self.lock().iter().map(|active| json!(active)).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Active>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds the control routes for faults.
pub fn mount(route: Route, faults: &Faults) -> Route {
    route.at("/sandbox/faults", get(list).post(add).delete(clear).data(faults.clone()))
}

#[handler]
fn list(Data(faults): Data<&Faults>) -> Json<Value> {
    Json(json!({ "faults": faults.list() }))
}

#[handler]
async fn add(Data(faults): Data<&Faults>, body: poem::Body) -> Response {
    let body = body.into_vec().await.unwrap_or_default();
    let rule: Rule = match serde_json::from_slice(&body) {
        Ok(rule) => rule,
        Err(error) => {
            return Json(json!({"error": error.to_string()}))
                .with_status(StatusCode::BAD_REQUEST)
                .into_response();
        }
    };
    if !faults.add(rule) {
        return Json(json!({"error": "too many rules"})).with_status(StatusCode::CONFLICT).into_response();
    }
    Json(json!({"ok": true})).with_status(StatusCode::CREATED).into_response()
}

#[handler]
fn clear(Data(faults): Data<&Faults>) -> Json<Value> {
    faults.clear();
    Json(json!({"ok": true}))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Rule {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_rule_skips_then_hits_then_is_spent() {
        let faults = Faults::default();
        faults.add(rule(
            r#"{"target":"shop","method":"post","path_contains":"/checkout","skip":1,"times":2,"fault":{"kind":"lose_answer"}}"#,
        ));
        let hit = || faults.take(Target::Shop, "POST", "/wp-json/wc/store/v1/checkout").is_some();
        assert_eq!([hit(), hit(), hit(), hit()], [false, true, true, false]);
    }

    #[test]
    fn a_rule_for_another_path_method_or_target_does_not_hit() {
        let faults = Faults::default();
        faults.add(rule(
            r#"{"target":"shop","method":"POST","path_contains":"/checkout","fault":{"kind":"html"}}"#,
        ));
        assert!(faults.take(Target::Graph, "POST", "/checkout").is_none());
        assert!(faults.take(Target::Shop, "GET", "/checkout").is_none());
        assert!(faults.take(Target::Shop, "POST", "/cart").is_none());
        assert!(faults.take(Target::Shop, "POST", "/checkout").is_some());
    }

    #[test]
    fn times_zero_hits_until_cleared() {
        let faults = Faults::default();
        faults.add(rule(
            r#"{"target":"graph","times":0,"fault":{"kind":"graph_error","code":131056,"status":400}}"#,
        ));
        for _ in 0..50 {
            assert!(matches!(
                faults.take(Target::Graph, "POST", "/x"),
                Some(Fault::GraphError { code: 131_056, .. })
            ));
        }
        faults.clear();
        assert!(faults.take(Target::Graph, "POST", "/x").is_none());
    }
}
