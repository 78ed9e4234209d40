//! The notifier's settings.

use std::{net::SocketAddr, path::PathBuf};

use common::{
    config::{DurationText, FromSettings, Reader, days},
    graph,
    secret::Secret,
};
use domain::contact::{HashKey, ShardCount};
use url::Url;

use crate::{
    core::{Limits, gate::ms},
    graph::templates::BusinessAccount,
};

/// Everything that the notifier is told.
#[derive(Debug)]
pub struct Config {
    /// Where RabbitMQ is.
    pub amqp_url: Secret,
    /// How many shards there are.
    pub shards: ShardCount,
    /// Folder of the journals.
    pub data_dir: PathBuf,
    /// Makes and checks the callback data of sends.
    pub hash_key: HashKey,
    /// Where metrics and health are served.
    pub ops_addr: SocketAddr,
    /// The Graph API and its token.
    pub graph: graph::Settings,
    /// The business account, whose templates are read.
    pub business_account: Option<BusinessAccount>,
    /// Whether pictures are uploaded.
    pub uploads_pictures: bool,
    /// Folder of the fonts that documents are drawn with.
    pub fonts: PathBuf,
    /// Where the shop is whose pictures they are.
    pub shop: Option<Url>,
    /// How fast, and how patient.
    pub limits: Limits,
}

impl FromSettings for Config {
    fn read(reader: &mut Reader) -> Option<Self> {
        let shards = reader.or_default::<ShardCount>("SHARDS");
        let graph = graph::Settings::read(reader, true);
        let number_per_second = positive(reader, "NOTIFIER_NUMBER_RATE");
        let pair_burst = positive(reader, "NOTIFIER_PAIR_BURST");
        let pair_refill = reader.or_default::<DurationText>("NOTIFIER_PAIR_REFILL");
        let ambiguous_wait = reader.or_default::<DurationText>("NOTIFIER_AMBIGUOUS_WAIT");
        let limits = Limits {
            number_per_second,
            pair_burst,
            pair_refill_ms: ms(pair_refill.0),
            ambiguous_wait_ms: ms(ambiguous_wait.0),
            shards: shards.get(),
            quiet: reader.or_default("QUIET_HOURS"),
            kept_ms: days(reader, "KEEP_SENDS_DAYS", 9..=3_660),
        };
        // Everything is read before anything is missed, so that all slips are reported.
        let hash_key = reader.required("CONTACT_HASH_KEY");
        let data_dir = reader.or_default("DATA_DIR");
        let ops_addr = reader.or_default("OPS_ADDR");
        let shop = reader.optional::<Url>("WOOCOMMERCE_URL");
        let pictures = reader.or_default::<String>("NOTIFIER_PICTURES");
        let uploads_pictures = pictures == "upload";
        if !uploads_pictures && pictures != "link" {
            reader.reject("NOTIFIER_PICTURES", "must be upload or link");
        }
        let fonts = reader.or_default("NOTIFIER_FONTS");
        let business_account = reader.optional("WHATSAPP_BUSINESS_ACCOUNT_ID");
        Some(Self {
            amqp_url: Secret::new(reader.or_default::<String>("AMQP_URL")),
            shards,
            data_dir,
            hash_key: hash_key?,
            ops_addr,
            graph: graph?,
            uploads_pictures,
            fonts,
            shop,
            business_account,
            limits,
        })
    }
}

fn positive(reader: &mut Reader, name: &'static str) -> u32 {
    let number = reader.or_default::<u32>(name);
    if number == 0 {
        reader.reject(name, "must be at least 1");
    }
    number
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
        let key = "ab".repeat(32);
        let mut settings = BTreeMap::from([
            ("CONTACT_HASH_KEY".to_owned(), key),
            ("WHATSAPP_ACCESS_TOKEN".to_owned(), "t0ken".to_owned()),
        ]);
        settings.extend(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let mut reader = Reader::from_map(settings).for_process("notifier");
        let config = Config::read(&mut reader);
        reader.finish(config).map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_are_metas_limits() {
        let config = read(&[]).unwrap();
        let expected = Limits {
            number_per_second: 80,
            pair_burst: 10,
            pair_refill_ms: 6_000,
            ambiguous_wait_ms: 120_000,
            shards: 16,
            quiet: domain::quiet::Hours::default(),
            kept_ms: crate::core::RETENTION_MS,
        };
        assert_eq!(config.limits, expected);
        assert_eq!(config.graph.url.as_str(), "https://graph.facebook.com/v25.0");
        assert_eq!(config.ops_addr.port(), 9103);
        assert!(!format!("{config:?}").contains("t0ken"));
    }

    #[test]
    fn wrong_settings_are_all_named() {
        let error = read(&[
            ("CONTACT_HASH_KEY", "short"),
            ("GRAPH_API_URL", "ftp://graph"),
            ("NOTIFIER_NUMBER_RATE", "0"),
            ("WHATSAPP_ACCESS_TOKEN", "two words"),
            ("OPS_ADDR", "nowhere"),
            ("WHATSAPP_BUSINESS_ACCOUNT_ID", "../me"),
        ])
        .unwrap_err();
        for name in [
            "CONTACT_HASH_KEY",
            "GRAPH_API_URL",
            "NOTIFIER_NUMBER_RATE",
            "WHATSAPP_ACCESS_TOKEN",
            "OPS_ADDR",
            "WHATSAPP_BUSINESS_ACCOUNT_ID",
        ] {
            assert!(error.contains(name), "{error}");
        }
        assert!(!error.contains("two words"));
    }
}
