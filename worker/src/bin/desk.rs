//! The command `desk`: what staff do in a conversation. Reads arguments and settings, prints, and sets the exit code.

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use common::{config::Reader, secret::Secret};
use domain::contact::ShardCount;
use worker::desk::{
    self, Whose,
    arguments::{Asked, USAGE, read},
};

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
    let asked = match read(&arguments) {
        Ok(asked) => asked,
        Err(wrong) => {
            complain(&format!("{wrong}\n\n{USAGE}"));
            return ExitCode::from(2);
        }
    };
    match perform(asked).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::from(4)
        }
    }
}

/// Reads the settings that a command needs.
fn settings<T>(read: impl FnOnce(&mut Reader) -> Option<T>) -> anyhow::Result<T> {
    let mut reader = Reader::from_env().for_process("worker");
    let read = read(&mut reader);
    Ok(reader.finish(read)?)
}

/// Decisions that are listed.
const DECISIONS_MAX: usize = 200;

async fn reminders(data: &std::path::Path, contact: &str) -> anyhow::Result<()> {
    let found = worker::reminders::decisions(data, contact).await?;
    for decided in found.iter().take(DECISIONS_MAX) {
        let decision = &decided.decision;
        let at = jiff::Timestamp::from_millisecond(decision.at_ms)
            .map_or_else(|_| decision.at_ms.to_string(), |at| at.to_string());
        let about = decision.about.as_deref().unwrap_or("-");
        let (kind, why) = (decision.kind.label(), decision.decided.label());
        say(&format!("{at}  {}  {kind}  {why}  {about}", decided.contact));
    }
    let rest = found.len().saturating_sub(DECISIONS_MAX);
    if rest > 0 {
        say(&format!("and {rest} older ones"));
    }
    Ok(())
}

async fn perform(asked: Asked) -> anyhow::Result<()> {
    let (whose, command, id) = match asked {
        Asked::Help => {
            say(USAGE);
            return Ok(());
        }
        Asked::Case { order, to } => {
            let contact = desk::contact_of(Whose::Order(order), || settings(worker::shop_settings)).await?;
            let (data_dir, shards) = settings(|reader| {
                let shards = reader.or_default::<ShardCount>("SHARDS");
                Some((reader.or_default::<PathBuf>("DATA_DIR"), shards))
            })?;
            let found = desk::case::find(&data_dir, contact, contact.shard(shards), order).await?;
            match to {
                Some(folder) => found.write(&folder).await?.iter().for_each(|path| say(path)),
                None => say(found.text.trim_end()),
            }
            return Ok(());
        }
        Asked::Reminders { data, contact } => return reminders(&data, &contact).await,
        Asked::Tell { whose, command, id } => (whose, command, id),
    };
    let (amqp_url, shards) = settings(|reader| {
        let amqp_url = Secret::new(reader.or_default::<String>("AMQP_URL"));
        Some((amqp_url, reader.or_default::<ShardCount>("SHARDS")))
    })?;
    let contact = desk::contact_of(whose, || settings(worker::shop_settings)).await?;
    let id = id.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    desk::publish(&amqp_url, shards, &id, contact, command).await?;
    say(&format!("on its way to the buyer's shard, as {id}"));
    Ok(())
}
