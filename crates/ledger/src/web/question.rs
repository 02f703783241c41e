//! One request.

use http::HeaderMap;
use url::Url;

/// The only methods that ever leave: nothing here can put, patch or delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    /// For what the configuration declares to be a read, and for a login.
    Post,
}

/// What is asked; the login is not part of it.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) method: Method,
    /// On the system's own origin.
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    /// JSON, for a POST.
    pub(crate) body: Option<String>,
}

impl Question {
    pub(crate) fn get(url: Url) -> Self {
        Self {
            method: Method::Get,
            url,
            headers: HeaderMap::new(),
            body: None,
        }
    }
}
