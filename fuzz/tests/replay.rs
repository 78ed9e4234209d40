//! Replays the corpus of every target and a bounded number of mutations of it, the same ones on every machine. Short on
//! purpose; `make fuzz` searches for longer.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{fs, path::Path, path::PathBuf};

use common::rng::{Rng as _, SeededRng};
use fuzz::{TARGETS, Target};

/// Mutations per target: a few seconds in all. `FUZZ_MUTATIONS` and `FUZZ_SEED` ask for more, or for others.
const MUTATIONS: u64 = 4_000;

fn number_from(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Pieces that readers look for, put in at random places.
const WORDS: [&str; 16] = [
    "null",
    "{}",
    "[]",
    "\"\"",
    "-1",
    "1e400",
    "18446744073709551616",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "true",
    "<b>",
    "\n",
    "}",
    "\"",
    "\u{10ffff}",
];

fn corpus(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Bends one seed, sometimes with a piece of another.
fn mutated(seeds: &[(PathBuf, Vec<u8>)], rng: &mut SeededRng) -> Vec<u8> {
    let mut pick = |bound: usize| usize::try_from(rng.below(bound.max(1) as u64)).unwrap();
    let mut data = seeds[pick(seeds.len())].1.clone();
    for _ in 0..=pick(4) {
        let at = pick(data.len() + 1);
        let to = (at + pick(24)).min(data.len());
        match pick(6) {
            0 if at < data.len() => data[at] ^= 1 << pick(8),
            1 => drop(data.drain(at..to)),
            2 => drop(data.splice(at..to, WORDS[pick(WORDS.len())].bytes())),
            3 => data.truncate(at),
            4 => {
                let copy = data[at..to].to_vec();
                drop(data.splice(at..at, copy));
            }
            _ => {
                let other = &seeds[pick(seeds.len())].1;
                let from = pick(other.len() + 1);
                let until = (from + pick(64)).min(other.len());
                drop(data.splice(at..to, other[from..until].iter().copied()));
            }
        }
    }
    data
}

fn replay(name: &str) {
    let target = fuzz::target(name).unwrap();
    let seeds = corpus(target);
    for (path, data) in &seeds {
        let held = std::panic::catch_unwind(|| (target.run)(data));
        assert!(held.is_ok(), "{name} fails on {}", path.display());
    }
    let mut rng = SeededRng::new(number_from("FUZZ_SEED", 1));
    for index in 0..number_from("FUZZ_MUTATIONS", MUTATIONS) {
        let data = mutated(&seeds, &mut rng);
        let held = std::panic::catch_unwind(|| (target.run)(&data));
        assert!(held.is_ok(), "{name} fails on mutation {index}: {:?}", String::from_utf8_lossy(&data));
    }
}

macro_rules! targets {
    ($($name:ident),+ $(,)?) => {
        $(
            #[test]
            fn $name() {
                replay(stringify!($name));
            }
        )+

        #[test]
        fn every_target_is_replayed_and_has_seeds() {
            let replayed = [$(stringify!($name)),+];
            let named: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(named, replayed);
            assert!(TARGETS.iter().all(|target| !corpus(target).is_empty()));
        }
    };
}

targets!(
    signature,
    whatsapp_body,
    shop_body,
    inbound,
    shop_answer,
    graph_answer,
    statuses,
    outbound,
    account_news,
    template_list,
    lane,
    effect,
);
