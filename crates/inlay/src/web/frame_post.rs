//! The form a portal's page posts into its frame.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use bitrix24::Frame;
use http::StatusCode;

use crate::words::Language;

/// A parsed frame; nothing of it is proved.
pub(super) struct FramePost {
    pub(super) frame: Frame,
    pub(super) language: Language,
}

impl<S: Send + Sync> FromRequest<S> for FramePost {
    type Rejection = (StatusCode, &'static str);

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"))?;
        let frame = Frame::parse(&query, &body).map_err(|error| {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "not a frame's POST"
            );
            (StatusCode::BAD_REQUEST, "not a frame's POST")
        })?;
        let language = Language::from_code(frame.lang.as_deref().unwrap_or_default());
        Ok(Self { frame, language })
    }
}
