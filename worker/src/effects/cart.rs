//! Everything that ends with a basket: read, compare with what is wanted, change one thing, read again.
//!
//! Quantities are absolute, so a repetition is harmless; one call at a time; a change without an answer is followed by
//! readings, never by another change, until the shop cannot still be working on it. A session that died is rebuilt
//! from our copy first.

use conversation::effect::{AddressField, Article, Refusal, ShopEffect, ShopOutcome};
use domain::shop::{Address, Cart, Gateway};
use serde::{Deserialize, Serialize};

use super::{
    Answer, Scene, Step,
    session::{Unsettled, line_of},
};
use crate::shop::{
    port::{Failure, Reply, Request, SessionCart},
    refusal::{refusal, with_likely_field},
};

/// Most changes that one wish may need.
const CHANGES_MAX: u32 = 60;
/// Readings after a change without an answer, before the buyer is told that it is not known.
const DOUBT_READINGS: u32 = 4;
/// First pause between such readings; doubles.
const DOUBT_PAUSE_MS: i64 = 1_500;

/// A basket effect under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartFlow {
    /// What is wanted; additions become absolute quantities after the first reading.
    goal: Goal,
    /// Rebuild the session from the copy before anything else.
    rebuild: Option<Vec<(Article, u32)>>,
    /// Coupons to apply while rebuilding or replacing.
    coupons: Vec<String>,
    rebuilt: bool,
    /// The copy that it was rebuilt from held something.
    #[serde(default)]
    had_copy: bool,
    /// A changing call was sent at this time and has no answer yet.
    sent_ms: Option<i64>,
    changes: u32,
    readings: u32,
    /// What the shop refused on the way, when the rest could go on.
    refused: Option<Refusal>,
    #[serde(skip)]
    asked: Asked,
    #[serde(skip)]
    cart: Option<Box<Cart>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "goal", rename_all = "snake_case")]
enum Goal {
    View,
    Add { article: Article, quantity: u32 },
    Set { article: Article, quantity: u32 },
    SetLine { key: domain::ids::LineKey, quantity: u32 },
    Replace { articles: Vec<(Article, u32)> },
    ApplyCoupon { code: String },
    RemoveCoupon { code: String },
    Checkout { address: Option<Box<Address>>, told: bool },
    ChooseShipping { rate: domain::ids::RateId, asked: bool },
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Asked {
    #[default]
    Nothing,
    Read,
    NewSession,
    Change(Option<(Article, u32)>),
    Gateways,
    DoubtReading,
}

impl CartFlow {
    pub fn new(effect: ShopEffect) -> Self {
        let mut coupons = Vec::new();
        let goal = match effect {
            ShopEffect::SetArticle { article, quantity } => Goal::Set { article, quantity },
            ShopEffect::AddArticle { article, quantity } => Goal::Add { article, quantity },
            ShopEffect::SetLine { key, quantity } => Goal::SetLine { key, quantity },
            ShopEffect::ClearCart => Goal::Replace { articles: Vec::new() },
            ShopEffect::ReplaceCart { articles, coupons: wanted } => {
                coupons = wanted;
                Goal::Replace { articles }
            }
            ShopEffect::ApplyCoupon { code } => Goal::ApplyCoupon { code },
            ShopEffect::RemoveCoupon { code } => Goal::RemoveCoupon { code },
            ShopEffect::LoadCheckout { address } => Goal::Checkout { address, told: false },
            ShopEffect::ChooseShipping { rate } => Goal::ChooseShipping { rate, asked: false },
            ShopEffect::ViewCart
            | ShopEffect::PlaceOrder(_)
            | ShopEffect::ListOrders { .. }
            | ShopEffect::ReadOrder { .. }
            | ShopEffect::CancelOrder { .. }
            | ShopEffect::PlaceAgreed(_)
            | ShopEffect::ChangeOrder(_)
            | ShopEffect::ReadSighting { .. }
            | ShopEffect::ListGateways
            | ShopEffect::ListSuppliers
            | ShopEffect::Refund(_) => Goal::View,
        };
        Self {
            goal,
            rebuild: None,
            coupons,
            rebuilt: false,
            had_copy: false,
            sent_ms: None,
            changes: 0,
            readings: 0,
            refused: None,
            asked: Asked::Nothing,
            cart: None,
        }
    }

    pub fn begin(&mut self, scene: &mut Scene<'_>) -> Step {
        self.asked = Asked::Read;
        Step::Call(Request::GetCart { token: scene.session.token.clone() })
    }

    pub fn resume(&mut self, scene: &mut Scene<'_>) -> Step {
        if self.sent_ms.is_some() {
            // What was sent before the restart may still be at work: its settling counts from now.
            self.sent_ms = Some(scene.now_ms);
            return self.doubt(scene, None);
        }
        self.begin(scene)
    }

    pub fn proceed(&mut self, scene: &mut Scene<'_>) -> Step {
        if self.sent_ms.is_some() {
            self.asked = Asked::DoubtReading;
            return Step::Call(Request::GetCart { token: scene.session.token.clone() });
        }
        self.begin(scene)
    }

    pub fn answered(&mut self, answer: Answer, scene: &mut Scene<'_>) -> Step {
        let asked = std::mem::take(&mut self.asked);
        match (asked, answer) {
            (Asked::Gateways, Ok(Reply::Gateways(gateways))) => self.checkout(&gateways),
            (Asked::DoubtReading, Ok(Reply::Cart(read))) => self.doubt_read(*read, scene),
            (Asked::NewSession | Asked::Read | Asked::Change(_), Ok(Reply::Cart(read))) => {
                self.sent_ms = None;
                self.next(*read, scene)
            }
            (_, Err(Failure::SessionLost)) => self.start_anew(scene),
            (Asked::Change(article), Err(Failure::Unknown)) => self.doubt(scene, article),
            (Asked::Change(_), Err(failure)) => self.change_failed(failure, scene),
            (Asked::DoubtReading, Err(_)) => self.doubt(scene, None),
            (Asked::Read | Asked::NewSession | Asked::Gateways | Asked::Nothing, _) | (_, Ok(_)) => {
                Step::Finish(ShopOutcome::Unavailable)
            }
        }
    }

    /// The shop forgot the session: make a new one and put our copy into it.
    fn start_anew(&mut self, scene: &mut Scene<'_>) -> Step {
        if self.rebuilt {
            return Step::Finish(ShopOutcome::Unavailable);
        }
        self.rebuilt = true;
        self.sent_ms = None;
        scene.session.token = None;
        scene.session.unsettled = None;
        let copy = std::mem::take(&mut scene.session.copy);
        if !copy.articles.is_empty() {
            self.had_copy = true;
            self.rebuild = Some(copy.articles);
            self.coupons.extend(copy.coupons);
        }
        self.asked = Asked::NewSession;
        Step::Call(Request::GetCart { token: None })
    }

    /// Compares the basket with what is wanted, and says the next change or the end.
    fn next(&mut self, read: SessionCart, scene: &mut Scene<'_>) -> Step {
        // While rebuilding, the copy must survive until the basket holds it again.
        let copy = self.rebuild.is_some().then(|| scene.session.copy.clone());
        scene.session.remember(&read);
        if let (Some(mut copy), Some(articles)) = (copy, &self.rebuild) {
            copy.articles.clone_from(articles);
            copy.coupons.clone_from(&self.coupons);
            scene.session.copy = copy;
        }
        let cart = read.cart;
        let wanted = self.next_change(&cart, scene);
        self.cart = Some(Box::new(cart));
        match wanted {
            Next::Change(request, article) => self.change(request, article, scene),
            Next::Done => self.done(scene),
            Next::Refused(why) => Step::Finish(ShopOutcome::Refused { refusal: why, cart: self.cart.take() }),
        }
    }

    fn change(&mut self, request: Request, article: Option<(Article, u32)>, scene: &mut Scene<'_>) -> Step {
        if let Some(unsettled) = &scene.session.unsettled {
            let shown = unsettled.article.as_ref().is_some_and(|(article, quantity)| {
                self.cart.as_ref().is_some_and(|cart| quantity_of(cart, article) == *quantity)
            });
            if shown || scene.now_ms >= unsettled.until_ms {
                scene.session.unsettled = None;
            } else {
                return Step::Finish(ShopOutcome::Unavailable);
            }
        }
        self.changes += 1;
        if self.changes > CHANGES_MAX {
            return Step::Finish(ShopOutcome::Unavailable);
        }
        self.sent_ms = Some(scene.now_ms);
        self.asked = Asked::Change(article);
        Step::Call(request)
    }

    fn done(&mut self, scene: &mut Scene<'_>) -> Step {
        if self.rebuild.take().is_some() {
            if let Some(cart) = &self.cart {
                // The rebuilt basket is the copy from now on, without what the shop no longer sells.
                scene.session.copy.articles =
                    cart.lines.iter().map(|line| (super::session::article_of(line), line.quantity)).collect();
            }
            self.refused = None;
            self.coupons.clear();
            return self.begin(scene);
        }
        if matches!(self.goal, Goal::Checkout { .. }) {
            self.asked = Asked::Gateways;
            return Step::Call(Request::Gateways);
        }
        let Some(cart) = self.cart.take() else { return Step::Finish(ShopOutcome::Unavailable) };
        match self.refused.take() {
            Some(refusal) => Step::Finish(ShopOutcome::Refused { refusal, cart: Some(cart) }),
            None => Step::Finish(ShopOutcome::Cart { cart, rebuilt: self.had_copy }),
        }
    }

    fn checkout(&mut self, gateways: &[Gateway]) -> Step {
        let Some(cart) = self.cart.take() else { return Step::Finish(ShopOutcome::Unavailable) };
        if let Goal::Checkout { address: Some(address), .. } = &self.goal
            && let Some(field) = wanted_for_shipping(&cart, address)
        {
            let refusal = Refusal::AddressRefused { field: Some(field) };
            return Step::Finish(ShopOutcome::Refused { refusal, cart: Some(cart) });
        }
        // The order of the shop's own list is the merchant's wish.
        let gateways = gateways
            .iter()
            .filter(|gateway| cart.gateways.contains(&gateway.id))
            .cloned()
            .collect::<Vec<_>>();
        Step::Finish(ShopOutcome::Checkout { cart, gateways })
    }

    fn change_failed(&mut self, failure: Failure, scene: &mut Scene<'_>) -> Step {
        self.sent_ms = None;
        let Failure::Refused { code, fields, left, cart, .. } = failure else {
            return Step::Finish(ShopOutcome::Unavailable);
        };
        let mut why = refusal(&code, &fields, left);
        if let Goal::Checkout { address: Some(address), .. } = &self.goal {
            why = with_likely_field(why, address);
        }
        if let Some(read) = cart {
            scene.session.remember(&read);
            self.cart = Some(Box::new(read.cart));
        }
        // One line that cannot be had must not keep the others out.
        if self.rebuild.is_some() || matches!(self.goal, Goal::Replace { .. }) {
            self.refused = Some(why);
            return self.skip_refused(scene);
        }
        Step::Finish(ShopOutcome::Refused { refusal: why, cart: self.cart.take() })
    }

    /// Drops the wish that was refused from a rebuild or replacement and reads on.
    fn skip_refused(&mut self, scene: &mut Scene<'_>) -> Step {
        let cart = self.cart.clone();
        let dropped = match (&mut self.rebuild, &mut self.goal) {
            (Some(articles), _) | (None, Goal::Replace { articles }) => {
                let missing = articles.iter().position(|(article, quantity)| {
                    cart.as_ref().is_none_or(|cart| quantity_of(cart, article) != *quantity)
                });
                missing.map(|index| articles.remove(index)).is_some()
            }
            _ => false,
        };
        if !dropped && !self.coupons.is_empty() {
            self.coupons.remove(0);
        }
        self.begin(scene)
    }

    fn doubt(&mut self, scene: &mut Scene<'_>, article: Option<(Article, u32)>) -> Step {
        let sent_ms = self.sent_ms.unwrap_or(scene.now_ms);
        if scene.session.unsettled.is_none() || article.is_some() {
            scene.session.unsettled = Some(Unsettled { until_ms: sent_ms + scene.settle_ms, article });
        }
        if self.readings >= DOUBT_READINGS {
            return Step::Finish(ShopOutcome::Unknown);
        }
        self.readings += 1;
        Step::Wait { until_ms: scene.now_ms + (DOUBT_PAUSE_MS << (self.readings - 1)) }
    }

    /// A reading after a change without an answer: only what it shows is believed.
    fn doubt_read(&mut self, read: SessionCart, scene: &mut Scene<'_>) -> Step {
        let goal_reached =
            self.rebuild.is_none() && matches!(self.next_change(&read.cart, scene), Next::Done);
        if goal_reached && !matches!(self.goal, Goal::Checkout { .. }) {
            scene.session.unsettled = None;
            self.sent_ms = None;
            return self.next(read, scene);
        }
        scene.session.token = Some(read.token);
        self.doubt(scene, None)
    }

    fn next_change(&mut self, cart: &Cart, scene: &Scene<'_>) -> Next {
        let Some(token) = scene.session.token.clone() else { return Next::Done };
        let set = |article: &Article, quantity: u32| -> Option<Request> {
            match (line_of(cart, article), quantity) {
                (None, 0) => None,
                (None, _) => {
                    Some(Request::AddItem { token: token.clone(), article: article.clone(), quantity })
                }
                (Some(line), 0) => Some(Request::RemoveItem { token: token.clone(), key: line.key.clone() }),
                (Some(line), _) if line.quantity == quantity => None,
                (Some(line), _) => {
                    Some(Request::UpdateItem { token: token.clone(), key: line.key.clone(), quantity })
                }
            }
        };
        if let Some(articles) = &self.rebuild {
            if let Some((request, article)) = articles
                .iter()
                .find_map(|(article, wanted)| Some((set(article, *wanted)?, (article.clone(), *wanted))))
            {
                return Next::Change(request, Some(article));
            }
            return self.missing_coupon(cart, token);
        }
        if let Goal::Add { article, quantity } = &self.goal {
            let wanted = quantity_of(cart, article).saturating_add(*quantity);
            self.goal = Goal::Set { article: article.clone(), quantity: wanted };
        }
        match &mut self.goal {
            Goal::View | Goal::Add { .. } => Next::Done,
            Goal::Set { article, quantity } => match set(article, *quantity) {
                Some(request) => Next::Change(request, Some((article.clone(), *quantity))),
                None => Next::Done,
            },
            Goal::SetLine { key, quantity } => {
                match (cart.lines.iter().find(|line| line.key == *key), *quantity) {
                    (None, 0) => Next::Done,
                    (None, _) => Next::Refused(Refusal::LineGone),
                    (Some(line), quantity) if line.quantity == quantity => Next::Done,
                    (Some(line), quantity) => {
                        let article = super::session::article_of(line);
                        match set(&article, quantity) {
                            Some(request) => Next::Change(request, Some((article, quantity))),
                            None => Next::Done,
                        }
                    }
                }
            }
            Goal::Replace { articles } => {
                let surplus = cart.lines.iter().find(|line| {
                    !articles.iter().any(|(article, quantity)| {
                        *quantity > 0 && line_of(cart, article).is_some_and(|own| own.key == line.key)
                    })
                });
                if let Some(line) = surplus {
                    return Next::Change(Request::RemoveItem { token, key: line.key.clone() }, None);
                }
                let missing = articles
                    .iter()
                    .find_map(|(article, wanted)| Some((set(article, *wanted)?, (article.clone(), *wanted))));
                match missing {
                    Some((request, article)) => Next::Change(request, Some(article)),
                    None => self.missing_coupon(cart, token),
                }
            }
            Goal::ApplyCoupon { code } => {
                if has_coupon(cart, code) {
                    Next::Done
                } else {
                    Next::Change(Request::ApplyCoupon { token, code: code.clone() }, None)
                }
            }
            Goal::RemoveCoupon { code } => {
                if has_coupon(cart, code) {
                    Next::Change(Request::RemoveCoupon { token, code: code.clone() }, None)
                } else {
                    Next::Done
                }
            }
            Goal::Checkout { address, told } => match address {
                Some(address) if !*told && !cart.is_empty() => {
                    *told = true;
                    Next::Change(Request::UpdateCustomer { token, address: address.clone() }, None)
                }
                _ => Next::Done,
            },
            Goal::ChooseShipping { rate, asked } => {
                let is_chosen = cart.chosen_rate().is_some_and(|chosen| chosen.id == *rate);
                match (is_chosen, *asked) {
                    (true, _) => Next::Done,
                    // The shop answers an unknown rate with another one selected.
                    (false, true) => Next::Refused(Refusal::NoDelivery),
                    (false, false) => {
                        *asked = true;
                        Next::Change(Request::SelectRate { token, rate: rate.clone() }, None)
                    }
                }
            }
        }
    }

    fn missing_coupon(&self, cart: &Cart, token: crate::shop::port::CartToken) -> Next {
        match self.coupons.iter().find(|code| !has_coupon(cart, code)) {
            Some(code) if !cart.is_empty() => {
                Next::Change(Request::ApplyCoupon { token, code: code.clone() }, None)
            }
            _ => Next::Done,
        }
    }
}

enum Next {
    Change(Request, Option<(Article, u32)>),
    Done,
    Refused(Refusal),
}

/// Says which part of the address the shop may still be waiting for before it offers a way to deliver: zones may be
/// drawn by county, and a shop may keep its rates to itself until county and postal code are known. "We do not
/// deliver there" would be untrue then.
fn wanted_for_shipping(cart: &Cart, address: &Address) -> Option<AddressField> {
    if !cart.needs_shipping || !cart.rates.is_empty() || cart.is_empty() {
        return None;
    }
    let parts = [(AddressField::State, &address.state), (AddressField::Postcode, &address.postcode)];
    parts.into_iter().find(|(_, text)| text.trim().is_empty()).map(|(field, _)| field)
}

fn quantity_of(cart: &Cart, article: &Article) -> u32 {
    line_of(cart, article).map_or(0, |line| line.quantity)
}

/// The shop compares coupon codes without case.
fn has_coupon(cart: &Cart, code: &str) -> bool {
    cart.coupons.iter().any(|own| domain::text::fold(own) == domain::text::fold(code))
}
