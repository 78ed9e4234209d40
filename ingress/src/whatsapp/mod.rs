//! Meta's webhooks: the handshake, and bodies that are split and published.
//!
//! A correctly signed body is never refused for its content: a refusal would only bring it back for seven days.

pub mod split;

use common::signature::WebhookKeys;
use poem::{Request, Response, http::StatusCode};
use subtle::ConstantTimeEq;
use tracing::Instrument;

use crate::{
    app::{App, Publish},
    metrics::{Outcome, Source},
    verified_body::{Form, RawBody, VerifiedBody, only_header},
};

/// Longest challenge that is echoed.
const CHALLENGE_LENGTH_MAX: usize = 64;

/// Answers Meta's handshake: the challenge comes back when the token is right.
pub(crate) fn handshake<P: Publish>(app: &App<P>, request: &Request) -> Response {
    let started_ms = app.clock.monotonic_ms();
    let Some(challenge) = greeting(request, app.verify_token.expose()) else {
        return app.answer(Source::WhatsApp, Outcome::Forbidden, started_ms);
    };
    let _counted = app.answer(Source::WhatsApp, Outcome::Greeted, started_ms);
    Response::builder().status(StatusCode::OK).content_type("text/plain").body(challenge)
}

/// Returns the challenge of a handshake that knows the token. Only digits are echoed, so that no page of a stranger's
/// making ever comes from our address.
fn greeting(request: &Request, token: &str) -> Option<String> {
    let pairs = request.params::<Vec<(String, String)>>().ok()?;
    let only = |name: &str| {
        let mut values = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
        values.next().filter(|_| values.next().is_none())
    };
    let (mode, claimed, challenge) = (only("hub.mode")?, only("hub.verify_token")?, only("hub.challenge")?);
    let knows_token = bool::from(claimed.as_bytes().ct_eq(token.as_bytes()));
    let is_number = !challenge.is_empty()
        && challenge.len() <= CHALLENGE_LENGTH_MAX
        && challenge.bytes().all(|byte| byte.is_ascii_digit());
    (mode == "subscribe" && knows_token && is_number).then(|| challenge.clone())
}

/// Takes a body to the broker.
pub(crate) async fn receive<P: Publish>(app: &App<P>, mut request: Request) -> Response {
    let started_ms = app.clock.monotonic_ms();
    let span =
        tracing::info_span!("webhook", source = Source::WhatsApp.label(), outcome = tracing::field::Empty);
    let outcome = async {
        let outcome = match verified(app, &mut request).await {
            Ok(body) => {
                app.publish(Source::WhatsApp, body.into_bytes(), |bytes, received_at_ms| {
                    split::split(bytes, received_at_ms, &app.hash_key, app.shards)
                })
                .await
            }
            Err(outcome) => outcome,
        };
        tracing::Span::current().record("outcome", outcome.label());
        outcome
    }
    .instrument(span)
    .await;
    app.answer(Source::WhatsApp, outcome, started_ms)
}

async fn verified<P: Publish>(app: &App<P>, request: &mut Request) -> Result<VerifiedBody, Outcome> {
    let body = RawBody::read(request, &app.large_bodies).await?;
    let keys: &WebhookKeys = &app.meta_keys;
    let verified = body.verify(only_header(request, "x-hub-signature-256"), Form::Hex, keys);
    app.metrics.signature_checked(Source::WhatsApp, verified.as_ref().map(VerifiedBody::key_index));
    verified.ok_or(Outcome::Unsigned)
}
