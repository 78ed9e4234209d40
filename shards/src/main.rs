//! The command `shards`: `list`, `check`, `backup`, `restore`. Reads arguments, prints, and sets the exit code.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use shards::{Failure, backup, file, names_in, restore};

const USAGE: &str = "\
shards list    [--data DIR] [--from DIR]
shards check   [--data DIR] [--from DIR]
shards backup  [--data DIR] --to DIR [--keep N]
shards restore [--data DIR] --from DIR --shard NN|all [--process worker|notifier]
shards restore [--data DIR] --empty    --shard NN|all [--process worker|notifier]

--data is DATA_DIR unless given. Exit codes: 0 done, 1 damage found, 2 wrong arguments, 3 a shard is held by a running
process, 4 could not be done.
";

#[derive(Default)]
struct Arguments {
    data: PathBuf,
    from: Option<PathBuf>,
    to: Option<PathBuf>,
    keep: Option<usize>,
    shard: Option<String>,
    process: Option<String>,
    is_empty: bool,
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<(String, Arguments)> {
    let command = given.next()?;
    let data = std::env::var_os("DATA_DIR").unwrap_or_else(|| "data".into());
    let mut read = Arguments { data: data.into(), ..Arguments::default() };
    while let Some(name) = given.next() {
        match name.as_str() {
            "--data" => read.data = given.next()?.into(),
            "--from" => read.from = Some(given.next()?.into()),
            "--to" => read.to = Some(given.next()?.into()),
            "--keep" => read.keep = Some(given.next()?.parse().ok().filter(|keep| *keep > 0)?),
            "--shard" => read.shard = Some(given.next()?),
            "--process" => read.process = Some(given.next()?),
            "--empty" => read.is_empty = true,
            _ => return None,
        }
    }
    Some((command, read))
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
        Failure::Held(_) => 3,
        _ => 4,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some((command, arguments)) = arguments(std::env::args().skip(1)) else {
        complain(USAGE);
        return ExitCode::from(2);
    };
    let done = match (command.as_str(), &arguments) {
        ("list", Arguments { from: Some(from), .. }) => list(from),
        ("list", Arguments { data, .. }) => list_data(data),
        ("check", Arguments { from: Some(from), .. }) => check_backups(from).await,
        ("check", Arguments { data, .. }) => check_data(data).await,
        ("backup", Arguments { data, to: Some(to), keep, .. }) => {
            make(data, to, keep.unwrap_or(backup::GENERATIONS_KEPT)).await
        }
        ("restore", Arguments { shard: Some(shard), from, is_empty, .. }) if from.is_some() != *is_empty => {
            put_back(&arguments, shard).await
        }
        _ => {
            complain(USAGE);
            return ExitCode::from(2);
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

fn list_data(data: &Path) -> Result<u8, Failure> {
    for name in names_in(data)? {
        say(&name);
    }
    Ok(0)
}

fn list(from: &Path) -> Result<u8, Failure> {
    for generation in backup::generations(from)? {
        match backup::manifest(&generation) {
            Ok(manifest) => say(&format!("{}  {} files", generation.display(), manifest.files.len())),
            Err(error) => say(&format!("{}  {error}", generation.display())),
        }
    }
    Ok(0)
}

async fn check_data(data: &Path) -> Result<u8, Failure> {
    let mut worst = 0;
    for name in names_in(data)? {
        let Some((kind, _)) = file::parse(&name) else { continue };
        match file::inspect(&data.join(&name), kind).await {
            Ok(contents) => say(&format!("{name}  ok  schema {}  {:?}", contents.schema, contents.rows)),
            Err(error) => {
                say(&format!("{name}  DAMAGED  {error}"));
                worst = 1;
            }
        }
    }
    Ok(worst)
}

async fn check_backups(from: &Path) -> Result<u8, Failure> {
    let mut worst = 0;
    let generations = backup::generations(from)?;
    if generations.is_empty() {
        return Err(Failure::Nothing(format!("no backups in {}", from.display())));
    }
    for generation in generations {
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
                Ok(()) => say(&format!("{}/{name}  ok  {:?}", generation.display(), entry.rows)),
                Err(error) => {
                    say(&format!("{}/{name}  DAMAGED  {error}", generation.display()));
                    worst = 1;
                }
            }
        }
    }
    Ok(worst)
}

async fn make(data: &Path, to: &Path, kept: usize) -> Result<u8, Failure> {
    let (generation, manifest) = backup::backup(data, to, kept).await?;
    for (name, entry) in &manifest.files {
        say(&format!("{name}  {} bytes  sha256 {}  {:?}", entry.size, entry.sha256, entry.rows));
    }
    say(&format!("made {}", generation.display()));
    Ok(0)
}

async fn put_back(arguments: &Arguments, shard: &str) -> Result<u8, Failure> {
    let stems: &[&str] = match arguments.process.as_deref() {
        None => &["shard", "notifier"],
        Some("worker") => &["shard"],
        Some("notifier") => &["notifier"],
        Some(_) => return Err(Failure::Nothing("--process is worker or notifier".to_owned())),
    };
    let mut known = names_in(&arguments.data).unwrap_or_default();
    if let Some(from) = &arguments.from {
        for generation in backup::generations(from)? {
            known.extend(
                backup::manifest(&generation).into_iter().flat_map(|manifest| manifest.files.into_keys()),
            );
        }
    }
    known.sort();
    known.dedup();
    let is_wanted = |name: &String| {
        file::parse(name).is_some_and(|(kind, number)| {
            stems.contains(&kind.stem()) && (shard == "all" || shard.parse() == Ok(number))
        })
    };
    known.retain(is_wanted);
    if known.is_empty() {
        return Err(Failure::Nothing(format!("no file of shard {shard}")));
    }
    for name in known {
        let done = match &arguments.from {
            Some(from) => restore::restore(&arguments.data, from, &name).await?,
            None => restore::begin_anew(&arguments.data, &name)?,
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
