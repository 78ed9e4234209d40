//! All that is remembered of a buyer between two turns. Stored as JSON: every field has a default, so that what an
//! older version wrote stays readable.

use domain::{
    Money,
    envelope::Consent,
    ids::{GatewayId, LineKey, OrderId, ProductId, RateId},
    language::Language,
    shop::{Address, Cart, CartLine, Order, OrderStatus},
};
use serde::{Deserialize, Serialize};

use crate::{
    after, auction,
    choices::Act,
    consent::{About, By, Entry},
    dispute,
    effect::Article,
    format::Form,
    phrases::LINES_MAX,
    quote,
    state::{State, TypedLine, Undo, Wanted, Wish},
};

/// Orders remembered as the buyer's.
pub const ORDERS_REMEMBERED_MAX: usize = 20;
/// Articles remembered, so that a line can be put back or ordered again.
pub const ARTICLES_REMEMBERED_MAX: usize = 40;

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, stored under its own name")]
/// A conversation with one buyer. Personal data: `Debug` shows the screen only.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// The screen.
    pub(crate) state: State,
    /// Counts the lists shown; the token in their ids.
    pub(crate) step: u32,
    /// The language spoken.
    pub(crate) language: Language,
    /// How we know it.
    #[serde(skip_serializing_if = "LanguageBy::is_nothing")]
    pub(crate) language_by: LanguageBy,
    /// The language that the next message offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) offered: Option<Language>,
    /// The country that the buyer's id or number names, ISO 3166; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) country: String,
    /// Who the buyer is, as far as an order needs it.
    pub(crate) profile: Profile,
    /// What can be chosen now.
    pub(crate) shown: Shown,
    /// How often in a row the buyer was not understood.
    pub(crate) misses: u32,
    /// Whether something that nobody had asked for was said after the screen: a yes may be meant for that.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_interrupted: bool,
    /// How to take back the last change.
    pub(crate) undo: Option<Undo>,
    /// The wish that is open.
    pub(crate) awaiting: Option<Box<Wish>>,
    /// The wish that the shop could not be reached for.
    pub(crate) failed: Option<Box<Wish>>,
    /// Our copy of the basket, as last read.
    pub(crate) cart: Option<Box<Cart>>,
    /// The list that the last product came from, to go back to.
    pub(crate) came_from: Option<Box<State>>,
    /// The price on the card last shown, by the number that a basket line would have.
    pub(crate) price_shown: Option<(ProductId, Money)>,
    /// The line of the basket that was changed last, which "2 more" means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) touched: Option<LineKey>,
    /// A typed list that something else came between: what of it is not in the basket yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) aside: Option<Aside>,
    /// Articles added, newest last, with the amount.
    pub(crate) articles: Vec<(Article, u32)>,
    /// Orders placed here, newest first.
    pub(crate) orders: Vec<OrderId>,
    /// What the buyer has been told of their orders, newest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) told: Vec<Told>,
    /// The last order placed here.
    pub(crate) last_order: Option<LastOrder>,
    /// An order of which nobody knows yet whether it was placed, with the time.
    pub(crate) unclear_since_ms: Option<i64>,
    /// A person has the conversation.
    pub(crate) with_agent: bool,
    /// The person of the shop who speaks, as the buyer reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) person: Option<String>,
    /// What a person said when the window had closed: a template went out instead, and this is said once it is open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) unheard: Vec<String>,
    /// When the bot came back and could not say so; the next message does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) back_unsaid_since_ms: Option<i64>,
    /// Asked to get no promotions.
    pub(crate) stopped: bool,
    /// When the buyer last said whether they want promotions, by Meta's time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) preferred_at_ms: Option<i64>,
    /// Asked to get no news that they did not ask for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) silenced: bool,
    /// When the buyer last said whether they want such news, by Meta's time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) news_preferred_at_ms: Option<i64>,
    /// The latest changes of what the buyer wants to be sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ledger: Vec<Entry>,
    /// Since when the buyer waits to be forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) forget_since_ms: Option<i64>,
    /// Whether we ever spoke.
    pub(crate) greeted: bool,
    /// When the buyer last sent something.
    pub(crate) last_message_sent_at_ms: Option<i64>,
    /// When what can be chosen now was shown, by our clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shown_at_ms: Option<i64>,
    /// Their quotes.
    #[serde(skip_serializing_if = "quote::Book::is_empty")]
    pub(crate) quotes: quote::Book,
    /// The auctions that they opened or bid in.
    #[serde(skip_serializing_if = "auction::Book::is_empty")]
    pub(crate) auctions: auction::Book,
    /// Their disputes.
    #[serde(skip_serializing_if = "dispute::Book::is_empty")]
    pub(crate) disputes: dispute::Book,
    /// Sentences that stand before the next message, while the shop is asked what it says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) carried: Vec<String>,
    /// Alerts and reminders, and who agreed to them.
    #[serde(skip_serializing_if = "after::Book::is_empty")]
    pub(crate) after: after::Book,
}

/// How we know which language a buyer speaks; what comes later is surer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LanguageBy {
    /// It is spoken where they are.
    Country,
    /// They wrote words of it.
    Words,
    /// They said so.
    Choice,
    /// We have not looked yet.
    #[default]
    #[serde(other)]
    Nothing,
}

impl LanguageBy {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
    fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }
}

/// A typed list that was put aside.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Aside {
    /// Lines of which it is known what was meant.
    pub sure: Vec<Wanted>,
    /// The others.
    pub doubtful: Vec<TypedLine>,
    /// Whether the buyer has been told that it waits.
    pub is_told: bool,
}

/// Who the buyer is, as far as an order needs it.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// As last used, or as far as known.
    pub address: Address,
    /// How they paid last.
    pub gateway: Option<GatewayId>,
    /// How it was delivered last.
    pub rate: Option<RateId>,
}

/// What a buyer has been told of an order, by the bot or by looking at it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Which.
    pub order: OrderId,
    /// Where it stood.
    pub status: OrderStatus,
    /// What it came to.
    pub total: Money,
    /// What had been paid back, minor units.
    #[serde(default)]
    pub refunded_minor: i64,
    /// Where its parcel was.
    #[serde(default)]
    pub tracking: Option<String>,
    /// The time of the change that was told last, as the shop writes it.
    #[serde(default)]
    pub modified_at: String,
}

/// The choices of the last message that had some.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// What can be chosen, with the title it has.
    pub options: Vec<(Act, String)>,
    /// Whether the message printed numbers.
    pub numbered: bool,
}

/// The last order, for the next greeting.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct LastOrder {
    /// What people call it.
    pub number: String,
    /// What it came to.
    pub total: Money,
    /// What was in it, in words.
    pub content: String,
    /// When it was placed.
    pub at_ms: i64,
}

impl Conversation {
    /// Lists the orders that we know to be the buyer's, newest first.
    #[must_use]
    pub fn order_ids(&self) -> &[OrderId] {
        &self.orders
    }

    /// Returns the form in which the buyer reads amounts and dates.
    pub(crate) fn form(&self) -> Form<'_> {
        Form { language: self.language, country: &self.country }
    }

    /// Returns when the buyer last wrote, by Meta's clock: what opens the window for free text.
    #[must_use]
    pub fn last_message_sent_at_ms(&self) -> Option<i64> {
        self.last_message_sent_at_ms
    }

    /// Lists the stages that quotes have come to since an earlier state of this conversation, for metrics.
    #[must_use]
    pub fn quotes_moved(&self, before: &Self) -> Vec<&'static str> {
        self.quotes.moved(&before.quotes)
    }

    /// Takes note that the buyer agreed to reminders and promotions, by a button that says so.
    pub fn agree(&mut self, said_at_ms: i64) {
        self.consents(About::Marketing, true, By::Button, said_at_ms);
        self.after.was_asked = true;
    }

    /// Returns what the buyer has said about marketing: reminders that they did not ask for, and promotions.
    #[must_use]
    pub fn consent(&self) -> Consent {
        match (self.stopped, self.after.agreed_at_ms) {
            (true, _) => Consent::Refused,
            (false, Some(_)) => Consent::Given,
            (false, None) => Consent::Unknown,
        }
    }

    /// Returns whether the buyer has said that they want no marketing.
    #[must_use]
    pub fn refuses_marketing(&self) -> bool {
        self.stopped
    }

    /// Lists what was sent to the buyer without having been asked for at that moment, or was not, and why; newest last.
    #[must_use]
    pub fn decisions(&self) -> &[after::Decision] {
        &self.after.decisions
    }

    /// Returns the newest dispute about an order.
    #[must_use]
    pub fn dispute_about(&self, order: OrderId) -> Option<&::dispute::Case> {
        self.disputes.of_order(order).map(|filed| &filed.case)
    }

    /// Tells whether it matters what becomes of a file that the buyer sent, by Meta's id.
    #[must_use]
    pub fn wants_file(&self, id: &str) -> bool {
        self.quotes.wants_file(id) || self.auctions.wants_file(id) || self.disputes.wants_file(id)
    }

    /// Returns Meta's ids of files of which it matters what becomes of them.
    pub fn wanted_files(&self) -> impl Iterator<Item = &str> {
        self.quotes.wanted_files().chain(self.disputes.wanted_files())
    }

    /// Tells whether there is news that went out as a template alone.
    #[must_use]
    pub fn has_unseen(&self) -> bool {
        self.greeted && self.auctions.unseen().is_some()
    }

    /// Tells whether there is anything that would be lost with this conversation: a basket, an order, a change of one.
    #[must_use]
    pub fn has_matter(&self) -> bool {
        let has_basket = self.cart.as_ref().is_some_and(|cart| !cart.is_empty());
        let is_placing = matches!(self.state, State::Placing { .. } | State::Unclear);
        let has_flow = self.quotes.has_matter()
            || self.auctions.has_matter()
            || self.disputes.has_matter()
            || self.after.has_matter();
        has_basket || is_placing || has_flow || !self.orders.is_empty() || self.awaiting.is_some()
    }

    /// Tells whether the shop was asked for something and has not answered.
    #[must_use]
    pub fn waits_for_shop(&self) -> bool {
        self.awaiting.is_some()
    }

    /// Tells whether something is under way that must not be forgotten before it is over: an order that is being made or
    /// delivered, a quote, an auction, a dispute.
    #[must_use]
    pub fn has_open_matter(&self) -> bool {
        let is_placing = matches!(self.state, State::Placing { .. } | State::Unclear);
        let is_open = |told: &Told| {
            matches!(told.status, OrderStatus::Pending | OrderStatus::Processing | OrderStatus::OnHold)
        };
        let has_flow = self.quotes.has_matter() || self.auctions.has_matter() || self.disputes.has_matter();
        is_placing || self.unclear_since_ms.is_some() || self.told.iter().any(is_open) || has_flow
    }

    /// Joins this conversation with what was said to the same person under an earlier identity. Where this one has
    /// nothing that would be lost, the earlier one goes on; else this one does, and knows the earlier one's orders.
    #[must_use]
    pub fn joined(self, earlier: Self) -> Self {
        let step = self.step.max(earlier.step).wrapping_add(1);
        let last_message_sent_at_ms = self.last_message_sent_at_ms.max(earlier.last_message_sent_at_ms);
        let with_agent = self.with_agent || earlier.with_agent;
        let stopped = self.stopped || earlier.stopped;
        let preferred_at_ms = self.preferred_at_ms.max(earlier.preferred_at_ms);
        let silenced = self.silenced || earlier.silenced;
        let news_preferred_at_ms = self.news_preferred_at_ms.max(earlier.news_preferred_at_ms);
        let mut ledger = [earlier.ledger.clone(), self.ledger.clone()].concat();
        ledger.sort_by_key(|entry| entry.at_ms);
        ledger.dedup();
        let forget_since_ms = self.forget_since_ms.or(earlier.forget_since_ms);
        let spoken = if self.language_by == LanguageBy::Choice || earlier.language_by == LanguageBy::Nothing {
            (self.language, self.language_by)
        } else {
            (earlier.language, earlier.language_by)
        };
        let after = self.after.clone().joined(earlier.after.clone());
        let mut joined = if self.has_matter() {
            self.knowing(earlier)
        } else {
            // What is over is no reason to stay, and is remembered all the same.
            let Self { quotes, auctions, disputes, .. } = self;
            let quotes = quotes.joined(earlier.quotes.clone());
            let auctions = auctions.joined(earlier.auctions.clone());
            let disputes = disputes.joined(earlier.disputes.clone());
            Self { quotes, auctions, disputes, ..earlier }
        };
        (joined.language, joined.language_by) = spoken;
        joined.step = step;
        joined.last_message_sent_at_ms = last_message_sent_at_ms;
        joined.with_agent = with_agent;
        joined.stopped = stopped;
        joined.preferred_at_ms = preferred_at_ms;
        joined.after = after;
        if joined.stopped {
            joined.after.agreed_at_ms = None;
        }
        joined.silenced = silenced;
        joined.news_preferred_at_ms = news_preferred_at_ms;
        joined.ledger = ledger;
        joined.forget_since_ms = forget_since_ms;
        joined
    }

    fn knowing(mut self, earlier: Self) -> Self {
        for order in earlier.orders {
            if !self.orders.contains(&order) && self.orders.len() < ORDERS_REMEMBERED_MAX {
                self.orders.push(order);
            }
        }
        if self.profile == Profile::default() {
            self.profile = earlier.profile;
        }
        let room = ARTICLES_REMEMBERED_MAX.saturating_sub(self.articles.len());
        let known = earlier
            .articles
            .into_iter()
            .rev()
            .filter(|(article, _)| self.articles.iter().all(|(own, _)| own != article));
        let mut articles: Vec<_> = known.take(room).collect();
        articles.reverse();
        articles.append(&mut self.articles);
        self.articles = articles;
        self.quotes = self.quotes.joined(earlier.quotes);
        self.auctions = self.auctions.joined(earlier.auctions);
        self.disputes = self.disputes.joined(earlier.disputes);
        self.last_order = self.last_order.or(earlier.last_order);
        self.unclear_since_ms = self.unclear_since_ms.or(earlier.unclear_since_ms);
        self
    }

    /// Names the screen, out of a bounded set, for metrics.
    #[must_use]
    pub fn screen_label(&self) -> &'static str {
        if self.with_agent { "agent" } else { self.state.label() }
    }

    /// Remembers an order as the buyer's.
    pub(crate) fn remember_order(&mut self, id: OrderId) {
        self.orders.retain(|known| *known != id);
        self.orders.insert(0, id);
        self.orders.truncate(ORDERS_REMEMBERED_MAX);
    }

    /// Remembers what the buyer knows of an order, and forgets the oldest.
    pub(crate) fn tell(&mut self, told: Told) {
        self.told.retain(|known| known.order != told.order);
        self.told.push(told);
        if self.told.len() > ORDERS_REMEMBERED_MAX {
            self.told.remove(0);
        }
    }

    /// Remembers that the buyer has just seen an order.
    pub(crate) fn showed(&mut self, order: &Order) {
        let before = self.told.iter().find(|told| told.order == order.id);
        let newest = before.map_or_else(String::new, |told| told.modified_at.clone());
        let told = Told {
            order: order.id,
            status: order.status.clone(),
            total: order.total.clone(),
            refunded_minor: before.map_or(0, |told| told.refunded_minor),
            tracking: before.and_then(|told| told.tracking.clone()),
            modified_at: newest.max(order.modified_at.clone()),
        };
        self.tell(told);
    }

    /// Remembers an article that was added.
    pub(crate) fn remember_article(&mut self, article: &Article, quantity: u32) {
        self.articles.retain(|(known, _)| known != article);
        self.articles.push((article.clone(), quantity));
        if self.articles.len() > ARTICLES_REMEMBERED_MAX {
            self.articles.remove(0);
        }
    }

    /// Returns how many of an article were taken last time.
    pub(crate) fn last_amount(&self, product: ProductId) -> Option<u32> {
        self.articles
            .iter()
            .rev()
            .find(|(article, _)| article.product == product)
            .map(|(_, quantity)| *quantity)
    }

    /// Puts a typed list aside, on top of what is there.
    pub(crate) fn put_aside(&mut self, sure: Vec<Wanted>, doubtful: Vec<TypedLine>) {
        let aside = self.aside.get_or_insert_default();
        aside.sure.extend(sure);
        aside.doubtful.extend(doubtful);
        aside.sure.truncate(LINES_MAX);
        aside.doubtful.truncate(LINES_MAX);
        aside.is_told = false;
    }

    /// Finds a line in our copy of the basket.
    pub(crate) fn line_with(&self, key: &LineKey) -> Option<&CartLine> {
        self.cart.as_ref()?.lines.iter().find(|line| line.key == *key)
    }

    /// Finds the line of an article in our copy of the basket.
    pub(crate) fn line_of(&self, article: &Article) -> Option<&CartLine> {
        let lines = &self.cart.as_ref()?.lines;
        // The shop may write an attribute in other words; then the number alone tells, if one line has it.
        let mut numbered = lines.iter().filter(|line| line.id == line_id(article));
        let only = numbered.next().filter(|_| numbered.next().is_none());
        lines.iter().find(|line| is_line_of(line, article)).or(only)
    }
}

/// Returns the number that the shop gives a line with this article.
pub fn line_id(article: &Article) -> ProductId {
    article.variation.map_or(article.product, |variation| ProductId(variation.0))
}

/// Tells whether a line holds this article. A variation may leave attributes open; then the choices tell lines apart.
pub fn is_line_of(line: &CartLine, article: &Article) -> bool {
    let same = |choice: &domain::shop::AttributeChoice| {
        let value = domain::text::fold(&choice.value);
        article.choices.iter().any(|own| domain::text::fold(&own.value) == value)
    };
    line.id == line_id(article) && (article.choices.is_empty() || line.choices.iter().all(same))
}

impl std::fmt::Debug for Conversation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Conversation({}, step {})", self.screen_label(), self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_version_wrote_is_readable() {
        let empty: Conversation = serde_json::from_str("{}").unwrap();
        assert_eq!(empty, Conversation::default());
        let newer = r#"{"state":{"screen":"auction_room","lot":7},"step":4,"mood":"curious"}"#;
        let read: Conversation = serde_json::from_str(newer).unwrap();
        assert_eq!(read.screen_label(), "home");
        assert_eq!(read.step, 4);
    }

    #[test]
    fn at_most_twenty_orders_are_remembered_newest_first() {
        let mut conversation = Conversation::default();
        for id in 0..30 {
            conversation.remember_order(OrderId(id));
        }
        conversation.remember_order(OrderId(20));
        assert_eq!(conversation.order_ids().len(), ORDERS_REMEMBERED_MAX);
        assert_eq!(conversation.order_ids()[..2], [OrderId(20), OrderId(29)]);
    }

    #[test]
    fn debug_output_names_the_screen_only() {
        let mut conversation = Conversation::default();
        conversation.profile.address.first_name = "Asha".into();
        assert_eq!(format!("{conversation:?}"), "Conversation(home, step 0)");
    }
}
