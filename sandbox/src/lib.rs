//! A pretend Meta and a pretend WooCommerce shop in one process, for the demo and for tests.
//!
//! It is written from the platforms' documented and measured behaviour, never from the types of the bridge, so that a
//! misunderstanding in the bridge is not copied into what tests it. All state is in memory and gone at exit.
//! It is not for production and listens on loopback unless told otherwise.

pub mod config;
pub mod connections;
pub mod faults;
pub mod journal;
pub mod meta;
pub mod outgoing;
pub mod phone_ui;
pub mod shop;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use poem::web::{Html, Json};
use poem::{EndpointExt as _, Route, get, handler};
use serde_json::{Value, json};

pub use config::Config;
use connections::{Connections, SeverableAcceptor};
use faults::Faults;
use journal::Journal;

/// What both halves of the sandbox share: settings, fault rules, the journal and the open connections.
#[derive(Clone)]
pub struct Shared {
    /// Settings of this run.
    pub config: Arc<Config>,
    /// Fault rules that a test switches on and off.
    pub faults: Faults,
    /// Everything seen, in memory and optionally in a file.
    pub journal: Journal,
    /// Open connections, so that a fault can cut one without an answer.
    pub connections: Connections,
    /// Client for the webhooks that the pretend platforms send.
    pub http: reqwest::Client,
}

/// The whole sandbox: both platforms and their pages, ready to be served.
pub struct App {
    shared: Shared,
    shop: shop::Shop,
    meta: meta::Meta,
}

impl App {
    /// Builds both platforms from the settings. Must run inside a tokio runtime: webhook senders start here.
    pub fn build(config: Config) -> anyhow::Result<Self> {
        let journal =
            Journal::open(config.journal_path.as_deref()).context("SANDBOX_LOG cannot be opened")?;
        let shared = Shared {
            config: Arc::new(config),
            faults: Faults::default(),
            journal,
            connections: Connections::default(),
            http: outgoing::client()?,
        };
        Ok(Self { shop: shop::Shop::start(&shared), meta: meta::Meta::start(&shared), shared })
    }

    /// The pretend shop, for tests inside this process.
    pub fn shop(&self) -> &shop::Shop {
        &self.shop
    }

    /// The pretend Meta, for tests inside this process.
    pub fn meta(&self) -> &meta::Meta {
        &self.meta
    }

    /// All routes of the sandbox.
    pub fn routes(&self) -> Route {
        let route = Route::new().at("/", get(index)).at("/sandbox/health", get(health));
        let route = faults::mount(route, &self.shared.faults);
        let route = shop::mount(route, &self.shop);
        let route = meta::mount(route, &self.meta);
        phone_ui::mount(route, &self.meta)
    }

    /// Serves until the future `stop` completes.
    pub async fn serve(
        self,
        listener: tokio::net::TcpListener,
        stop: impl Future<Output = ()> + Send,
    ) -> anyhow::Result<()> {
        let acceptor = SeverableAcceptor::new(listener, self.shared.connections.clone())?;
        let app = self.routes().with(poem::middleware::CatchPanic::new());
        // Long-polling pages keep connections open, so shutdown does not wait long for them.
        let patience = Some(std::time::Duration::from_millis(500));
        poem::Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(app, stop, patience).await?;
        Ok(())
    }
}

/// Runs the process: settings, listener, serve until SIGINT or SIGTERM.
pub fn run() -> ExitCode {
    tracing::subscriber::set_global_default(outgoing::StderrLog).ok();
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn start() -> anyhow::Result<()> {
    let mut config = Config::from_env()?;
    let listener = tokio::net::TcpListener::bind(&config.addr)
        .await
        .with_context(|| format!("SANDBOX_ADDR {} cannot be bound", config.addr))?;
    config.learn_port(listener.local_addr()?.port());
    tracing::info!("sandbox listens on http://{}/ (phone: /phone, shop: /shop/)", listener.local_addr()?);
    App::build(config)?.serve(listener, stop_signal()).await
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}

#[handler]
fn health() -> Json<Value> {
    Json(json!({"ok": true}))
}

#[handler]
fn index() -> Html<&'static str> {
    Html(include_str!("index.html"))
}
