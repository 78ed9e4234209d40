//! What the pretend platform needs to know before it starts. It reads the environment; it decides nothing.

use std::time::Duration;

use super::rate::PairMode;
use crate::Config;

/// How a free-form message outside the 24-hour window is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowRefusal {
    /// In the answer to the send.
    Answer,
    /// The send is accepted, and a `failed` status follows.
    Status,
}

/// Settings of the pretend platform.
#[derive(Clone)]
pub struct Settings {
    /// Where webhooks are delivered.
    pub webhook_url: String,
    /// Signs webhooks.
    pub app_secret: String,
    /// Sent in the verification handshake.
    pub verify_token: String,
    /// The bearer token that senders must show.
    pub access_token: String,
    /// The id of the business number.
    pub phone_number_id: String,
    /// The id of the business's other number: it takes the same calls, and people may write to it.
    pub other_phone_number_id: String,
    /// The id of the business account.
    pub account_id: String,
    /// The business number, digits only.
    pub display_phone_number: String,
    /// The country calling code of the business number, which the platform puts before numbers without `+`.
    pub country_code: String,
    /// The address under which media is served, without a slash at the end.
    pub public_url: String,
    /// The time between sent, delivered and read.
    pub status_delay: Duration,
    /// The first wait between two tries of a webhook; it doubles up to a cap.
    pub retry_base: Duration,
    /// The limit per person.
    pub pair_mode: PairMode,
    /// Whether the limit per number applies.
    pub number_rate_on: bool,
    /// How a closed window is told.
    pub window_refusal: WindowRefusal,
    /// Whether the verification handshake is sent at start.
    pub handshake_on: bool,
}

impl Settings {
    /// Whether this is a number of the business.
    pub fn has_number(&self, id: &str) -> bool {
        id == self.phone_number_id || id == self.other_phone_number_id
    }

    /// What the whole sandbox was told, and the rest from the process environment.
    pub fn from_env(config: &Config) -> Self {
        Self::read(config, |name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// The same from any source of names and values; what is absent gets its default.
    pub fn read(config: &Config, lookup: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str, default: &str| lookup(name).unwrap_or_else(|| default.to_owned());
        let millis = |name: &str, default: u64| {
            Duration::from_millis(lookup(name).and_then(|value| value.parse().ok()).unwrap_or(default))
        };
        let on = |name: &str| lookup(name).is_none_or(|value| value != "off");
        Self {
            webhook_url: config.webhook_url.clone(),
            app_secret: config.app_secret.clone(),
            verify_token: config.verify_token.clone(),
            access_token: config.access_token.clone(),
            phone_number_id: config.phone_number_id.clone(),
            other_phone_number_id: text("SANDBOX_OTHER_PHONE_NUMBER_ID", "100000000000002"),
            account_id: text("SANDBOX_ACCOUNT_ID", "200000000000001"),
            display_phone_number: text("SANDBOX_DISPLAY_PHONE_NUMBER", "15550100900"),
            country_code: text("SANDBOX_COUNTRY_CODE", "1"),
            public_url: config.public_url.clone(),
            status_delay: millis("SANDBOX_STATUS_DELAY_MS", 150),
            retry_base: millis("SANDBOX_META_RETRY_MS", 1000),
            pair_mode: match text("SANDBOX_PAIR_RATE", "on").as_str() {
                "off" => PairMode::Off,
                "strict" => PairMode::Strict,
                _ => PairMode::Bucket,
            },
            number_rate_on: on("SANDBOX_NUMBER_RATE"),
            window_refusal: match text("SANDBOX_WINDOW_REFUSAL", "answer").as_str() {
                "status" => WindowRefusal::Status,
                _ => WindowRefusal::Answer,
            },
            handshake_on: on("SANDBOX_HANDSHAKE"),
        }
    }
}
