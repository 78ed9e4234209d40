//! The settings of ingress.

use std::net::SocketAddr;

use common::{
    config::{FromSettings, Reader},
    secret::Secret,
};
use domain::{HashKey, ShardCount};

/// The settings of ingress.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address of the broker.
    pub amqp_url: Secret,
    /// Number of shards.
    pub shards: ShardCount,
    /// Key of the contact hash.
    pub hash_key: HashKey,
    /// Public listener.
    pub addr: SocketAddr,
    /// Internal listener.
    pub ops_addr: SocketAddr,
    /// Meta's app secrets; at least one.
    pub app_secrets: Vec<Secret>,
    /// Meta's handshake token.
    pub verify_token: Secret,
    /// Secrets of the shop's webhooks; without one that route does not exist.
    pub shop_secrets: Vec<Secret>,
}

impl FromSettings for Config {
    fn read(reader: &mut Reader) -> Option<Self> {
        let app_secrets = reader.secret_list("META_APP_SECRETS");
        if app_secrets.is_empty() {
            reader.reject("META_APP_SECRETS", "must be set: without it no webhook could be trusted");
        }
        let amqp_url = reader.or_default::<String>("AMQP_URL");
        let shards = reader.or_default("SHARDS");
        let addr = reader.or_default("INGRESS_ADDR");
        let ops_addr = reader.or_default("OPS_ADDR");
        let shop_secrets = reader.secret_list("WOOCOMMERCE_WEBHOOK_SECRETS");
        // The last two are read before either is missed, so that both are reported.
        let hash_key = reader.required("CONTACT_HASH_KEY");
        let verify_token = reader.required_secret("META_VERIFY_TOKEN");
        Some(Self {
            amqp_url: Secret::new(amqp_url),
            shards,
            hash_key: hash_key?,
            addr,
            ops_addr,
            app_secrets,
            verify_token: verify_token?,
            shop_secrets,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
        let map = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut reader = Reader::from_map(map);
        let config = Config::read(&mut reader);
        reader.finish(config).map_err(|error| error.to_string())
    }

    #[test]
    fn without_secrets_it_refuses_to_start_and_names_all_of_them() {
        let error = read(&[("META_APP_SECRETS", " , ")]).unwrap_err();
        for name in ["META_APP_SECRETS", "META_VERIFY_TOKEN", "CONTACT_HASH_KEY"] {
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn the_shop_may_be_left_out() {
        let key = "ab".repeat(32);
        let config =
            read(&[("META_APP_SECRETS", "a,b"), ("META_VERIFY_TOKEN", "t"), ("CONTACT_HASH_KEY", &key)])
                .unwrap();
        assert_eq!((config.app_secrets.len(), config.shop_secrets.len(), config.shards.get()), (2, 0, 16));
        assert!(!format!("{config:?}").contains("abab"));
    }
}
