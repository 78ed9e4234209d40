//! What every process that calls Meta's Graph API shares: where it is, and the token that may change while it runs.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, RwLock},
    time::Duration,
};

use reqwest::header;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{
    config::{Reader, read_file},
    secret::Secret,
};

/// How often the token's file is looked at.
const TOKEN_INTERVAL: Duration = Duration::from_secs(2);

/// Where the Graph API is and how it lets us in.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address, with its version.
    pub url: Url,
    /// The bearer token.
    pub token: Secret,
    /// Where the token is read again when it changes.
    pub token_file: Option<PathBuf>,
}

impl Settings {
    /// Reads the settings; `None` without a token, which is a slip if it `is_required`.
    pub fn read(reader: &mut Reader, is_required: bool) -> Option<Self> {
        let url = reader.or_default::<Url>("GRAPH_API_URL");
        if !matches!(url.scheme(), "http" | "https") || url.cannot_be_a_base() {
            reader.reject("GRAPH_API_URL", "must begin with http:// or https://");
        }
        let token = if is_required {
            reader.required_secret("WHATSAPP_ACCESS_TOKEN")?
        } else {
            reader.secret("WHATSAPP_ACCESS_TOKEN")?
        };
        if !is_usable(&token) {
            reader.reject("WHATSAPP_ACCESS_TOKEN", "holds characters that cannot stand in a header");
        }
        Some(Self { url, token, token_file: reader.file_of("WHATSAPP_ACCESS_TOKEN") })
    }
}

fn is_usable(token: &Secret) -> bool {
    !token.expose().is_empty() && token.expose().chars().all(|char| char.is_ascii_graphic())
}

/// The access token, exchanged while the process runs.
#[derive(Debug, Clone)]
pub struct Token {
    current: Arc<RwLock<Secret>>,
    exchanged: watch::Sender<()>,
}

impl Token {
    /// Starts with a token.
    pub fn new(secret: Secret) -> Self {
        Self { current: Arc::new(RwLock::new(secret)), exchanged: watch::Sender::new(()) }
    }

    /// Exchanges the token; returns whether it differs.
    pub fn replace(&self, secret: Secret) -> bool {
        let mut current = self.current.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let differs = *current != secret;
        *current = secret;
        drop(current);
        if differs {
            self.exchanged.send_replace(());
        }
        differs
    }

    /// Tells of every exchange from now on.
    pub fn exchanges(&self) -> watch::Receiver<()> {
        self.exchanged.subscribe()
    }

    /// Returns the header of a call; `None` for a token that cannot stand in one.
    pub fn bearer(&self) -> Option<header::HeaderValue> {
        let current = self.current.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut value = header::HeaderValue::from_str(&format!("Bearer {}", current.expose())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Reads the token's file again and again until shutdown.
    pub async fn follow(self, path: PathBuf, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(TOKEN_INTERVAL) => self.look(&path),
            }
        }
    }

    /// An unreadable or empty file is being replaced: the old token stays.
    fn look(&self, path: &Path) {
        let Ok(secret) = read_file(&path.to_string_lossy()) else { return };
        if is_usable(&secret) && self.replace(secret) {
            tracing::info!("the access token was exchanged");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_exchanged_and_never_shown() {
        let token = Token::new(Secret::new("old"));
        let told = token.exchanges();
        assert!(!token.replace(Secret::new("old")));
        assert!(!told.has_changed().unwrap());
        assert!(token.replace(Secret::new("new")));
        assert!(told.has_changed().unwrap());
        assert_eq!(token.bearer().unwrap().to_str().unwrap(), "Bearer new");
        assert!(!format!("{token:?}").contains("new"));
        assert!(Token::new(Secret::new("a\nb")).bearer().is_none());
    }

    #[test]
    fn a_file_that_is_being_replaced_leaves_the_token_as_it_is() {
        let path = std::env::temp_dir().join(format!("token-{}", uuid::Uuid::new_v4()));
        let token = Token::new(Secret::new("old"));
        for (content, expected) in [("", "old"), ("n\u{1}w", "old"), ("new\n", "new")] {
            std::fs::write(&path, content).unwrap();
            token.look(&path);
            assert_eq!(token.bearer().unwrap().to_str().unwrap(), format!("Bearer {expected}"));
        }
        std::fs::remove_file(&path).unwrap();
        token.look(&path);
        assert_eq!(token.bearer().unwrap().to_str().unwrap(), "Bearer new");
    }
}
