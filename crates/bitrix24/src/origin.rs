//! Scheme, host and port, as they come in many spellings.

use std::fmt;

use url::{Host, Url};

/// An origin as a URL that ends in `/`; lower case, without a default port.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Origin(Url);

/// A text that is not the address of a portal or an authorization server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAnAddress {
    #[error("it is not a host with an optional port")]
    Malformed,
    #[error("it is not https")]
    NotHttps,
}

impl Origin {
    /// Reads `host`, `host:port` or a full URL, whose path is ignored. No scheme means https.
    pub(crate) fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let origin = Self::parse_allowing_http(text)?;
        if origin.0.scheme() == "https" {
            Ok(origin)
        } else {
            Err(NotAnAddress::NotHttps)
        }
    }

    /// The same, and `http://` is taken as well.
    pub(crate) fn parse_allowing_http(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        // The URL standard would silently drop them.
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(NotAnAddress::Malformed);
        }
        let url = match text.contains("://") {
            true => Url::parse(text),
            false => Url::parse(&format!("https://{text}")),
        };
        Self::of(&url.map_err(|_| NotAnAddress::Malformed)?)
    }

    /// The origin of a URL.
    pub(crate) fn of(url: &Url) -> Result<Self, NotAnAddress> {
        if !matches!(url.scheme(), "https" | "http") {
            return Err(NotAnAddress::NotHttps);
        }
        // A user name before the host is only ever there to deceive a reader.
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NotAnAddress::Malformed);
        }
        // The URL standard lets `;`, `'` and `*` pass in a host, which then could say more than
        // a host where an origin is written into a header.
        let plain = match url.host() {
            Some(Host::Domain(name)) => name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
            None => false,
        };
        if !plain {
            return Err(NotAnAddress::Malformed);
        }
        let mut origin = url.clone();
        origin.set_path("/");
        origin.set_query(None);
        origin.set_fragment(None);
        Ok(Self(origin))
    }

    /// `https://acme.bitrix24.com`, without a slash at its end.
    pub(crate) fn text(&self) -> String {
        self.0.as_str().trim_end_matches('/').to_owned()
    }

    /// The address of a path, which begins with `/`.
    pub(crate) fn at(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }
}

/// `host` or `host:port`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.host_str().unwrap_or_default())?;
        match self.0.port() {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}
