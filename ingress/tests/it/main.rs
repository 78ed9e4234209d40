//! Ingress through its own HTTP door, with a broker that the test holds.

mod fixtures;
mod hostile;
mod refusals;
mod shop;
mod support;
