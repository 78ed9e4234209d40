//! What end-to-end tests and the demo share: a hand on the sandbox's controls, a phone, and a buyer who can shop.
//!
//! Nothing here looks into a process. It sees what a person, a merchant and Meta see, through the sandbox.

pub mod control;
pub mod phone;
pub mod shopper;
