//! Media of the Graph API: upload, look up, fetch. Files live in memory.

use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::graph_error::GraphError;
use super::world::Medium;
use super::{Meta, wire};

/// How long a looked-up address works.
const ADDRESS_MS: i64 = 5 * 60 * 1000;
/// The largest upload.
pub const UPLOAD_BYTES_MAX: usize = 16 * 1024 * 1024;

impl Meta {
    /// Takes an upload: `multipart/form-data` with `messaging_product`, `type` and `file`.
    pub fn take_upload(&self, content_type: &str, body: &[u8]) -> Result<Value, GraphError> {
        let boundary = content_type
            .split(';')
            .find_map(|part| part.trim().strip_prefix("boundary="))
            .map(|boundary| boundary.trim_matches('"'))
            .filter(|boundary| !boundary.is_empty())
            .ok_or_else(|| GraphError::invalid("the upload must be multipart/form-data"))?;
        let parts = parts(body, boundary);
        let field = |name: &str| parts.iter().find(|part| part.name == name);
        if field("messaging_product").is_none_or(|part| part.content != b"whatsapp") {
            return Err(GraphError::invalid("The parameter messaging_product is required."));
        }
        let Some(file) = field("file") else {
            return Err(GraphError::invalid("The parameter file is required."));
        };
        let declared = field("type").and_then(|part| std::str::from_utf8(part.content).ok());
        let mime_type = declared.map(str::trim).or(file.mime_type.as_deref()).unwrap_or_default().to_owned();
        if !is_known_type(&mime_type) {
            return Err(GraphError::new(131_053, "the file type is not supported"));
        }
        let id = self.world().keep_medium(Medium { mime_type, bytes: Arc::from(file.content) });
        Ok(json!({"id": id}))
    }

    /// Describes a medium, with an address that works for five minutes.
    pub fn describe_medium(&self, id: &str) -> Result<Value, GraphError> {
        let medium = self.world().medium(id).ok_or_else(|| GraphError::unknown_object(id))?;
        Ok(json!({
            "messaging_product": "whatsapp",
            "url": self.lookaside_url(id),
            "mime_type": medium.mime_type,
            "sha256": hex::encode(Sha256::digest(&medium.bytes)),
            "file_size": medium.bytes.len().to_string(),
            "id": id,
        }))
    }

    /// The address of the bytes of a medium. It carries its end of life, and a mark that nobody else can make.
    pub(super) fn lookaside_url(&self, id: &str) -> String {
        let ends_at_ms = self.clock.now_ms() + ADDRESS_MS;
        format!(
            "{}/graph/lookaside/{id}?ext={ends_at_ms}&hash={}",
            self.settings.public_url,
            self.mark(id, ends_at_ms)
        )
    }

    /// The bytes behind such an address, while it works.
    pub fn fetch_medium(&self, id: &str, ends_at_ms: i64, mark: &str) -> Option<Medium> {
        let works = self.clock.now_ms() < ends_at_ms && mark == self.mark(id, ends_at_ms);
        if works { self.world().medium(id) } else { None }
    }

    fn mark(&self, id: &str, ends_at_ms: i64) -> String {
        let signed = wire::signature(&self.settings.app_secret, format!("{id}:{ends_at_ms}").as_bytes());
        signed.chars().skip("sha256=".len()).take(20).collect()
    }
}

fn is_known_type(mime_type: &str) -> bool {
    const KNOWN: [&str; 12] = [
        "image/jpeg",
        "image/png",
        "image/webp",
        "audio/aac",
        "audio/amr",
        "audio/mpeg",
        "audio/mp4",
        "audio/ogg",
        "video/mp4",
        "video/3gpp",
        "application/pdf",
        "text/plain",
    ];
    KNOWN.contains(&mime_type.split(';').next().unwrap_or_default().trim())
}

struct Part<'a> {
    name: String,
    mime_type: Option<String>,
    content: &'a [u8],
}

/// The parts of a multipart body. What is malformed is left out.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<Part<'a>> {
    let delimiter = format!("--{boundary}");
    let mut found = Vec::new();
    let mut rest = body;
    while let Some(start) = find(rest, delimiter.as_bytes()) {
        rest = &rest[start + delimiter.len()..];
        let Some(end) = find(rest, delimiter.as_bytes()) else { break };
        let part = rest[..end].strip_prefix(b"\r\n").unwrap_or(&rest[..end]);
        let part = part.strip_suffix(b"\r\n").unwrap_or(part);
        let Some(head_end) = find(part, b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&part[..head_end]);
        let Some(name) = head.split("name=\"").nth(1).and_then(|text| text.split('"').next()) else {
            continue;
        };
        let mime_type = head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case("content-type").then(|| value.trim().to_owned())
        });
        found.push(Part { name: name.to_owned(), mime_type, content: &part[head_end + 4..] });
    }
    found
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multipart_body_falls_into_its_parts() {
        let body = b"--B\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nimage/png\r\n\
            --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: image/png\r\n\r\n\x00\r\n\x01\r\n--B--\r\n";
        let parts = parts(body, "B");
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].name.as_str(), parts[0].content), ("type", b"image/png".as_slice()));
        assert_eq!(
            (parts[1].mime_type.as_deref(), parts[1].content),
            (Some("image/png"), b"\x00\r\n\x01".as_slice())
        );
    }
}
