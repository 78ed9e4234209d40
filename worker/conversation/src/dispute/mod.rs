//! Disputes about an order: reason, evidence, offers, and whose turn it is until when. The rules are those of the package
//! `dispute`; here is what is said about them, and what is wanted of the shop.
//!
//! The rest of the conversation hands over here by [`Act`], [`Screen`], [`Origin`] and the functions below, and knows
//! nothing more. Choosing what it is about is in `open`, what the buyer does with a case in `steps`, what is said of one in
//! `show`, what staff do in `desk`, what they read on the order in `notes`, and the shop in `sync`.

mod act;
mod book;
mod desk;
mod notes;
mod open;
mod show;
mod steps;
mod sync;

pub use ::dispute::{Answer, Role};
use ::dispute::{Event as Entry, Reason, Terms};
use domain::{inbound::Content, money::Currency, shop::Order, shop::OrderSighting};
use serde::{Deserialize, Serialize};

pub use self::{act::Act, book::Book, desk::StaffMove, open::is_eligible};
use crate::{
    effect::ShopOutcome,
    event::{FileNote, Timer},
    scene::Scene,
    state::State,
    text::Text,
    turn::TimerCommand,
};

/// 400 days in all, where other files are kept for 90: longer than a case can stay open.
const EVIDENCE_LONGER_MS: i64 = 310 * 24 * 60 * 60 * 1000;

/// What the shop decides about disputes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// For how long after an order a dispute can be opened.
    pub order_days_max: u32,
    /// The clocks of a new case; the limit in them is that of the next field.
    pub terms: Terms,
    /// The most that staff may give, as a decimal of the shop's currency; none is no limit.
    pub staff_refund_max: Option<String>,
    /// By how much longer than other files of buyers evidence is kept, milliseconds.
    pub evidence_longer_ms: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            order_days_max: 60,
            terms: Terms::default(),
            staff_refund_max: None,
            evidence_longer_ms: EVIDENCE_LONGER_MS,
        }
    }
}

impl Settings {
    /// Returns the clocks and limits of a new case in a currency.
    fn terms(&self, currency: &Currency) -> Terms {
        let limit = self.staff_refund_max.as_deref();
        let limit = limit.and_then(|limit| domain::Money::parse_decimal(limit, currency.clone()).ok());
        Terms { staff_minor_max: limit.map(|money| money.minor), ..self.terms.clone() }
    }
}

/// The screens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "dispute", rename_all = "snake_case")]
pub enum Screen {
    /// Which order it is about.
    Orders {
        /// Those that there are.
        orders: Vec<Order>,
    },
    /// What of the order.
    Scope {
        /// The order.
        order: Box<Order>,
    },
    /// What is wrong.
    Reason {
        /// The order.
        order: Box<Order>,
        /// The line, by its place; none is all of it.
        line: Option<u32>,
    },
    /// What is wanted.
    Wish {
        /// The order.
        order: Box<Order>,
        /// The line, by its place; none is all of it.
        line: Option<u32>,
        /// What is wrong.
        reason: Reason,
    },
    /// Evidence is collected, or added.
    Collect {
        /// The case's number.
        case: String,
    },
    /// One case.
    Case {
        /// Its number.
        case: String,
    },
    /// All cases.
    Cases,
    /// Asked for words about what was just chosen.
    Words {
        /// The case's number.
        case: String,
        /// What was chosen.
        about: About,
    },
    /// Asked whether the case is really taken back.
    Withdraw {
        /// Its number.
        case: String,
    },
}

/// What words are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Why an offer is turned down.
    Reject,
    /// Why the buyer appeals.
    Appeal,
    /// How the goods were sent back.
    SentBack,
}

impl Screen {
    /// Names the screen, for metrics.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Orders { .. } => "dispute_orders",
            Self::Scope { .. } => "dispute_scope",
            Self::Reason { .. } => "dispute_reason",
            Self::Wish { .. } => "dispute_wish",
            Self::Collect { .. } => "dispute_collect",
            Self::Case { .. } => "dispute_case",
            Self::Cases => "dispute_cases",
            Self::Words { .. } => "dispute_words",
            Self::Withdraw { .. } => "dispute_withdraw",
        }
    }

    /// Tells whether the screen asked for something that only the person knows, so that no word of it is a product.
    pub fn takes_free_words(&self) -> bool {
        matches!(self, Self::Collect { .. } | Self::Words { .. })
    }
}

/// Where a wish to the shop came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "dispute", rename_all = "snake_case")]
pub enum Origin {
    /// To choose an order.
    Orders,
    /// To open a case of this order.
    Order {
        /// Its number.
        number: String,
    },
    /// Money goes back.
    Refund {
        /// The case.
        case: String,
    },
    /// The goods go out once more.
    Replace {
        /// The case.
        case: String,
    },
    /// The order is told where the case stands.
    Sync {
        /// The case.
        case: String,
        /// How many entries it had.
        entries: u64,
        /// How many notes went along.
        notes: usize,
    },
}

/// Performs a choice that is current, or harmless.
pub fn perform(scene: &mut Scene, act: &Act) {
    match act {
        Act::Begin => open::begin(scene),
        Act::Orders => open::ask_orders(scene),
        Act::Order(number) => open::order(scene, number),
        Act::Whole => open::scope(scene, None),
        Act::Line(place) => open::scope(scene, Some(*place)),
        Act::Reason(reason) => open::reason(scene, *reason),
        Act::Wish(wish) => open::wish(scene, *wish),
        Act::Show(case) => show::case(scene, case),
        Act::Send(case) => steps::send(scene, case),
        Act::Add(case) => steps::add(scene, case),
        Act::Accept(offer, case) => steps::accept(scene, case, *offer),
        Act::Reject(offer, case) => steps::reject(scene, case, *offer),
        Act::Agree(case) => steps::agree(scene, case),
        Act::Appeal(case) => steps::appeal(scene, case),
        Act::Escalate(case) => steps::escalate(scene, case),
        Act::SentBack(case) => steps::sent_back(scene, case),
        Act::File(case) => show::file(scene, case),
        Act::Withdraw(case) => steps::withdraw(scene, case),
        Act::WithdrawNow(case) => steps::withdraw_now(scene, case),
        Act::NoWords => steps::worded(scene, ""),
    }
    settle(scene);
}

/// Shows the current screen as it is today.
pub fn redraw(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Orders { orders } => open::show_orders(scene, orders.clone()),
        Screen::Scope { order } => open::ask_scope(scene, order.clone()),
        Screen::Reason { order, line } => open::ask_reason(scene, order.clone(), *line),
        Screen::Wish { order, line, reason } => open::ask_wish(scene, order.clone(), *line, *reason),
        Screen::Collect { case } => steps::add(scene, case),
        Screen::Case { case } => show::case(scene, case),
        Screen::Cases => show::cases(scene),
        Screen::Words { case, about } => steps::ask_words(scene, case, *about),
        Screen::Withdraw { case } => steps::withdraw(scene, case),
    }
    settle(scene);
}

/// Answers words that are neither a choice nor a command.
pub fn said(scene: &mut Scene, screen: &Screen, words: &str) {
    match screen {
        Screen::Collect { case } => steps::described(scene, case, words),
        Screen::Words { .. } => steps::worded(scene, words),
        Screen::Orders { .. }
        | Screen::Scope { .. }
        | Screen::Reason { .. }
        | Screen::Wish { .. }
        | Screen::Case { .. }
        | Screen::Cases
        | Screen::Withdraw { .. } => return crate::states::search::find(scene, words, None),
    }
    settle(scene);
}

/// Answers an amount alone: an order's number, on the screen that asks for one.
pub fn counted(scene: &mut Scene, screen: &Screen, quantity: u32) {
    match screen {
        Screen::Orders { orders } => {
            let number = quantity.to_string();
            if orders.iter().any(|order| order.number == number) {
                open::order(scene, &number);
                return settle(scene);
            }
            crate::states::help::missed(scene, None);
        }
        Screen::Collect { .. }
        | Screen::Words { .. }
        | Screen::Scope { .. }
        | Screen::Reason { .. }
        | Screen::Wish { .. }
        | Screen::Case { .. }
        | Screen::Cases
        | Screen::Withdraw { .. } => crate::states::help::missed(scene, None),
    }
}

/// Answers a yes.
pub fn agreed(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Collect { case } => steps::send(scene, case),
        Screen::Withdraw { case } => steps::withdraw_now(scene, case),
        Screen::Case { case } => steps::agreed(scene, case),
        Screen::Words { .. } => steps::worded(scene, ""),
        Screen::Orders { .. }
        | Screen::Scope { .. }
        | Screen::Reason { .. }
        | Screen::Wish { .. }
        | Screen::Cases => return crate::states::help::missed(scene, None),
    }
    settle(scene);
}

/// Answers a no.
pub fn declined(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Withdraw { case } => show::case(scene, case),
        Screen::Case { case } => steps::declined(scene, case),
        Screen::Words { .. } => steps::worded(scene, ""),
        Screen::Collect { case } => steps::withdraw(scene, case),
        Screen::Orders { .. }
        | Screen::Scope { .. }
        | Screen::Reason { .. }
        | Screen::Wish { .. }
        | Screen::Cases => return crate::states::home::menu(scene),
    }
    settle(scene);
}

/// Goes one step up.
pub fn back(scene: &mut Scene, screen: &Screen) {
    match screen {
        Screen::Orders { .. } | Screen::Cases => crate::states::home::menu(scene),
        Screen::Scope { .. } => open::ask_orders(scene),
        Screen::Reason { order, .. } => open::ask_scope(scene, order.clone()),
        Screen::Wish { order, line, .. } => open::ask_reason(scene, order.clone(), *line),
        Screen::Collect { case } | Screen::Words { case, .. } | Screen::Withdraw { case } => {
            show::case(scene, case);
        }
        Screen::Case { .. } => show::cases(scene),
    }
    settle(scene);
}

/// Takes a file, a pin or a contact card when the screen asked for it; answers whether it did.
pub fn given(scene: &mut Scene, content: &Content) -> bool {
    let State::Dispute(Screen::Collect { case } | Screen::Case { case }) = scene.talk.state.clone() else {
        return false;
    };
    let is_taken = steps::given(scene, &case, content);
    if is_taken {
        settle(scene);
    }
    is_taken
}

/// Adds what the buyer sends to a person of the shop to their open case: the one on the screen, or else the latest. They
/// are told once, as long as that person has the conversation.
pub fn overheard(scene: &mut Scene, content: &Content) {
    let on_screen = match &scene.talk.state {
        State::Dispute(Screen::Collect { case } | Screen::Case { case }) => Some(case.clone()),
        _ => None,
    };
    let is_open = |filed: &&book::Filed| !filed.case.stage.is_over();
    let book = &scene.talk.disputes;
    let case = on_screen.filter(|case| book.find(case).as_ref().is_some_and(is_open));
    let case = case.or_else(|| book.cases.iter().rfind(is_open).map(|filed| filed.number().to_owned()));
    let Some(case) = case else { return };
    if !steps::added(scene, &case, content) {
        return;
    }
    if scene.talk.disputes.overheard.as_ref() != Some(&case) {
        scene.remark(Text::DisputeOverheard, &[("case", case.clone().into())]);
        scene.talk.disputes.overheard = Some(case);
    }
    settle(scene);
}

/// The person of the shop is gone: the next time it is told again.
pub fn heard_no_more(scene: &mut Scene) {
    scene.talk.disputes.overheard = None;
}

/// Takes what the shop answered to a wish of this flow.
pub fn answered(scene: &mut Scene, origin: &Origin, outcome: ShopOutcome) {
    match origin {
        Origin::Orders => open::got_orders(scene, outcome),
        Origin::Order { number } => open::got_order(scene, number, outcome),
        Origin::Refund { case } => sync::refunded(scene, case, outcome),
        Origin::Replace { case } => sync::replaced(scene, case, outcome),
        Origin::Sync { case, entries, notes } => sync::synced(scene, case, *entries, *notes, outcome),
    }
    settle(scene);
}

/// Returns what an answer of the shop is about, when it is about a dispute: what waits for it says so, or, after the buyer
/// has gone on, the goods that are on their way. Two orders are never on their way at once.
pub fn origin_of(scene: &Scene, outcome: &ShopOutcome) -> Option<Origin> {
    if let Some(wish) = &scene.talk.awaiting {
        return match &wish.origin {
            crate::state::Origin::Dispute(origin) => Some(origin.clone()),
            _ => None,
        };
    }
    let ends_placing = matches!(
        outcome,
        ShopOutcome::Placed { .. }
            | ShopOutcome::NotPlaced { .. }
            | ShopOutcome::StillPlacing
            | ShopOutcome::PlacingUnclear
    );
    let case = sync::being_replaced(scene).filter(|_| ends_placing)?;
    Some(Origin::Replace { case })
}

/// Takes what came of a file that was sent.
pub fn file(scene: &mut Scene, note: &FileNote) {
    if scene.talk.disputes.wants_file(&note.id) {
        steps::file(scene, note);
        settle(scene);
    }
}

/// Looks at an order of this person that may have changed; answers whether it is a matter of this flow alone, of which
/// nobody else needs to tell.
pub fn order_seen(scene: &mut Scene, sighting: &OrderSighting) -> bool {
    if scene.talk.disputes.of_order(sighting.order.id).is_some() {
        desk::order_seen(scene, sighting);
        settle(scene);
    }
    false
}

/// Does what staff want.
pub fn staff_moved(scene: &mut Scene, by: &str, step: &StaffMove) {
    desk::moved(scene, by, step);
    settle(scene);
}

/// Something of a case fell due.
pub fn timer(scene: &mut Scene) {
    show::tick(scene);
    settle(scene);
}

/// Lets something happen in a case; answers whether it may.
fn happen(scene: &mut Scene, number: &str, event: &Entry) -> bool {
    let now_ms = scene.around.now_ms;
    if scene.talk.disputes.happen(number, event, now_ms).is_err() {
        return false;
    }
    scene.count_dispute(event.label());
    notes::take(scene, number, event);
    true
}

/// Closes a turn of this flow: wants of the shop what is due, and sets the clock.
fn settle(scene: &mut Scene) {
    sync::go_on(scene);
    let now_ms = scene.around.now_ms;
    // What could not be asked for in this turn, because something else is, is looked at again by itself.
    let looks_again = scene.talk.disputes.is_waiting().then(|| now_ms.saturating_add(LOOK_AGAIN_MS));
    let next_ms = scene.talk.disputes.next_ms().into_iter().chain(looks_again).min();
    let command = match next_ms {
        Some(next_ms) => TimerCommand::Set {
            timer: Timer::Dispute,
            after_ms: next_ms.saturating_sub(now_ms).max(MILLISECONDS_MIN),
        },
        None => TimerCommand::Cancel { timer: Timer::Dispute },
    };
    scene.timer(command);
}

/// How soon it is looked again whether the shop can be asked.
const LOOK_AGAIN_MS: i64 = 60_000;
/// What is due already is looked at a moment later: nothing turns in a circle.
const MILLISECONDS_MIN: i64 = 1_000;
