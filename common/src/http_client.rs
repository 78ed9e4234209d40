//! The one way to build a client for calls to others: time limits, no redirects, capped answers.
//!
//! Retrying is not done here; who may repeat a call is the caller's decision.

use std::time::Duration;

use anyhow::Context;

/// Time limits of a client.
#[derive(Debug, Clone, Copy)]
pub struct HttpLimits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the whole answer is read.
    pub total: Duration,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), total: Duration::from_secs(30) }
    }
}

/// How long an unused connection is kept.
const IDLE_CONNECTION: Duration = Duration::from_mins(1);

/// Unused connections kept per host.
const IDLE_CONNECTIONS_MAX: usize = 32;

/// What we call ourselves.
const USER_AGENT: &str = concat!("conversational-commerce-bot/", env!("CARGO_PKG_VERSION"));

/// Builds a client. It follows no redirect, since a redirect may carry credentials to a stranger, and it never asks
/// the environment for a proxy.
pub fn client(limits: &HttpLimits) -> anyhow::Result<reqwest::Client> {
    install_tls_provider();
    #[expect(clippy::disallowed_methods, reason = "this is the one place that builds clients")]
    reqwest::Client::builder()
        .connect_timeout(limits.connect)
        .timeout(limits.total)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .pool_idle_timeout(IDLE_CONNECTION)
        .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
        .tcp_nodelay(true)
        .user_agent(USER_AGENT)
        .build()
        .context("building the HTTP client")
}

/// Makes ring the provider of all TLS in this process; further calls change nothing.
pub fn install_tls_provider() {
    // An error means that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Why the body of an answer could not be read.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// The answer is longer than we are willing to hold.
    #[error("answer is longer than {cap_bytes} bytes")]
    TooLarge {
        /// The limit that was passed.
        cap_bytes: usize,
    },
    /// The connection broke or timed out in the middle.
    #[error("answer broke off")]
    Interrupted(#[source] reqwest::Error),
}

/// Reads the body of an answer, up to a limit.
pub async fn read_capped(mut response: reqwest::Response, cap_bytes: usize) -> Result<Vec<u8>, BodyError> {
    let announced = response.content_length().unwrap_or_default();
    if announced > u64::try_from(cap_bytes).unwrap_or(u64::MAX) {
        return Err(BodyError::TooLarge { cap_bytes });
    }
    let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or_default());
    // The address is taken out of the error: it may hold keys or personal data.
    while let Some(chunk) =
        response.chunk().await.map_err(|error| BodyError::Interrupted(error.without_url()))?
    {
        if body.len() + chunk.len() > cap_bytes {
            return Err(BodyError::TooLarge { cap_bytes });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    async fn answer_of(raw: &'static str) -> reqwest::Response {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await.unwrap();
            socket.write_all(raw.as_bytes()).await.unwrap();
        });
        client(&HttpLimits::default()).unwrap().get(format!("http://{address}/")).send().await.unwrap()
    }

    #[tokio::test]
    async fn an_answer_at_the_limit_is_read_and_one_byte_more_is_not() {
        let body = || answer_of("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n12345");
        assert_eq!(read_capped(body().await, 5).await.unwrap(), b"12345");
        assert!(matches!(read_capped(body().await, 4).await, Err(BodyError::TooLarge { cap_bytes: 4 })));
    }

    #[tokio::test]
    async fn a_broken_answer_and_a_redirect_are_seen_as_such() {
        let broken = answer_of("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345").await;
        assert!(matches!(read_capped(broken, 100).await, Err(BodyError::Interrupted(_))));
        let redirect =
            answer_of("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")
                .await;
        assert_eq!(redirect.status().as_u16(), 302);
    }
}
