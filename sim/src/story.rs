//! What happened in a run: a trace that reads like a story, the invariants that were broken, and the coverage points
//! that were reached. The text is only put together when somebody wants to read it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::time::Instant;

/// Most lines of a story that are kept; the latest ones stay.
const LINES_MAX: usize = 200_000;
/// Most broken invariants that a run reports.
const VIOLATIONS_MAX: usize = 20;

/// An invariant that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Its name in `docs/RELIABILITY.md`, such as `I2`.
    pub invariant: &'static str,
    /// What was seen.
    pub what: String,
    /// When, milliseconds of simulated time.
    pub at_ms: u64,
}

/// The story of one run; clones share it.
#[derive(Clone)]
pub struct Story(Arc<Mutex<Told>>);

struct Told {
    began: Instant,
    lines: Option<Vec<String>>,
    /// Hash of all that happened, for comparing two runs of one seed.
    digest: u64,
    violations: Vec<Violation>,
    coverage: BTreeMap<String, u64>,
}

impl Story {
    /// Begins a story now; with `is_recorded` its text is kept.
    pub fn begin(is_recorded: bool) -> Self {
        Self(Arc::new(Mutex::new(Told {
            began: Instant::now(),
            lines: is_recorded.then(Vec::new),
            digest: 0xcbf2_9ce4_8422_2325,
            violations: Vec::new(),
            coverage: BTreeMap::new(),
        })))
    }

    /// Tells what somebody did.
    pub fn tell(&self, who: &str, what: impl FnOnce() -> String) {
        let mut told = self.told();
        let at_ms = elapsed_ms(told.began);
        let line = told.lines.is_some().then(what);
        told.mix(at_ms);
        told.mix_text(who);
        if let Some(line) = line {
            told.mix_text(&line);
            let stamp = format!("{:>4}:{:02}.{:03}", at_ms / 60_000, at_ms / 1_000 % 60, at_ms % 1_000);
            if let Some(lines) = &mut told.lines {
                if lines.len() >= LINES_MAX {
                    lines.drain(..LINES_MAX / 2);
                }
                lines.push(format!("{stamp}  {who:<11} {line}"));
            }
        }
    }

    /// Notes that a point was reached.
    pub fn cover(&self, point: &str) {
        let mut told = self.told();
        match told.coverage.get_mut(point) {
            Some(count) => *count += 1,
            None => {
                told.coverage.insert(point.to_owned(), 1);
            }
        }
    }

    /// Notes that an invariant does not hold.
    pub fn broken(&self, invariant: &'static str, what: String) {
        self.tell("!!", || format!("{invariant} broken: {what}"));
        let mut told = self.told();
        let at_ms = elapsed_ms(told.began);
        if told.violations.len() < VIOLATIONS_MAX {
            told.violations.push(Violation { invariant, what, at_ms });
        }
    }

    /// Returns whether anything is broken.
    pub fn is_broken(&self) -> bool {
        !self.told().violations.is_empty()
    }

    /// Returns simulated milliseconds since the beginning.
    pub fn now_ms(&self) -> u64 {
        elapsed_ms(self.told().began)
    }

    /// Ends the story.
    pub fn end(&self) -> Ending {
        let mut told = self.told();
        Ending {
            lasted_ms: elapsed_ms(told.began),
            lines: told.lines.take().unwrap_or_default(),
            digest: told.digest,
            violations: std::mem::take(&mut told.violations),
            coverage: std::mem::take(&mut told.coverage),
        }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Told {
    fn mix(&mut self, number: u64) {
        self.digest = (self.digest ^ number).wrapping_mul(0x0100_0000_01b3);
    }

    fn mix_text(&mut self, text: &str) {
        for byte in text.bytes() {
            self.mix(u64::from(byte));
        }
    }
}

fn elapsed_ms(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// How a run ended.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Simulated milliseconds.
    pub lasted_ms: u64,
    /// The story, when it was recorded.
    pub lines: Vec<String>,
    /// Hash of all that happened.
    pub digest: u64,
    /// What did not hold.
    pub violations: Vec<Violation>,
    /// Points reached, and how often.
    pub coverage: BTreeMap<String, u64>,
}
