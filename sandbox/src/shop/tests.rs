//! The shop from outside, one story per trap.
