//! One call to the shop, from waiting for a place to the judged answer; what makes it wait, rest, or try again.

use std::{
    collections::BTreeMap,
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
use tokio::sync::{Semaphore, SemaphorePermit};
use tracing::Instrument as _;
use url::Url;

use super::{
    answer::{self, Answer, Api},
    auth::{Signer, query_string},
    breaker::{Breaker, BreakerState, RetryBudget},
    call::Call,
    counties::Counties,
    metrics::Metrics,
    port::{CartToken, Failure},
    suppliers,
};
use crate::catalogue::CatalogueHandle;

/// Calls that may wait for a place.
pub const CALLS_WAITING_MAX: usize = 512;
/// How long a call waits for a place.
pub const WAITING_MAX: Duration = Duration::from_secs(20);
/// Readings are attempted again like this.
const READ_RETRIES: RetryPolicy =
    RetryPolicy { initial: Duration::from_millis(200), cap: Duration::from_secs(2), attempts_max: 3 };
/// Longest wish of the shop to come back later that a reading waits for; beyond it, the caller is told.
const COME_BACK_WAIT_MAX: Duration = Duration::from_secs(2);
/// Longest that one "come back later" closes the way for all calls.
const COME_BACK_OPEN_MAX: Duration = Duration::from_mins(1);
/// How long calls with our credentials rest after the shop refused them.
pub const UNAUTHORISED_OPEN: Duration = Duration::from_secs(30);
/// How long the list of payment methods is believed.
pub const GATEWAYS_FRESH_MS: u64 = 5 * 60 * 1_000;

/// Everything that calls share.
pub struct Inner {
    pub http: reqwest::Client,
    /// Ends with `wp-json/`.
    pub base: Url,
    pub signer: Signer,
    pub limits: HttpLimits,
    pub body_bytes_max: usize,
    pub clock: Arc<dyn Clock>,
    pub rng: Mutex<Box<dyn Rng>>,
    pub metrics: Metrics,
    pub places: Semaphore,
    pub waiting: AtomicUsize,
    pub health: Mutex<Health>,
    pub gateways: Mutex<Option<(u64, Vec<Gateway>)>>,
    /// The role that suppliers have in the shop; empty for none.
    pub supplier_role: String,
    /// Who supplies the shop.
    pub suppliers: Mutex<suppliers::Known>,
    /// Counties by country, and until when they are believed.
    pub counties: Mutex<BTreeMap<String, (u64, Counties)>>,
    pub catalogue: CatalogueHandle,
}

/// How the shop has been lately.
pub struct Health {
    /// The shop as a whole.
    pub shop: Breaker,
    /// Our credentials: only `wc/v3` needs them, baskets go on without.
    pub login: Breaker,
    pub budget: RetryBudget,
}

/// What an answer without a reply says more about: the shop, or the one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Shop,
    ThisCall,
}

impl Scope {
    /// A shop that counts checkouts (it answers 400) still serves baskets, and one that denies a right (it answers 403,
    /// and 401 to a stranger) has accepted the key: neither must close the way for other calls.
    fn of(answer: &Answer) -> Self {
        if matches!(answer.status, 400 | 403) { Self::ThisCall } else { Self::Shop }
    }
}

/// How an attempt ended without a reply.
#[derive(Debug)]
pub enum Miss {
    /// Nothing was tried: too many waiting, or a breaker is open.
    Held,
    /// The answer is longer than we read.
    TooLarge,
    /// The shop, or the way to it, said so.
    Failed(Failure),
}

impl Inner {
    pub fn fresh_gateways(&self) -> Option<Vec<Gateway>> {
        let now_ms = self.clock.monotonic_ms();
        let cached = lock(&self.gateways);
        let (read_ms, gateways) = cached.as_ref()?;
        (now_ms.saturating_sub(*read_ms) < GATEWAYS_FRESH_MS).then(|| gateways.clone())
    }

    pub async fn perform<T>(
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
        let mut scope = Scope::Shop;
        let result = match self.exchange(call).await {
            Ok(answer) => {
                scope = Scope::of(&answer);
                let judged = answer::failure(&answer, call.api, changes_something, call.token.as_ref());
                let result = judged.map_or_else(|| decode(&answer), Err);
                if let Err(failure) = &result {
                    log_failure(label, &answer, failure);
                }
                result
            }
            Err(Miss::Failed(failure)) => Err(failure),
            Err(miss) => {
                self.note(call.api, None, scope);
                return Err(miss);
            }
        };
        self.note(call.api, result.as_ref().err(), scope);
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
    fn note(&self, api: Api, failure: Option<&Failure>, scope: Scope) {
        let now_ms = self.clock.monotonic_ms();
        let mut health = lock(&self.health);
        if api == Api::Rest
            && matches!(failure, Some(Failure::NotSent | Failure::Unknown | Failure::ComeBack { .. }))
        {
            health.login.undecided(now_ms);
        }
        let opened = match failure {
            Some(Failure::ComeBack { .. }) if scope == Scope::ThisCall => {
                health.shop.succeeded();
                false
            }
            Some(Failure::NotSent | Failure::Unknown | Failure::ComeBack { after: None }) => {
                health.shop.failed(now_ms)
            }
            Some(Failure::ComeBack { after: Some(after) }) => {
                health.shop.open(now_ms, (*after).min(COME_BACK_OPEN_MAX))
            }
            Some(Failure::Unauthorised) => {
                health.shop.succeeded();
                self.metrics.shop_unauthorised_total.inc();
                if scope == Scope::ThisCall {
                    health.login.succeeded();
                    tracing::error!("shop knows our credentials, but they lack the right to do this");
                } else {
                    health.login.open(now_ms, UNAUTHORISED_OPEN);
                    tracing::error!(
                        "shop refuses our credentials; orders cannot be placed or read until staff renew them"
                    );
                }
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

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
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
    let code = if is_code(&code) { code.as_str() } else { "odd" };
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

/// Whether a code looks like one of WooCommerce's. A plugin may write anything there, what a buyer typed included, and
/// that stays out of the log.
fn is_code(code: &str) -> bool {
    /// Longer than any code there is.
    const CODE_LENGTH_MAX: usize = 80;
    code.len() <= CODE_LENGTH_MAX
        && code.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'))
}
