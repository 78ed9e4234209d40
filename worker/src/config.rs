//! The worker's settings.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use common::{
    config::{DurationText, FromSettings, Reader},
    graph,
    secret::Secret,
};
use conversation::{QuoteRules, after::Pace, dispute};
use domain::{
    Money,
    contact::{HashKey, ShardCount},
    money::Currency,
    shop::OrderStatus,
};

use url::Url;

use crate::shard::kept::Kept;
use crate::shop::{
    auth::{ApplicationPassword, ConsumerKey, Credentials, CredentialsError},
    client, decode,
};

/// Longest wait for more of a burst.
const QUIET_MAX: Duration = Duration::from_secs(5);

/// Everything that the worker is told.
#[derive(Debug)]
pub struct Config {
    /// Where RabbitMQ is.
    pub amqp_url: Secret,
    /// How many shards there are.
    pub shards: ShardCount,
    /// Folder of the shard files.
    pub data_dir: PathBuf,
    /// Hashes contacts and makes keys.
    pub hash_key: HashKey,
    /// Where metrics and health are served.
    pub ops_addr: SocketAddr,
    /// The shop.
    pub shop: client::Settings,
    /// How long the shop may still be working on a call that gave no answer.
    pub settle: Duration,
    /// How long what was written in a burst waits for more.
    pub quiet: Duration,
    /// How often the catalogue is polled for changes.
    pub poll: Duration,
    /// The shop's name, for greetings; may be empty.
    pub shop_name: String,
    /// The shop's rules of quotes.
    pub quotes: QuoteRules,
    /// The file with the store's own words.
    pub store_words: Option<PathBuf>,
    /// Where an order may stand to be called off by its buyer.
    pub cancellable: Vec<OrderStatus>,
    /// What the shop decides about disputes.
    pub disputes: dispute::Settings,
    /// When a basket is reminded of.
    pub pace: Pace,
    /// How long each kind of data is kept.
    pub kept: Kept,
    /// The Graph API, from which the files of buyers are fetched; none without a token.
    pub graph: Option<graph::Settings>,
}

/// Reads where the shop is and how it lets us in.
pub fn shop_settings(reader: &mut Reader) -> Option<client::Settings> {
    let url = reader.required::<Url>("WOOCOMMERCE_URL");
    let key = pair(reader, "WOOCOMMERCE_CONSUMER_KEY", "WOOCOMMERCE_CONSUMER_SECRET");
    let password = pair(reader, "WOOCOMMERCE_USERNAME", "WOOCOMMERCE_APPLICATION_PASSWORD");
    let timeout = reader.or_default::<DurationText>("WOOCOMMERCE_TIMEOUT");
    let supplier_role = reader.or_default::<String>("SUPPLIER_ROLE");
    let scheme = url.as_ref().map(Url::scheme).unwrap_or_default();
    if url.is_some() && !matches!(scheme, "http" | "https") {
        reader.reject("WOOCOMMERCE_URL", "must begin with http:// or https://");
    }
    match (&key, &password) {
        (None, None) => reader.reject("WOOCOMMERCE_CONSUMER_KEY", CredentialsError::Missing),
        (None, Some(_)) if scheme == "http" => {
            reader
                .reject("WOOCOMMERCE_APPLICATION_PASSWORD", CredentialsError::ApplicationPasswordNeedsHttps);
        }
        (Some(_), _) | (None, Some(_)) => {}
    }
    let credentials = Credentials {
        key: key.map(|(key, secret)| ConsumerKey { key, secret }),
        application_password: password.map(|(username, password)| ApplicationPassword {
            username: username.expose().to_owned(),
            password,
        }),
    };
    let mut settings = client::Settings::new(url?, credentials);
    settings.limits.total = timeout.0;
    settings.supplier_role = if supplier_role == "none" { String::new() } else { supplier_role };
    Some(settings)
}

/// Reads the rules of quotes.
fn quotes(reader: &mut Reader) -> QuoteRules {
    let ms = |duration: DurationText| i64::try_from(duration.0.as_millis()).unwrap_or(i64::MAX);
    QuoteRules {
        rounds_max: reader.or_default("QUOTE_ROUNDS"),
        answer_within_ms: ms(reader.or_default("QUOTE_ANSWER_WITHIN")),
        valid_for_ms: ms(reader.or_default("QUOTE_VALID_FOR")),
        quiet_ms: ms(reader.or_default("QUOTE_QUIET")),
        remind_before_ms: ms(reader.or_default("QUOTE_REMIND_BEFORE")),
    }
}

/// Reads two secrets of which either both or none must be given.
fn pair(reader: &mut Reader, first: &'static str, second: &'static str) -> Option<(Secret, Secret)> {
    match (reader.secret(first), reader.secret(second)) {
        (Some(first), Some(second)) => Some((first, second)),
        (None, None) => None,
        (Some(_), None) => {
            reader.reject(second, "is missing beside the other half");
            None
        }
        (None, Some(_)) => {
            reader.reject(first, "is missing beside the other half");
            None
        }
    }
}

fn ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Reads statuses as WooCommerce writes them, with or without its `wc-` in front.
fn statuses(text: &str) -> Vec<OrderStatus> {
    let slugs = text.split(',').map(str::trim).filter(|slug| !slug.is_empty() && *slug != "none");
    slugs.map(|slug| decode::status(slug.strip_prefix("wc-").unwrap_or(slug))).collect()
}

/// Longest time that somebody may have in a dispute: a month.
const DISPUTE_HOURS_MAX: u32 = 30 * 24;

/// Reads what the shop decides about disputes.
pub fn dispute_settings(reader: &mut Reader) -> dispute::Settings {
    let mut hours = |name: &'static str| {
        let hours = reader.or_default::<u32>(name);
        if !(1..=DISPUTE_HOURS_MAX).contains(&hours) {
            reader.reject(name, "must be between 1 and 720 hours");
        }
        hours
    };
    let mut settings = dispute::Settings::default();
    settings.terms.answer_hours = hours("DISPUTE_ANSWER_HOURS");
    settings.terms.escalated_hours = hours("DISPUTE_ESCALATED_HOURS");
    settings.terms.offer_hours = hours("DISPUTE_OFFER_HOURS");
    settings.order_days_max = reader.or_default::<u32>("DISPUTE_ORDER_DAYS");
    settings.staff_refund_max = reader.optional::<String>("DISPUTE_STAFF_REFUND_MAX");
    let is_amount = |text: &String| {
        let currency = Currency { code: String::new(), decimals: 2 };
        Money::parse_decimal(text, currency).is_ok_and(|money| money.minor >= 0)
    };
    if settings.staff_refund_max.as_ref().is_some_and(|text| !is_amount(text)) {
        reader.reject("DISPUTE_STAFF_REFUND_MAX", "must be an amount such as 500 or 500.00");
    }
    settings
}

impl FromSettings for Config {
    fn read(reader: &mut Reader) -> Option<Self> {
        let amqp_url = reader.required_secret("AMQP_URL");
        let shards = reader.or_default::<ShardCount>("SHARDS");
        let data_dir = reader.or_default::<PathBuf>("DATA_DIR");
        let hash_key =
            reader.required_secret("CONTACT_HASH_KEY").and_then(|key| match key.expose().parse() {
                Ok(key) => Some(key),
                Err(error) => {
                    reader.reject("CONTACT_HASH_KEY", error);
                    None
                }
            });
        let ops_addr = reader.or_default::<SocketAddr>("OPS_ADDR");
        let shop = shop_settings(reader);
        let settle = reader.or_default::<DurationText>("SHOP_SETTLE");
        let quiet = reader.or_default::<DurationText>("WORKER_BURST_QUIET");
        if quiet.0 > QUIET_MAX {
            reader.reject("WORKER_BURST_QUIET", "must be at most 5s: people wait for the answer");
        }
        let poll = reader.or_default::<DurationText>("CATALOGUE_POLL");
        let quotes = quotes(reader);
        let shop_name = reader.optional::<String>("SHOP_NAME").unwrap_or_default();
        let store_words = reader.optional::<PathBuf>("STORE_WORDS_FILE");
        let cancellable = reader.or_default::<String>("ORDER_CANCELLABLE");
        let cancellable = statuses(&cancellable);
        let mut disputes = dispute_settings(reader);
        let kept = Kept::read(reader);
        disputes.evidence_longer_ms = kept.evidence_longer_ms();
        let in_window = reader.or_default::<DurationText>("BASKET_REMINDER");
        let later = reader.or_default::<DurationText>("BASKET_REMINDER_LATER");
        let night = reader.or_default("QUIET_HOURS");
        let graph = graph::Settings::read(reader, false);
        Some(Self {
            amqp_url: amqp_url?,
            shards,
            data_dir,
            hash_key: hash_key?,
            ops_addr,
            shop: shop?,
            settle: settle.0,
            quiet: quiet.0,
            poll: poll.0,
            shop_name,
            quotes,
            store_words,
            cancellable,
            disputes,
            pace: Pace { in_window_ms: ms(in_window.0), later_ms: ms(later.0), quiet: night },
            kept,
            graph,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_read_as_the_shop_writes_them() {
        let read = statuses("wc-pending, on-hold,awaiting-pickup,");
        let expected =
            [OrderStatus::Pending, OrderStatus::OnHold, OrderStatus::Other("awaiting-pickup".into())];
        assert_eq!(read, expected);
        assert!(statuses("none").is_empty());
    }

    #[test]
    fn all_that_is_missing_is_named_at_once() {
        let mut reader = Reader::from_map([("OPS_ADDR".to_owned(), "nowhere".to_owned())].into());
        let config = Config::read(&mut reader);
        let error = reader.finish(config).map(|_| ()).unwrap_err().to_string();
        for name in ["WOOCOMMERCE_URL", "WOOCOMMERCE_CONSUMER_KEY", "CONTACT_HASH_KEY", "OPS_ADDR"] {
            assert!(error.contains(name), "{error}");
        }
    }
}
