//! The Graph API client: one POST per call, never repeated here. What an answer means is decided in `verdict`.

pub mod templates;
pub mod wire;

use std::{sync::Arc, time::Duration};

use common::{
    graph::Token,
    http_client::{self, HttpLimits},
};
use domain::{HashKey, envelope::Outbound, outbound::Message};
use reqwest::header;
use url::Url;

use crate::{
    core::{row::Trace, templates::Reading},
    verdict::GraphAnswer,
};
use templates::BusinessAccount;

/// Longest wait for a connection.
pub const CONNECT_TIME_LIMIT: Duration = Duration::from_secs(3);

/// Longest call of a message; a longer one is ambiguous.
pub const CALL_TIME_LIMIT: Duration = Duration::from_secs(20);

/// Longest call of a read mark: it must not hold up the answer that follows it.
pub const COURTESY_TIME_LIMIT: Duration = Duration::from_secs(3);

/// Longest answer that is read, in bytes.
pub const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// The port to Meta.
pub trait Graph: Clone + Send + Sync + 'static {
    /// Sends a message once, never again by itself. `trace` continues the trace at the other end.
    fn send(&self, outbound: &Outbound, trace: &Trace) -> impl Future<Output = GraphAnswer> + Send;

    /// Reads the templates of the account.
    fn templates(&self) -> impl Future<Output = Reading> + Send;
}

/// Sends messages to Meta.
#[derive(Debug, Clone)]
pub struct GraphClient {
    http: reqwest::Client,
    base: Url,
    token: Token,
    hash_key: Arc<HashKey>,
    account: Option<BusinessAccount>,
}

impl GraphClient {
    /// Builds the client. `base` carries the version, such as `https://graph.facebook.com/v25.0`.
    pub fn new(
        base: Url,
        token: Token,
        hash_key: Arc<HashKey>,
        account: Option<BusinessAccount>,
    ) -> anyhow::Result<Self> {
        let limits = HttpLimits { connect: CONNECT_TIME_LIMIT, total: CALL_TIME_LIMIT };
        Ok(Self { http: http_client::client(&limits)?, base, token, hash_key, account })
    }
}

impl Graph for GraphClient {
    async fn send(&self, outbound: &Outbound, trace: &Trace) -> GraphAnswer {
        let mut address = self.base.clone();
        {
            let Ok(mut segments) = address.path_segments_mut() else { return GraphAnswer::NotConnected };
            segments.pop_if_empty().push(outbound.from.as_str()).push("messages");
        }
        // A token that cannot stand in a header was never valid: nothing is sent, as if Meta had refused it.
        let Some(bearer) = self.token.bearer() else {
            return GraphAnswer::Http { status: 401, retry_after_s: None, body: Vec::new() };
        };
        let callback_data = self.hash_key.callback_data(outbound.contact_hash, &outbound.id);
        let body = wire::body(&outbound.to, &outbound.message, &callback_data);
        let mut request = self.http.post(address).header(header::AUTHORIZATION, bearer).json(&body);
        if matches!(outbound.message, Message::MarkRead { .. }) {
            request = request.timeout(COURTESY_TIME_LIMIT);
        }
        for (name, value) in trace {
            request = request.header(name, value);
        }
        let response = match request.send().await {
            Ok(response) => response,
            // Without a connection, or without a request, no byte has left.
            Err(error) if error.is_connect() || error.is_builder() => return GraphAnswer::NotConnected,
            Err(_) => return GraphAnswer::Broken,
        };
        let status = response.status().as_u16();
        let retry_after_s = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok());
        match http_client::read_capped(response, ANSWER_BYTES_MAX).await {
            Ok(body) => GraphAnswer::Http { status, retry_after_s, body },
            Err(_) => GraphAnswer::Broken,
        }
    }

    async fn templates(&self) -> Reading {
        let Some(account) = &self.account else { return Reading::NoAccount };
        match self.read_templates(account).await {
            Ok(templates) => Reading::Read(templates),
            Err(error) => {
                tracing::warn!(error = %error, "the templates of the account could not be read");
                Reading::Failed
            }
        }
    }
}
