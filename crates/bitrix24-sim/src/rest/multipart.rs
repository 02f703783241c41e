//! `multipart/form-data`, read as PHP reads it.

use std::convert::Infallible;

use axum::body::Bytes;
use futures::stream;

/// The fields of a body. A part with a file name is a file, no field: PHP keeps those
/// apart, and REST takes files as base64 in fields
/// (`api-reference/files/how-to-upload-files.md`). What follows a malformed part is
/// lost.
pub(super) async fn fields(content_type: &str, body: &[u8]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let Ok(boundary) = multer::parse_boundary(content_type) else {
        return fields;
    };
    let whole = Ok::<_, Infallible>(Bytes::copy_from_slice(body));
    let mut parts = multer::Multipart::new(stream::iter([whole]), boundary);
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().map(str::to_owned);
        let is_file = part.file_name().is_some();
        let (Ok(value), Some(name)) = (part.bytes().await, name) else {
            continue;
        };
        if !is_file {
            fields.push((name, String::from_utf8_lossy(&value).into_owned()));
        }
    }
    fields
}
