//! The simulator's command line; the Makefile has the usual calls.

use std::{
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
    time::Instant,
};

use common::protection::{self, Protection};
use sim::{
    batch::{self, Summary},
    plan::Fault,
    run::{Wanted, play},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "\
sim run [SEEDS] [FIRST]   play that many seeds (3000), from FIRST (1) on
sim replay SEED           play one seed, print its story and the faults that it needs
sim prove [SEEDS]         take out one protection at a time; each must break something within that many seeds (500)";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, default: u64| words.get(place).map_or(Ok(default), |word| word.parse());
    let ended = match words.first().map(String::as_str) {
        Some("run") => match (number(1, 3_000), number(2, 1)) {
            (Ok(seeds), Ok(first)) => run(seeds, first),
            _ => Err(anyhow::anyhow!("{USAGE}")),
        },
        Some("prove") => match number(1, 500) {
            Ok(seeds) => prove(seeds),
            Err(_) => Err(anyhow::anyhow!("{USAGE}")),
        },
        Some("replay") => match number(1, 0) {
            Ok(seed) => replay(seed),
            Err(_) => Err(anyhow::anyhow!("{USAGE}")),
        },
        _ => Err(anyhow::anyhow!("{USAGE}")),
    };
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Writes a line where a person looks.
fn say(line: &str) {
    // Nobody is left to tell when the terminal is gone.
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

fn progress(count: u64) -> impl Fn(u64) + Sync {
    let is_terminal = std::io::stderr().is_terminal();
    let began = Instant::now();
    move |done| {
        let step = if is_terminal { 10 } else { (count / 10).max(1) };
        if done.is_multiple_of(step) {
            let end = if is_terminal { "\r" } else { "\n" };
            let seconds = began.elapsed().as_secs_f64();
            let _ = write!(std::io::stderr(), "{done} of {count} seeds, {seconds:.0} s{end}");
        }
    }
}

fn run(count: u64, first: u64) -> anyhow::Result<bool> {
    let began = Instant::now();
    let summary = batch::play_all(first, count, threads(), false, progress(count))?;
    let seconds = began.elapsed().as_secs_f64();
    show(&summary, seconds);
    let missed = batch::missed(&summary.coverage);
    if !missed.is_empty() {
        say(&format!("never reached: {}", missed.join(", ")));
    }
    // A few seeds cannot reach everything; a batch that should and did not has lost its teeth.
    Ok(summary.failures.is_empty() && (missed.is_empty() || count < batch::COVERING_SEEDS))
}

/// Shows that the simulator would notice if a protection were missing.
fn prove(count: u64) -> anyhow::Result<bool> {
    let mut is_proven = true;
    for protection in Protection::ALL {
        protection::take_out(Some(protection));
        let began = Instant::now();
        let summary = batch::play_all(1, count, threads(), true, |_| ());
        protection::take_out(None);
        let summary = summary?;
        let seconds = began.elapsed().as_secs_f64();
        let Some(failure) = summary.failures.first() else {
            is_proven = false;
            say(&format!("without {:<20} NOTHING broke in {} seeds", protection.label(), summary.runs));
            continue;
        };
        let violation = failure.violations.first();
        let (invariant, what) = violation.map_or(("", ""), |found| (found.invariant, &found.what));
        say(&format!(
            "without {:<20} seed {:>4} breaks {invariant}: {what}  ({} seeds, {seconds:.0} s)",
            protection.label(),
            failure.seed,
            summary.runs,
        ));
    }
    Ok(is_proven)
}

fn show(summary: &Summary, seconds: f64) {
    say("");
    for (point, count) in &summary.coverage {
        say(&format!("{count:>9}  {point}"));
    }
    say("");
    let hours = summary.simulated_ms / 3_600_000;
    say(&format!(
        "{} seeds in {seconds:.0} s, {hours} simulated hours, {} played twice and alike, {} broke something",
        summary.runs,
        summary.repeated,
        summary.failures.len(),
    ));
    for failure in summary.failures.iter().take(10) {
        for violation in failure.violations.iter().take(3) {
            say(&format!("SIM_SEED={}  {}  {}", failure.seed, violation.invariant, violation.what));
        }
    }
}

fn replay(seed: u64) -> anyhow::Result<bool> {
    let played = play(&Wanted { seed, is_recorded: true, without: vec![] })?;
    for line in &played.ending.lines {
        say(line);
    }
    let names = |faults: &[Fault]| faults.iter().map(|fault| fault.label()).collect::<Vec<_>>().join(", ");
    say(&format!("\nseed {seed} drew: {}", names(&played.faults)));
    for violation in &played.ending.violations {
        say(&format!("{} at {} ms: {}", violation.invariant, violation.at_ms, violation.what));
    }
    if played.ending.violations.is_empty() {
        say("nothing was broken");
        return Ok(true);
    }
    say(&format!("it still breaks with only: {}", names(&batch::shrink(seed)?)));
    Ok(false)
}
