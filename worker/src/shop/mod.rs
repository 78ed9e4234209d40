//! The shop as the worker sees it: typed requests, typed replies, and failures that say whether anything may have
//! happened. `port` is what effects are written against; the HTTP client stands behind it.
//!
//! `call` writes a request down (`order_body` what goes into orders), `auth` signs it, `exchange` sends it, `answer` judges what came back, `reply` reads it
//! (`decode`, `wire` and `loose` know the shop's spellings), `refusal` says what a refusal means for the buyer.

pub(crate) mod answer;
pub mod auth;
pub mod breaker;
pub(crate) mod call;
pub mod client;
pub(crate) mod counties;
pub(crate) mod decode;
pub(crate) mod exchange;
pub(crate) mod labels;
pub(crate) mod loose;
pub mod metrics;
pub(crate) mod order_body;
pub(crate) mod plain_text;
pub mod port;
pub mod refusal;
pub(crate) mod reply;
pub(crate) mod sighting;
pub(crate) mod suppliers;
pub(crate) mod token;
pub(crate) mod wire;

/// Reads an answer of the shop as the client does once its bytes are here. For fuzzing: it needs no network.
pub fn read_answer(
    request: &port::Request,
    status: u16,
    cart_token: Option<port::CartToken>,
    body: &[u8],
) -> Result<port::Reply, port::Failure> {
    let answer = answer::Answer { status, cart_token, body: body.to_vec(), ..answer::Answer::default() };
    let call = call::Call::of(request);
    match answer::failure(&answer, call.api, request.changes_something(), call.token.as_ref()) {
        Some(failure) => Err(failure),
        None => reply::reply(request, &answer),
    }
}

#[cfg(test)]
mod live_tests;
#[cfg(test)]
mod recordings_tests;
