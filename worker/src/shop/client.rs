//! The driver of the port that speaks HTTP with a real shop.
//!
//! One attempt: a place among those in flight, the breakers' leave, a fresh signature, one request without redirects, a
//! capped body, one judgement. Readings may be attempted again within a budget; a call that changes something never is,
//! here: only who knows the journal may look and decide.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use common::{
    clock::Clock,
    http_client::{self, BodyError, HttpLimits},
    retry::RetryPolicy,
    rng::Rng,
};
use domain::shop::Gateway;
use reqwest::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;
use tokio::sync::{Semaphore, SemaphorePermit};
use tracing::Instrument as _;
use url::Url;

use super::{
    answer::{self, Answer, Api},
    auth::{Credentials, CredentialsError, Signer, query_string},
    breaker::{Breaker, BreakerLimits, BreakerState, RetryBudget},
    call::Call,
    decode,
    metrics::Metrics,
    port::{CartToken, Failure, Reply, Request, Shop},
    wire,
};
use crate::catalogue::CatalogueHandle;

/// Calls in flight at most; a shop with four PHP workers only queues more.
pub const CALLS_MAX: usize = 4;
/// Calls that may wait for a place.
pub const CALLS_WAITING_MAX: usize = 256;
/// How long a call waits for a place.
pub const WAITING_MAX: Duration = Duration::from_secs(10);
/// Longest answer that is read.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Readings are attempted again like this.
const READ_RETRIES: RetryPolicy =
    RetryPolicy { initial: Duration::from_millis(200), cap: Duration::from_secs(2), attempts_max: 3 };
/// Longest wish of the shop to come back later that a reading waits for; beyond it, the caller is told.
const COME_BACK_WAIT_MAX: Duration = Duration::from_secs(2);
/// Longest that one "come back later" closes the way for all calls.
const COME_BACK_OPEN_MAX: Duration = Duration::from_mins(1);
/// How long calls with our credentials rest after the shop refused them.
const UNAUTHORISED_OPEN: Duration = Duration::from_secs(30);
/// How long the list of payment methods is believed.
const GATEWAYS_FRESH_MS: u64 = 5 * 60 * 1_000;

/// Where the shop is and how to treat it.
#[derive(Debug)]
pub struct Settings {
    /// The site's own address, with the folder it lives in, if any.
    pub url: Url,
    /// What the merchant gave us.
    pub credentials: Credentials,
    /// Limits of one attempt.
    pub limits: HttpLimits,
    /// Longest answer that is read.
    pub body_bytes_max: usize,
    /// Calls in flight at most.
    pub calls_max: usize,
    /// When the breakers open.
    pub breaker: BreakerLimits,
}

impl Settings {
    /// Returns the settings that production uses.
    pub fn new(url: Url, credentials: Credentials) -> Self {
        Self {
            url,
            credentials,
            limits: HttpLimits::default(),
            body_bytes_max: BODY_BYTES_MAX,
            calls_max: CALLS_MAX,
            breaker: BreakerLimits::default(),
        }
    }
}

/// Why no client can be made of the settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Not an address that can be called.
    #[error("shop's address must be http or https with a host")]
    Address,
    /// The credentials do not fit the address.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The HTTP client could not be built.
    #[error("HTTP client cannot be built")]
    Http(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The shop's client; clones share everything.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    /// Ends with `wp-json/`.
    base: Url,
    signer: Signer,
    limits: HttpLimits,
    body_bytes_max: usize,
    clock: Arc<dyn Clock>,
    rng: Mutex<Box<dyn Rng>>,
    metrics: Metrics,
    places: Semaphore,
    waiting: AtomicUsize,
    health: Mutex<Health>,
    gateways: Mutex<Option<(u64, Vec<Gateway>)>>,
    catalogue: CatalogueHandle,
}

struct Health {
    /// The shop as a whole.
    shop: Breaker,
    /// Our credentials: only `wc/v3` needs them, baskets go on without.
    login: Breaker,
    budget: RetryBudget,
}

/// How an attempt ended without a reply.
#[derive(Debug)]
enum Miss {
    /// Nothing was tried: too many waiting, or a breaker is open.
    Held,
    /// The answer is longer than we read.
    TooLarge,
    /// The shop, or the way to it, said so.
    Failed(Failure),
}

/// Why a list could not be read.
#[derive(Debug, PartialEq, Eq)]
pub enum ReadError {
    /// More than we hold at once: ask for less.
    TooLarge,
    /// The call failed.
    Failed(Failure),
}

/// A list and how long it is in the shop.
#[derive(Debug)]
pub struct Listed<T> {
    /// What this page holds.
    pub items: T,
    /// `X-WP-Total`, when the shop said it.
    pub total: Option<u64>,
}

impl Client {
    /// Builds a client. `catalogue` tells which choices a variation leaves open; an empty one is fine.
    pub fn new(
        settings: Settings,
        clock: Arc<dyn Clock>,
        rng: Box<dyn Rng>,
        metrics: Metrics,
        catalogue: CatalogueHandle,
    ) -> Result<Self, SettingsError> {
        let base = base_url(&settings.url).ok_or(SettingsError::Address)?;
        let signer = Signer::choose(&base, settings.credentials)?;
        let http =
            http_client::client(&settings.limits).map_err(|error| SettingsError::Http(error.into()))?;
        let health = Health {
            shop: Breaker::new(settings.breaker),
            login: Breaker::new(settings.breaker),
            budget: RetryBudget::default(),
        };
        Ok(Self(Arc::new(Inner {
            http,
            base,
            signer,
            limits: settings.limits,
            body_bytes_max: settings.body_bytes_max,
            clock,
            rng: Mutex::new(rng),
            metrics,
            places: Semaphore::new(settings.calls_max),
            waiting: AtomicUsize::new(0),
            health: Mutex::new(health),
            gateways: Mutex::new(None),
            catalogue,
        })))
    }

    /// Returns the address below which all calls go; it tells shops apart.
    pub fn site(&self) -> &Url {
        &self.0.base
    }

    /// Reads a list of `wc/v3`, such as a page of products.
    pub async fn read<T: DeserializeOwned>(
        &self,
        label: &'static str,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<Listed<T>, ReadError> {
        let call = Call::read(path, query);
        let decode = |answer: &Answer| Ok(Listed { items: answer::decoded(answer)?, total: answer.total });
        self.0.perform(label, &call, false, decode).await.map_err(|miss| match miss {
            Miss::Held => ReadError::Failed(Failure::NotSent),
            Miss::TooLarge => ReadError::TooLarge,
            Miss::Failed(failure) => ReadError::Failed(failure),
        })
    }
}

impl Shop for Client {
    async fn call(&self, mut request: Request) -> Result<Reply, Failure> {
        match &mut request {
            Request::OrdersById { orders } if orders.is_empty() => return Ok(Reply::Orders(Vec::new())),
            Request::Gateways => {
                if let Some(gateways) = self.0.fresh_gateways() {
                    return Ok(Reply::Gateways(gateways));
                }
            }
            Request::AddItem { article, .. } => {
                article.choices = self.0.catalogue.snapshot().choices_left_open(article);
            }
            _ => {}
        }
        let call = Call::of(&request);
        let decode = |answer: &Answer| reply(&request, answer);
        let result = self.0.perform(request.label(), &call, request.changes_something(), decode).await;
        if let Ok(Reply::Gateways(gateways)) = &result {
            *lock(&self.0.gateways) = Some((self.0.clock.monotonic_ms(), gateways.clone()));
        }
        result.map_err(|miss| match miss {
            Miss::Held => Failure::NotSent,
            Miss::TooLarge => Failure::Unknown,
            Miss::Failed(failure) => failure,
        })
    }
}

/// Returns `<site>/wp-json/`.
fn base_url(site: &Url) -> Option<Url> {
    if !matches!(site.scheme(), "http" | "https") || site.host_str().is_none_or(str::is_empty) {
        return None;
    }
    let mut base = site.clone();
    base.set_query(None);
    base.set_fragment(None);
    // Whatever stands before an `@` is no part of an address that is signed.
    base.set_username("").ok()?;
    base.set_password(None).ok()?;
    base.set_path(&format!("{}/wp-json/", site.path().trim_end_matches('/')));
    Some(base)
}

/// Reads what a successful answer says about a request.
fn reply(request: &Request, answer: &Answer) -> Result<Reply, Failure> {
    let order = |wire: wire::Order| decode::order(wire).map_err(|_| Failure::Unknown);
    let orders = || {
        let wires = answer::decoded::<Vec<wire::Order>>(answer)?;
        wires.into_iter().map(order).collect::<Result<Vec<_>, _>>()
    };
    match request {
        Request::GetCart { token } => cart_reply(answer, token.as_ref()),
        Request::AddItem { token, .. }
        | Request::UpdateItem { token, .. }
        | Request::RemoveItem { token, .. }
        | Request::ApplyCoupon { token, .. }
        | Request::RemoveCoupon { token, .. }
        | Request::UpdateCustomer { token, .. }
        | Request::SelectRate { token, .. } => cart_reply(answer, Some(token)),
        Request::OpenCheckout { token } => {
            let checkout = answer::decoded::<wire::Checkout>(answer)?;
            let (token, session) = answer::session(answer.cart_token.clone(), Some(token))?;
            Ok(Reply::Draft { order: domain::ids::OrderId(checkout.order_id), token, session })
        }
        Request::PlaceCheckout { .. } => {
            let checkout = answer::decoded::<wire::Checkout>(answer)?;
            let status = decode::status(&checkout.status);
            // A method that needs no page answers with the shop's thank-you page; only an unpaid order has one to pay on.
            let unpaid =
                matches!(status, domain::shop::OrderStatus::Pending | domain::shop::OrderStatus::Failed);
            let page = checkout.payment_result.map(|result| result.redirect_url.0);
            let redirect_url = page.filter(|url| unpaid && !url.is_empty());
            Ok(Reply::CheckedOut { order: domain::ids::OrderId(checkout.order_id), status, redirect_url })
        }
        Request::GetOrder { order: id }
        | Request::StampOrder { order: id, .. }
        | Request::SetOrderStatus { order: id, .. } => {
            let record = order(answer::decoded(answer)?)?;
            if record.order.id == *id { Ok(Reply::Order(Box::new(record))) } else { Err(Failure::Unknown) }
        }
        Request::OrdersById { orders: wanted } => {
            let mut records = orders()?;
            records.retain(|record| wanted.contains(&record.order.id));
            Ok(Reply::Orders(newest_first(records)))
        }
        Request::OrdersByPhone { phone } => {
            let mut records = orders()?;
            let phone = decode::plain_phone(phone);
            records.retain(|record| {
                record.billing_phone.as_ref() == Some(&phone) && decode::is_order(&record.order.status)
            });
            Ok(Reply::Orders(newest_first(records)))
        }
        Request::Gateways => Ok(Reply::Gateways(decode::gateways(answer::decoded(answer)?))),
    }
}

fn cart_reply(answer: &Answer, sent: Option<&CartToken>) -> Result<Reply, Failure> {
    let cart = answer::decoded::<wire::Cart>(answer)?;
    Ok(Reply::Cart(Box::new(answer::session_cart(cart, answer.cart_token.clone(), sent)?)))
}

fn newest_first(mut records: Vec<super::port::OrderRecord>) -> Vec<super::port::OrderRecord> {
    records.sort_by_key(|record| std::cmp::Reverse(record.order.id));
    records.dedup_by_key(|record| record.order.id);
    records.truncate(super::call::ORDERS_MAX);
    records
}

impl Inner {
    fn fresh_gateways(&self) -> Option<Vec<Gateway>> {
        let now_ms = self.clock.monotonic_ms();
        let cached = lock(&self.gateways);
        let (read_ms, gateways) = cached.as_ref()?;
        (now_ms.saturating_sub(*read_ms) < GATEWAYS_FRESH_MS).then(|| gateways.clone())
    }

    async fn perform<T>(
        &self,
        label: &'static str,
        call: &Call,
        changes_something: bool,
        decode: impl Fn(&Answer) -> Result<T, Failure>,
    ) -> Result<T, Miss> {
        let started_ms = self.clock.monotonic_ms();
        lock(&self.health).budget.earn();
        let mut attempt = 1;
        let mut earlier = None;
        let result = loop {
            let span = tracing::info_span!("shop_call", call = label, attempt);
            let result = self.attempt(label, call, changes_something, &decode).instrument(span).await;
            if let (Err(Miss::Held), Some(failure)) = (&result, earlier.take()) {
                // A retry that was held back says less than the attempt before it.
                break Err(Miss::Failed(failure));
            }
            let Err(Miss::Failed(failure)) = &result else { break result };
            let Some(pause) = self.pause(failure, changes_something, attempt, started_ms) else {
                break result;
            };
            self.metrics.effect_retries_total.inc();
            attempt += 1;
            earlier = Some(failure.clone());
            tokio::time::sleep(pause).await;
        };
        let spent_ms = self.clock.monotonic_ms().saturating_sub(started_ms);
        self.metrics
            .effect_call_seconds
            .with_label_values(&[label])
            .observe(Duration::from_millis(spent_ms).as_secs_f64());
        self.metrics.effect_calls_total.with_label_values(&[label, outcome(&result)]).inc();
        result
    }

    /// Says how long to wait before a failed reading is attempted again; none when it must not be.
    fn pause(
        &self,
        failure: &Failure,
        changes_something: bool,
        attempt: u32,
        started_ms: u64,
    ) -> Option<Duration> {
        let wished = match failure {
            Failure::NotSent | Failure::Unknown => Duration::ZERO,
            Failure::ComeBack { after } => after.unwrap_or_default(),
            Failure::Refused { .. } | Failure::NotFound | Failure::Unauthorised | Failure::SessionLost => {
                return None;
            }
        };
        if changes_something || !READ_RETRIES.allows(attempt) || wished > COME_BACK_WAIT_MAX {
            return None;
        }
        let pause = READ_RETRIES.delay(attempt, &mut **lock(&self.rng)).max(wished);
        let spent = Duration::from_millis(self.clock.monotonic_ms().saturating_sub(started_ms));
        (spent + pause < self.limits.total && lock(&self.health).budget.spend()).then_some(pause)
    }

    async fn attempt<T>(
        &self,
        label: &'static str,
        call: &Call,
        changes_something: bool,
        decode: &impl Fn(&Answer) -> Result<T, Failure>,
    ) -> Result<T, Miss> {
        let _place = self.place().await.ok_or(Miss::Held)?;
        if !self.may_go(call.api) {
            return Err(Miss::Held);
        }
        let result = match self.exchange(call).await {
            Ok(answer) => {
                let judged = answer::failure(&answer, call.api, changes_something, call.token.as_ref());
                let result = judged.map_or_else(|| decode(&answer), Err);
                if let Err(failure) = &result {
                    log_failure(label, &answer, failure);
                }
                result
            }
            Err(Miss::Failed(failure)) => Err(failure),
            Err(miss) => {
                self.note(call.api, None);
                return Err(miss);
            }
        };
        self.note(call.api, result.as_ref().err());
        result.map_err(Miss::Failed)
    }

    /// Waits for a place among the calls in flight; none when too many wait already, or it takes too long.
    async fn place(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.places.try_acquire() {
            return Some(place);
        }
        let waiting = Waiting::start(self)?;
        let place = tokio::time::timeout(WAITING_MAX, self.places.acquire()).await;
        drop(waiting);
        place.ok()?.ok()
    }

    fn may_go(&self, api: Api) -> bool {
        let now_ms = self.clock.monotonic_ms();
        let mut health = lock(&self.health);
        let needs_login = api == Api::Rest;
        // Both are asked before either counts it as its probe.
        let admitted = health.shop.would_admit(now_ms) && (!needs_login || health.login.would_admit(now_ms));
        if admitted {
            health.shop.admits(now_ms);
            if needs_login {
                health.login.admits(now_ms);
            }
        }
        self.show(&health);
        admitted
    }

    /// Tells the breakers how a call went.
    fn note(&self, api: Api, failure: Option<&Failure>) {
        let now_ms = self.clock.monotonic_ms();
        let mut health = lock(&self.health);
        if api == Api::Rest
            && matches!(failure, Some(Failure::NotSent | Failure::Unknown | Failure::ComeBack { .. }))
        {
            health.login.undecided(now_ms);
        }
        let opened = match failure {
            Some(Failure::NotSent | Failure::Unknown | Failure::ComeBack { after: None }) => {
                health.shop.failed(now_ms)
            }
            Some(Failure::ComeBack { after: Some(after) }) => {
                health.shop.open(now_ms, (*after).min(COME_BACK_OPEN_MAX))
            }
            Some(Failure::Unauthorised) => {
                health.shop.succeeded();
                health.login.open(now_ms, UNAUTHORISED_OPEN);
                self.metrics.shop_unauthorised_total.inc();
                tracing::error!(
                    "shop refuses our credentials; orders cannot be placed or read until staff renew them"
                );
                false
            }
            None | Some(Failure::Refused { .. } | Failure::NotFound | Failure::SessionLost) => {
                health.shop.succeeded();
                if api == Api::Rest {
                    health.login.succeeded();
                }
                false
            }
        };
        if opened {
            tracing::warn!("shop is in trouble; calls rest for a while");
        }
        self.show(&health);
    }

    fn show(&self, health: &Health) {
        for (name, breaker) in [("shop", &health.shop), ("login", &health.login)] {
            let state = match breaker.state() {
                BreakerState::Closed => 0,
                BreakerState::HalfOpen => 1,
                BreakerState::Open => 2,
            };
            self.metrics.breaker_state.with_label_values(&[name]).set(state);
        }
    }

    /// Sends one request and reads its answer.
    async fn exchange(&self, call: &Call) -> Result<Answer, Miss> {
        let (url, headers) = self.prepared(call)?;
        let method = call.method.parse().map_err(|_| Miss::Failed(Failure::NotSent))?;
        let mut request = self.http.request(method, url).headers(headers);
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let response = request.send().await.map_err(|error| {
            // The error's own text holds the address, and that may hold a phone number or a signature.
            tracing::warn!(connect = error.is_connect(), timeout = error.is_timeout(), "shop gave no answer");
            let not_sent = error.is_connect() || error.is_builder();
            Miss::Failed(if not_sent { Failure::NotSent } else { Failure::Unknown })
        })?;
        let headers = response.headers();
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let retry_after =
            text("retry-after").or_else(|| text("ratelimit-retry-after")).and_then(answer::retry_after);
        let cart_token =
            text("cart-token").filter(|token| !token.is_empty()).map(|token| CartToken(token.to_owned()));
        let total = text("x-wp-total").and_then(|total| total.parse().ok());
        let status = response.status().as_u16();
        let body = http_client::read_capped(response, self.body_bytes_max).await.map_err(|error| {
            tracing::warn!(
                status,
                too_large = matches!(error, BodyError::TooLarge { .. }),
                "shop's answer is cut off"
            );
            match error {
                BodyError::TooLarge { .. } => Miss::TooLarge,
                BodyError::Interrupted(_) => Miss::Failed(Failure::Unknown),
            }
        })?;
        Ok(Answer { status, retry_after, cart_token, total, body })
    }

    fn prepared(&self, call: &Call) -> Result<(Url, HeaderMap), Miss> {
        let mut url = self.base.join(&call.path).map_err(|_| Miss::Failed(Failure::NotSent))?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        let secret = |text: &str| {
            let mut value = HeaderValue::from_str(text).ok()?;
            value.set_sensitive(true);
            Some(value)
        };
        let mut query = call.query.clone();
        match call.api {
            Api::Rest => {
                query = self.signer.sign(call.method, &url, query, self.clock.now_ms(), self.nonce());
                if let Some(header) = self.signer.header() {
                    headers.insert(AUTHORIZATION, secret(header).ok_or(Miss::Failed(Failure::Unauthorised))?);
                }
            }
            Api::Store => {
                if let Some(token) = &call.token {
                    // What cannot be a header is no token of the shop.
                    headers.insert("cart-token", secret(&token.0).ok_or(Miss::Failed(Failure::SessionLost))?);
                }
            }
        }
        if !query.is_empty() {
            url.set_query(Some(&query_string(&query)));
        }
        Ok((url, headers))
    }

    fn nonce(&self) -> u128 {
        let mut rng = lock(&self.rng);
        (u128::from(rng.next_u64()) << 64) | u128::from(rng.next_u64())
    }
}

/// Counts one waiting call for as long as it lives.
struct Waiting<'a>(&'a Inner);

impl<'a> Waiting<'a> {
    fn start(inner: &'a Inner) -> Option<Self> {
        let waiting = Self(inner);
        inner.metrics.effect_calls_waiting.inc();
        (inner.waiting.fetch_add(1, Ordering::Relaxed) < CALLS_WAITING_MAX).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
        self.0.metrics.effect_calls_waiting.dec();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half done under these locks, so a poisoned one is as good as new.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn outcome<T>(result: &Result<T, Miss>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(Miss::Held) => "held",
        Err(Miss::TooLarge) => "too_large",
        Err(Miss::Failed(failure)) => match failure {
            Failure::Refused { .. } => "refused",
            Failure::NotFound => "not_found",
            Failure::NotSent => "not_sent",
            Failure::ComeBack { .. } => "come_back",
            Failure::Unauthorised => "unauthorised",
            Failure::SessionLost => "session_lost",
            Failure::Unknown => "unknown",
        },
    }
}

fn log_failure(label: &'static str, answer: &Answer, failure: &Failure) {
    let status = answer.status;
    if (300..400).contains(&status) {
        tracing::warn!(
            call = label,
            status,
            "shop redirects: WOOCOMMERCE_URL must be its exact address, with pretty permalinks switched on"
        );
        return;
    }
    let code = answer::code_of(answer).map(|code| code.0).unwrap_or_default();
    match failure {
        Failure::Unknown | Failure::Unauthorised => {
            tracing::warn!(
                call = label,
                status,
                code,
                bytes = answer.body.len(),
                "shop's answer cannot be used"
            );
        }
        _ => tracing::debug!(call = label, status, code, "shop said no"),
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
