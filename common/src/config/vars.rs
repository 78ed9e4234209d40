//! The one list of settings. Names are read nowhere else, and `docs/CONFIGURATION.md` is generated from it.

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Var {
    /// Name of the environment variable.
    pub name: &'static str,
    /// What it is for, in one sentence without a full stop.
    pub meaning: &'static str,
    /// What counts when it is not set.
    pub default: Option<&'static str>,
    /// Who reads it.
    pub processes: &'static [&'static str],
    /// Whether it must not be shown.
    pub secret: bool,
}

const ALL: &[&str] = &["ingress", "worker", "notifier"];
const SHARDED: &[&str] = &["worker", "notifier"];
const INGRESS: &[&str] = &["ingress"];
const WORKER: &[&str] = &["worker"];
const NOTIFIER: &[&str] = &["notifier"];

const fn open(
    name: &'static str,
    default: Option<&'static str>,
    processes: &'static [&'static str],
    meaning: &'static str,
) -> Var {
    Var { name, meaning, default, processes, secret: false }
}

const fn secret(
    name: &'static str,
    default: Option<&'static str>,
    processes: &'static [&'static str],
    meaning: &'static str,
) -> Var {
    Var { name, meaning, default, processes, secret: true }
}

/// Every setting there is.
pub const VARS: &[Var] = &[
    secret(
        "AMQP_URL",
        Some("amqp://guest:guest@127.0.0.1:5672/%2f"),
        ALL,
        "address of RabbitMQ, with user and password",
    ),
    open("SHARDS", Some("16"), ALL, "number of shards, 1 to 64; fixed for the life of a deployment"),
    open("DATA_DIR", Some("./data"), SHARDED, "folder of the shard files"),
    secret(
        "CONTACT_HASH_KEY",
        None,
        ALL,
        "key of the hash that stands for a buyer in logs and queues, 32 bytes as 64 hex digits; never changes",
    ),
    open(
        "INGRESS_ADDR",
        Some("0.0.0.0:8080"),
        INGRESS,
        "where webhooks arrive: `/webhooks/whatsapp`, `/webhooks/woocommerce`",
    ),
    secret(
        "META_APP_SECRETS",
        None,
        INGRESS,
        "app secrets of Meta, separated by commas while one is being rotated",
    ),
    secret(
        "META_VERIFY_TOKEN",
        None,
        INGRESS,
        "token of the handshake that Meta does when the webhook is set up",
    ),
    secret(
        "WOOCOMMERCE_WEBHOOK_SECRETS",
        None,
        INGRESS,
        "secrets of the shop's webhooks, separated by commas; without one that address answers 404",
    ),
    open(
        "WOOCOMMERCE_URL",
        None,
        SHARDED,
        "address of the shop, such as `https://shop.example`; the notifier fetches its pictures there",
    ),
    secret("WOOCOMMERCE_CONSUMER_KEY", None, WORKER, "REST API key of the shop, `ck_...`"),
    secret("WOOCOMMERCE_CONSUMER_SECRET", None, WORKER, "REST API secret of the shop, `cs_...`"),
    open(
        "WOOCOMMERCE_USERNAME",
        None,
        WORKER,
        "shop manager's user name, instead of the key pair (https only)",
    ),
    secret("WOOCOMMERCE_APPLICATION_PASSWORD", None, WORKER, "that user's application password"),
    open(
        "WOOCOMMERCE_TIMEOUT",
        Some("30s"),
        WORKER,
        "how long a call to the shop may take before its outcome counts as unknown",
    ),
    open(
        "SUPPLIER_ROLE",
        Some("supplier"),
        WORKER,
        "role of customers who are offered as suppliers in auctions, besides those marked with the meta `wa_supplier`; \
         `none` goes by the mark alone",
    ),
    open(
        "SHOP_SETTLE",
        Some("180s"),
        WORKER,
        "how long the shop may still be working on a call that gave no answer: our time limit, PHP's longest run and a \
         margin; nothing is written again before",
    ),
    open(
        "WORKER_BURST_QUIET",
        Some("1s"),
        WORKER,
        "how long a text that follows another one within 3 seconds and finds nothing in the shop by itself, and a \
         picture, wait for more of the same, to be answered together; at most 5s, 0s answers each by itself",
    ),
    open("QUOTE_ROUNDS", Some("3"), WORKER, "how often a buyer may name a price of their own in one quote"),
    open("QUOTE_ANSWER_WITHIN", Some("48h"), WORKER, "how long staff have to answer a request for a quote"),
    open("QUOTE_VALID_FOR", Some("168h"), WORKER, "how long an offer is good when staff do not say"),
    open(
        "QUOTE_QUIET",
        Some("1m"),
        WORKER,
        "how long an edit of a quote in the shop must rest before it is an offer; staff save several times",
    ),
    open(
        "QUOTE_REMIND_BEFORE",
        Some("24h"),
        WORKER,
        "how long before its end a buyer is reminded of an offer",
    ),
    open("SHOP_NAME", None, WORKER, "the shop's name, for greetings"),
    open(
        "STORE_WORDS_FILE",
        None,
        WORKER,
        "file with what buyers call things and what packages hold, read again when it changes; \
         `deploy/store-words.example.txt` explains it",
    ),
    open(
        "ORDER_CANCELLABLE",
        Some("pending,on-hold,processing"),
        WORKER,
        "statuses in which buyers may cancel an order that is not paid, as WooCommerce writes them, separated by commas; \
         `none` lets them cancel nothing",
    ),
    open(
        "DISPUTE_ORDER_DAYS",
        Some("60"),
        WORKER,
        "for how many days after an order a buyer can open a dispute about it",
    ),
    open(
        "DISPUTE_ANSWER_HOURS",
        Some("48"),
        WORKER,
        "how long staff have to answer a dispute before it goes to whoever is above them; at most 720",
    ),
    open(
        "DISPUTE_ESCALATED_HOURS",
        Some("72"),
        WORKER,
        "how long whoever is above staff has to answer before the dispute is brought up again; at most 720",
    ),
    open(
        "DISPUTE_OFFER_HOURS",
        Some("72"),
        WORKER,
        "how long a buyer has to answer an offer before the dispute is closed; at most 720",
    ),
    open(
        "DISPUTE_STAFF_REFUND_MAX",
        None,
        WORKER,
        "the most that staff may give in a dispute, in the shop's currency, such as 500.00; above it `desk` wants --role \
         manager. Without it there is no limit but what the goods cost",
    ),
    open(
        "BASKET_REMINDER",
        Some("4h"),
        WORKER,
        "how long after the last message of a buyer a basket that was left is reminded of, once, while WhatsApp's window is \
         open; 0s for no reminders at all",
    ),
    open(
        "BASKET_REMINDER_LATER",
        Some("48h"),
        WORKER,
        "how long after the last message of a buyer who agreed to reminders the basket is reminded of a second and last \
         time, by template",
    ),
    open(
        "KEEP_CONVERSATIONS_DAYS",
        Some("732"),
        WORKER,
        "for how many days a conversation is kept in which nothing happens any more, 30 to 3660",
    ),
    open(
        "KEEP_FILES_DAYS",
        Some("90"),
        WORKER,
        "for how many days the files that buyers send are kept, 1 to 3660",
    ),
    open(
        "KEEP_EVIDENCE_DAYS",
        Some("400"),
        WORKER,
        "for how many days files are kept that a dispute or a quote counts on, 180 to 3660",
    ),
    open(
        "KEEP_MISSES_DAYS",
        Some("90"),
        WORKER,
        "for how many days words that were not understood are kept for editors, 1 to 3660",
    ),
    open(
        "KEEP_INPUTS_DAYS",
        Some("30"),
        WORKER,
        "for how many days the ids of inputs and the keys of ended effects are kept, so that nothing is done twice, 9 to 3660",
    ),
    open(
        "KEEP_CONSENTS_DAYS",
        Some("1098"),
        WORKER,
        "for how many days it is kept, as proof, what was agreed to and refused, 30 to 3660",
    ),
    open(
        "KEEP_FORGOTTEN_DAYS",
        Some("400"),
        WORKER,
        "for how many days it is known who was forgotten, so that a backup from before forgets them again: longer than any \
         backup is kept, 30 to 3660",
    ),
    open(
        "KEEP_AUCTIONS_DAYS",
        Some("400"),
        WORKER,
        "for how many days an auction that is over is kept, 30 to 3660",
    ),
    open(
        "KEEP_SENDS_DAYS",
        Some("30"),
        NOTIFIER,
        "for how many days it is kept, without texts, what was sent and why, 9 to 3660",
    ),
    open(
        "QUIET_HOURS",
        Some("20-9"),
        SHARDED,
        "the hours of evening and morning, where the buyer lives, between which nobody is reminded of anything; `none` for \
         no quiet hours",
    ),
    open(
        "CATALOGUE_POLL",
        Some("60s"),
        WORKER,
        "how often the shop is asked what changed in its catalogue and its orders",
    ),
    open(
        "GRAPH_API_URL",
        Some("https://graph.facebook.com/v25.0"),
        SHARDED,
        "address of the Graph API, with its version",
    ),
    secret(
        "WHATSAPP_ACCESS_TOKEN",
        None,
        SHARDED,
        "bearer token of the Graph API; given as a file, it is read again when the file changes. A worker without it does \
         not fetch the files that buyers send",
    ),
    open(
        "WHATSAPP_PHONE_NUMBER_ID",
        None,
        SHARDED,
        "id of the number that starts conversations; answers go out from the number that was written to",
    ),
    open(
        "WHATSAPP_BUSINESS_ACCOUNT_ID",
        None,
        NOTIFIER,
        "id of the business account; with it the notifier knows which templates are approved, and `sends` can create them",
    ),
    open(
        "NOTIFIER_NUMBER_RATE",
        Some("80"),
        NOTIFIER,
        "Meta's limit of a number in messages a second, in and out together; at most nine tenths of it are used in any \
         second, shared among notifiers by their shards",
    ),
    open(
        "NOTIFIER_PAIR_BURST",
        Some("10"),
        NOTIFIER,
        "messages that may go to one buyer at once; Meta takes 45, on their way they may come closer together",
    ),
    open(
        "NOTIFIER_PAIR_REFILL",
        Some("6s"),
        NOTIFIER,
        "after a burst, how long until one more may go to that buyer",
    ),
    open(
        "NOTIFIER_FONTS",
        Some("/usr/share/fonts/truetype/noto"),
        NOTIFIER,
        "folder of the Noto fonts that documents are drawn with (Debian's package fonts-noto-core); without them Latin letters alone",
    ),
    open(
        "NOTIFIER_PICTURES",
        Some("upload"),
        NOTIFIER,
        "`upload`: pictures are fetched from the shop and uploaded to Meta once, and sent by id; `link`: Meta fetches them",
    ),
    open(
        "NOTIFIER_AMBIGUOUS_WAIT",
        Some("120s"),
        NOTIFIER,
        "how long a send without a clear answer waits for a status before it is repeated",
    ),
    open(
        "OPS_ADDR",
        None,
        ALL,
        "where `/livez`, `/readyz` and `/metrics` are; ingress `127.0.0.1:9101`, worker `127.0.0.1:9102`, notifier \
         `127.0.0.1:9103` unless set",
    ),
    open("RUST_LOG", Some("info"), ALL, "how much is logged, as `tracing` filters are written"),
    open("LOG_FORMAT", None, ALL, "`json` or `pretty`; json unless the output is a terminal"),
    open(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        None,
        ALL,
        "where traces go, OTLP over HTTP; off unless set. The other standard `OTEL_*` variables work too",
    ),
];

/// Finds a setting by name.
pub fn find(name: &str) -> Option<&'static Var> {
    VARS.iter().find(|var| var.name == name)
}

/// Returns the default of a setting, which for `OPS_ADDR` depends on the process.
pub fn default_for(name: &str, process: Option<&str>) -> Option<&'static str> {
    if name == "OPS_ADDR" {
        return Some(match process {
            Some("ingress") => "127.0.0.1:9101",
            Some("worker") => "127.0.0.1:9102",
            Some("notifier") => "127.0.0.1:9103",
            Some("admin") => "127.0.0.1:9104",
            // Tests and tools take any free port.
            _ => "127.0.0.1:0",
        });
    }
    find(name)?.default
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_meanings_are_given() {
        for (index, var) in VARS.iter().enumerate() {
            assert!(!var.meaning.is_empty() && !var.meaning.ends_with('.'), "{}", var.name);
            assert!(!var.processes.is_empty(), "{}", var.name);
            assert!(VARS.iter().skip(index + 1).all(|other| other.name != var.name), "{}", var.name);
        }
    }
}
