//! Suppliers that the shop knows, offered to whoever puts an auction together: by name, never by number. They are read from
//! the shop when it is asked who may bid; a shop that has none, or does not say, leaves the choice out.

use std::collections::BTreeSet;

use ::auction::Invitee;
use domain::text::fold;
use serde::{Deserialize, Serialize};

use super::{
    Act, Origin, Question,
    draft::{self, BIDDERS_MAX, Draft},
};
use crate::{
    choices::Act as Choose,
    effect::{ShopEffect, ShopOutcome, Supplier},
    scene::Scene,
    screen::Choice,
    state::Origin as From,
    text::Text,
};

/// Fewest letters that name a supplier.
const NAME_LENGTH_MIN: usize = 3;

/// Names on one page.
const PAGE_NAMES: usize = 15;
/// How much a product must be like what is wanted for its categories to tell who supplies it.
const LIKENESS_MIN: f32 = 0.6;

/// The suppliers of the shop, as far as an auction is concerned with them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Offered {
    /// The shop was asked.
    was_asked: bool,
    /// Who supplies what is wanted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppliers: Vec<Supplier>,
    /// Which of them are invited, by their place.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    picked: BTreeSet<u16>,
    /// The page of names that is shown.
    page: u16,
}

impl Offered {
    /// Returns how many can still be invited.
    pub(super) fn left(&self) -> usize {
        self.suppliers.len().saturating_sub(self.picked.len())
    }

    /// Returns how many are invited.
    pub(super) fn picked(&self) -> usize {
        self.picked.len()
    }

    /// Returns whom to invite.
    pub(super) fn invitees(&self) -> impl Iterator<Item = Invitee> {
        let is_picked = |place: usize| u16::try_from(place).is_ok_and(|place| self.picked.contains(&place));
        let picked = self.suppliers.iter().enumerate().filter(move |(place, _)| is_picked(*place));
        picked.map(|(_, supplier)| Invitee { contact: supplier.contact.clone(), name: supplier.name.clone() })
    }

    /// Invites one more, as far as there is room.
    fn pick(&mut self, place: usize, room: usize) {
        if self.picked.len() < room
            && place < self.suppliers.len()
            && let Ok(place) = u16::try_from(place)
        {
            self.picked.insert(place);
        }
    }
}

/// Asks the shop for its suppliers, once; answers whether it is being asked. While something else is asked of the shop, and
/// its answer must find its way back, it goes without them.
pub(super) fn ask_shop(scene: &mut Scene, draft: &mut Draft) -> bool {
    if draft.offered.was_asked || scene.talk.awaiting.is_some() || scene.has_wish() {
        return false;
    }
    draft.offered.was_asked = true;
    draft::keep(scene, draft, Question::Bidders);
    scene.wish(ShopEffect::ListSuppliers, From::Auction(Origin::Suppliers));
    true
}

/// Takes what the shop answered.
pub(super) fn answered(scene: &mut Scene, outcome: ShopOutcome) {
    let Some(mut draft) = draft::current(scene) else { return };
    if let ShopOutcome::Suppliers { suppliers } = outcome {
        draft.offered.suppliers = fitting(scene, draft.wanted(), suppliers);
        draft.offered.picked.clear();
    }
    draft::go_on(scene, &draft);
}

/// Who supplies this: those who say so, and those who do not say what they supply. If that is nobody, anybody.
fn fitting(scene: &Scene, wanted: &str, mut suppliers: Vec<Supplier>) -> Vec<Supplier> {
    let mut words = vec![wanted.to_owned()];
    let like = scene.catalogue.search(wanted, 1).into_iter().find(|hit| hit.score >= LIKENESS_MIN);
    if let Some(hit) = like {
        let categories = hit.product.categories.iter().filter_map(|id| scene.catalogue.category(*id));
        words.extend(categories.map(|category| category.name));
        words.push(hit.product.name);
    }
    let words = fold(&words.join(" "));
    let words: BTreeSet<&str> = words.split(|char: char| !char.is_alphanumeric()).collect();
    let is_of_it = |thing: &String| {
        let thing = fold(thing);
        let mut parts = thing.split(|char: char| !char.is_alphanumeric()).filter(|part| !part.is_empty());
        parts.all(|part| words.contains(part))
    };
    let fits = |supplier: &Supplier| supplier.supplies.is_empty() || supplier.supplies.iter().any(is_of_it);
    if suppliers.iter().any(&fits) {
        suppliers.retain(fits);
    }
    suppliers.truncate(BIDDERS_MAX);
    suppliers
}

/// The choice that leads to them, when there are any.
pub(super) fn choice(scene: &Scene, draft: &Draft) -> Option<Choice> {
    let count = draft.offered.left();
    let title = scene.t(Text::ButtonAuctionSuppliers, &[("count", count.into())]);
    (count > 0).then(|| Choice::new(Choose::Auction(Act::Suppliers(0)), title))
}

/// Shows a page of their names.
pub(super) fn ask(scene: &mut Scene, draft: &Draft) {
    let offered = &draft.offered;
    let start = usize::from(offered.page) * PAGE_NAMES;
    let numbered = (1..).zip(&offered.suppliers).skip(start).take(PAGE_NAMES);
    let names = numbered.map(|(number, supplier): (usize, _)| {
        let is_picked = u16::try_from(number - 1).is_ok_and(|place| offered.picked.contains(&place));
        format!("{number} {}{}", crate::scene::short(&supplier.name), if is_picked { " ✓" } else { "" })
    });
    let names = names.collect::<Vec<_>>().join("\n");
    let count = offered.suppliers.len();
    let body = [
        scene.t(Text::AuctionSuppliers, &[("count", count.into())]),
        names,
        scene.t(Text::AuctionSuppliersPick, &[]),
    ]
    .join("\n");
    let mut choices = vec![scene.choice(Choose::Auction(Act::AllSuppliers), Text::ButtonAuctionInviteAll)];
    if start + PAGE_NAMES < count {
        let next = Act::Suppliers(offered.page.saturating_add(1));
        choices.push(scene.choice(Choose::Auction(next), Text::More));
    }
    choices.push(scene.choice(Choose::Auction(Act::Ask(Question::Bidders)), Text::ButtonBack));
    scene.offer(body, choices);
}

/// Turns to a page.
pub(super) fn page(scene: &mut Scene, page: u16) {
    let Some(mut draft) = draft::current(scene) else { return super::room::list(scene) };
    let pages = draft.offered.suppliers.len().div_ceil(PAGE_NAMES);
    if pages == 0 {
        return draft::go_on(scene, &draft);
    }
    draft.offered.page = if usize::from(page) < pages { page } else { 0 };
    draft::keep(scene, &draft, Question::Suppliers);
    ask(scene, &draft);
}

/// Invites all of them.
pub(super) fn all(scene: &mut Scene) {
    let Some(mut draft) = draft::current(scene) else { return super::room::list(scene) };
    let room = BIDDERS_MAX.saturating_sub(draft.bidders.len());
    for place in 0..draft.offered.suppliers.len() {
        draft.offered.pick(place, room);
    }
    draft.are_all_named = false;
    draft::go_on(scene, &draft);
}

/// Invites those whose numbers on the list, or names, were typed; answers whether that is what it was.
pub(super) fn said(scene: &mut Scene, mut draft: Draft, words: &str) -> bool {
    let folded = fold(words);
    let parts: Vec<&str> = folded.split([' ', ',', ';', '\n']).filter(|part| !part.is_empty()).collect();
    let numbers: Option<Vec<usize>> = parts.iter().map(|part| part.parse().ok()).collect();
    let count = draft.offered.suppliers.len();
    let places: Vec<usize> = match numbers {
        Some(numbers) if numbers.iter().all(|number| (1..=count).contains(number)) => {
            numbers.into_iter().map(|number| number - 1).collect()
        }
        Some(_) => Vec::new(),
        None => {
            // Invitations cannot be taken back: a few letters, or a part of a word, name nobody.
            let is_long = folded.chars().count() >= NAME_LENGTH_MIN;
            let begins = |name: &str| {
                name.match_indices(folded.as_str()).any(|(at, _)| at == 0 || name[..at].ends_with(' '))
            };
            let is_named = |supplier: &Supplier| is_long && begins(&fold(&supplier.name));
            let named = draft.offered.suppliers.iter().enumerate().filter(|(_, known)| is_named(known));
            named.map(|(place, _)| place).collect()
        }
    };
    if places.is_empty() {
        return false;
    }
    let room = BIDDERS_MAX.saturating_sub(draft.bidders.len());
    for place in places {
        draft.offered.pick(place, room);
    }
    draft.are_all_named = false;
    draft::go_on(scene, &draft);
    true
}
