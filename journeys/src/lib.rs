//! What end-to-end tests, the chaos runs and the demo share: a hand on the sandbox's controls, a phone, a buyer who can
//! shop, and the processes and the broker that they run against.
//!
//! Nothing here looks into a process. It sees what a person, a merchant and Meta see, through the sandbox, and what an
//! operator sees at the broker.

pub mod broker;
pub mod control;
pub mod phone;
pub mod process;
pub mod shopper;
pub mod stories;
