//! Checks of pictures, files and places. It fetches nothing.

use serde_json::Value;

use super::{length, object, optional_text};
use crate::meta::graph_error::GraphError;

/// The longest caption.
pub const CAPTION_MAX: usize = 1024;

/// A picture or file: exactly one of `id` and `link`, and a caption that fits.
pub fn check(kind: &str, content: &Value) -> Result<(), GraphError> {
    object(content, kind)?;
    check_source(kind, content)?;
    if let Some(caption) = optional_text(content, "caption", "caption", CAPTION_MAX)?
        && matches!(kind, "audio" | "sticker")
        && length(caption) > 0
    {
        return Err(GraphError::invalid(format!("Param {kind} does not take a caption")));
    }
    match (kind, content.get("filename")) {
        ("document", _) => check_filename(content)?,
        (_, Some(_)) => return Err(GraphError::invalid(format!("Param {kind} does not take a filename"))),
        (_, None) => {}
    }
    Ok(())
}

/// Where the medium comes from.
pub fn check_source(kind: &str, content: &Value) -> Result<(), GraphError> {
    match (content.get("id"), content.get("link")) {
        (Some(Value::String(id)), None) if !id.is_empty() => Ok(()),
        (None, Some(Value::String(link))) if is_http_link(link) => Ok(()),
        (None, Some(_)) => Err(GraphError::invalid(format!("Param {kind}['link'] is not a valid URL."))),
        (Some(_), None) => Err(GraphError::invalid(format!("Param {kind}['id'] is not a valid media id."))),
        (None, None) => Err(GraphError::missing(format!("The parameter {kind} needs an id or a link."))),
        (Some(_), Some(_)) => {
            Err(GraphError::invalid(format!("Param {kind} takes an id or a link, not both.")))
        }
    }
}

/// An absolute http or https address with a host.
pub fn is_http_link(link: &str) -> bool {
    /// Longer addresses are refused.
    const LINK_MAX: usize = 2048;
    link.len() <= LINK_MAX
        && url::Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// A place: two numbers in range.
pub fn check_location(content: &Value) -> Result<(), GraphError> {
    object(content, "location")?;
    let number = |key: &str| match content.get(key) {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    let fits = number("latitude").is_some_and(|degrees| (-90.0..=90.0).contains(&degrees))
        && number("longitude").is_some_and(|degrees| (-180.0..=180.0).contains(&degrees));
    if fits {
        Ok(())
    } else {
        Err(GraphError::invalid("Param location needs a latitude and a longitude in degrees"))
    }
}

/// A file has a name that a phone can show: one line, no path. The platform takes it from the address when it is absent.
fn check_filename(content: &Value) -> Result<(), GraphError> {
    /// What file systems take; the platform's pages say nothing.
    const FILENAME_MAX: usize = 255;
    let Some(name) = optional_text(content, "filename", "document['filename']", FILENAME_MAX)? else {
        return Ok(());
    };
    if name.chars().any(|char| char.is_control() || matches!(char, '/' | '\\')) {
        return Err(GraphError::bad_value("Param document['filename'] is a name, not a path"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::code;

    #[test]
    fn a_picture_link_must_be_http() {
        assert_eq!(code(&json!({"type": "image", "image": {"link": "https://shop.example/a.jpg"}})), 0);
        for link in ["ftp://shop.example/a.jpg", "/a.jpg", "", "data:image/png;base64,AA", "https://"] {
            assert_eq!(code(&json!({"type": "image", "image": {"link": link}})), 100, "{link}");
        }
        assert_eq!(code(&json!({"type": "image", "image": {}})), 131_008);
    }

    #[test]
    fn a_caption_of_1025_characters_is_refused() {
        let image = |n: usize| json!({"type": "image", "image": {"id": "1", "caption": "x".repeat(n)}});
        assert_eq!((code(&image(1024)), code(&image(1025))), (0, 100));
    }

    #[test]
    fn a_location_needs_both_numbers_in_range() {
        assert_eq!(code(&json!({"type": "location", "location": {"latitude": 1.5, "longitude": 36}})), 0);
        assert_eq!(code(&json!({"type": "location", "location": {"latitude": 91, "longitude": 36}})), 100);
        assert_eq!(code(&json!({"type": "location", "location": {"latitude": 1}})), 100);
    }

    #[test]
    fn a_file_may_have_a_name_that_is_no_path() {
        let file = |name: &str| {
            code(
                &json!({"type": "document", "document": {"link": "https://shop.example/r", "filename": name}}),
            )
        };
        assert_eq!((file("receipt 7.pdf"), file(&"x".repeat(256)), file(" ")), (0, 100, 100));
        assert_eq!((file("a/b.pdf"), file("a\\b.pdf"), file("a\n.pdf")), (131_009, 131_009, 131_009));
        assert_eq!(code(&json!({"type": "document", "document": {"link": "https://shop.example/r"}})), 0);
        let picture = json!({"type": "image", "image": {"id": "1", "filename": "a.jpg"}});
        assert_eq!(code(&picture), 100);
    }
}
