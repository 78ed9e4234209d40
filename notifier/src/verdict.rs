//! What an answer of the Graph API means for the message that was sent. Pure, and total: every answer has a verdict.
//!
//! A decoded error code decides; the HTTP status only where there is none (Meta removed the statuses from its page of
//! codes). Whatever cannot be decoded may have been a success, so it is ambiguous. To add a code, add it to [`TABLE`].

use std::{ops::RangeInclusive, time::Duration};

use serde_json::Value;

/// How a call ended, as the client saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GraphAnswer {
    /// An answer came.
    Http {
        /// Its status.
        status: u16,
        /// `Retry-After` in seconds, when it was given as a number.
        retry_after_s: Option<u64>,
        /// Its body, capped.
        body: Vec<u8>,
    },
    /// No connection was made: nothing can have been sent.
    NotConnected,
    /// The call broke, timed out or answered too much after it may have been sent.
    Broken,
}

/// What a held number or account waits for. Metrics and alerts carry the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HoldReason {
    /// The access token is missing, wrong or expired.
    Token,
    /// Meta locked or restricted the account.
    Lock,
    /// Meta wants to be paid.
    Payment,
    /// The number is not registered, verified or known.
    Registration,
    /// The token may not send from this number.
    Permission,
    /// Meta limits the number for spam or misuse of templates.
    Spam,
}

impl HoldReason {
    /// Returns the reason as metrics and the journal name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Lock => "lock",
            Self::Payment => "payment",
            Self::Registration => "registration",
            Self::Permission => "permission",
            Self::Spam => "spam",
        }
    }
}

/// What a hold stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The number that the message was sent from.
    Number,
    /// All numbers: they share the account and the token.
    Account,
}

/// Why Meta will never take this message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The buyer has no WhatsApp, an old one, or blocked us.
    Undeliverable,
    /// We blocked the buyer.
    BlockedByUs,
    /// The buyer wants no marketing, or is in an experiment.
    Unwanted,
    /// We built something that Meta does not take: a mistake of ours.
    Invalid,
    /// A picture that Meta could not use.
    Media,
    /// A template or flow is missing, paused or wrong.
    Template,
    /// The account may not write to that country.
    Country,
    /// The set-up at Meta does not allow it.
    Setup,
    /// The buyer's identity changed, or cannot be addressed this way.
    Identity,
    /// A code that belongs to other calls, or that we do not know.
    Unknown,
}

impl Refusal {
    /// Returns the reason as metrics and the journal name it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Undeliverable => "undeliverable",
            Self::BlockedByUs => "blocked_by_us",
            Self::Unwanted => "unwanted",
            Self::Invalid => "invalid",
            Self::Media => "media",
            Self::Template => "template",
            Self::Country => "country",
            Self::Setup => "setup",
            Self::Identity => "identity",
            Self::Unknown => "unknown",
        }
    }
}

/// What the sender must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Meta took the message. A read mark gets no id.
    Accepted {
        /// Meta's id of the message.
        wamid: Option<String>,
        /// The number that Meta made of ours; it may differ.
        wa_id: Option<String>,
    },
    /// Certainly not sent, because the service is in trouble: again later.
    Retry,
    /// Certainly not sent: again, not before this.
    RetryAfter(Duration),
    /// Too many messages to this buyer.
    PairLimited,
    /// Too many messages from this number; with how long to wait, when Meta says so.
    NumberLimited(Option<Duration>),
    /// Too many calls of the account or app.
    AccountLimited(Option<Duration>),
    /// Nobody could be reached: certainly not sent, and nothing wrong with the message.
    Unreachable,
    /// The 24-hour window is closed.
    NeedsTemplate,
    /// This message will never be taken.
    Refused(Refusal),
    /// Nothing can be sent until somebody acts.
    Hold(HoldReason, Scope),
    /// It may have been sent.
    Ambiguous,
}

impl Verdict {
    /// Returns the verdict as metrics name it.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Retry | Self::RetryAfter(_) => "retry",
            Self::PairLimited => "pair_limited",
            Self::NumberLimited(_) => "number_limited",
            Self::AccountLimited(_) => "account_limited",
            Self::Unreachable => "unreachable",
            Self::NeedsTemplate => "needs_template",
            Self::Refused(_) => "refused",
            Self::Hold(..) => "hold",
            Self::Ambiguous => "ambiguous",
        }
    }
}

/// A verdict together with Meta's code, for the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What to do.
    pub verdict: Verdict,
    /// The code, when the answer carried one.
    pub code: Option<u32>,
}

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Ambiguous when the answer says that it is our trouble no more than theirs: HTTP 5xx or `is_transient`.
    BugUnlessTransient,
    /// Meta does not know either whether it went out.
    Ambiguous,
    /// The service is in trouble.
    Retry,
    /// The number pauses for a while: its throughput is being raised.
    Maintenance,
    /// The app or account makes too many calls.
    AccountLimited,
    /// The number sends too fast.
    NumberLimited,
    /// Too much to one buyer.
    PairLimited,
    /// Not within a day.
    AfterADay,
    /// The window is closed.
    NeedsTemplate,
    /// Never.
    Refused(Refusal),
    /// Not until somebody acts.
    Hold(HoldReason, Scope),
}

/// The pause that [`Rule::Maintenance`] asks for: raising a number's throughput takes up to a minute.
pub const MAINTENANCE_PAUSE: Duration = Duration::from_mins(1);

/// The pause after Meta withheld a message for the buyer's sake.
pub const WITHHELD_PAUSE: Duration = Duration::from_hours(24);

/// Longest `Retry-After` that is believed.
pub const RETRY_AFTER_MAX: Duration = Duration::from_hours(1);

/// Every code of Meta's error page that matters to a sender; all others are [`Refusal::Unknown`].
pub const TABLE: &[(RangeInclusive<u32>, Rule)] = &[
    (0..=0, Rule::Hold(HoldReason::Token, Scope::Account)),
    (1..=1, Rule::BugUnlessTransient),
    (2..=2, Rule::Retry),
    (3..=3, Rule::Hold(HoldReason::Permission, Scope::Account)),
    (4..=4, Rule::AccountLimited),
    (10..=10, Rule::Hold(HoldReason::Permission, Scope::Account)),
    (33..=33, Rule::Hold(HoldReason::Registration, Scope::Number)),
    (100..=100, Rule::Refused(Refusal::Invalid)),
    (190..=190, Rule::Hold(HoldReason::Token, Scope::Account)),
    (200..=299, Rule::Hold(HoldReason::Permission, Scope::Account)),
    (368..=368, Rule::Hold(HoldReason::Lock, Scope::Account)),
    (80007..=80007, Rule::AccountLimited),
    (130_403..=130_403, Rule::Refused(Refusal::BlockedByUs)),
    (130_429..=130_429, Rule::NumberLimited),
    (130_472..=130_472, Rule::Refused(Refusal::Unwanted)),
    (130_497..=130_497, Rule::Refused(Refusal::Country)),
    (130_501..=130_501, Rule::Refused(Refusal::Unknown)), // groups
    (131_000..=131_000, Rule::Ambiguous),
    (131_005..=131_005, Rule::Hold(HoldReason::Permission, Scope::Account)),
    (131_008..=131_009, Rule::Refused(Refusal::Invalid)),
    (131_016..=131_016, Rule::Retry),
    (131_021..=131_021, Rule::Refused(Refusal::Invalid)),
    (131_026..=131_026, Rule::Refused(Refusal::Undeliverable)),
    (131_030..=131_030, Rule::Refused(Refusal::Setup)),
    (131_031..=131_031, Rule::Hold(HoldReason::Lock, Scope::Account)),
    (131_037..=131_037, Rule::Hold(HoldReason::Registration, Scope::Number)),
    (131_041..=131_041, Rule::Refused(Refusal::Unknown)), // groups
    (131_042..=131_042, Rule::Hold(HoldReason::Payment, Scope::Account)),
    (131_045..=131_045, Rule::Hold(HoldReason::Registration, Scope::Number)),
    (131_047..=131_047, Rule::NeedsTemplate),
    (131_048..=131_048, Rule::Hold(HoldReason::Spam, Scope::Number)),
    (131_049..=131_049, Rule::AfterADay),
    (131_050..=131_050, Rule::Refused(Refusal::Unwanted)),
    (131_051..=131_051, Rule::Refused(Refusal::Invalid)),
    (131_052..=131_052, Rule::Refused(Refusal::Unknown)), // inbound media
    (131_053..=131_053, Rule::Refused(Refusal::Media)),
    (131_055..=131_055, Rule::Refused(Refusal::Template)),
    (131_056..=131_056, Rule::PairLimited),
    (131_057..=131_057, Rule::Maintenance),
    (131_060..=131_060, Rule::Refused(Refusal::Unknown)), // inbound, phone app
    (131_062..=131_062, Rule::Refused(Refusal::Identity)),
    (131_063..=131_063, Rule::Refused(Refusal::Setup)),
    (131_064..=131_064, Rule::Hold(HoldReason::Spam, Scope::Number)),
    (131_200..=131_299, Rule::Refused(Refusal::Unknown)), // groups
    (132_000..=132_001, Rule::Refused(Refusal::Template)),
    (132_005..=132_005, Rule::Refused(Refusal::Template)),
    (132_007..=132_008, Rule::Refused(Refusal::Template)),
    (132_012..=132_012, Rule::Refused(Refusal::Template)),
    (132_015..=132_016, Rule::Refused(Refusal::Template)),
    (132_018..=132_018, Rule::Refused(Refusal::Template)),
    (132_068..=132_069, Rule::Refused(Refusal::Template)),
    (133_000..=133_000, Rule::Hold(HoldReason::Registration, Scope::Number)),
    (133_004..=133_004, Rule::Retry),
    (133_005..=133_006, Rule::Hold(HoldReason::Registration, Scope::Number)),
    (133_008..=133_010, Rule::Hold(HoldReason::Registration, Scope::Number)),
    (133_015..=133_016, Rule::Hold(HoldReason::Registration, Scope::Number)),
    (134_011..=134_011, Rule::Refused(Refusal::Setup)),
    (134_100..=134_100, Rule::Refused(Refusal::Template)),
    (135_000..=135_000, Rule::Refused(Refusal::Invalid)),
    (137_000..=137_000, Rule::Refused(Refusal::Identity)),
    (139_100..=139_103, Rule::Refused(Refusal::Unknown)), // block list
];

/// Returns the rule of a code.
pub fn rule(code: u32) -> Rule {
    let found = TABLE.iter().find(|(codes, _)| codes.contains(&code));
    found.map_or(Rule::BugUnlessTransient, |(_, rule)| *rule)
}

/// Judges an answer. `expects_id` is false for read marks, whose success has no message id.
pub fn judge(answer: &GraphAnswer, expects_id: bool) -> Judged {
    let (status, retry_after_s, body) = match answer {
        GraphAnswer::NotConnected => return Judged { verdict: Verdict::Unreachable, code: None },
        GraphAnswer::Broken => return Judged { verdict: Verdict::Ambiguous, code: None },
        GraphAnswer::Http { status, retry_after_s, body } => (*status, *retry_after_s, body),
    };
    let retry_after = retry_after_s.map(Duration::from_secs).map(|wait| wait.min(RETRY_AFTER_MAX));
    let body: Option<Value> = serde_json::from_slice(body).ok();
    let error = body.as_ref().and_then(|body| body.get("error")).filter(|error| error.is_object());
    let code = error.and_then(|error| error.get("code")).and_then(read_code);
    let verdict = match (code, &body) {
        (Some(code), _) => {
            let is_transient = status >= 500
                || error.and_then(|error| error.get("is_transient")).and_then(Value::as_bool) == Some(true);
            by_rule(rule(code), is_transient, retry_after)
        }
        (None, Some(body)) if (200..300).contains(&status) && error.is_none() => by_success(body, expects_id),
        (None, _) => by_status(status, retry_after),
    };
    Judged { verdict, code }
}

fn read_code(code: &Value) -> Option<u32> {
    let number = code.as_u64().or_else(|| code.as_str()?.parse().ok())?;
    u32::try_from(number).ok()
}

fn by_rule(rule: Rule, is_transient: bool, retry_after: Option<Duration>) -> Verdict {
    match rule {
        Rule::BugUnlessTransient if is_transient => Verdict::Ambiguous,
        Rule::BugUnlessTransient => Verdict::Refused(Refusal::Unknown),
        Rule::Ambiguous => Verdict::Ambiguous,
        Rule::Retry => retry_after.map_or(Verdict::Retry, Verdict::RetryAfter),
        Rule::Maintenance => Verdict::NumberLimited(Some(retry_after.unwrap_or(MAINTENANCE_PAUSE))),
        Rule::AccountLimited => Verdict::AccountLimited(retry_after),
        Rule::NumberLimited => Verdict::NumberLimited(retry_after),
        Rule::PairLimited => Verdict::PairLimited,
        Rule::AfterADay => Verdict::RetryAfter(WITHHELD_PAUSE),
        Rule::NeedsTemplate => Verdict::NeedsTemplate,
        Rule::Refused(refusal) => Verdict::Refused(refusal),
        Rule::Hold(reason, scope) => Verdict::Hold(reason, scope),
    }
}

fn by_success(body: &Value, expects_id: bool) -> Verdict {
    let text = |pointer: &str| {
        let text = body.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.map(str::to_owned)
    };
    let wamid = text("/messages/0/id");
    let is_read_mark_taken = !expects_id && body.get("success").and_then(Value::as_bool) == Some(true);
    if wamid.is_some() || is_read_mark_taken {
        return Verdict::Accepted { wamid, wa_id: text("/contacts/0/wa_id") };
    }
    Verdict::Ambiguous
}

/// Without a code the status speaks, and only for refusals that happen before any work.
fn by_status(status: u16, retry_after: Option<Duration>) -> Verdict {
    match status {
        401 => Verdict::Hold(HoldReason::Token, Scope::Account),
        403 => Verdict::Hold(HoldReason::Permission, Scope::Account),
        429 => Verdict::NumberLimited(retry_after),
        _ => Verdict::Ambiguous,
    }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
