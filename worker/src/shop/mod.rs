//! The shop as the worker sees it: typed requests, typed replies, and failures that say whether anything may have
//! happened. `port` is what effects are written against; the HTTP client stands behind it.

pub mod port;
