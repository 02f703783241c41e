//! What the pages forbid: strangers' scripts, strangers' frames around them,
//! strangers' forms into them.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

/// As strict as a page with other people's frames can be. An application that
/// does not allow this portal in its own `frame-ancestors` is then reported by
/// the browser, as it would be by a real portal's
/// (`local-integrations/site-does-not-allow-connection.md`).
const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
             frame-src http: https:; form-action http: https:; frame-ancestors 'self'",
        ),
    ),
    (
        header::X_FRAME_OPTIONS,
        HeaderValue::from_static("SAMEORIGIN"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    ),
    // Pages show what is true now and carry tokens.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

pub(super) async fn strict_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}

/// Refuses forms and calls that another site's page sends with the user's
/// cookie. `SameSite` does not help on loopback, where applications on other
/// ports count as the same site.
pub(super) async fn own_requests_only(request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && is_foreign(request.headers()) {
        return (StatusCode::FORBIDDEN, "sent by another site").into_response();
    }
    next.run(request).await
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        // No browser, no stolen cookie.
        return false;
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let origin = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"));
    match (origin, host) {
        (Some((_, origin)), Some(host)) => origin != host,
        _ => true,
    }
}
