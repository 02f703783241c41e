//! Headers of our answers.

use axum::response::Response;
use bitrix24::PortalAddress;
use http::HeaderValue;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use url::Url;

/// What every answer carries.
pub(super) async fn common(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'",
        ));
    response
}

/// The headers of a page shown in the frame of `portal`, and nowhere else.
pub(super) fn page(
    portal: Option<&PortalAddress>,
    frame_script: &Url,
) -> [(HeaderName, HeaderValue); 2] {
    let ancestors = portal.map_or_else(|| "'none'".to_owned(), PortalAddress::origin);
    let script = frame_script.origin().ascii_serialization();
    let policy = format!(
        "default-src 'none'; script-src 'self' {script}; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors {ancestors}"
    );
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(
        "default-src 'none'; frame-ancestors 'none'",
    ));
    [
        (CONTENT_SECURITY_POLICY, policy),
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
    ]
}
