//! Settings of the sandbox, read from the environment. Every setting has a default, so a bare start works.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Settings of one sandbox process.
#[derive(Clone)]
pub struct Config {
    /// `SANDBOX_ADDR`: where to listen.
    pub addr: String,
    /// `SANDBOX_PUBLIC_URL`: the address under which others reach this process, without a slash at the end.
    pub public_url: String,
    /// `SANDBOX_WEBHOOK_URL`: where pretend Meta delivers.
    pub webhook_url: String,
    /// `SANDBOX_APP_SECRET`: key of the signatures of pretend Meta.
    pub app_secret: String,
    /// `SANDBOX_VERIFY_TOKEN`: token of the webhook handshake.
    pub verify_token: String,
    /// `SANDBOX_ACCESS_TOKEN`: bearer token that the pretend Graph API accepts.
    pub access_token: String,
    /// `SANDBOX_PHONE_NUMBER_ID`: the business number's id.
    pub phone_number_id: String,
    /// `SANDBOX_CONSUMER_KEY`: key of the pretend shop.
    pub consumer_key: String,
    /// `SANDBOX_CONSUMER_SECRET`: secret belonging to the key.
    pub consumer_secret: String,
    /// `SANDBOX_USERNAME`: login of the pretend shop manager.
    pub username: String,
    /// `SANDBOX_APPLICATION_PASSWORD`: the manager's application password.
    pub application_password: String,
    /// `SANDBOX_SHOP_WEBHOOK_URL`: where the pretend shop delivers; empty means no webhooks are set up at start.
    pub shop_webhook_url: String,
    /// `SANDBOX_SHOP_WEBHOOK_SECRET`: key of the shop's signatures.
    pub shop_webhook_secret: String,
    /// `SANDBOX_SHOP_WEBHOOK_DELAY_MS`: how long a change waits in the queue before it is delivered.
    pub shop_webhook_delay: Duration,
    /// `SANDBOX_SHOP_LATENCY_MS`: service time of an ordinary shop call; placing an order takes four times as long.
    pub shop_latency: Duration,
    /// `SANDBOX_LOG`: file to which everything seen is appended as JSON lines.
    pub journal_path: Option<PathBuf>,
}

impl Config {
    /// Reads the process environment.
    pub fn from_env() -> anyhow::Result<Self> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// The defaults, as a bare start has them.
    pub fn defaults() -> Self {
        // Every default parses, which a test proves, so this cannot recurse or fail.
        Self::read(|_| None).unwrap_or_else(|_| Self::fallback())
    }

    /// Puts the port that the system chose into the public address, when `SANDBOX_ADDR` asked for any port.
    pub fn learn_port(&mut self, port: u16) {
        if let Some(host) = self.public_url.strip_suffix(":0") {
            self.public_url = format!("{host}:{port}");
        }
    }

    fn read(lookup: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let mut config = Self::fallback();
        let text = |name: &str, slot: &mut String| {
            if let Some(value) = lookup(name) {
                *slot = value;
            }
        };
        text("SANDBOX_ADDR", &mut config.addr);
        config.public_url = format!("http://{}", config.addr);
        text("SANDBOX_PUBLIC_URL", &mut config.public_url);
        text("SANDBOX_WEBHOOK_URL", &mut config.webhook_url);
        text("SANDBOX_APP_SECRET", &mut config.app_secret);
        text("SANDBOX_VERIFY_TOKEN", &mut config.verify_token);
        text("SANDBOX_ACCESS_TOKEN", &mut config.access_token);
        text("SANDBOX_PHONE_NUMBER_ID", &mut config.phone_number_id);
        text("SANDBOX_CONSUMER_KEY", &mut config.consumer_key);
        text("SANDBOX_CONSUMER_SECRET", &mut config.consumer_secret);
        text("SANDBOX_USERNAME", &mut config.username);
        text("SANDBOX_APPLICATION_PASSWORD", &mut config.application_password);
        text("SANDBOX_SHOP_WEBHOOK_URL", &mut config.shop_webhook_url);
        text("SANDBOX_SHOP_WEBHOOK_SECRET", &mut config.shop_webhook_secret);
        config.public_url = config.public_url.trim_end_matches('/').to_owned();
        if let Some(ms) = number(&lookup, "SANDBOX_SHOP_WEBHOOK_DELAY_MS")? {
            config.shop_webhook_delay = Duration::from_millis(ms);
        }
        if let Some(ms) = number(&lookup, "SANDBOX_SHOP_LATENCY_MS")? {
            config.shop_latency = Duration::from_millis(ms);
        }
        config.journal_path = lookup("SANDBOX_LOG").filter(|path| !path.is_empty()).map(PathBuf::from);
        Ok(config)
    }

    fn fallback() -> Self {
        Self {
            addr: "127.0.0.1:8070".into(),
            public_url: "http://127.0.0.1:8070".into(),
            webhook_url: "http://127.0.0.1:8080/webhooks/whatsapp".into(),
            app_secret: "sandbox-app-secret".into(),
            verify_token: "sandbox-verify-token".into(),
            access_token: "sandbox-access-token".into(),
            phone_number_id: "100000000000001".into(),
            consumer_key: "ck_sandbox".into(),
            consumer_secret: "cs_sandbox".into(),
            username: "manager".into(),
            application_password: "sandbox application password".into(),
            shop_webhook_url: "http://127.0.0.1:8080/webhooks/woocommerce".into(),
            shop_webhook_secret: "sandbox-shop-secret".into(),
            shop_webhook_delay: Duration::from_secs(2),
            shop_latency: Duration::from_millis(20),
            journal_path: None,
        }
    }
}

fn number<T: FromStr>(lookup: &impl Fn(&str) -> Option<String>, name: &str) -> anyhow::Result<Option<T>> {
    match lookup(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => anyhow::bail!("{name} must be a whole number of milliseconds"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_address_follows_the_listener_unless_told() {
        let config = Config::read(|name| (name == "SANDBOX_ADDR").then(|| "127.0.0.1:9999".into())).unwrap();
        assert_eq!(config.public_url, "http://127.0.0.1:9999");
    }

    #[test]
    fn a_latency_that_is_no_number_is_refused() {
        assert!(Config::read(|name| (name == "SANDBOX_SHOP_LATENCY_MS").then(|| "fast".into())).is_err());
    }
}
