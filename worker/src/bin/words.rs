//! The command `words`, for who looks after the store's own words: which words buyers wrote that nobody understood, and
//! which lines of the file cannot be read. Reads arguments, prints, and sets the exit code.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use common::clock::{Clock as _, SystemClock};
use worker::{catalogue::store_words, misses};

const USAGE: &str = "\
words misses DATA_DIR [--days N] [--all]   what buyers wrote and the bot did not understand in the last N days (7):
                                           people, times, language, words, where; words that only one person
                                           wrote are shown with --all only, as they may be personal
words check FILE                           reads a file as STORE_WORDS_FILE is read, and says what is wrong with it

A word of the list that stands for something you sell belongs into STORE_WORDS_FILE: `unga = maize flour`.
Exit codes: 0 done, 1 the file has lines that cannot be read, 2 wrong arguments, 4 could not be done.";

/// Days that are shown unless said otherwise.
const DAYS: i64 = 7;
/// Lines of the list.
const LINES_MAX: usize = 200;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[derive(Debug, PartialEq, Eq)]
enum Command {
    Help,
    Misses { data: PathBuf, days: i64, shows_all: bool },
    Check(PathBuf),
}

fn read(arguments: &[String]) -> Option<Command> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["help" | "--help" | "-h"] => Some(Command::Help),
        ["check", file] => Some(Command::Check(file.into())),
        ["misses", data, options @ ..] if !data.starts_with("--") => {
            let (mut days, mut shows_all) = (DAYS, false);
            let mut options = options.iter();
            while let Some(option) = options.next() {
                match *option {
                    "--all" => shows_all = true,
                    "--days" => {
                        days = options.next()?.parse().ok().filter(|days| (1..=366).contains(days))?;
                    }
                    _ => return None,
                }
            }
            Some(Command::Misses { data: data.into(), days, shows_all })
        }
        _ => None,
    }
}

fn say(line: &str) {
    // Nobody listens any more: the exit code still says how it ended.
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match read(&arguments) {
        None => {
            complain(USAGE);
            return ExitCode::from(2);
        }
        Some(Command::Help) => {
            say(USAGE);
            Ok(0)
        }
        Some(Command::Misses { data, days, shows_all }) => list(&data, days, shows_all).await,
        Some(Command::Check(file)) => check(&file),
    };
    done.map_or_else(
        |error: anyhow::Error| {
            complain(&format!("{error:#}"));
            ExitCode::from(4)
        },
        ExitCode::from,
    )
}

async fn list(data: &Path, days: i64, shows_all: bool) -> anyhow::Result<u8> {
    let since_ms = SystemClock.now_ms() - days * DAY_MS;
    let found = misses::since(data, since_ms, if shows_all { 1 } else { 2 }).await?;
    if found.is_empty() {
        say("nothing was misunderstood that several people wrote");
        return Ok(0);
    }
    say("people  times  language  words");
    for miss in found.iter().take(LINES_MAX) {
        let screens: Vec<&str> = miss.screens.iter().map(String::as_str).collect();
        let (people, times) = (miss.people, miss.times);
        say(&format!(
            "{people:>6} {times:>6}  {:<8}  {}  ({})",
            miss.language,
            miss.words,
            screens.join(", ")
        ));
    }
    let rest = found.len().saturating_sub(LINES_MAX);
    if rest > 0 {
        say(&format!("and {rest} more"));
    }
    Ok(0)
}

fn check(file: &Path) -> anyhow::Result<u8> {
    let (words, bad) = store_words::read(file)?;
    for line in &bad {
        say(&line.to_string());
    }
    say(&format!("{} entries, {} lines left out", words.entries(), bad.len()));
    Ok(u8::from(!bad.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_understood_and_slips_are_not_passed_over() {
        let read = |line: &str| read(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        let misses = |days, shows_all| Some(Command::Misses { data: "data".into(), days, shows_all });
        assert_eq!(read("misses data"), misses(7, false));
        assert_eq!(read("misses data --days 30 --all"), misses(30, true));
        assert_eq!(read("check words.txt"), Some(Command::Check("words.txt".into())));
        for slip in ["misses", "misses data --day 3", "misses data --days 0", "check", "miss data", ""] {
            assert_eq!(read(slip), None, "{slip}");
        }
    }
}
