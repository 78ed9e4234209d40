//! The one way to build a client for calls to others: time limits, no redirects, capped answers.
//!
//! Retrying is not done here; who may repeat a call is the caller's decision.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

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
    builder(limits).build().context("building the HTTP client")
}

/// Builds a client for addresses that strangers wrote: https only, and names are resolved to public addresses alone, which
/// are then the ones that are connected to. Addresses without a name are the caller's to refuse.
pub fn public_client(limits: &HttpLimits) -> anyhow::Result<reqwest::Client> {
    let builder = builder(limits).https_only(true).dns_resolver(Arc::new(PublicOnly));
    builder.build().context("building the HTTP client for the internet")
}

fn builder(limits: &HttpLimits) -> reqwest::ClientBuilder {
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
}

/// Resolves names to addresses of the public internet.
struct PublicOnly;

impl reqwest::dns::Resolve for PublicOnly {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name has no public address".into());
            }
            Ok(Box::new(public.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

/// Returns whether an address belongs to the public internet: not to this machine, its networks, or a special purpose.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => {
            // Of all addresses, an eighth is given to the internet; within, some are for tunnels and for books.
            let [first, second, ..] = address.segments();
            let is_internet = first & 0xe000 == 0x2000 && !matches!((first, second), (0x2001, 0 | 2 | 0xdb8));
            embedded_v4(address).map_or(is_internet, is_public_v4)
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (b == 18 || b == 19))
        || (a, b, c) == (192, 0, 0);
    !is_special
}

/// An address of the older kind inside one of the newer: mapped, compatible, translated or tunnelled.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let words = address.segments();
    let [first, second, third, .., high, low] = words;
    let from = |high: u16, low: u16| {
        let ([one, two], [three, four]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(one, two, three, four)
    };
    match words[..6] {
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => Some(from(high, low)),
        [0, 0, 0, 0, 0, 0] if high != 0 => Some(from(high, low)),
        _ if first == 0x2002 => Some(from(second, third)),
        _ => None,
    }
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

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.7",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "fec0::1",
            "2001::1",
            "64:ff9b:1::7f00:1",
            "::ffff:0:7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in ["157.240.1.35", "8.8.8.8", "172.32.0.1", "2a03:2880:f10d::1", "64:ff9b::808:808"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[tokio::test]
    async fn the_client_for_the_internet_reaches_nobody_at_home() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let client = public_client(&HttpLimits::default()).unwrap();
        // The name is resolved to an address of this machine, and that is where it ends.
        let error = client.get(format!("https://localhost:{port}/")).send().await.unwrap_err();
        assert!(error.is_connect(), "{error:?}");
        let error = client.get("http://example.com/").send().await.unwrap_err();
        assert!(error.is_builder(), "{error:?}");
        let silent = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(silent.is_err(), "somebody connected");
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
