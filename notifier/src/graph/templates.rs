//! The templates of the account at the Graph API: listed, and created. What a listed template means is read in
//! `core::templates`; which ones the bridge needs is declared in `domain::template`.

use std::{collections::BTreeMap, fmt, str::FromStr, time::Duration};

use common::http_client;
use domain::template::{Category, Definition};
use reqwest::{Method, header};
use serde_json::{Value, json};
use url::Url;

use super::{ANSWER_BYTES_MAX, GraphClient};
use crate::core::templates::{Approved, Key, TEMPLATES_MAX, read_page};

/// Templates asked for in one page.
const PAGE_TEMPLATES: usize = 100;
/// Pages read; an account holds far fewer templates.
const PAGES_MAX: usize = TEMPLATES_MAX / PAGE_TEMPLATES;
/// Longest wait for one answer.
const TIME_LIMIT: Duration = Duration::from_secs(20);
/// Longest page that is read, in bytes: a template with all its texts may take some kilobytes.
const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Meta's id of the business account: digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessAccount(String);

impl FromStr for BusinessAccount {
    type Err = NotAnAccount;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_id = (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_id { Ok(Self(text.to_owned())) } else { Err(NotAnAccount) }
    }
}

impl fmt::Display for BusinessAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is no id of a business account.
#[derive(Debug, thiserror::Error)]
#[error("must be 1 to 32 digits")]
pub struct NotAnAccount;

/// Why templates could not be listed or created. Says nothing that is secret.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No answer, or not a whole one.
    #[error("the Graph API did not answer")]
    NoAnswer,
    /// An answer that is none of ours.
    #[error("the Graph API answered with something else than expected")]
    Unreadable,
    /// Meta said no.
    #[error("Meta refused with status {status}, code {code}: {message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Code, and 0 where there is none.
        code: i64,
        /// Meta's words.
        message: String,
    },
}

/// The most that is shown of Meta's words.
const MESSAGE_MAX: usize = 300;

impl GraphClient {
    /// Reads all templates of an account.
    pub async fn read_templates(
        &self,
        account: &BusinessAccount,
    ) -> Result<BTreeMap<Key, Approved>, Failure> {
        let mut found = BTreeMap::new();
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut address = self.address_of(account)?;
            address
                .query_pairs_mut()
                .append_pair("fields", "name,language,status,category,components")
                .append_pair("limit", &PAGE_TEMPLATES.to_string());
            if let Some(after) = &after {
                address.query_pairs_mut().append_pair("after", after);
            }
            let body = self.exchange(Method::GET, address, None, PAGE_BYTES_MAX).await?;
            let page = read_page(&body).ok_or(Failure::Unreadable)?;
            found.extend(page.templates);
            after = page.after;
            if after.is_none() {
                break;
            }
        }
        Ok(found)
    }

    /// Creates a template in one language; Meta reviews it before it may be used. Returns the status that it begins with.
    pub async fn create_template(
        &self,
        account: &BusinessAccount,
        definition: &Definition,
        language: &str,
        text: &str,
    ) -> Result<String, Failure> {
        let body = creation(definition, language, text);
        let answer =
            self.exchange(Method::POST, self.address_of(account)?, Some(body), ANSWER_BYTES_MAX).await?;
        let answer: Value = serde_json::from_slice(&answer).map_err(|_| Failure::Unreadable)?;
        Ok(answer.get("status").and_then(Value::as_str).unwrap_or("PENDING").to_owned())
    }

    fn address_of(&self, account: &BusinessAccount) -> Result<Url, Failure> {
        let mut address = self.base.clone();
        address
            .path_segments_mut()
            .map_err(|()| Failure::Unreadable)?
            .pop_if_empty()
            .push(&account.0)
            .push("message_templates");
        Ok(address)
    }

    async fn exchange(
        &self,
        method: Method,
        address: Url,
        body: Option<Value>,
        cap_bytes: usize,
    ) -> Result<Vec<u8>, Failure> {
        let bearer = self.token.bearer().ok_or_else(|| refused(401, b""))?;
        let mut request =
            self.http.request(method, address).header(header::AUTHORIZATION, bearer).timeout(TIME_LIMIT);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.map_err(|_| Failure::NoAnswer)?;
        let status = response.status();
        let body = http_client::read_capped(response, cap_bytes).await.map_err(|_| Failure::NoAnswer)?;
        if status.is_success() { Ok(body) } else { Err(refused(status.as_u16(), &body)) }
    }
}

fn refused(status: u16, body: &[u8]) -> Failure {
    let answer: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let words = ["/error/error_user_msg", "/error/error_data/details", "/error/message"];
    let message =
        words.iter().find_map(|pointer| answer.pointer(pointer)?.as_str()).unwrap_or("no reason given");
    Failure::Refused {
        status,
        code: answer.pointer("/error/code").and_then(Value::as_i64).unwrap_or_default(),
        message: domain::outbound::fit(message, MESSAGE_MAX),
    }
}

fn creation(definition: &Definition, language: &str, text: &str) -> Value {
    let mut body = json!({"type": "BODY", "text": text});
    if definition.parameters > 0 {
        body["example"] = json!({"body_text": [definition.examples]});
    }
    let category = match definition.category {
        Category::Utility => "UTILITY",
        Category::Authentication => "AUTHENTICATION",
        Category::Marketing | Category::Unknown => "MARKETING",
    };
    json!({
        "name": definition.name,
        "language": language,
        "category": category,
        "components": [body],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::template::ORDER_PLACED;

    #[test]
    fn a_template_is_created_with_examples_for_metas_reviewers() {
        let (language, text) = ORDER_PLACED.bodies[0];
        assert_eq!(
            creation(&ORDER_PLACED, language, text),
            json!({"name": "order_placed", "language": "en", "category": "UTILITY", "components": [
                {"type": "BODY", "text": text, "example": {"body_text": [["1042", "KES 2,450.00"]]}},
            ]})
        );
    }

    #[test]
    fn an_account_is_digits() {
        assert!("102290129340398".parse::<BusinessAccount>().is_ok());
        for text in ["", "../me", "12a", &"1".repeat(33)] {
            assert!(text.parse::<BusinessAccount>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_refusal_is_told_in_metas_words() {
        let body = br#"{"error": {"code": 100, "message": "Invalid parameter", "error_user_msg": "Leading variables."}}"#;
        let told = refused(400, body).to_string();
        assert!(told.contains("code 100") && told.contains("Leading variables."), "{told}");
        assert!(refused(500, b"<html>").to_string().contains("no reason given"));
    }
}
