//! The pretend WooCommerce shop. An empty seam for now.

use poem::Route;

use crate::Shared;

/// The pretend shop; clones share its state.
#[derive(Clone)]
pub struct Shop {
    #[expect(dead_code, reason = "the seam comes before its content")]
    shared: Shared,
}

impl Shop {
    /// Starts the pretend shop.
    pub fn start(shared: &Shared) -> Self {
        Self { shared: shared.clone() }
    }
}

/// Adds the shop's routes and its control routes.
pub fn mount(route: Route, _shop: &Shop) -> Route {
    route
}
