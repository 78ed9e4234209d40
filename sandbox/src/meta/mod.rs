//! The pretend Meta: a Graph API that refuses what Meta refuses, signed webhooks, and people with phones.
//!
//! How the files divide: `graph` takes sends, `checks` refuses, `send` decides what becomes of an accepted one, `person`
//! turns a tap on a phone into a webhook, `delivery` gets webhooks to the bridge, `control` is the door for tests and for
//! the phone page. Nothing here knows the bridge's types.

mod chat;
pub mod checks;
mod clock;
mod control;
mod delivery;
mod graph;
pub mod graph_error;
mod media;
mod person;
mod rate;
mod recipient;
mod send;
mod settings;
mod status;
mod templates;
#[cfg(test)]
mod tests;
mod wire;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use poem::Route;

use crate::Shared;
use clock::Clock;
use delivery::Deliverer;
pub use settings::{Settings, WindowRefusal};
use world::World;

/// The pretend Meta; clones share its state.
#[derive(Clone)]
pub struct Meta {
    settings: Arc<Settings>,
    shared: Shared,
    clock: Clock,
    world: Arc<Mutex<World>>,
    deliverer: Deliverer,
}

impl Meta {
    /// Starts pretend Meta with what the process was told.
    pub fn start(shared: &Shared) -> Self {
        Self::start_with(shared, Settings::from_env(&shared.config))
    }

    /// Starts pretend Meta with these settings.
    pub fn start_with(shared: &Shared, settings: Settings) -> Self {
        let settings = Arc::new(settings);
        let deliverer = Deliverer::new(Arc::clone(&settings), shared.clone());
        if settings.handshake_on {
            let deliverer = deliverer.clone();
            tokio::spawn(async move { deliverer.shake_hands().await });
        }
        Self { settings, shared: shared.clone(), clock: Clock::default(), world: Arc::default(), deliverer }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds the Graph routes and the control routes.
pub fn mount(route: Route, meta: &Meta) -> Route {
    control::mount(graph::mount(route, meta), meta)
}
