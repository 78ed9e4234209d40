//! What the two webhook addresses share: publishing what a body was split into, and the answers.

use std::{future::Future, sync::Arc};

use common::{
    broker::{Message, PublishError, Publisher},
    clock::Clock,
    failpoint,
    protection::{self, Protection},
    secret::Secret,
    signature::WebhookKeys,
    telemetry,
};
use domain::{HashKey, ShardCount};
use poem::{
    Endpoint, EndpointExt, Response, Route,
    endpoint::make,
    http::{StatusCode, header},
};
use tokio::sync::Semaphore;

use crate::{
    archive,
    config::Config,
    metrics::{Metrics, Outcome, Source},
    routed::Routed,
    verified_body::LARGE_BODIES_MAX,
    whatsapp, woocommerce,
};

/// Most bodies being published at once; further ones are answered 503, and their sender comes again.
pub const IN_FLIGHT_MAX: usize = 256;

/// Where a test lets the process die with a part of a body stored.
const SOME_CONFIRMED: &str = "ingress.some_confirmed";

/// When a refused sender may come again, in seconds.
const RETRY_AFTER_SECONDS: &str = "5";

/// The port to the broker.
pub trait Publish: Send + Sync + 'static {
    /// Returns why publishing is impossible right now, if it is.
    fn refusal(&self) -> Option<PublishError>;

    /// Publishes in order; `Ok` only if everything is confirmed.
    fn publish_in_order(
        &self,
        messages: Vec<Message>,
    ) -> impl Future<Output = Result<(), PublishError>> + Send;
}

impl Publish for Publisher {
    fn refusal(&self) -> Option<PublishError> {
        Publisher::refusal(self)
    }

    async fn publish_in_order(&self, mut messages: Vec<Message>) -> Result<(), PublishError> {
        failpoint::hit("ingress.before_publish");
        if failpoint::is_planned(SOME_CONFIRMED) && messages.len() > 1 {
            let rest = messages.split_off(messages.len() / 2);
            Publisher::publish_in_order(self, messages).await?;
            failpoint::hit(SOME_CONFIRMED);
            messages = rest;
        }
        Publisher::publish_in_order(self, messages).await?;
        failpoint::hit("ingress.before_answer");
        Ok(())
    }
}

/// Everything that handling a request needs.
pub struct App<P> {
    pub(crate) meta_keys: WebhookKeys,
    pub(crate) verify_token: Secret,
    pub(crate) shop_keys: WebhookKeys,
    pub(crate) hash_key: HashKey,
    pub(crate) shards: ShardCount,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Metrics,
    pub(crate) large_bodies: Arc<Semaphore>,
    publisher: P,
    archive: archive::Sender,
    in_flight: Semaphore,
}

impl<P: Publish> App<P> {
    /// Puts the parts together.
    pub fn new(
        config: &Config,
        publisher: P,
        archive: archive::Sender,
        clock: Arc<dyn Clock>,
        metrics: Metrics,
    ) -> Arc<Self> {
        Arc::new(Self {
            meta_keys: WebhookKeys::new(&config.app_secrets),
            verify_token: config.verify_token.clone(),
            shop_keys: WebhookKeys::new(&config.shop_secrets),
            hash_key: config.hash_key.clone(),
            shards: config.shards,
            clock,
            metrics,
            large_bodies: Arc::new(Semaphore::new(LARGE_BODIES_MAX)),
            publisher,
            archive,
            in_flight: Semaphore::new(IN_FLIGHT_MAX),
        })
    }

    /// Publishes what `split` makes of a verified body; accepted only when the broker confirmed all of it.
    pub(crate) async fn publish(
        &self,
        source: Source,
        body: Vec<u8>,
        split: impl FnOnce(&[u8], i64) -> Vec<Routed>,
    ) -> Outcome {
        // Asked before any work: a blocked broker would only let the request wait for its time limit.
        if let Some(refusal) = self.publisher.refusal() {
            self.metrics.publish_failed(refusal);
            return Outcome::Blocked;
        }
        let Ok(_in_flight) = self.in_flight.try_acquire() else { return Outcome::Shed };
        let received_at_ms = self.clock.now_ms();
        let pieces = split(&body, received_at_ms);
        if pieces.is_empty() {
            self.metrics.element("ignored");
        }
        for piece in &pieces {
            for _ in 0..piece.elements {
                self.metrics.element(piece.kind);
            }
        }
        let trace_headers = telemetry::inject(&tracing::Span::current());
        let messages: Vec<Message> =
            pieces.into_iter().map(|piece| piece.into_message(&trace_headers)).collect();
        let started_ms = self.clock.monotonic_ms();
        match self.publisher.publish_in_order(messages).await {
            Ok(()) => {
                self.metrics.publish_confirm_seconds.observe(self.seconds_since(started_ms));
                self.archive.put(archive::Record { source, received_at_ms, body });
                Outcome::Accepted
            }
            Err(_) if protection::is_out(Protection::ConfirmBefore200) => Outcome::Accepted,
            Err(error) => {
                tracing::warn!(
                    source = source.label(),
                    reason = error.label(),
                    "the broker did not confirm a body"
                );
                self.metrics.publish_failed(error);
                match error {
                    PublishError::Blocked | PublishError::NotConnected => Outcome::Blocked,
                    _ => Outcome::Unconfirmed,
                }
            }
        }
    }

    /// Counts an answer and builds it; the body of an answer says nothing to strangers.
    pub(crate) fn answer(&self, source: Source, outcome: Outcome, started_ms: u64) -> Response {
        self.metrics.answered(source, outcome, self.seconds_since(started_ms));
        let status = StatusCode::from_u16(outcome.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let response = Response::builder().status(status);
        match status {
            StatusCode::SERVICE_UNAVAILABLE => {
                response.header(header::RETRY_AFTER, RETRY_AFTER_SECONDS).finish()
            }
            _ => response.finish(),
        }
    }

    fn seconds_since(&self, started_ms: u64) -> f64 {
        let elapsed_ms = self.clock.monotonic_ms().saturating_sub(started_ms);
        f64::from(u32::try_from(elapsed_ms).unwrap_or(u32::MAX)) / 1_000.0
    }
}

/// Returns the public routes.
pub fn routes<P: Publish>(app: Arc<App<P>>) -> impl Endpoint<Output = Response> {
    let (meta_get, meta_post, shop) = (Arc::clone(&app), Arc::clone(&app), app);
    Route::new()
        .at(
            "/webhooks/whatsapp",
            poem::get(make(move |request| {
                let app = Arc::clone(&meta_get);
                async move { Ok::<_, poem::Error>(whatsapp::handshake(&app, &request)) }
            }))
            .post(make(move |request| {
                let app = Arc::clone(&meta_post);
                async move { Ok::<_, poem::Error>(whatsapp::receive(&app, request).await) }
            })),
        )
        .at(
            "/webhooks/woocommerce",
            poem::post(make(move |request| {
                let app = Arc::clone(&shop);
                async move { Ok::<_, poem::Error>(woocommerce::receive(&app, request).await) }
            })),
        )
        .map_to_response()
}
