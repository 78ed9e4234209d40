//! The Graph API client: one POST per call, never repeated here. What an answer means is decided in `verdict`.

pub mod pictures;
pub mod templates;
pub mod upload;
pub mod wire;

use std::{path::Path, sync::Arc, time::Duration};

use common::{
    graph::Token,
    http_client::{self, HttpLimits},
};
use domain::{
    HashKey,
    envelope::Outbound,
    outbound::{Content, Message, OwnDocument, OwnDocumentFields, SheetDocument},
};
use futures_util::future::join_all;
use paper::Fonts;
use reqwest::header;
use tokio::time::Instant;
use url::Url;

use crate::{
    core::{row::Trace, templates::Reading},
    verdict::GraphAnswer,
};
use pictures::{Form, Pictures};
use serde_json::{Value, json};
use templates::BusinessAccount;
use upload::Documents;

/// Longest wait for a connection.
pub const CONNECT_TIME_LIMIT: Duration = Duration::from_secs(3);

/// Longest call of a message, with its picture and all its tries; a longer one is ambiguous.
pub const CALL_TIME_LIMIT: Duration = Duration::from_secs(20);

/// With less time left than this, a message that was refused for its picture is not tried in another form.
const REPEAT_TIME_MIN: Duration = Duration::from_secs(3);

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
    pictures: Option<Pictures>,
    documents: Documents,
    fonts: Arc<Fonts>,
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
        let http = http_client::client(&limits)?;
        let documents = Documents::new(base.clone(), token.clone())?;
        Ok(Self { http, base, token, hash_key, account, pictures: None, documents, fonts: Arc::default() })
    }

    /// From now on pictures are uploaded; those of the shop wherever it is.
    pub fn with_pictures(mut self, shop: Option<Url>) -> anyhow::Result<Self> {
        self.pictures = Some(Pictures::new(self.base.clone(), shop, self.token.clone())?);
        Ok(self)
    }

    /// From now on sheets are drawn with the fonts of this folder, as far as it has them.
    #[must_use]
    pub fn with_fonts(mut self, folder: &Path) -> Self {
        let fonts = Fonts::read(folder);
        if fonts.is_empty() {
            tracing::warn!("there are no fonts: documents are written in Latin letters alone");
        }
        self.fonts = Arc::new(fonts);
        self
    }

    /// Draws a sheet beside everything else that goes on. `None` when that failed; it may work another time.
    async fn drawn(&self, document: &SheetDocument) -> Option<OwnDocument> {
        let (fonts, fields) = (Arc::clone(&self.fonts), document.fields().clone());
        let drawn = tokio::task::spawn_blocking(move || {
            let bytes = paper::draw(&fields.sheet, &fonts);
            // Too large only with much writing in several scripts: then without fonts inside.
            let content =
                Content::new(bytes).or_else(|_| Content::new(paper::draw(&fields.sheet, &Fonts::default())));
            let fields = OwnDocumentFields {
                filename: fields.filename,
                content: content.ok()?,
                caption: fields.caption,
            };
            OwnDocument::new(fields).ok()
        });
        drawn.await.ok().flatten()
    }

    /// One call with this body.
    async fn post(&self, address: Url, body: &Value, time_limit: Duration, trace: &Trace) -> GraphAnswer {
        // A token that cannot stand in a header was never valid: nothing is sent, as if Meta had refused it.
        let Some(bearer) = self.token.bearer() else {
            return GraphAnswer::Http { status: 401, retry_after_s: None, body: Vec::new() };
        };
        let request = self.http.post(address).header(header::AUTHORIZATION, bearer).json(body);
        let mut request = request.timeout(time_limit);
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

    /// Uploads a document of ours and sends it by Meta's id. An upload from before that Meta no longer takes is made anew,
    /// once.
    async fn send_document(
        &self,
        outbound: &Outbound,
        document: &OwnDocument,
        address: Url,
        mut body: Value,
        ends_at: Instant,
        trace: &Trace,
    ) -> GraphAnswer {
        let left = || ends_at.saturating_duration_since(Instant::now());
        loop {
            let (id, is_new) = match self.documents.id(&outbound.from, document).await {
                Ok(found) => found,
                Err(answer) => return answer,
            };
            body["document"]["id"] = json!(id);
            let answer = self.post(address.clone(), &body, left(), trace).await;
            if !is_refused_for_upload(&answer) {
                return answer;
            }
            self.documents.forget(&outbound.from, document);
            if is_new || left() < REPEAT_TIME_MIN {
                return answer;
            }
        }
    }

    /// Puts uploads in the place of addresses, and leaves out a picture that Meta would not take. Returns the addresses
    /// that were replaced.
    async fn with_uploads(&self, outbound: &Outbound, body: &mut Value) -> Vec<String> {
        let Some(pictures) = &self.pictures else { return Vec::new() };
        let forms = pictures::addresses(body).into_iter().map(async |address| {
            let form = pictures.form(&outbound.from, &address).await;
            (address, form)
        });
        let forms: Vec<(String, Form)> = join_all(forms).await;
        pictures::put_ids(body, &forms);
        if forms.iter().any(|(_, form)| *form == Form::Nothing) {
            pictures::leave_out(body);
        }
        let is_upload = |(_, form): &(String, Form)| matches!(form, Form::Id(_));
        forms.into_iter().filter(is_upload).map(|(address, _)| address).collect()
    }
}

impl Graph for GraphClient {
    async fn send(&self, outbound: &Outbound, trace: &Trace) -> GraphAnswer {
        let mut address = self.base.clone();
        {
            let Ok(mut segments) = address.path_segments_mut() else { return GraphAnswer::NotConnected };
            segments.pop_if_empty().push(outbound.from.as_str()).push("messages");
        }
        let callback_data = self.hash_key.callback_data(outbound.contact_hash, &outbound.id);
        let is_courtesy = matches!(outbound.message, Message::MarkRead { .. });
        let time_limit = if is_courtesy { COURTESY_TIME_LIMIT } else { CALL_TIME_LIMIT };
        // One for all tries together: what ends a process waits for a message no longer than this.
        let ends_at = Instant::now() + time_limit;
        let left = || ends_at.saturating_duration_since(Instant::now());
        let plain = wire::body(&outbound.to, &outbound.message, &callback_data);
        let mut body = plain.clone();
        if let Message::OwnDocument(document) = &outbound.message {
            return self.send_document(outbound, document, address, body, ends_at, trace).await;
        }
        if let Message::Sheet(sheet) = &outbound.message {
            let Some(document) = self.drawn(sheet).await else { return GraphAnswer::NotConnected };
            return self.send_document(outbound, &document, address, body, ends_at, trace).await;
        }
        let uploads = self.with_uploads(outbound, &mut body).await;
        let answer = self.post(address.clone(), &body, left(), trace).await;
        if !is_refused_for_picture(&answer, &plain) || left() < REPEAT_TIME_MIN {
            return answer;
        }
        // Refused, and nothing was sent: by its address instead of the upload, then without the picture.
        let mut answer = answer;
        if let Some(pictures) = self.pictures.as_ref().filter(|_| !uploads.is_empty()) {
            for upload in &uploads {
                pictures.forget(&outbound.from, upload);
            }
            answer = self.post(address.clone(), &plain, left(), trace).await;
        }
        let mut bare = plain.clone();
        let is_refused = is_refused_for_picture(&answer, &plain) && left() >= REPEAT_TIME_MIN;
        if is_refused && pictures::leave_out(&mut bare) && bare != body {
            answer = self.post(address, &bare, left(), trace).await;
        }
        answer
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

/// Returns whether Meta has refused a message with a picture for a reason that may be the picture.
fn is_refused_for_picture(answer: &GraphAnswer, plain: &Value) -> bool {
    is_refused_for_upload(answer) && !pictures::addresses(&mut plain.clone()).is_empty()
}

/// Returns whether Meta has refused a message for a reason that may be a file in it.
fn is_refused_for_upload(answer: &GraphAnswer) -> bool {
    let GraphAnswer::Http { status: 400..=499, body, .. } = answer else { return false };
    let code = serde_json::from_slice::<Value>(body).ok();
    let code = code.and_then(|answer| answer.pointer("/error/code")?.as_u64());
    pictures::may_be_the_picture(code)
}
