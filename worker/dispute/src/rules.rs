//! The rules: what may happen when. Both sides are held to them, and the clock too.

use crate::{
    case::{Case, Owner, PIECES_MAX, Stage, TEXTS_MAX},
    event::{By, Event, Offer, Role, WORDS_MAX, Why},
    terms::OVERDUE_MAX,
};

/// For how long after a case ended by silence or refusal the buyer may appeal: as long as after a refusal.
fn appeal_ms(case: &Case) -> i64 {
    crate::terms::hours_ms(case.opening.terms.appeal_hours)
}

/// Why something may not happen now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unlawful {
    /// A case is opened once.
    #[error("a case is opened once")]
    Opening,
    /// It is not their turn, or nothing of the kind is asked for.
    #[error("this does not fit where the case stands")]
    Stage,
    /// The time for it has not come.
    #[error("the time for this has not come")]
    Time,
    /// Nothing, or more than the goods cost.
    #[error("the amount is nothing, or more than the disputed goods cost")]
    Amount,
    /// More than staff may decide.
    #[error("the amount is more than staff may decide: a manager must")]
    Role,
    /// As many as there may be.
    #[error("there are as many as there may be")]
    Full,
    /// The file is unknown, or it is known already what came of it.
    #[error("no file of this place is waited for")]
    Piece,
    /// Longer than it may be.
    #[error("the text is too long")]
    Words,
    /// The buyer has appealed once already.
    #[error("there is one appeal")]
    Appeal,
}

/// Says whether something may happen now.
pub(crate) fn admits(case: &Case, event: &Event, at_ms: i64) -> Result<(), Unlawful> {
    let stage = case.stage;
    let when = |is_right: bool| if is_right { Ok(()) } else { Err(Unlawful::Stage) };
    let shops_turn = matches!(stage, Stage::Submitted | Stage::Escalated);
    match event {
        Event::Opened(_) => Err(Unlawful::Opening),
        Event::Said { words } => {
            when(!stage.is_over())?;
            short(words)?;
            if case.texts >= TEXTS_MAX { Err(Unlawful::Full) } else { Ok(()) }
        }
        Event::Sent { piece, .. } => {
            when(!stage.is_over())?;
            if case.pieces.len() >= PIECES_MAX {
                return Err(Unlawful::Full);
            }
            let next = case.pieces.len() + 1;
            if usize::try_from(*piece) == Ok(next) { Ok(()) } else { Err(Unlawful::Piece) }
        }
        Event::Kept { piece, .. } | Event::Lost { piece, .. } => {
            let place = usize::try_from(*piece).unwrap_or(usize::MAX).wrapping_sub(1);
            let waits = case.pieces.get(place).is_some_and(|piece| piece.result.is_none());
            if waits { Ok(()) } else { Err(Unlawful::Piece) }
        }
        Event::Submitted { by } => {
            when(stage == Stage::Collecting && *by != By::Staff)?;
            if *by == By::Clock { lapsed(case, at_ms) } else { Ok(()) }
        }
        Event::Reminded => {
            let is_time = case.remind_ms().is_some_and(|remind_ms| remind_ms <= at_ms);
            if is_time { Ok(()) } else { Err(Unlawful::Time) }
        }
        Event::Offered { role, offer, .. } => {
            when(shops_turn || matches!(stage, Stage::Offered { .. } | Stage::Declined))?;
            may_give(case, *role, *offer)
        }
        Event::Granted { role, offer, .. } => {
            when(shops_turn && case.wished() == Some(*offer))?;
            may_give(case, *role, *offer)
        }
        Event::Accepted => when(matches!(stage, Stage::Offered { .. } | Stage::Declined)),
        Event::Rejected { words } => {
            when(matches!(stage, Stage::Offered { .. }))?;
            short(words)
        }
        Event::Declined { words, .. } => {
            when(shops_turn || matches!(stage, Stage::Offered { .. } | Stage::Returned { .. }))?;
            short(words)
        }
        Event::Escalated { by: By::Clock } => {
            when(matches!(stage, Stage::Submitted | Stage::Returned { .. }))?;
            lapsed(case, at_ms)
        }
        Event::Escalated { by: By::Staff } => {
            when(matches!(stage, Stage::Submitted | Stage::Returned { .. }))
        }
        // Whoever waits for an answer must give it a chance first.
        Event::Escalated { by: By::Buyer } => {
            when(matches!(stage, Stage::Submitted | Stage::Returned { .. }))?;
            let half_ms = case.due_ms.map_or(0, |due_ms| (due_ms - case.since_ms) / 2);
            if at_ms - case.since_ms >= half_ms { Ok(()) } else { Err(Unlawful::Time) }
        }
        Event::Overdue => {
            when(stage == Stage::Escalated && case.overdue < OVERDUE_MAX)?;
            lapsed(case, at_ms)
        }
        Event::Appealed { words } => {
            short(words)?;
            if case.is_appealed {
                return Err(Unlawful::Appeal);
            }
            match stage {
                Stage::Declined => Ok(()),
                Stage::Closed { why: Why::Silence } if at_ms - case.since_ms <= appeal_ms(case) => Ok(()),
                Stage::Closed { why: Why::Silence } => Err(Unlawful::Time),
                _ => Err(Unlawful::Stage),
            }
        }
        Event::GoodsSent { words } => {
            when(matches!(stage, Stage::Returning { .. }))?;
            short(words)
        }
        Event::GoodsReceived { .. } => {
            when(matches!(stage, Stage::Returning { .. } | Stage::Returned { .. }))
        }
        Event::Paid { minor } => {
            // A payment of which nobody knew may come to light while a person looks.
            let agreed = case.agreed.and_then(Offer::minor);
            let is_due = matches!(stage, Stage::Settling { .. }) || case.stuck.is_some();
            when(is_due && !stage.is_over() && agreed.is_some())?;
            if agreed.is_some_and(|agreed| *minor >= agreed) { Ok(()) } else { Err(Unlawful::Amount) }
        }
        Event::Replaced { .. } => {
            let is_due = matches!(stage, Stage::Settling { .. }) || case.stuck.is_some();
            when(is_due && !stage.is_over() && case.agreed == Some(Offer::Replacement))
        }
        Event::Stuck { .. } => when(matches!(stage, Stage::Settling { .. })),
        Event::Resolved { words, .. } => {
            when(!stage.is_over() && stage != Stage::Collecting && !matches!(stage, Stage::Settling { .. }))?;
            short(words)
        }
        Event::Closed { why } => match why {
            Why::Withdrawn => when(!stage.is_over() && !matches!(stage, Stage::Settling { .. })),
            Why::Silence => {
                let is_buyers =
                    matches!(stage, Stage::Offered { .. } | Stage::Declined | Stage::Returning { .. });
                when(is_buyers)?;
                lapsed(case, at_ms)
            }
            Why::Unanswered => {
                when(stage == Stage::Escalated && case.overdue >= OVERDUE_MAX)?;
                lapsed(case, at_ms)
            }
            // These follow from what was said.
            Why::Settled | Why::Final => Err(Unlawful::Stage),
        },
    }
}

/// What happens when the time of a stage has run out.
pub(crate) fn lapse(case: &Case) -> Option<Event> {
    Some(match case.stage {
        Stage::Collecting => Event::Submitted { by: By::Clock },
        Stage::Submitted | Stage::Returned { .. } => Event::Escalated { by: By::Clock },
        Stage::Offered { .. } | Stage::Declined | Stage::Returning { .. } => {
            Event::Closed { why: Why::Silence }
        }
        Stage::Settling { .. } => Event::Stuck { why: "no_answer".into() },
        Stage::Escalated if case.overdue < OVERDUE_MAX => Event::Overdue,
        Stage::Escalated => Event::Closed { why: Why::Unanswered },
        Stage::Resolved | Stage::Closed { .. } => return None,
    })
}

fn lapsed(case: &Case, at_ms: i64) -> Result<(), Unlawful> {
    let has_time = case.stage.owner() != Owner::Nobody && case.due_ms.is_none_or(|due_ms| at_ms < due_ms);
    if has_time { Err(Unlawful::Time) } else { Ok(()) }
}

fn short(words: &str) -> Result<(), Unlawful> {
    if words.chars().count() > WORDS_MAX { Err(Unlawful::Words) } else { Ok(()) }
}

fn may_give(case: &Case, role: Role, offer: Offer) -> Result<(), Unlawful> {
    let most_minor = case.opening.most_minor;
    let worth = offer.minor().unwrap_or(most_minor);
    if worth <= 0 || worth > most_minor {
        return Err(Unlawful::Amount);
    }
    let limit = case.opening.terms.staff_minor_max.filter(|_| role == Role::Staff);
    if limit.is_some_and(|limit| worth > limit) { Err(Unlawful::Role) } else { Ok(()) }
}
