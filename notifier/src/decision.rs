//! The one decision about a message at the moment of sending: does it go, as what, and why not? Pure, and total.
//!
//! [`decide`] gets everything that is known and answers with one [`Decision`]; the core performs it and the journal
//! keeps it, so that "why was this (not) sent?" has an answer. What holds for each kind of message when the customer
//! service window is closed:
//!
//! | Message | With a usable template | Without |
//! |---|---|---|
//! | an answer | goes as its template | waits until the buyer writes again, in order, unless it is too late by then |
//! | news of an order | goes as its template | likewise |
//! | marketing | goes only with consent, by day, to who can be reached | is parked |
//! | anything nobody asked for, and the buyer said STOP ALL | is dropped, window or not | likewise |
//! | a courtesy (read mark, typing) | needs no window; goes at once or never | likewise |
//!
//! To add a rule: a fact in [`Facts`], a reason in [`Reason`], its place in [`decide`], and a row in the table of the
//! tests. The order of the rules is the order in which a person would want to hear the reasons.

use domain::{
    envelope::{Consent, Purpose, SendClass},
    template::Category,
};

use crate::core::gate::Pass;

/// What is known of a template in one of its languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It may be used and is this.
    Usable(Category),
    /// It may not be used now.
    Unusable(Reason),
}

/// What a message is by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// Free form: only within the window.
    FreeForm,
    /// A template.
    Template(Health),
}

/// Everything that a decision rests on.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and any may come with any")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The monotonic time.
    pub now_ms: u64,
    /// Whether its time is over.
    pub is_too_late: bool,
    /// When its time is over, on the monotonic clock.
    pub useful_until_ms: u64,
    /// How hard to try.
    pub class: SendClass,
    /// Why it is sent.
    pub purpose: Purpose,
    /// What it is by itself.
    pub own: Own,
    /// What could be sent instead.
    pub fallback: Option<Health>,
    /// Whether the customer service window is open.
    pub is_window_open: bool,
    /// Whether a free entry point makes it free.
    pub is_free_entry: bool,
    /// What the buyer has said about marketing, the stricter of what worker and notifier know.
    pub consent: Consent,
    /// What the buyer has said about news that they did not ask for, when this is such.
    pub news: Consent,
    /// Until when it is night for the buyer; `None` by day.
    pub quiet_until_ms: Option<u64>,
    /// Whether the last business-initiated messages could not be delivered.
    pub is_unreachable: bool,
    /// Whether sends outside the window are stopped for the number, by Meta or an operator.
    pub is_initiating_stopped: bool,
    /// Whether the number is held by an operator or by news of the account.
    pub is_held: bool,
    /// When the message itself may be tried, on the monotonic clock.
    pub due_ms: u64,
    /// What the account's gate says.
    pub account: Pass,
    /// What the number's gate says.
    pub number: Pass,
    /// When the pair has a token; `None` when it has one.
    pub pair_next_at_ms: Option<u64>,
    /// Whether the number has a token, a place in flight, and nobody who was first.
    pub has_turn: bool,
}

/// In which form a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As it is.
    AsIs,
    /// As its fallback template.
    Fallback,
}

/// What Meta will charge it as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// A read mark is no message.
    None,
    /// A free entry point is open.
    FreeEntryPoint,
    /// A message of the service category: the first thousand of a month and number are free.
    Service,
    /// A template of this category.
    Template(Category),
}

impl Cost {
    /// Returns the word of the journal.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::FreeEntryPoint => "free_entry_point",
            Self::Service => "service",
            Self::Template(category) => category.label(),
        }
    }
}

/// Until when a message waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// A moment of the monotonic clock.
    At(u64),
    /// Its turn at the number.
    Turn,
    /// The buyer writes again. Others may go before it.
    Reopened,
    /// Morning, for the buyer. Others may go before it.
    Morning(u64),
    /// The stop is lifted. Others may go before it.
    Lifted,
}

/// Why a message does not go now, or goes as something else. Metrics and the journal carry the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its time is over.
    Expired,
    /// A failure of its own is being waited out.
    NotDue,
    /// A courtesy that would have to wait.
    Busy,
    /// The window is closed and there is no template for it.
    WindowClosed,
    /// Meta paused the template.
    TemplatePaused,
    /// Meta refused, disabled or removed the template.
    TemplateRefused,
    /// Meta has not approved the template yet, or does not know it in any of its languages.
    TemplateMissing,
    /// The approved template wants other parameters.
    TemplateDiffers,
    /// Marketing without consent.
    NoConsent,
    /// News that nobody asked for, and the buyer wants none.
    NewsRefused,
    /// Marketing, and it is night.
    QuietHours,
    /// Nothing business-initiated has reached this buyer.
    Unreachable,
    /// Sends outside the window are stopped.
    InitiatingStopped,
    /// The number is held by an operator or by news of the account.
    Held,
    /// A gate is closed: a limit, a hold, or nobody answers.
    Gate,
    /// Too much to this buyer.
    PairPacing,
    /// The number's turn.
    NumberPacing,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 17] = [
        Self::Expired,
        Self::NotDue,
        Self::Busy,
        Self::WindowClosed,
        Self::TemplatePaused,
        Self::TemplateRefused,
        Self::TemplateMissing,
        Self::TemplateDiffers,
        Self::NoConsent,
        Self::NewsRefused,
        Self::QuietHours,
        Self::Unreachable,
        Self::InitiatingStopped,
        Self::Held,
        Self::Gate,
        Self::PairPacing,
        Self::NumberPacing,
    ];

    /// Returns the word of metrics and of the journal.
    pub fn label(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotDue => "not_due",
            Self::Busy => "busy",
            Self::WindowClosed => "window_closed",
            Self::TemplatePaused => "template_paused",
            Self::TemplateRefused => "template_refused",
            Self::TemplateMissing => "template_missing",
            Self::TemplateDiffers => "template_differs",
            Self::NoConsent => "no_consent",
            Self::NewsRefused => "news_refused",
            Self::QuietHours => "quiet_hours",
            Self::Unreachable => "unreachable",
            Self::InitiatingStopped => "initiating_stopped",
            Self::Held => "held",
            Self::Gate => "gate",
            Self::PairPacing => "pair_pacing",
            Self::NumberPacing => "number_pacing",
        }
    }
}

/// What is decided about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It goes.
    Send {
        /// As what.
        form: Form,
        /// What it will be charged as.
        cost: Cost,
    },
    /// It waits.
    Wait {
        /// Until when.
        until: Until,
        /// Why.
        reason: Reason,
    },
    /// It ends here, and a copy goes to people.
    Park(Reason),
    /// It ends here, too late.
    Expire,
    /// It ends here, and nobody misses it.
    Drop(Reason),
}

impl Decision {
    /// Returns whether the message steps aside for the ones behind it.
    pub fn is_aside(self) -> Option<Reason> {
        match self {
            Self::Wait { until: Until::Reopened | Until::Morning(_) | Until::Lifted, reason } => Some(reason),
            _ => None,
        }
    }

    /// Returns the decision in one word or two, for the journal.
    pub fn label(self) -> String {
        match self {
            Self::Send { form: Form::AsIs, cost } => format!("send {}", cost.label()),
            Self::Send { form: Form::Fallback, cost } => format!("send_template {}", cost.label()),
            Self::Wait { reason, .. } => format!("wait {}", reason.label()),
            Self::Park(reason) => format!("park {}", reason.label()),
            Self::Expire => "expire".to_owned(),
            Self::Drop(reason) => format!("drop {}", reason.label()),
        }
    }
}

/// Decides about a message.
pub fn decide(facts: &Facts) -> Decision {
    if facts.is_too_late {
        return Decision::Expire;
    }
    if facts.class == SendClass::Courtesy {
        let is_open = facts.account == Pass::Open && facts.number == Pass::Open;
        let goes = is_open && !facts.is_held && facts.has_turn && facts.due_ms <= facts.now_ms;
        return if goes {
            Decision::Send { form: Form::AsIs, cost: Cost::None }
        } else {
            Decision::Drop(Reason::Busy)
        };
    }
    if facts.news == Consent::Refused {
        return Decision::Drop(Reason::NewsRefused);
    }
    let (form, category) = match form(facts) {
        Ok(form) => form,
        Err(decision) => return decision,
    };
    if let Some(decision) = person(facts, form, category) {
        return decision;
    }
    let until = |at_ms: u64| Until::At(at_ms.min(facts.useful_until_ms));
    if facts.is_held {
        return Decision::Wait { until: Until::Turn, reason: Reason::Held };
    }
    if facts.due_ms > facts.now_ms {
        return Decision::Wait { until: until(facts.due_ms), reason: Reason::NotDue };
    }
    let passes = |pass: Pass| matches!(pass, Pass::Open | Pass::Probe);
    if !passes(facts.account) || !passes(facts.number) {
        return Decision::Wait { until: Until::Turn, reason: Reason::Gate };
    }
    if let Some(at_ms) = facts.pair_next_at_ms {
        return Decision::Wait { until: until(at_ms), reason: Reason::PairPacing };
    }
    if !facts.has_turn {
        return Decision::Wait { until: Until::Turn, reason: Reason::NumberPacing };
    }
    let cost = match category {
        _ if facts.is_free_entry => Cost::FreeEntryPoint,
        Some(category) => Cost::Template(category),
        None => Cost::Service,
    };
    Decision::Send { form, cost }
}

/// In which form the message may go now, and as which category of template.
fn form(facts: &Facts) -> Result<(Form, Option<Category>), Decision> {
    match (facts.own, facts.fallback) {
        (Own::FreeForm, _) if facts.is_window_open => Ok((Form::AsIs, None)),
        (Own::FreeForm, Some(Health::Usable(category))) => {
            let needs_consent = !matches!(category, Category::Utility | Category::Authentication);
            if needs_consent && !facts.purpose.needs_consent() && facts.consent != Consent::Given {
                // Meta made marketing of our news: it waits, as if there were no template.
                return Err(Decision::Wait { until: Until::Reopened, reason: Reason::NoConsent });
            }
            Ok((Form::Fallback, Some(category)))
        }
        // What sells is not kept for the next talk: the buyer came for something else.
        (Own::FreeForm, Some(Health::Unusable(reason))) if facts.purpose.needs_consent() => {
            Err(Decision::Park(reason))
        }
        (Own::FreeForm, None) if facts.purpose.needs_consent() => Err(Decision::Park(Reason::WindowClosed)),
        (Own::FreeForm, Some(Health::Unusable(reason))) => {
            Err(Decision::Wait { until: Until::Reopened, reason })
        }
        (Own::FreeForm, None) => Err(Decision::Wait { until: Until::Reopened, reason: Reason::WindowClosed }),
        (Own::Template(Health::Usable(category)), _) => Ok((Form::AsIs, Some(category))),
        (Own::Template(Health::Unusable(reason)), _) => Err(Decision::Park(reason)),
    }
}

/// What the person's wishes and Meta's limits on business-initiated messages say.
fn person(facts: &Facts, form: Form, category: Option<Category>) -> Option<Decision> {
    let is_marketing =
        facts.purpose.needs_consent() || matches!(category, Some(Category::Marketing | Category::Unknown));
    if is_marketing {
        if facts.consent != Consent::Given {
            return Some(Decision::Park(Reason::NoConsent));
        }
        if let Some(at_ms) = facts.quiet_until_ms {
            return Some(Decision::Wait { until: Until::Morning(at_ms), reason: Reason::QuietHours });
        }
    }
    if !facts.is_window_open {
        if facts.is_unreachable {
            let waits = form == Form::Fallback && !facts.purpose.needs_consent();
            let reason = Reason::Unreachable;
            return Some(if waits {
                Decision::Wait { until: Until::Reopened, reason }
            } else {
                Decision::Park(reason)
            });
        }
        if facts.is_initiating_stopped {
            return Some(Decision::Wait { until: Until::Lifted, reason: Reason::InitiatingStopped });
        }
    }
    None
}

#[cfg(test)]
#[path = "decision_tests.rs"]
mod tests;
