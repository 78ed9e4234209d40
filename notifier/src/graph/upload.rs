//! Uploads to Meta, which keeps a file for thirty days under an id, and documents of our own making, which go out only
//! that way: nobody could fetch them from anywhere.
//!
//! An upload sends nothing to anybody, so it may be repeated; whatever keeps it from being made is no doubt about the
//! message.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use common::{
    graph::Token,
    http_client::{self, HttpLimits},
};
use domain::{
    ids::PhoneNumberId,
    outbound::{Filename, OwnDocument},
};
use reqwest::{header, multipart};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;
use url::Url;

use super::{CONNECT_TIME_LIMIT, pictures::lock};
use crate::verdict::{GraphAnswer, Verdict, judge};

/// Longest answer to an upload, in bytes.
const UPLOAD_ANSWER_BYTES_MAX: usize = 64 * 1024;
/// For how long an upload is used. Meta keeps it for 30 days.
pub const UPLOADED_FOR: Duration = Duration::from_hours(29 * 24);
/// Longest upload of a document; less than a call may take, so that time is left to send it.
const DOCUMENT_TIME_LIMIT: Duration = Duration::from_secs(10);
/// Documents remembered, so that one that is sent again is not uploaded again; beyond, all are forgotten.
const DOCUMENTS_MAX: usize = 1_000;
/// "The service is in trouble": Meta's code for what may be repeated.
const IN_TROUBLE: u32 = 2;

/// Uploads files from a number.
#[derive(Debug, Clone)]
pub struct Uploader {
    http: reqwest::Client,
    graph: Url,
    token: Token,
}

impl Uploader {
    /// Makes it.
    pub fn new(http: reqwest::Client, graph: Url, token: Token) -> Self {
        Self { http, graph, token }
    }

    /// Uploads a file and returns Meta's id of it, or an answer that says why there is none. No such answer is a doubt:
    /// nothing was sent to anybody.
    pub async fn upload(
        &self,
        number: &PhoneNumberId,
        bytes: Vec<u8>,
        name: String,
        mime_type: &'static str,
    ) -> Result<String, GraphAnswer> {
        let mut url = self.graph.clone();
        url.path_segments_mut()
            .map_err(|()| GraphAnswer::NotConnected)?
            .pop_if_empty()
            .push(number.as_str())
            .push("media");
        let file = multipart::Part::bytes(bytes).file_name(name);
        let form = multipart::Form::new()
            .text("messaging_product", "whatsapp")
            .text("type", mime_type)
            .part("file", file.mime_str(mime_type).map_err(|_| GraphAnswer::NotConnected)?);
        let refused = GraphAnswer::Http { status: 401, retry_after_s: None, body: Vec::new() };
        let bearer = self.token.bearer().ok_or(refused)?;
        let call = self.http.post(url).header(header::AUTHORIZATION, bearer).multipart(form).send();
        let response = call.await.map_err(|_| GraphAnswer::NotConnected)?;
        let status = response.status().as_u16();
        let retry_after_s = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let body = http_client::read_capped(response, UPLOAD_ANSWER_BYTES_MAX)
            .await
            .map_err(|_| GraphAnswer::NotConnected)?;
        let id = serde_json::from_slice::<Value>(&body).ok().and_then(|answer| {
            answer["id"].as_str().map(str::to_owned).or_else(|| Some(answer["id"].as_u64()?.to_string()))
        });
        if let Some(id) = id.filter(|id| (200..300).contains(&status) && !id.is_empty()) {
            return Ok(id);
        }
        let answer = GraphAnswer::Http { status, retry_after_s, body };
        match judge(&answer, true).verdict {
            // It would be a doubt about a message; here it is trouble of the service.
            Verdict::Ambiguous | Verdict::Accepted { .. } => {
                let body = json!({ "error": { "code": IN_TROUBLE } }).to_string().into_bytes();
                Err(GraphAnswer::Http { status: 503, retry_after_s, body })
            }
            _ => Err(answer),
        }
    }
}

/// Uploads by the number and the hash of what was uploaded, each until when.
type Known = HashMap<(PhoneNumberId, [u8; 32]), (Instant, String)>;

/// The documents that were uploaded, shared by all calls.
#[derive(Debug, Clone)]
pub struct Documents {
    uploader: Uploader,
    known: Arc<Mutex<Known>>,
}

impl Documents {
    /// Makes it.
    pub fn new(graph: Url, token: Token) -> anyhow::Result<Self> {
        let limits = HttpLimits { connect: CONNECT_TIME_LIMIT, total: DOCUMENT_TIME_LIMIT };
        let http = http_client::client(&limits)?;
        Ok(Self { uploader: Uploader::new(http, graph, token), known: Arc::default() })
    }

    /// Returns Meta's id of a document, from an earlier upload or a new one, and whether it is new.
    pub async fn id(
        &self,
        number: &PhoneNumberId,
        document: &OwnDocument,
    ) -> Result<(String, bool), GraphAnswer> {
        let fields = document.fields();
        let key = key(number, document);
        let known = lock(&self.known).get(&key).cloned();
        if let Some((until, id)) = known
            && until > Instant::now()
        {
            return Ok((id, false));
        }
        let (bytes, name) = (fields.content.bytes().to_vec(), plain_name(&fields.filename));
        let id = self.uploader.upload(number, bytes, name, document.kind().mime_type()).await?;
        let mut known = lock(&self.known);
        if known.len() >= DOCUMENTS_MAX {
            known.clear();
        }
        known.insert(key, (Instant::now() + UPLOADED_FOR, id.clone()));
        Ok((id, true))
    }

    /// Meta does not take this upload (any more).
    pub fn forget(&self, number: &PhoneNumberId, document: &OwnDocument) {
        lock(&self.known).remove(&key(number, document));
    }
}

fn key(number: &PhoneNumberId, document: &OwnDocument) -> (PhoneNumberId, [u8; 32]) {
    (number.clone(), Sha256::digest(document.fields().content.bytes()).into())
}

/// What the buyer sees is said with the message; the upload gets a name that every proxy on the way can read.
fn plain_name(filename: &Filename) -> String {
    let ending = filename.as_str().rsplit_once('.').map_or("txt", |(_, ending)| ending);
    format!("document.{ending}")
}

#[cfg(test)]
#[path = "upload_tests.rs"]
mod tests;
