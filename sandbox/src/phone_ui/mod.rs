//! The phone in the browser: one self-contained page on top of the control API of the pretend Meta.
//!
//! The page holds no logic of the platform; it shows what the chat says and posts what a person does.

use poem::{Body, Response, Route, get, handler};

use crate::meta::Meta;

/// Everything comes from this process, except pictures, which a shop may keep anywhere.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
    img-src * data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// Adds the phone page.
pub fn mount(route: Route, _meta: &Meta) -> Route {
    route.at("/phone", get(phone))
}

#[handler]
fn phone() -> Response {
    Response::builder()
        .content_type("text/html; charset=utf-8")
        .header("content-security-policy", CONTENT_POLICY)
        .header("x-content-type-options", "nosniff")
        .header("referrer-policy", "no-referrer")
        .header("cache-control", "no-store")
        .body(Body::from(include_str!("phone.html")))
}
