//! What a buyer must hear of an order even when the window has closed by the time it can be said: the templates that
//! stand in for our words. Everything else waits until the buyer writes again.

use domain::template::{ORDER_PLACED, ORDER_STATUS, Template};

use crate::{conversation::Conversation, state::State, states::orders};

impl Conversation {
    /// Returns the template that stands in for what the screen says of an order; `None` when it says nothing of one.
    pub fn order_news(&self) -> Option<Template> {
        let language = self.language.code();
        match &self.state {
            State::Placed { order, .. } | State::Shortened { order, .. } => {
                Template::of(&ORDER_PLACED, language, &[&order.number, &order.total.to_string()]).ok()
            }
            State::OneOrder { order } => {
                let status = orders::status_words(self.language, &order.status);
                Template::of(&ORDER_STATUS, language, &[&order.number, &status]).ok()
            }
            _ => None,
        }
    }
}
