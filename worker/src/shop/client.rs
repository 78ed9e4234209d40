//! The driver of the port that speaks HTTP with a real shop.
//!
//! One attempt: a place among those in flight, the breakers' leave, a fresh signature, one request without redirects, a
//! capped body, one judgement. Readings may be attempted again within a budget; a call that changes something never is,
//! here: only who knows the journal may look and decide.

use std::sync::{Arc, Mutex, atomic::AtomicUsize};

use common::{
    clock::Clock,
    http_client::{self, HttpLimits},
    rng::Rng,
};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use url::Url;

use super::{
    answer::{self, Answer},
    auth::{Credentials, CredentialsError, Signer},
    breaker::{Breaker, BreakerLimits, RetryBudget},
    call::Call,
    counties::{Counties, WireCountry},
    exchange::{Health, Inner, Miss, lock},
    metrics::Metrics,
    port::{Failure, Reply, Request, Shop},
    reply::reply,
    wire,
};
use crate::catalogue::CatalogueHandle;

/// Calls in flight at most; a shop with four PHP workers only queues more.
pub const CALLS_MAX: usize = 4;
/// Longest answer that is read.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Countries whose counties are kept.
const COUNTRIES_MAX: usize = 64;
/// How long a country's counties are believed.
const COUNTIES_FRESH_MS: u64 = 24 * 60 * 60 * 1_000;
/// How long the shop is not asked again after it would not tell them.
const NO_COUNTIES_FRESH_MS: u64 = 5 * 60 * 1_000;

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
    /// The role that suppliers have in the shop; empty for none.
    pub supplier_role: String,
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
            supplier_role: String::new(),
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

/// Why a list could not be read.
#[derive(Debug, PartialEq, Eq)]
pub enum ReadError {
    /// More than we hold at once: ask for less.
    TooLarge,
    /// The call failed.
    Failed(Failure),
}

impl From<Miss> for ReadError {
    fn from(miss: Miss) -> Self {
        match miss {
            Miss::Held => Self::Failed(Failure::NotSent),
            Miss::TooLarge => Self::TooLarge,
            Miss::Failed(failure) => Self::Failed(failure),
        }
    }
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
            supplier_role: settings.supplier_role,
            suppliers: Mutex::default(),
            counties: Mutex::default(),
            catalogue,
        })))
    }

    /// Returns the address below which all calls go; it tells shops apart.
    pub fn site(&self) -> &Url {
        &self.0.base
    }

    /// Reads currency and country from an empty basket, which the shop shows to everybody.
    pub async fn read_facts_of_basket(&self) -> Result<Vec<wire::Setting>, ReadError> {
        let call = Call::of(&Request::GetCart { token: None });
        let decode =
            |answer: &Answer| answer::decoded::<wire::CartFacts>(answer).map(wire::CartFacts::settings);
        self.0.perform("read_basket_facts", &call, false, decode).await.map_err(ReadError::from)
    }

    /// Returns the counties of a country, as far as they are known without asking.
    fn known_counties(&self, country: &str) -> Option<Counties> {
        let known = lock(&self.0.counties);
        let (until_ms, counties) = known.get(country)?;
        (self.0.clock.monotonic_ms() < *until_ms).then(|| counties.clone())
    }

    /// Returns the counties of a country; none when the shop would not say, which is no reason to stop.
    async fn counties(&self, country: &str) -> Counties {
        if let Some(known) = self.known_counties(country) {
            return known;
        }
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Counties::default();
        }
        let call = Call::read(&format!("data/countries/{country}"), &[("_fields", "code,states".to_owned())]);
        let decode = |answer: &Answer| answer::decoded::<WireCountry>(answer).map(Counties::of);
        let answer = self.0.perform("read_counties", &call, false, decode).await;
        let fresh_ms = if answer.is_ok() { COUNTIES_FRESH_MS } else { NO_COUNTIES_FRESH_MS };
        let counties = answer.unwrap_or_default();
        let until_ms = self.0.clock.monotonic_ms().saturating_add(fresh_ms);
        let mut known = lock(&self.0.counties);
        if known.len() >= COUNTRIES_MAX {
            known.clear();
        }
        known.insert(country.to_owned(), (until_ms, counties.clone()));
        counties
    }

    /// Switches a webhook on. Doing so twice is harmless.
    ///
    /// # Errors
    /// When the shop does not answer, or does not let us.
    pub async fn enable_webhook(&self, id: u64) -> Result<(), ReadError> {
        let call = Call::enable_webhook(id);
        let decode = |answer: &Answer| answer::decoded::<serde_json::Value>(answer).map(|_| ());
        self.0.perform("enable_webhook", &call, true, decode).await.map_err(ReadError::from)
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
        self.0.perform(label, &call, false, decode).await.map_err(ReadError::from)
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
            Request::Suppliers => return self.0.suppliers().await.map(Reply::Suppliers),
            Request::AddItem { article, .. } => {
                article.choices = self.0.catalogue.snapshot().choices_left_open(article);
            }
            Request::UpdateCustomer { address, .. } => {
                self.counties(&address.country).await.complete(address);
            }
            Request::CreateOrder(new) => {
                if let Some(address) = &mut new.address {
                    self.counties(&address.country).await.complete(address);
                }
            }
            Request::EditOrder { edit, .. } => {
                if let Some(address) = &mut edit.address {
                    self.counties(&address.country).await.complete(address);
                }
            }
            // Known before the order is placed, so that placing itself waits for nothing.
            Request::OpenCheckout { .. } => {
                if let Some(facts) = self.0.catalogue.facts() {
                    self.counties(&facts.country).await;
                }
            }
            Request::PlaceCheckout { address, .. } => {
                self.known_counties(&address.country).unwrap_or_default().complete(address);
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

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
