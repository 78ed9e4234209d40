//! Ingress through its own HTTP door, with a broker that the test holds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should end right there")]

mod fixtures;
mod hostile;
mod refusals;
mod shop;
mod support;
