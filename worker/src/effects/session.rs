//! What we remember of a buyer's basket session in the shop. Technical: the conversation never sees it.

use conversation::effect::Article;
use domain::shop::{AttributeChoice, Cart, CartLine};
use serde::{Deserialize, Serialize};

use crate::shop::port::{CartToken, SessionCart};

/// A buyer's basket session, stored beside the conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// The newest token; none before the first basket.
    pub token: Option<CartToken>,
    /// Our copy of the basket, to rebuild it when the shop's session has died.
    pub copy: BasketCopy,
    /// A write whose outcome is not known: until it has settled, nothing else is written unless a read shows it.
    pub unsettled: Option<Unsettled>,
}

/// What a basket is rebuilt from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BasketCopy {
    /// Articles and quantities.
    pub articles: Vec<(Article, u32)>,
    /// Coupons.
    pub coupons: Vec<String>,
}

/// A write without an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsettled {
    /// The shop cannot still be working on it after this time, unix milliseconds.
    pub until_ms: i64,
    /// The article whose quantity was set, when it was that.
    pub article: Option<(Article, u32)>,
}

impl Session {
    /// Takes over what a basket answer says.
    pub fn remember(&mut self, answer: &SessionCart) {
        self.token = Some(answer.token.clone());
        self.copy = BasketCopy {
            articles: answer.cart.lines.iter().map(|line| (article_of(line), line.quantity)).collect(),
            coupons: answer.cart.coupons.clone(),
        };
    }

    /// Forgets the basket after it has become an order; the session itself lives on.
    pub fn emptied(&mut self) {
        self.copy = BasketCopy::default();
        self.unsettled = None;
    }
}

/// Returns the article that a line holds, by the number that the shop gave the line.
pub fn article_of(line: &CartLine) -> Article {
    Article { product: line.id, variation: None, choices: line.choices.clone() }
}

/// Returns the line that holds `article`.
pub fn line_of<'a>(cart: &'a Cart, article: &Article) -> Option<&'a CartLine> {
    let id = article.variation.map_or(article.product.0, |variation| variation.0);
    cart.lines.iter().find(|line| line.id.0 == id && same_choices(&line.choices, &article.choices))
}

/// Compares by value alone: carts name attributes by label, products by key. No choices fit any.
fn same_choices(line: &[AttributeChoice], wanted: &[AttributeChoice]) -> bool {
    let plain = |choice: &AttributeChoice| -> String {
        domain::text::fold(&choice.value).chars().filter(|char| char.is_alphanumeric()).collect()
    };
    line.is_empty() || wanted.iter().all(|choice| line.iter().any(|own| plain(own) == plain(choice)))
}
