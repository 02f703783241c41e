//! Where tokens come from.

use std::fmt;

use url::Url;

use crate::origin::{NotAnAddress, Origin};

/// An authorization server, known by its origin: `https://oauth.bitrix.info`, or a region's own
/// (`settings/oauth/index.md`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AuthorizationServer(Origin);

impl AuthorizationServer {
    /// Reads the server's own address.
    ///
    /// # Errors
    /// [`NotAnAddress`], also for `http://`.
    pub fn from_url(text: &str) -> Result<Self, NotAnAddress> {
        Origin::parse(text).map(Self)
    }

    /// Reads a `server_endpoint` as it comes with tokens: `https://oauth.bitrix.info/rest/`. A
    /// value of a request may only pick one out of those that are configured.
    ///
    /// # Errors
    /// [`NotAnAddress`], also for `http://`.
    pub fn from_server_endpoint(text: &str) -> Result<Self, NotAnAddress> {
        Origin::parse(text).map(Self)
    }

    /// Either of the two, and takes `http://` as well: for simulated portals on loopback.
    ///
    /// # Errors
    /// [`NotAnAddress`].
    pub fn parse_allowing_http(text: &str) -> Result<Self, NotAnAddress> {
        Origin::parse_allowing_http(text).map(Self)
    }

    /// [`from_server_endpoint`](Self::from_server_endpoint) that takes `http://` as well.
    ///
    /// # Errors
    /// [`NotAnAddress`].
    pub fn from_server_endpoint_allowing_http(text: &str) -> Result<Self, NotAnAddress> {
        Self::parse_allowing_http(text)
    }

    /// The origin, as in `https://oauth.bitrix.info`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.text()
    }

    /// The base of the server's own REST, which knows `app.info`.
    #[must_use]
    pub fn rest(&self) -> Url {
        self.0.at("/rest/")
    }

    /// The token endpoint.
    pub(super) fn token(&self) -> Url {
        self.0.at("/oauth/token/")
    }
}

impl fmt::Display for AuthorizationServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_known_by_its_origin() {
        let server = AuthorizationServer::from_url("https://oauth.bitrix.info").unwrap();
        let named = AuthorizationServer::from_server_endpoint("https://OAUTH.bitrix.info/rest/");
        assert_eq!(named.as_ref(), Ok(&server));
        assert_eq!(
            server.token().as_str(),
            "https://oauth.bitrix.info/oauth/token/"
        );
        for stranger in [
            "https://oauth.bitrix.info.evil.example/rest/",
            "https://oauth.bitrix.info@evil.example/rest/",
            "http://oauth.bitrix.info/rest/",
            "https://oauth.bitrix.info:8443/rest/",
        ] {
            assert_ne!(
                AuthorizationServer::from_server_endpoint(stranger).as_ref(),
                Ok(&server),
                "{stranger}"
            );
        }
    }
}
