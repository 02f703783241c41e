//! Where a portal lives.

use std::fmt;
use std::str::FromStr;

use url::Url;

use crate::origin::{NotAnAddress, Origin};

/// The origin of a portal: scheme, host and port. It may change while the portal stays the same
/// (`settings/how-to-call-rest-api/change-domen.md`).
///
/// Addresses that differ in case or in a spelled-out default port are equal. The host is safe to
/// be written into a header or a page: letters, digits, `.`, `-`, `_`, or an IP address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortalAddress(Origin);

impl PortalAddress {
    /// Reads `acme.bitrix24.com`, `127.0.0.1:8081` or a full URL, whose path is ignored. Without
    /// a scheme it is https.
    ///
    /// # Errors
    /// [`NotAnAddress`], also for `http://`.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        Origin::parse(text).map(Self)
    }

    /// The same, and takes `http://` as well: for simulated portals on loopback.
    ///
    /// # Errors
    /// [`NotAnAddress`].
    pub fn parse_allowing_http(text: &str) -> Result<Self, NotAnAddress> {
        Origin::parse_allowing_http(text).map(Self)
    }

    /// The origin, as in `https://acme.bitrix24.com`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.text()
    }

    /// The base of REST calls, as in `https://acme.bitrix24.com/rest/`.
    #[must_use]
    pub fn rest(&self) -> Url {
        self.0.at("/rest/")
    }

    pub(crate) fn of(url: &Url) -> Result<Self, NotAnAddress> {
        Origin::of(url).map(Self)
    }
}

impl FromStr for PortalAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        Self::parse(text)
    }
}

/// `host` or `host:port`, as a portal names itself in `DOMAIN`.
impl fmt::Display for PortalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> PortalAddress {
        PortalAddress::parse_allowing_http(text).unwrap()
    }

    #[test]
    fn every_spelling_of_an_address_is_the_same_address() {
        let plain = address("acme.bitrix24.com");
        for text in [
            "ACME.Bitrix24.com",
            "acme.bitrix24.com:443",
            "https://acme.bitrix24.com",
            "https://acme.bitrix24.com/rest/?a=b#c",
            " acme.bitrix24.com ",
        ] {
            assert_eq!(address(text), plain, "{text}");
        }
        assert_ne!(address("http://acme.bitrix24.com"), plain);
        assert_ne!(address("acme.bitrix24.com:8443"), plain);
    }

    #[test]
    fn an_address_is_written_as_host_origin_and_rest_base() {
        let local = address("http://127.0.0.1:8081/crm/deal/");
        assert_eq!(local.to_string(), "127.0.0.1:8081");
        assert_eq!(local.origin(), "http://127.0.0.1:8081");
        assert_eq!(local.rest().as_str(), "http://127.0.0.1:8081/rest/");
        assert_eq!(
            address("acme.bitrix24.com").origin(),
            "https://acme.bitrix24.com"
        );
        assert_eq!(address("портал.рф").to_string(), "xn--80awhdgm.xn--p1ai");
        assert_eq!(address("[::1]:8081").to_string(), "[::1]:8081");
    }

    #[test]
    fn plain_http_must_be_allowed_on_purpose() {
        assert_eq!(
            PortalAddress::parse("http://127.0.0.1"),
            Err(NotAnAddress::NotHttps)
        );
        assert_eq!(
            PortalAddress::parse_allowing_http("ftp://acme"),
            Err(NotAnAddress::NotHttps)
        );
    }

    #[test]
    fn what_could_say_more_than_a_host_is_no_address() {
        for text in [
            "",
            "https://",
            "a b",
            "a;script-src",
            "*.bitrix24.com",
            "'none'",
            "a\"b",
            "a,b",
            "acme.bitrix24.com@evil.example",
            "https://user:pass@acme.bitrix24.com",
            "acme.bitrix24.com:99999",
            "javascript:alert(1)",
            "a\r\nSet-Cookie: x",
        ] {
            assert_eq!(
                PortalAddress::parse(text),
                Err(NotAnAddress::Malformed),
                "{text:?}"
            );
        }
    }
}
