//! An auction being put together: what is known of it, and what answers add. `asking` asks for what is missing, one thing at
//! a time; then a summary, and one confirm.

use ::auction::{Invitee, Opening, PriceStep, Sniping, Subject, Terms, TermsError, Visibility};
use domain::{Contact, PhoneNumber, inbound::Content, money::Currency, text::fold};
use serde::{Deserialize, Serialize};

use super::{
    Screen, asking, price, suppliers,
    suppliers::Offered,
    when::{Clock, Said},
};
use crate::{Post, scene::Scene, state::State, text::Text};

const HOUR_MS: i64 = 3_600_000;
/// Most people who are invited at once.
pub(super) const BIDDERS_MAX: usize = 50;
/// Steps that are offered, hundredths of a percent.
const STEP_USUAL: u32 = 100;
/// Extensions as they are unless somebody says otherwise: two minutes, by two minutes, ten times.
const SNIPING_USUAL: Sniping = Sniping { window_ms: 120_000, extension_ms: 120_000, extensions_max: 10 };
/// How long the opener may take to decide.
const DECIDE_MS: i64 = 24 * HOUR_MS;
/// Words before the highest price, folded.
const MOST_WORDS: [&str; 14] = [
    "max",
    "maximum",
    "max.",
    "ceiling",
    "under",
    "most",
    "plafond",
    "maximo",
    "tope",
    "ate",
    "kiwango",
    "juu",
    "अधिकतम",
    "بحد",
];

/// What is asked of the opener.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What is wanted.
    What,
    /// How much of it.
    Quantity,
    /// The highest price for one.
    Ceiling,
    /// Where it goes.
    Place,
    /// How long it runs.
    Ends,
    /// Who may bid.
    Bidders,
    /// Which suppliers of the shop.
    Suppliers,
    /// Whether it is right so.
    Summary,
    /// Which rule to change.
    Rules,
    /// What bidders see.
    Seen,
    /// The step.
    Step,
    /// How many must bid.
    Least,
    /// When it begins.
    Opens,
    /// By how much a late bid that leads extends it.
    Extend,
}

const QUESTIONS: [(Question, &str); 14] = [
    (Question::What, "what"),
    (Question::Quantity, "quantity"),
    (Question::Ceiling, "ceiling"),
    (Question::Place, "place"),
    (Question::Ends, "ends"),
    (Question::Bidders, "bidders"),
    (Question::Suppliers, "suppliers"),
    (Question::Summary, "summary"),
    (Question::Rules, "rules"),
    (Question::Seen, "seen"),
    (Question::Step, "step"),
    (Question::Least, "least"),
    (Question::Opens, "opens"),
    (Question::Extend, "extend"),
];

impl Question {
    pub(super) fn label(self) -> &'static str {
        QUESTIONS.iter().find(|(question, _)| *question == self).map_or("what", |(_, label)| label)
    }

    pub(super) fn of_label(label: &str) -> Option<Self> {
        QUESTIONS.iter().find(|(_, known)| *known == label).map(|(question, _)| *question)
    }
}

/// An auction as far as it is put together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub(super) currency: Currency,
    #[serde(default)]
    pub(super) subject: Option<Subject>,
    #[serde(default)]
    quantity: Option<u32>,
    #[serde(default)]
    ceiling_minor: Option<i64>,
    #[serde(default)]
    place: Option<String>,
    #[serde(default)]
    opens_in_ms: i64,
    /// When it begins, where a day or an hour was named; else `opens_in_ms` counts.
    #[serde(default)]
    opens_at_ms: Option<i64>,
    #[serde(default)]
    length_ms: Option<i64>,
    /// When it ends, where a day or an hour was named; else `length_ms` counts.
    #[serde(default)]
    ends_at_ms: Option<i64>,
    #[serde(default)]
    pub(super) bidders: Vec<Invitee>,
    #[serde(default)]
    pub(super) offered: Offered,
    #[serde(default)]
    pub(super) are_all_named: bool,
    visibility: Visibility,
    step: PriceStep,
    bidders_min: u32,
    #[serde(default)]
    sniping: Option<Sniping>,
}

impl Draft {
    fn new(currency: Currency) -> Self {
        Self {
            currency,
            subject: None,
            quantity: None,
            ceiling_minor: None,
            place: None,
            opens_in_ms: 0,
            opens_at_ms: None,
            length_ms: None,
            ends_at_ms: None,
            bidders: Vec::new(),
            offered: Offered::default(),
            are_all_named: false,
            visibility: Visibility::Best,
            step: PriceStep::Percent { basis_points: STEP_USUAL },
            bidders_min: 1,
            sniping: Some(SNIPING_USUAL),
        }
    }

    /// Returns what is to be asked next.
    pub(super) fn missing(&self) -> Question {
        if self.subject.is_none() {
            Question::What
        } else if self.quantity.is_none() {
            Question::Quantity
        } else if self.ceiling_minor.is_none() {
            Question::Ceiling
        } else if self.place.is_none() {
            Question::Place
        } else if self.length_ms.is_none() && self.ends_at_ms.is_none() {
            Question::Ends
        } else if !self.are_all_named || self.invited() == 0 {
            Question::Bidders
        } else {
            Question::Summary
        }
    }

    /// Returns how many are to be invited.
    pub(super) fn invited(&self) -> usize {
        self.bidders.len() + self.offered.picked()
    }

    /// Returns what it is about.
    pub(super) fn wanted(&self) -> &str {
        self.subject.as_ref().map_or("", Subject::name)
    }

    /// Leaves out what cannot be, so that it is asked again.
    fn without(&mut self, error: TermsError) {
        match error {
            TermsError::Quantity => self.quantity = None,
            TermsError::Ceiling => self.ceiling_minor = None,
            TermsError::Subject => self.subject = None,
            TermsError::Step => self.step = PriceStep::Percent { basis_points: STEP_USUAL },
            TermsError::Times => {
                self.ends(None, None);
                self.opens(None, 0);
            }
            TermsError::Place | TermsError::Bidders | TermsError::Sniping | TermsError::Decide => {}
        }
    }

    /// It ends then, or has this length.
    fn ends(&mut self, at_ms: Option<i64>, length_ms: Option<i64>) {
        (self.ends_at_ms, self.length_ms) = (at_ms, length_ms);
    }

    /// It begins then, or in so much time.
    fn opens(&mut self, at_ms: Option<i64>, in_ms: i64) {
        (self.opens_at_ms, self.opens_in_ms) = (at_ms, in_ms);
    }

    /// Takes what a sentence tells: "200 bags cement max 850 until Friday 15:00".
    fn take(&mut self, words: &str, clock: Clock<'_>) {
        let mut all: Vec<&str> = words.split_whitespace().collect();
        while let Some(said) = clock.take(&mut all) {
            match said {
                Said::Until(at_ms) => self.ends(Some(at_ms), None),
                Said::From(at_ms) => self.opens(Some(at_ms), 0),
            }
        }
        let mut kept: Vec<&str> = Vec::new();
        let mut place = 0;
        while let Some(word) = all.get(place).copied() {
            let next = all.get(place + 1).copied().unwrap_or_default();
            let pair = format!("{word} {next}");
            if MOST_WORDS.contains(&fold(word).as_str())
                && let Some(minor) = price::amount(next, self.currency.decimals)
            {
                self.ceiling_minor = Some(minor);
                place += 2;
            } else if kept.is_empty()
                && self.quantity.is_none()
                && let Ok(quantity @ 1..) = fold(word).parse::<u32>()
            {
                self.quantity = Some(quantity);
                place += 1;
            } else if let Some(span) = price::span_ms(word) {
                self.ends(None, Some(span));
                place += 1;
            } else if word.bytes().all(|byte| byte.is_ascii_digit())
                && let Some(span) = price::span_ms(&pair)
            {
                self.ends(None, Some(span));
                place += 2;
            } else {
                kept.push(word);
                place += 1;
            }
        }
        let words = kept.join(" ");
        if !words.is_empty() {
            // Other things have other suppliers.
            self.offered = Offered::default();
            self.subject = Some(Subject::Text { words: crate::scene::short(&words) });
        }
    }

    pub(super) fn terms(&self, now_ms: i64) -> Option<Terms> {
        let opens_ms = self.opens_at_ms.unwrap_or_else(|| now_ms.saturating_add(self.opens_in_ms));
        let ends_ms = match (self.ends_at_ms, self.length_ms) {
            (Some(at_ms), _) => at_ms,
            (None, length_ms) => opens_ms.saturating_add(length_ms?),
        };
        Some(Terms {
            subject: self.subject.clone()?,
            quantity: self.quantity?,
            currency: self.currency.clone(),
            ceiling_minor: self.ceiling_minor?,
            place: self.place.clone()?,
            opens_ms,
            ends_ms,
            step: self.step.clone(),
            visibility: self.visibility,
            bidders_min: self.bidders_min,
            sniping: self.sniping,
            decide_ms: DECIDE_MS,
        })
    }
}

/// Begins one: from words, or from the product that is shown.
pub fn begin(scene: &mut Scene, words: &str) {
    let Some(currency) = currency(scene) else {
        return scene.remark(Text::AuctionNotNow, &[]);
    };
    let mut draft = Draft::new(currency);
    if words.is_empty()
        && let State::Card { product } = scene.talk.state
        && let Some(product) =
            scene.catalogue.product(product).filter(|product| product.variations.is_empty())
    {
        draft.subject = Some(Subject::Product { product: product.id, variation: None, name: product.name });
    }
    let clock = clock(scene);
    draft.take(words, clock);
    if let Err(error) = checked(scene, &draft) {
        leave_out(scene, &mut draft, error);
    }
    go_on(scene, &draft);
}

/// Says what cannot be, and leaves it out.
fn leave_out(scene: &mut Scene, draft: &mut Draft, error: TermsError) {
    draft.without(error);
    let why = if error == TermsError::Times { Text::AuctionTimesWrong } else { Text::AuctionNotUnderstood };
    scene.note(why, &[]);
}

/// The opener's clock.
fn clock<'s>(scene: &'s Scene) -> Clock<'s> {
    let form = scene.talk.form();
    Clock { language: form.language, country: form.country, now_ms: scene.around.now_ms }
}

/// Whether what is known so far can be opened now.
fn checked(scene: &Scene, draft: &Draft) -> Result<(), TermsError> {
    let now_ms = scene.around.now_ms;
    match draft.terms(now_ms) {
        Some(terms) if terms.ends_ms <= now_ms || terms.opens_ms < now_ms => Err(TermsError::Times),
        Some(terms) => terms.check(),
        None => Ok(()),
    }
}

/// The currency of the shop, as any of its prices shows.
fn currency(scene: &Scene) -> Option<Currency> {
    if let Some(cart) = &scene.talk.cart {
        return Some(cart.totals.total.currency.clone());
    }
    let categories = scene.catalogue.categories(None);
    let mut products = categories.iter().flat_map(|category| scene.catalogue.products_in(category.id));
    products.find_map(|product| product.price).map(|price| price.currency)
}

pub(super) fn current(scene: &Scene) -> Option<Draft> {
    match &scene.talk.state {
        State::Auction(Screen::Draft { draft, .. }) => Some((**draft).clone()),
        _ => None,
    }
}

/// Goes to a question; nothing is said.
pub(super) fn keep(scene: &mut Scene, draft: &Draft, question: Question) {
    scene.go(State::Auction(Screen::Draft { draft: Box::new(draft.clone()), question }));
}

/// Asks what is missing.
pub(super) fn go_on(scene: &mut Scene, draft: &Draft) {
    let question = draft.missing();
    keep(scene, draft, question);
    asking::ask(scene, question);
}

/// Changes the draft, if one is there, and goes on.
fn change(scene: &mut Scene, change: impl FnOnce(&mut Draft)) {
    let Some(mut draft) = current(scene) else { return super::room::list(scene) };
    change(&mut draft);
    go_on(scene, &draft);
}

/// Answers what was typed to a question.
pub fn answered(scene: &mut Scene, draft: &Draft, question: Question, words: &str) {
    let mut draft = draft.clone();
    let decimals = draft.currency.decimals;
    let is_taken = match question {
        Question::What => {
            draft.take(words, clock(scene));
            draft.subject.is_some()
        }
        Question::Quantity => {
            let digits: String = fold(words).chars().filter(char::is_ascii_digit).collect();
            draft.quantity = digits.parse().ok().filter(|quantity| *quantity > 0);
            draft.quantity.is_some()
        }
        Question::Ceiling => {
            draft.ceiling_minor = price::amount(words, decimals).filter(|minor| *minor > 0);
            draft.ceiling_minor.is_some()
        }
        Question::Place => {
            draft.place = Some(words.trim().chars().take(200).collect());
            true
        }
        Question::Ends => {
            let at_ms = clock(scene).moment(words);
            let span = price::span_ms(words).filter(|_| at_ms.is_none());
            let is_said = at_ms.is_some() || span.is_some();
            if is_said {
                draft.ends(at_ms, span);
            }
            is_said
        }
        Question::Opens => {
            let at_ms = clock(scene).moment(words);
            let span = price::span_ms(words).filter(|_| at_ms.is_none());
            let is_said = at_ms.is_some() || span.is_some();
            if is_said {
                draft.opens(at_ms, span.unwrap_or(0));
            }
            is_said
        }
        Question::Suppliers if !words.contains('+') => {
            if !suppliers::said(scene, draft, words) {
                scene.note(Text::AuctionNotUnderstood, &[]);
                asking::ask(scene, Question::Suppliers);
            }
            return;
        }
        Question::Bidders | Question::Suppliers => {
            return name_bidders(scene, draft, typed_bidders(words));
        }
        Question::Step => match price::step_of(words, decimals) {
            Some(step) => {
                draft.step = step;
                true
            }
            None => false,
        },
        Question::Least => {
            let count = fold(words).parse::<u32>().ok().filter(|count| (1..=50).contains(count));
            draft.bidders_min = count.unwrap_or(draft.bidders_min);
            count.is_some()
        }
        Question::Extend => match fold(words).parse::<i64>() {
            Ok(minutes @ 0..=60) => {
                let extension_ms = minutes * 60_000;
                let sniping = Sniping { window_ms: extension_ms, extension_ms, ..SNIPING_USUAL };
                draft.sniping = (minutes > 0).then_some(sniping);
                true
            }
            _ => false,
        },
        Question::Summary | Question::Rules | Question::Seen => false,
    };
    if let Err(error) = checked(scene, &draft) {
        leave_out(scene, &mut draft, error);
        return go_on(scene, &draft);
    }
    if is_taken {
        return go_on(scene, &draft);
    }
    scene.note(Text::AuctionNotUnderstood, &[]);
    asking::ask(scene, question);
}

/// Reads people: numbers with their country's code, each with a name beside it if there is one.
fn typed_bidders(words: &str) -> Vec<Invitee> {
    words
        .split(['\n', ',', ';'])
        .filter_map(|part| {
            let start = part.find('+')?;
            let number: String =
                fold(part.get(start..)?).chars().filter(char::is_ascii_digit).take(16).collect();
            let name = part.get(..start)?.trim().trim_end_matches([':', '-']).trim();
            invitee(&PhoneNumber::from_wa_id(&number).ok()?, name)
        })
        .collect()
}

fn invitee(phone: &PhoneNumber, name: &str) -> Option<Invitee> {
    let contact = Contact::new(None, Some(phone.clone())).ok()?;
    Some(Invitee { contact, name: name.chars().take(60).collect() })
}

fn name_bidders(scene: &mut Scene, mut draft: Draft, found: Vec<Invitee>) {
    if found.is_empty() {
        scene.note(Text::AuctionNotUnderstood, &[]);
        return asking::ask(scene, Question::Bidders);
    }
    for invitee in found {
        let is_new = draft.bidders.iter().all(|known| known.contact != invitee.contact);
        if is_new && draft.invited() < BIDDERS_MAX {
            draft.bidders.push(invitee);
        }
    }
    draft.are_all_named = false;
    go_on(scene, &draft);
}

/// Takes contact cards.
pub fn cards(scene: &mut Scene, phones: &[PhoneNumber]) {
    let Some(draft) = current(scene) else { return super::room::list(scene) };
    let found = phones.iter().filter_map(|phone| invitee(phone, "")).collect();
    name_bidders(scene, draft, found);
}

/// Takes a pin as the place.
pub fn pin(scene: &mut Scene, content: &Content) {
    let Content::Location { latitude, longitude, name, address } = content else { return };
    let words: Vec<&str> = [name, address].into_iter().flatten().map(String::as_str).collect();
    let place = if words.is_empty() { format!("{latitude:.5}, {longitude:.5}") } else { words.join(", ") };
    change(scene, |draft| draft.place = Some(place.chars().take(200).collect()));
}

/// It runs for this long.
pub fn hours(scene: &mut Scene, hours: u32) {
    change(scene, |draft| draft.ends(None, Some(i64::from(hours.clamp(1, 1_400)) * HOUR_MS)));
}

/// It begins then.
pub fn opens_in(scene: &mut Scene, hours: u32) {
    change(scene, |draft| draft.opens(None, i64::from(hours.min(1_400)) * HOUR_MS));
}

/// Bidders see this.
pub fn show(scene: &mut Scene, visibility: Visibility) {
    change(scene, |draft| draft.visibility = visibility);
}

/// It goes where the last order went.
pub fn place_as_before(scene: &mut Scene) {
    let place = asking::place_known(scene);
    change(scene, |draft| draft.place = Some(place));
}

/// Nobody else is invited.
pub fn no_more_bidders(scene: &mut Scene) {
    change(scene, |draft| draft.are_all_named = true);
}

/// Chooses a rule to change.
pub fn rules(scene: &mut Scene) {
    asking::ask(scene, Question::Rules);
}

/// Opens the auction.
pub fn confirm(scene: &mut Scene) {
    let Some(mut draft) = current(scene) else { return super::room::list(scene) };
    if let Err(error) = checked(scene, &draft) {
        // The hour that was named has come meanwhile.
        leave_out(scene, &mut draft, error);
        return go_on(scene, &draft);
    }
    let terms = draft.terms(scene.around.now_ms);
    let (Some(terms), Question::Summary) = (terms, draft.missing()) else { return go_on(scene, &draft) };
    scene.go(State::Home);
    scene.ask(Text::AuctionOpening, &[("count", draft.invited().into())]);
    let invited = draft.bidders.iter().cloned().chain(draft.offered.invitees()).collect();
    scene.post(Post::Open(Box::new(Opening { terms, invited })));
}

/// Puts none together after all.
pub fn discard(scene: &mut Scene) {
    if current(scene).is_none() {
        return super::room::list(scene);
    }
    scene.go(State::Home);
    scene.note(Text::AuctionDiscarded, &[]);
    crate::states::home::menu(scene);
}

/// One question back.
pub fn back(scene: &mut Scene, question: Question) {
    match question {
        Question::Seen | Question::Step | Question::Least | Question::Opens | Question::Extend => {
            asking::ask(scene, Question::Rules);
        }
        Question::Rules => asking::ask(scene, Question::Summary),
        Question::Quantity => change(scene, |draft| draft.subject = None),
        Question::Ceiling => change(scene, |draft| draft.quantity = None),
        Question::Place => change(scene, |draft| draft.ceiling_minor = None),
        Question::Ends => change(scene, |draft| draft.place = None),
        Question::Suppliers => asking::ask(scene, Question::Bidders),
        Question::Bidders => change(scene, |draft| draft.ends(None, None)),
        Question::Summary => change(scene, |draft| draft.are_all_named = false),
        Question::What => discard(scene),
    }
}
