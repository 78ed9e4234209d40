//! The pretend Meta: Graph API and signed webhooks. An empty seam for now.

use poem::Route;

use crate::Shared;

/// The pretend Meta; clones share its state.
#[derive(Clone)]
pub struct Meta {
    #[expect(dead_code, reason = "the seam comes before its content")]
    shared: Shared,
}

impl Meta {
    /// Starts pretend Meta.
    pub fn start(shared: &Shared) -> Self {
        Self { shared: shared.clone() }
    }
}

/// Adds the Graph routes and the control routes.
pub fn mount(route: Route, _meta: &Meta) -> Route {
    route
}
