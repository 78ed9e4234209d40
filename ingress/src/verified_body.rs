//! A body whose signature was checked. Holding one proves that it was right.
//!
//! The limits come first: headers, encoding, length and time, so that nothing large or slow is held for
//! somebody who has no secret.

use std::{sync::Arc, time::Duration};

use common::signature::WebhookKeys;
use poem::{Request, http::header};
use tokio::{
    io::AsyncReadExt,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::metrics::Outcome;

/// Longest body. Meta's end near 3 MB.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Most bytes of headers.
pub const HEADER_BYTES_MAX: usize = 16 * 1024;

/// Longest time that a body may take to arrive.
pub const READ_TIME_LIMIT: Duration = Duration::from_secs(5);

/// Bodies above this need one of the few places for large ones, which bounds the memory that strangers can claim.
const SMALL_BODY_BYTES_MAX: usize = 32 * 1024;

/// Large bodies held at once.
pub const LARGE_BODIES_MAX: usize = 8;

/// How a source writes its signature.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Meta: `sha256=` and hex digits.
    Hex,
    /// WooCommerce: base64.
    Base64,
}

/// The raw bytes of a body and the secret that signed them.
pub struct VerifiedBody {
    bytes: Vec<u8>,
    key_index: usize,
    /// The place of a large body, held until it is handled.
    _large: Option<OwnedSemaphorePermit>,
}

/// A raw body, not to be trusted yet.
pub struct RawBody {
    bytes: Vec<u8>,
    large: Option<OwnedSemaphorePermit>,
}

impl RawBody {
    /// Reads the body within the limits.
    pub async fn read(request: &mut Request, large_bodies: &Arc<Semaphore>) -> Result<Self, Outcome> {
        let headers = request.headers();
        let header_bytes: usize =
            headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if header_bytes > HEADER_BYTES_MAX {
            return Err(Outcome::HeadersTooLarge);
        }
        if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding.as_bytes() != b"identity") {
            return Err(Outcome::Encoded);
        }
        let announced = request.header(header::CONTENT_LENGTH).and_then(|text| text.parse::<usize>().ok());
        if announced.is_some_and(|bytes| bytes > BODY_BYTES_MAX) {
            return Err(Outcome::TooLarge);
        }
        let reader = request.take_body().into_async_read();
        // One byte more than allowed tells a body at the limit from one above it.
        let limit = u64::try_from(BODY_BYTES_MAX + 1).unwrap_or(u64::MAX);
        let mut reader = std::pin::pin!(reader.take(limit));
        let mut bytes = Vec::with_capacity(announced.unwrap_or_default().min(SMALL_BODY_BYTES_MAX));
        let mut large = None;
        let reading = async {
            loop {
                match reader.read_buf(&mut bytes).await {
                    Ok(0) => return Ok(()),
                    Ok(_) => {}
                    Err(_) => return Err(Outcome::Broken),
                }
                if bytes.len() > SMALL_BODY_BYTES_MAX && large.is_none() {
                    large = Some(Arc::clone(large_bodies).try_acquire_owned().map_err(|_| Outcome::Shed)?);
                }
            }
        };
        timeout(READ_TIME_LIMIT, reading).await.map_err(|_| Outcome::TooSlow)??;
        if bytes.len() > BODY_BYTES_MAX {
            return Err(Outcome::TooLarge);
        }
        Ok(Self { bytes, large })
    }

    /// Returns the bytes, unchecked.
    pub fn unchecked(&self) -> &[u8] {
        &self.bytes
    }

    /// Checks the signature over the raw bytes.
    pub fn verify(self, signature: Option<&str>, form: Form, keys: &WebhookKeys) -> Option<VerifiedBody> {
        let signature = signature?;
        let key_index = match form {
            Form::Hex => keys.verify_hex(signature, &self.bytes),
            Form::Base64 => keys.verify_base64(signature, &self.bytes),
        }?;
        Some(VerifiedBody { bytes: self.bytes, key_index, _large: self.large })
    }
}

impl VerifiedBody {
    /// Returns which of the secrets signed.
    pub fn key_index(&self) -> usize {
        self.key_index
    }

    /// Takes the raw bytes out.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Returns a header that a request carries once; one that is there twice could mean one thing here and another at a
/// proxy in front, so it counts as none.
pub fn only_header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let mut values = request.headers().get_all(name).iter();
    let only = values.next()?;
    if values.next().is_some() { None } else { only.to_str().ok() }
}
