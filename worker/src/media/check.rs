//! Judges of files. Pure.

use domain::inbound::MediaKind;
use url::{Host, Url};

use super::Refusal;

/// Hosts and domains that Meta serves files from; what is below them belongs to Meta too.
const META_HOSTS: [&str; 4] = ["fbsbx.com", "fbcdn.net", "facebook.com", "whatsapp.net"];

/// First bytes of a file that are looked at.
pub const HEAD_BYTES: usize = 512;

/// First bytes of programs, however short they are: Linux, Windows, and scripts.
const PROGRAMS: [&[u8]; 3] = [b"\x7fELF", b"MZ", b"#!"];

const MEGABYTE: u64 = 1024 * 1024;

/// Returns how large a file of a kind may be, in bytes: Meta's own limits, and for documents a quarter of Meta's.
pub fn bytes_max(kind: MediaKind) -> u64 {
    match kind {
        MediaKind::Image => 5 * MEGABYTE,
        MediaKind::Sticker => MEGABYTE,
        MediaKind::Video | MediaKind::Voice | MediaKind::Audio => 16 * MEGABYTE,
        MediaKind::Document => 25 * MEGABYTE,
    }
}

/// Where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// To the Graph API itself, as the settings name it.
    Configured,
    /// To another host of Meta's.
    Metas,
}

/// Tells whether the token may be sent to an address. Only to where the settings say that Meta is, and to Meta's hosts
/// over https; never to a bare address, which no name of Meta's could be checked for.
pub fn place(url: &Url, graph: &Url) -> Option<Place> {
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    if url.host().is_some() && url.origin() == graph.origin() {
        return Some(Place::Configured);
    }
    let Some(Host::Domain(name)) = url.host() else { return None };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let is_metas = META_HOSTS
        .iter()
        .any(|host| name.strip_suffix(host).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
    (url.scheme() == "https" && url.port().is_none() && is_metas).then_some(Place::Metas)
}

/// Tells what a file is by its first bytes, if it is of a sort that is kept for this kind.
pub fn mime_type(kind: MediaKind, head: &[u8]) -> Result<String, Refusal> {
    if head.is_empty() {
        return Err(Refusal::Empty);
    }
    let found = infer::get(head);
    let mime_type = found.map_or("", |found| found.mime_type());
    let is_kept = match kind {
        MediaKind::Image => matches!(mime_type, "image/jpeg" | "image/png" | "image/webp"),
        MediaKind::Sticker => mime_type == "image/webp",
        MediaKind::Video => {
            matches!(mime_type, "video/mp4" | "video/3gpp" | "video/quicktime" | "video/x-m4v")
        }
        // Ogg and MP4 hold sounds and films alike, and are told apart further in.
        MediaKind::Voice | MediaKind::Audio => {
            mime_type.starts_with("audio/")
                || matches!(mime_type, "video/mp4" | "video/3gpp" | "application/ogg")
        }
        // Whatever is not a program: offices use many formats, some of them plain text.
        MediaKind::Document => {
            let is_program = PROGRAMS.iter().any(|magic| head.starts_with(magic)) || infer::is_app(head);
            !is_program && !matches!(mime_type, "text/html" | "text/x-shellscript")
        }
    };
    let unknown = if std::str::from_utf8(head).is_ok() { "text/plain" } else { "application/octet-stream" };
    match (is_kept, mime_type) {
        (false, _) => Err(Refusal::WrongType),
        (true, "") => Ok(unknown.to_owned()),
        (true, known) => Ok(known.to_owned()),
    }
}

/// Tells whether Meta's word about the hash fits: base64 or hex, or something that is neither and says nothing.
pub fn hash_fits(announced: Option<&str>, found: &[u8; 32]) -> bool {
    use base64::Engine as _;
    let Some(announced) = announced.map(str::trim) else { return true };
    let hex = hex::decode(announced).ok().filter(|bytes| bytes.len() == found.len());
    let base64 = || base64::engine::general_purpose::STANDARD.decode(announced).ok();
    match hex.or_else(base64) {
        Some(bytes) if bytes.len() == found.len() => bytes == found,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use proptest::prelude::*;

    use super::*;

    const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 0x10, b'J', b'F', b'I', b'F', 0];
    const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d];

    fn at(url: &str, graph: &str) -> Option<Place> {
        place(&url.parse().unwrap(), &graph.parse().unwrap())
    }

    #[test]
    fn the_token_goes_to_meta_only() {
        let graph = "https://graph.facebook.com/v25.0";
        for metas in [
            "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
            "https://scontent.xx.fbcdn.net/a.jpg",
            "https://LOOKASIDE.FBSBX.COM./a",
            "https://mmg.whatsapp.net/a",
        ] {
            assert_eq!(at(metas, graph), Some(Place::Metas), "{metas}");
        }
        for other in [
            "http://lookaside.fbsbx.com/a",
            "https://lookaside.fbsbx.com:8443/a",
            "https://lookaside.fbsbx.com@evil.example/a",
            "https://user@lookaside.fbsbx.com/a",
            "https://evilfbsbx.com/a",
            "https://fbsbx.com.evil.example/a",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/a",
            "https://2130706433/a",
            "http://graph.facebook.com/a",
            "file:///etc/passwd",
        ] {
            assert_eq!(at(other, graph), None, "{other}");
        }
        assert_eq!(at("https://graph.facebook.com/a", graph), Some(Place::Configured));
        // A Graph API of one's own, on this machine: its files are where it is, and nowhere else here.
        let own = "http://127.0.0.1:9000/graph/v25.0";
        assert_eq!(at("http://127.0.0.1:9000/lookaside/1", own), Some(Place::Configured));
        for neighbour in [
            "http://127.0.0.1:9001/a",
            "http://127.0.0.2:9000/a",
            "http://localhost:9000/a",
            "https://127.0.0.1:9000/a",
        ] {
            assert_eq!(at(neighbour, own), None, "{neighbour}");
        }
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(mime_type(MediaKind::Image, JPEG).as_deref(), Ok("image/jpeg"));
        assert_eq!(mime_type(MediaKind::Image, PNG).as_deref(), Ok("image/png"));
        assert_eq!(mime_type(MediaKind::Document, b"%PDF-1.7\n").as_deref(), Ok("application/pdf"));
        assert_eq!(mime_type(MediaKind::Document, b"sku,amount\n").as_deref(), Ok("text/plain"));
        assert_eq!(mime_type(MediaKind::Voice, b"OggS\0\x02 OpusHead").as_deref(), Ok("audio/ogg"));
        for (kind, bytes) in [
            (MediaKind::Image, b"%PDF-1.7\n".as_slice()),
            (MediaKind::Image, b"<svg onload=alert(1)>"),
            (MediaKind::Image, b"GIF89a"),
            (MediaKind::Sticker, JPEG),
            (MediaKind::Video, JPEG),
            (MediaKind::Voice, JPEG),
            (MediaKind::Document, b"MZ\x90\0"),
            (MediaKind::Document, b"\x7fELF\x02\x01\x01\0"),
            (MediaKind::Document, b"#!/bin/sh\n"),
            (MediaKind::Document, b"<!DOCTYPE html><html>"),
        ] {
            assert_eq!(mime_type(kind, bytes), Err(Refusal::WrongType), "{kind:?}");
        }
        assert_eq!(mime_type(MediaKind::Document, b""), Err(Refusal::Empty));
    }

    #[test]
    fn a_hash_is_base64_or_hex() {
        let found = [7; 32];
        let base64 = base64::engine::general_purpose::STANDARD.encode(found);
        assert!(hash_fits(Some(&base64), &found) && hash_fits(Some(&hex::encode(found)), &found));
        assert!(hash_fits(None, &found) && hash_fits(Some("EXAMPLE"), &found), "says nothing");
        let other = base64::engine::general_purpose::STANDARD.encode([8; 32]);
        assert!(!hash_fits(Some(&other), &found) && !hash_fits(Some(&hex::encode([8; 32])), &found));
    }

    proptest! {
        #[test]
        fn no_bytes_and_no_address_make_a_judge_fail(bytes: Vec<u8>, text in ".{0,80}", announced in ".{0,90}") {
            for kind in [MediaKind::Image, MediaKind::Video, MediaKind::Voice, MediaKind::Document, MediaKind::Sticker] {
                let _ = mime_type(kind, &bytes);
            }
            let graph = "https://graph.facebook.com/v25.0".parse().unwrap();
            if let Ok(url) = text.parse::<Url>() {
                let _ = place(&url, &graph);
            }
            let _ = hash_fits(Some(&announced), &[0; 32]);
        }
    }
}
