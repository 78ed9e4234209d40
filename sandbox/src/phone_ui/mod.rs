//! The phone in the browser. An empty seam for now.

use poem::Route;

use crate::meta::Meta;

/// Adds the phone page.
pub fn mount(route: Route, _meta: &Meta) -> Route {
    route
}
