//! Fetches files from Meta: by the address in the webhook while it works, else by asking for a new one.
//!
//! The token goes along, so an address is followed only to where the settings say that Meta is, or to Meta's own hosts;
//! those must resolve to the public internet. Nothing redirects.

use std::{path::Path, time::Duration};

use common::{
    graph::{Settings, Token},
    http_client::{self, HttpLimits},
};
use domain::contact::Shard;
use futures_util::{FutureExt as _, future::BoxFuture};
use reqwest::{Response, StatusCode, header};
use serde_json::Value;
use tokio::time::timeout;
use url::Url;

use super::{
    Fetched, Media, Refusal, Trouble, Wanted,
    check::{self, Place},
    vault::{Draft, Vault},
};

/// Longest wait for a connection.
const CONNECT_TIME_LIMIT: Duration = Duration::from_secs(3);
/// Longest download: 25 MB at half a megabyte a second.
const DOWNLOAD_TIME_LIMIT: Duration = Duration::from_mins(1);
/// Longest call that asks where a file is.
const LOOKUP_TIME_LIMIT: Duration = Duration::from_secs(10);
/// Longest answer to that, in bytes.
const LOOKUP_BYTES_MAX: usize = 64 * 1024;

/// Meta's files.
#[derive(Debug, Clone)]
pub struct GraphMedia {
    /// For the Graph API itself, wherever it is.
    configured: reqwest::Client,
    /// For Meta's other hosts.
    metas: reqwest::Client,
    base: Url,
    token: Token,
    vault: Vault,
}

/// Why one try at an address ended.
enum Missed {
    /// Another address may do.
    AskAgain(Fetched),
    /// That is the answer.
    Final(Fetched),
}

impl GraphMedia {
    /// Builds it; the files go below `data_dir`.
    pub fn new(settings: &Settings, token: Token, data_dir: &Path) -> anyhow::Result<Self> {
        let limits = HttpLimits { connect: CONNECT_TIME_LIMIT, total: DOWNLOAD_TIME_LIMIT };
        Ok(Self {
            configured: http_client::client(&limits)?,
            metas: http_client::public_client(&limits)?,
            base: settings.url.clone(),
            token,
            vault: Vault::new(data_dir),
        })
    }

    async fn fetch_once(self, wanted: Wanted) -> Fetched {
        let mut ends = Fetched::Later(Trouble::Unreachable);
        if let Some(url) = wanted.url.as_deref().and_then(|url| url.parse::<Url>().ok()) {
            match self.download(&wanted, &url).await {
                Ok(stored) | Err(Missed::Final(stored)) => return stored,
                Err(Missed::AskAgain(_)) => {}
            }
        }
        // An address works for minutes: one that is refused may have just ended, and the next one is new.
        for _ in 0..2 {
            let url = match self.look_up(&wanted).await {
                Ok(url) => url,
                Err(ends) => return ends,
            };
            match self.download(&wanted, &url).await {
                Ok(stored) | Err(Missed::Final(stored)) => return stored,
                Err(Missed::AskAgain(why)) => ends = why,
            }
        }
        ends
    }

    /// Asks where a file is.
    async fn look_up(&self, wanted: &Wanted) -> Result<Url, Fetched> {
        let later = |trouble| Fetched::Later(trouble);
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(&wanted.id);
        }
        url.query_pairs_mut().append_pair("phone_number_id", &wanted.number);
        let bearer = self.token.bearer().ok_or(later(Trouble::Token))?;
        let call = self.configured.get(url).header(header::AUTHORIZATION, bearer).send();
        let answer = timeout(LOOKUP_TIME_LIMIT, call).await;
        let response = answer.ok().and_then(Result::ok).ok_or(later(Trouble::Unreachable))?;
        let status = response.status();
        let body = http_client::read_capped(response, LOOKUP_BYTES_MAX).await;
        let body = body.map_err(|_| later(Trouble::Unreachable))?;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        if !status.is_success() {
            return Err(refused(status, answer.pointer("/error/code").and_then(Value::as_u64)));
        }
        let size = &answer["file_size"];
        let size = size.as_u64().or_else(|| size.as_str()?.parse().ok()).unwrap_or_default();
        if size > check::bytes_max(wanted.kind) {
            return Err(Fetched::Refused(Refusal::TooLarge));
        }
        let url = answer["url"].as_str().and_then(|url| url.parse().ok());
        url.ok_or(later(Trouble::Unreachable))
    }

    /// Fetches from an address, checks, and keeps.
    async fn download(&self, wanted: &Wanted, url: &Url) -> Result<Fetched, Missed> {
        let client = match check::place(url, &self.base) {
            Some(Place::Configured) => &self.configured,
            Some(Place::Metas) => &self.metas,
            None => return Err(Missed::AskAgain(Fetched::Refused(Refusal::WrongHost))),
        };
        let ask_again = |trouble| Missed::AskAgain(Fetched::Later(trouble));
        let bearer = self.token.bearer().ok_or(ask_again(Trouble::Token))?;
        let call = client.get(url.clone()).header(header::AUTHORIZATION, bearer).send();
        let response = call.await.map_err(|_| ask_again(Trouble::Unreachable))?;
        if !response.status().is_success() {
            return Err(Missed::AskAgain(match response.status() {
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Fetched::Later(Trouble::Token),
                _ => Fetched::Later(Trouble::Unreachable),
            }));
        }
        let bytes_max = check::bytes_max(wanted.kind);
        if response.content_length().is_some_and(|length| length > bytes_max) {
            return Err(Missed::Final(Fetched::Refused(Refusal::TooLarge)));
        }
        let on_disk = |_| Missed::Final(Fetched::Later(Trouble::Disk));
        let mut draft = self.vault.begin(wanted.shard, &wanted.id).await.map_err(on_disk)?;
        match receive(&mut draft, response, wanted).await {
            Ok(mime_type) => {
                let size = draft.size();
                let sha256 = draft.keep().await.map_err(on_disk)?;
                Ok(Fetched::Stored { sha256, size, mime_type })
            }
            Err(missed) => {
                draft.discard().await;
                Err(missed)
            }
        }
    }
}

/// Writes an answer to disk as it comes, and says what it is.
async fn receive(draft: &mut Draft, mut response: Response, wanted: &Wanted) -> Result<String, Missed> {
    let announced = response.content_length();
    loop {
        let chunk = response.chunk().await;
        let chunk = chunk.map_err(|_| Missed::AskAgain(Fetched::Later(Trouble::Damaged)))?;
        let Some(chunk) = chunk else { break };
        draft.write(&chunk).await.map_err(|_| Missed::Final(Fetched::Later(Trouble::Disk)))?;
        if draft.size() > check::bytes_max(wanted.kind) {
            return Err(Missed::Final(Fetched::Refused(Refusal::TooLarge)));
        }
    }
    let is_whole = announced.is_none_or(|announced| announced == draft.size());
    if !is_whole || !check::hash_fits(wanted.sha256.as_deref(), &draft.hash()) {
        return Err(Missed::AskAgain(Fetched::Later(Trouble::Damaged)));
    }
    check::mime_type(wanted.kind, draft.head()).map_err(|refusal| Missed::Final(Fetched::Refused(refusal)))
}

/// What Meta's refusal to say where a file is means.
fn refused(status: StatusCode, code: Option<u64>) -> Fetched {
    match (status, code) {
        (StatusCode::UNAUTHORIZED, _) | (_, Some(0 | 10 | 190 | 200..=299)) => Fetched::Later(Trouble::Token),
        // Code 100 says the same of an id that is not known and of one that the token may not see: it is tried again.
        (StatusCode::GONE, _) | (_, Some(131_052)) => Fetched::Refused(Refusal::Gone),
        _ => Fetched::Later(Trouble::Unreachable),
    }
}

impl Media for GraphMedia {
    fn fetch(&self, wanted: Wanted) -> BoxFuture<'static, Fetched> {
        self.clone().fetch_once(wanted).boxed()
    }

    fn forget(&self, shard: Shard, hashes: Vec<String>) -> BoxFuture<'static, std::io::Result<()>> {
        let vault = self.vault.clone();
        async move { vault.forget(shard, hashes).await }.boxed()
    }

    fn clean(&self, shard: Shard) -> BoxFuture<'static, std::io::Result<()>> {
        let vault = self.vault.clone();
        async move { vault.clean(shard).await }.boxed()
    }
}

#[cfg(test)]
#[path = "graph_tests.rs"]
mod tests;
