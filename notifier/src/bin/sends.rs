//! The command `sends`: why a message was (not) sent, what waits, holding and resuming, and the templates. Reads
//! arguments, prints, and sets the exit code; what it prints names no person.

use std::{io::Write as _, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context as _;
use common::{
    broker::{Broker, Message, topology},
    clock::{Clock as _, SystemClock},
    config::Reader,
    graph::Token,
    secret::Secret,
};
use domain::{
    ShardCount,
    envelope::{self, Inbound, InboundKind},
    template::REGISTRY,
};
use notifier::{
    core::account::OPERATOR_FIELD,
    decision::Health,
    graph::{GraphClient, templates::BusinessAccount},
    history,
};
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;
use url::Url;

const USAGE: &str = "\
sends why ID              what became of a message and what was decided about it; ID is ours or Meta's
sends waiting             what waits and what could not be delivered, counted by reason
sends hold   [NUMBER_ID]  nothing leaves from that number, or from any, until it is resumed
sends resume [NUMBER_ID]  lifts every hold of that number, or all holds
sends templates           the templates that the bridge needs, beside those of the account
sends templates --create  creates the missing ones; Meta reviews them

Settings are the notifier's: DATA_DIR for the first two, AMQP_URL and SHARDS for the next two, GRAPH_API_URL,
WHATSAPP_ACCESS_TOKEN and WHATSAPP_BUSINESS_ACCOUNT_ID for the templates.
Exit codes: 0 done, 1 not found or not approved, 2 wrong arguments, 4 could not be done.";

/// Longest wait for the broker.
const BROKER_TIME_LIMIT: Duration = Duration::from_secs(20);
/// How often it is looked whether the broker is there.
const BROKER_INTERVAL: Duration = Duration::from_millis(100);
/// Longest id of a number.
const NUMBER_ID_MAX: usize = 32;

#[derive(Debug, PartialEq, Eq)]
enum Command {
    Help,
    Why(String),
    Waiting,
    Operator { action: &'static str, number: String },
    Templates { creates: bool },
}

fn read(arguments: &[String]) -> Option<Command> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let is_number = |id: &str| id.len() <= NUMBER_ID_MAX && id.bytes().all(|byte| byte.is_ascii_digit());
    let operator = |action, number: &str| {
        is_number(number).then(|| Command::Operator { action, number: number.to_owned() })
    };
    match words.as_slice() {
        ["help" | "--help" | "-h"] => Some(Command::Help),
        ["why", id] => Some(Command::Why((*id).to_owned())),
        ["waiting"] => Some(Command::Waiting),
        ["hold"] => operator("hold", ""),
        ["hold", number] => operator("hold", number),
        ["resume"] => operator("resume", ""),
        ["resume", number] => operator("resume", number),
        ["templates"] => Some(Command::Templates { creates: false }),
        ["templates", "--create"] => Some(Command::Templates { creates: true }),
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
    let Some(command) = read(&arguments) else {
        complain(USAGE);
        return ExitCode::from(2);
    };
    let done = match command {
        Command::Help => {
            say(USAGE);
            Ok(0)
        }
        Command::Why(id) => why(&id).await,
        Command::Waiting => waiting().await,
        Command::Operator { action, number } => operator(action, &number).await,
        Command::Templates { creates } => templates(creates).await,
    };
    done.map_or_else(
        |error| {
            complain(&format!("{error:#}"));
            ExitCode::from(4)
        },
        ExitCode::from,
    )
}

/// Reads the settings that a command needs.
fn settings<T>(read: impl FnOnce(&mut Reader) -> Option<T>) -> anyhow::Result<T> {
    let mut reader = Reader::from_env().for_process("notifier");
    let read = read(&mut reader);
    Ok(reader.finish(read)?)
}

/// A time as a person reads it: the age, since clocks and zones differ.
fn ago(at_ms: i64) -> String {
    let seconds = SystemClock.now_ms().saturating_sub(at_ms) / 1_000;
    match seconds {
        0..120 => format!("{seconds} s ago"),
        120..7_200 => format!("{} min ago", seconds / 60),
        7_200..172_800 => format!("{} h ago", seconds / 3_600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

async fn why(id: &str) -> anyhow::Result<u8> {
    let data: PathBuf = settings(|reader| Some(reader.or_default("DATA_DIR")))?;
    let Some(life) = history::find(&data, id).await? else {
        say("no journal here knows this message; it may be of another machine, or older than 30 days");
        return Ok(1);
    };
    let reason = life.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    let code = life.code.map(|code| format!(", Meta's code {code}")).unwrap_or_default();
    say(&format!("{}: {}{reason}{code}", life.outbox_id, life.state));
    say(&format!("  taken {}, calls {}", ago(life.created_at_ms), life.posts));
    if let Some(sent_at_ms) = life.sent_at_ms {
        say(&format!("  last called {}", ago(sent_at_ms)));
    }
    if let Some(ended_at_ms) = life.ended_at_ms {
        say(&format!("  ended {}", ago(ended_at_ms)));
    }
    let delivery = match life.delivery {
        0 => "no status yet",
        1 => "sent",
        2 => "delivered",
        3 => "read",
        _ => "played",
    };
    say(&format!("  at the buyer: {delivery}"));
    if let Some(code) = life.failed_code {
        say(&format!("  Meta reported a failure after taking it, code {code}"));
    }
    if let Some((category, kind)) = &life.price {
        say(&format!("  charged as {category}, {kind}"));
    }
    if let Some(wamid) = &life.wamid {
        say(&format!("  Meta's id {wamid}"));
    }
    for (at_ms, decision) in &life.decisions {
        say(&format!("  {:>12}  {decision}", ago(*at_ms)));
    }
    Ok(0)
}

async fn waiting() -> anyhow::Result<u8> {
    let data: PathBuf = settings(|reader| Some(reader.or_default("DATA_DIR")))?;
    let groups = history::open_groups(&data).await?;
    if groups.is_empty() {
        say("nothing waits, and nothing could not be delivered");
    }
    for group in groups {
        let reason = group.reason.unwrap_or_else(|| "-".to_owned());
        let oldest = ago(group.oldest_at_ms);
        say(&format!("{:>8}  {:<10} {reason:<20} oldest {oldest}", group.count, group.state));
    }
    Ok(0)
}

/// Tells every notifier, also those that do not run now.
async fn operator(action: &'static str, number: &str) -> anyhow::Result<u8> {
    let (amqp_url, shards) = settings(|reader| {
        let amqp_url = Secret::new(reader.or_default::<String>("AMQP_URL"));
        Some((amqp_url, reader.or_default::<ShardCount>("SHARDS")))
    })?;
    let received_at_ms = SystemClock.now_ms();
    let id = format!("operator:{action}:{number}:{received_at_ms}");
    let element = serde_json::json!({ "action": action, "number": number }).to_string();
    let element = RawValue::from_string(element)?;
    let envelope = Inbound {
        v: envelope::VERSION,
        kind: InboundKind::Account,
        id: id.as_str().into(),
        field: OPERATOR_FIELD.into(),
        contact: None,
        phone_number_id: None,
        received_at_ms,
        forwards: 0,
        profile: None,
        element: &element,
    };
    let body = serde_json::to_vec(&envelope)?;
    let shutdown = CancellationToken::new();
    let broker = Broker::start(&amqp_url, "sends", shards.get(), shutdown.clone());
    let told = tokio::time::timeout(BROKER_TIME_LIMIT, async {
        while !broker.is_connected() {
            tokio::time::sleep(BROKER_INTERVAL).await;
        }
        let message = Message {
            exchange: topology::ACCOUNT,
            key: String::new(),
            body,
            headers: [("kind".to_owned(), "account".to_owned())].into(),
            message_id: Some(id),
        };
        broker.publisher().publish(message).await
    })
    .await;
    shutdown.cancel();
    told.context("the broker did not take it in time")?.context("the broker did not take it")?;
    let whose = if number.is_empty() { "every number".to_owned() } else { format!("number {number}") };
    say(&format!("{action} of {whose} is on its way to every notifier"));
    Ok(0)
}

async fn templates(creates: bool) -> anyhow::Result<u8> {
    let (url, token, account) = settings(|reader| {
        let url = reader.or_default::<Url>("GRAPH_API_URL");
        let token = reader.required_secret("WHATSAPP_ACCESS_TOKEN");
        let account = reader.required::<BusinessAccount>("WHATSAPP_BUSINESS_ACCOUNT_ID");
        Some((url, token?, account?))
    })?;
    // Nothing is sent with this client, so that the key of callback data does not matter.
    let key = Arc::new("00".repeat(32).parse()?);
    let graph = GraphClient::new(url, Token::new(token), key, None)?;
    let known = graph.read_templates(&account).await?;
    let mut is_whole = true;
    for definition in REGISTRY.iter().filter(|definition| definition.is_on) {
        for (language, text) in definition.bodies {
            let found = known.get(&(definition.name.to_owned(), (*language).to_owned()));
            let told = match found.map(|found| (found.health, found.parameters)) {
                Some((Health::Usable(category), Some(parameters)))
                    if category == definition.category && parameters == definition.parameters =>
                {
                    "approved".to_owned()
                }
                Some((Health::Usable(category), _)) => {
                    is_whole = false;
                    format!("approved, but as {} or with other parameters than we fill", category.label())
                }
                Some((Health::Unusable(reason), _)) => {
                    is_whole = false;
                    format!("at Meta, not usable: {}", reason.label())
                }
                None if creates => {
                    is_whole = false;
                    let status = graph.create_template(&account, definition, language, text).await?;
                    format!("created, {}", status.to_ascii_lowercase())
                }
                None => {
                    is_whole = false;
                    "missing".to_owned()
                }
            };
            say(&format!("{:<22} {language:<6} {told}", definition.name));
        }
    }
    Ok(u8::from(!is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<Command> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        read(&words)
    }

    #[test]
    fn commands_are_understood_and_slips_are_not_passed_over() {
        let held = Command::Operator { action: "hold", number: "900000000000001".into() };
        assert_eq!(of("hold 900000000000001"), Some(held));
        assert_eq!(of("resume"), Some(Command::Operator { action: "resume", number: String::new() }));
        assert_eq!(of("templates --create"), Some(Command::Templates { creates: true }));
        assert_eq!(of("why x"), Some(Command::Why("x".into())));
        for wrong in ["", "why", "hold me", "templates --crate", "waiting now", "hold 1 2"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_are_told_as_ages() {
        let now_ms = SystemClock.now_ms();
        assert_eq!(ago(now_ms - 5_500), "5 s ago");
        assert_eq!(ago(now_ms - 3 * 86_400_000), "3 days ago");
    }
}
