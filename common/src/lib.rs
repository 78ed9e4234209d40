//! The plumbing that every process is built on: settings, telemetry, the broker, the life of a process.
//!
//! Nothing here knows what a buyer or an order is; that vocabulary is the package `domain`.

pub mod assignment;
pub mod broker;
pub mod clock;
pub mod config;
pub mod failpoint;
pub mod forget;
pub mod graph;
pub mod http_client;
pub mod metrics;
pub mod ops_server;
pub mod process;
pub mod protection;
pub mod retry;
pub mod rng;
pub mod secret;
pub mod shard;
pub mod signature;
pub mod sqlite;
pub mod task;
pub mod telemetry;
