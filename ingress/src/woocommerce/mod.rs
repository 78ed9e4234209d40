//! The shop's webhooks: products to every worker's catalogue, orders to the buyer's shard.
//!
//! The shop never repeats a delivery, so these only speed up what polling finds anyway.

pub mod split;

use poem::{Request, Response, http::StatusCode};
use tracing::Instrument;

use crate::{
    app::{App, Publish},
    metrics::{Outcome, Source},
    verified_body::{Form, RawBody, VerifiedBody, only_header},
};
use split::Delivery;

/// Longest ping of the shop: `webhook_id=` and a number.
const PING_BYTES_MAX: usize = 64;

/// Takes a body to the broker.
pub(crate) async fn receive<P: Publish>(app: &App<P>, mut request: Request) -> Response {
    if app.shop_keys.is_empty() {
        return StatusCode::NOT_FOUND.into();
    }
    let started_ms = app.clock.monotonic_ms();
    let span =
        tracing::info_span!("webhook", source = Source::WooCommerce.label(), outcome = tracing::field::Empty);
    let outcome = async {
        let outcome = handled(app, &mut request).await.unwrap_or_else(|outcome| outcome);
        tracing::Span::current().record("outcome", outcome.label());
        outcome
    }
    .instrument(span)
    .await;
    app.answer(Source::WooCommerce, outcome, started_ms)
}

async fn handled<P: Publish>(app: &App<P>, request: &mut Request) -> Result<Outcome, Outcome> {
    let body = RawBody::read(request, &app.large_bodies).await?;
    let signature = only_header(request, "x-wc-webhook-signature");
    if signature.is_none() && is_ping(body.unchecked()) {
        return Ok(Outcome::Greeted);
    }
    let verified = body.verify(signature, Form::Base64, &app.shop_keys);
    app.metrics.signature_checked(Source::WooCommerce, verified.as_ref().map(VerifiedBody::key_index));
    let body = verified.ok_or(Outcome::Unsigned)?;
    let delivery = Delivery {
        topic: request.header("x-wc-webhook-topic").unwrap_or_default(),
        id: request.header("x-wc-webhook-delivery-id").unwrap_or_default(),
    };
    let outcome = app.publish(Source::WooCommerce, body.into_bytes(), |bytes, received_at_ms| {
        split::split(bytes, delivery, received_at_ms, &app.hash_key, app.shards)
    });
    Ok(outcome.await)
}

/// Returns whether this is the ping that the shop sends when a webhook is set up: unsigned, and it says nothing.
fn is_ping(body: &[u8]) -> bool {
    body.len() <= PING_BYTES_MAX
        && body
            .strip_prefix(b"webhook_id=")
            .is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shops_own_ping_is_a_ping() {
        assert!(is_ping(b"webhook_id=2"));
        for other in [&b"webhook_id="[..], b"webhook_id=2&x=1", b"{}", b"", b"webhook_id=x"] {
            assert!(!is_ping(other));
        }
        assert!(!is_ping(format!("webhook_id={}", "1".repeat(64)).as_bytes()));
    }
}
