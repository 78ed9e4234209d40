//! Everything that reads bytes from outside or from disk, each as one function of bytes that must hold for all of them.
//!
//! A target panics when a promise is broken: not only "no crash", but what the reader says about itself. libFuzzer drives
//! them by `make fuzz`; `tests/replay.rs` replays the corpus and a bounded number of mutations of it in every test run.
//! What libFuzzer finds is put into `corpus/`, so it is replayed from then on. To add one: a function here, its line in
//! [`TARGETS`], a folder in `corpus/` with a few seeds.

mod doors;
mod stored;
mod wires;

/// One thing to be fuzzed.
pub struct Target {
    /// Names it, and its folder in `corpus/`.
    pub name: &'static str,
    /// Feeds the bytes and panics when a promise is broken.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "signature", run: doors::signature },
    Target { name: "whatsapp_body", run: doors::whatsapp_body },
    Target { name: "shop_body", run: doors::shop_body },
    Target { name: "inbound", run: doors::inbound },
    Target { name: "shop_answer", run: wires::shop_answer },
    Target { name: "graph_answer", run: wires::graph_answer },
    Target { name: "statuses", run: wires::statuses },
    Target { name: "outbound", run: wires::outbound },
    Target { name: "account_news", run: wires::account_news },
    Target { name: "template_list", run: wires::template_list },
    Target { name: "lane", run: stored::lane },
    Target { name: "effect", run: stored::effect },
];

/// Finds a target by its name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// The time of all targets.
const NOW_MS: i64 = 1_795_000_000_000;

/// The shards of all targets.
const SHARDS: u16 = 32;

/// Takes the bytes up to the next line break, and leaves the rest.
fn line<'a>(data: &mut &'a [u8]) -> &'a [u8] {
    let end = data.iter().position(|byte| *byte == b'\n');
    let (line, rest) = data.split_at(end.unwrap_or(data.len()));
    *data = rest.get(1..).unwrap_or_default();
    line
}

/// The key that hashes contacts.
#[expect(clippy::expect_used, reason = "a constant")]
fn hash_key() -> domain::HashKey {
    "07".repeat(32).parse().expect("64 hex digits")
}
