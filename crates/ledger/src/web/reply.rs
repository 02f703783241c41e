//! What came back.

use std::borrow::Cow;

use bytes::Bytes;
use encoding_rs::Encoding;
use http::{HeaderMap, StatusCode};

use crate::{ReadError, Reason};

/// A whole answer, unpacked.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// In small letters, without its parameters; empty when none came.
    pub(crate) content_type: String,
    pub(crate) body: Bytes,
    /// Whether this login has ever been let in.
    pub(super) known: bool,
}

impl Reply {
    /// The body as text: without a byte-order mark, in the encoding the mark or the content type
    /// names, else UTF-8. What is no text in it becomes U+FFFD.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        let encoding = charset(&self.headers).unwrap_or(encoding_rs::UTF_8);
        encoding.decode(&self.body).0
    }

    /// What an answer that is no success means, by its status alone.
    pub(crate) fn refusal(&self) -> ReadError {
        let code = self.status.as_u16();
        let source = Reason::new(Some(code.to_string()), None);
        match code {
            401 => ReadError::LoginRefused { source },
            // To a login that was let in before it is about this one question.
            403 if self.known => ReadError::Denied { source },
            403 => ReadError::LoginRefused { source },
            408 | 504 => ReadError::Timeout,
            429 => ReadError::Busy,
            500.. => ReadError::Unreachable { source },
            300..=399 => ReadError::Rejected {
                source: Reason::new(
                    Some(code.to_string()),
                    Some("it sends us elsewhere, which is not followed".to_owned()),
                ),
            },
            _ => ReadError::Rejected { source },
        }
    }
}

fn charset(headers: &HeaderMap) -> Option<&'static Encoding> {
    let value = headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
    let label = value.split(';').skip(1).find_map(|parameter| {
        let (name, label) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(label)
    })?;
    Encoding::for_label(label.trim().trim_matches('"').as_bytes())
}

/// The type without its parameters.
pub(super) fn essence(headers: &HeaderMap) -> String {
    headers
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|essence| essence.trim().to_ascii_lowercase())
        .unwrap_or_default()
}
