//! The command `shards`: `list`, `check`, `backup`, `restore`. Reads arguments, prints, and sets the exit code.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use shards::{Failure, backup, file, file::Kind, names_in, restore};

const USAGE: &str = "\
shards list    [--data DIR | --from DIR]
shards check   [--data DIR | --from DIR]
shards backup  [--data DIR] --to DIR [--keep N]
shards restore [--data DIR] --from DIR --shard NN|all [--process worker|notifier]
shards restore [--data DIR] --empty    --shard NN|all [--process worker|notifier]

--data is DATA_DIR unless given. list and check look at the files in use, or with --from at the backups.
Exit codes: 0 done, 1 damage found, 2 wrong arguments, 3 a shard is held by a running process, or another backup runs,
4 could not be done.";

/// Which shards are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    One(u16),
}

impl Wanted {
    fn read(text: &str) -> Option<Self> {
        if text == "all" { Some(Self::All) } else { text.parse().ok().map(Self::One) }
    }

    fn has(self, shard: u16) -> bool {
        self == Self::All || self == Self::One(shard)
    }
}

#[derive(Debug, Default)]
struct Arguments {
    data: Option<PathBuf>,
    from: Option<PathBuf>,
    to: Option<PathBuf>,
    keep: Option<usize>,
    shard: Option<Wanted>,
    process: Option<Kind>,
    is_empty: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Command {
    Help,
    ListData(PathBuf),
    ListBackups(PathBuf),
    CheckData(PathBuf),
    CheckBackups(PathBuf),
    Backup { data: PathBuf, to: PathBuf, kept: usize },
    Restore { data: PathBuf, from: Option<PathBuf>, shard: Wanted, process: Option<Kind> },
}

/// Reads the arguments; none when they are wrong. An option that a command does not know is never passed over.
fn read(mut given: impl Iterator<Item = String>, data: PathBuf) -> Option<Command> {
    let name = given.next()?;
    let mut read = Arguments::default();
    while let Some(option) = given.next() {
        match option.as_str() {
            "--help" | "-h" => return Some(Command::Help),
            "--data" => read.data = Some(given.next()?.into()),
            "--from" => read.from = Some(given.next()?.into()),
            "--to" => read.to = Some(given.next()?.into()),
            "--keep" => read.keep = Some(given.next()?.parse().ok().filter(|keep| *keep > 0)?),
            "--shard" => read.shard = Some(Wanted::read(&given.next()?)?),
            "--process" => read.process = Some(Kind::of_process(&given.next()?)?),
            "--empty" => read.is_empty = true,
            _ => return None,
        }
    }
    match (name.as_str(), read) {
        ("help" | "--help" | "-h", _) => Some(Command::Help),
        (
            "list" | "check",
            Arguments {
                data: chosen,
                from,
                to: None,
                keep: None,
                shard: None,
                process: None,
                is_empty: false,
            },
        ) => Some(match (name.as_str(), chosen, from) {
            (_, Some(_), Some(_)) => return None,
            ("list", _, Some(from)) => Command::ListBackups(from),
            ("list", chosen, None) => Command::ListData(chosen.unwrap_or(data)),
            (_, _, Some(from)) => Command::CheckBackups(from),
            (_, chosen, None) => Command::CheckData(chosen.unwrap_or(data)),
        }),
        (
            "backup",
            Arguments {
                data: chosen,
                from: None,
                to: Some(to),
                keep,
                shard: None,
                process: None,
                is_empty: false,
            },
        ) => Some(Command::Backup {
            data: chosen.unwrap_or(data),
            to,
            kept: keep.unwrap_or(backup::GENERATIONS_KEPT),
        }),
        (
            "restore",
            Arguments { data: chosen, from, to: None, keep: None, shard: Some(shard), process, is_empty },
        ) if from.is_some() != is_empty => {
            Some(Command::Restore { data: chosen.unwrap_or(data), from, shard, process })
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

fn code(failure: &Failure) -> u8 {
    match failure {
        Failure::Damaged { .. } | Failure::Manifest(_) => 1,
        Failure::Held(_) | Failure::Busy => 3,
        _ => 4,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let data = std::env::var_os("DATA_DIR").unwrap_or_else(|| "data".into());
    let Some(command) = read(std::env::args().skip(1), data.into()) else {
        complain(USAGE);
        return ExitCode::from(2);
    };
    let done = match command {
        Command::Help => {
            say(USAGE);
            Ok(0)
        }
        Command::ListData(data) => list_data(&data),
        Command::ListBackups(from) => list_backups(&from),
        Command::CheckData(data) => check_data(&data).await,
        Command::CheckBackups(from) => check_backups(&from).await,
        Command::Backup { data, to, kept } => make(&data, &to, kept).await,
        Command::Restore { data, from, shard, process } => {
            put_back(&data, from.as_deref(), shard, process).await
        }
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            complain(&failure.to_string());
            ExitCode::from(code(&failure))
        }
    }
}

/// The shard files of a folder; a folder without any is most likely the wrong one.
fn some_names_in(data: &Path) -> Result<Vec<String>, Failure> {
    let names = names_in(data)?;
    if names.is_empty() {
        return Err(Failure::Nothing(format!("no shard files in {}", data.display())));
    }
    Ok(names)
}

/// The generations of a folder; a folder without any is most likely the wrong one.
fn some_generations(from: &Path) -> Result<Vec<PathBuf>, Failure> {
    let generations = backup::generations(from)?;
    if generations.is_empty() {
        return Err(Failure::Nothing(format!("no backups in {}", from.display())));
    }
    Ok(generations)
}

fn list_data(data: &Path) -> Result<u8, Failure> {
    let mut worst = 0;
    for name in some_names_in(data)? {
        match std::fs::metadata(data.join(&name)) {
            Ok(found) if found.len() > 0 => say(&format!("{name}  {} bytes", found.len())),
            _ => {
                say(&format!("{name}  MISSING"));
                worst = 1;
            }
        }
    }
    Ok(worst)
}

fn list_backups(from: &Path) -> Result<u8, Failure> {
    let mut worst = 0;
    for generation in some_generations(from)? {
        match backup::manifest(&generation) {
            Ok(manifest) => {
                let age_s = shards::now_ms().saturating_sub(manifest.at_ms) / 1000;
                let bytes: u64 = manifest.files.values().map(|entry| entry.size).sum();
                say(&format!(
                    "{}  {age_s} s old  {} files  {bytes} bytes",
                    generation.display(),
                    manifest.files.len()
                ));
            }
            Err(error) => {
                say(&format!("{}  DAMAGED  {error}", generation.display()));
                worst = 1;
            }
        }
    }
    Ok(worst)
}

async fn check_data(data: &Path) -> Result<u8, Failure> {
    let mut worst = 0;
    for name in some_names_in(data)? {
        let Some((kind, _)) = file::parse(&name) else { continue };
        match file::inspect(&data.join(&name), kind).await {
            Ok(contents) => {
                say(&format!("{name}  ok  schema {}  {}", contents.schema, rows(&contents.rows)));
            }
            Err(error) => {
                say(&format!("{name}  DAMAGED  {}", problem(&error)));
                worst = 1;
            }
        }
    }
    Ok(worst)
}

async fn check_backups(from: &Path) -> Result<u8, Failure> {
    let mut worst = 0;
    for generation in some_generations(from)? {
        let manifest = match backup::manifest(&generation) {
            Ok(manifest) => manifest,
            Err(error) => {
                say(&format!("{}  DAMAGED  {error}", generation.display()));
                worst = 1;
                continue;
            }
        };
        for (name, entry) in &manifest.files {
            match backup::verify(&generation, name, entry).await {
                Ok(()) => say(&format!("{}/{name}  ok  {}", generation.display(), rows(&entry.rows))),
                Err(error) => {
                    say(&format!("{}/{name}  DAMAGED  {}", generation.display(), problem(&error)));
                    worst = 1;
                }
            }
        }
    }
    Ok(worst)
}

/// Numbers of rows as words.
fn rows(rows: &std::collections::BTreeMap<String, i64>) -> String {
    let counts: Vec<String> = rows.iter().map(|(table, count)| format!("{table} {count}")).collect();
    counts.join(", ")
}

/// What is wrong, without the name that stands before it already.
fn problem(failure: &Failure) -> String {
    match failure {
        Failure::Damaged { problem, .. } => problem.clone(),
        other => other.to_string(),
    }
}

async fn make(data: &Path, to: &Path, kept: usize) -> Result<u8, Failure> {
    let (generation, manifest) = backup::backup(data, to, kept).await?;
    for (name, entry) in &manifest.files {
        say(&format!("{name}  {} bytes  {}", entry.size, rows(&entry.rows)));
    }
    say(&format!("made {}", generation.display()));
    Ok(0)
}

async fn put_back(
    data: &Path,
    from: Option<&Path>,
    shard: Wanted,
    process: Option<Kind>,
) -> Result<u8, Failure> {
    // A folder that is lost altogether is no reason not to restore it.
    let mut known = names_in(data).unwrap_or_default();
    if let Some(from) = from {
        for generation in some_generations(from)? {
            known.extend(
                backup::manifest(&generation).into_iter().flat_map(|manifest| manifest.files.into_keys()),
            );
        }
    }
    known.sort();
    known.dedup();
    known.retain(|name| {
        file::parse(name)
            .is_some_and(|(kind, number)| process.is_none_or(|process| process == kind) && shard.has(number))
    });
    if known.is_empty() {
        return Err(Failure::Nothing("no such shard, neither in the data folder nor in a backup".to_owned()));
    }
    for name in known {
        let done = match from {
            Some(from) => restore::restore(data, from, &name).await?,
            None => restore::begin_anew(data, &name)?,
        };
        for refused in &done.refused {
            say(&format!("passed over {refused}"));
        }
        for aside in &done.quarantined {
            say(&format!("set aside {}", aside.display()));
        }
        match &done.generation {
            Some(generation) => say(&format!("{}  restored from {}", done.name, generation.display())),
            None => say(&format!("{}  will begin anew", done.name)),
        }
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(line: &str) -> Option<Command> {
        read(line.split_whitespace().map(str::to_owned), "data".into())
    }

    #[test]
    fn an_option_that_a_command_does_not_know_is_refused() {
        for line in [
            "",
            "lost",
            "list --shard 1",
            "check --to b",
            "check --data d --from b",
            "backup",
            "backup --to b --keep 0",
            "backup --to b --shard 1",
            "restore --shard 1",
            "restore --from b",
            "restore --from b --empty --shard 1",
            "restore --from b --shard one",
            "restore --from b --shard 1 --process ingress",
            "restore --from b --shard",
        ] {
            assert_eq!(given(line), None, "{line}");
        }
    }

    #[test]
    fn commands_are_read_with_their_defaults() {
        let kept = backup::GENERATIONS_KEPT;
        assert_eq!(
            given("backup --to b"),
            Some(Command::Backup { data: "data".into(), to: "b".into(), kept })
        );
        assert_eq!(given("check --from b"), Some(Command::CheckBackups("b".into())));
        assert_eq!(given("list --data d"), Some(Command::ListData("d".into())));
        assert_eq!(given("restore --help"), Some(Command::Help));
        let shard = Wanted::One(3);
        assert_eq!(
            given("restore --empty --shard 03 --process notifier"),
            Some(Command::Restore { data: "data".into(), from: None, shard, process: Some(Kind::Notifier) })
        );
    }
}
