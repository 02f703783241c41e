//! How a system is reached over HTTP, and who we are to it.

use std::time::Duration;

use secrecy::SecretString;

use crate::Limits;

/// A system that is asked over HTTP, and its limits.
#[derive(Clone, Debug)]
pub struct WebSettings {
    /// `https://host/path`: what every request's address begins with. It holds no user, no
    /// password, no query.
    pub url: SecretString,
    pub login: Login,
    /// Sent with every request; a value may be a secret.
    pub headers: Vec<(String, SecretString)>,
    /// The certificates (PEM) of the authorities that are trusted *instead of* the system's: for a
    /// company's own authority.
    pub ca: Option<Vec<u8>>,
    /// How many requests the system wants at most in which time; beyond that we wait.
    pub rate: Option<Rate>,
    /// Where the system says how long to leave it alone, when not in `Retry-After`.
    pub retry_after: Option<RetryAfter>,
    /// `max_bytes` bounds one answer as well, unpacked: what cannot be cut is refused.
    pub limits: Limits,
}

impl WebSettings {
    /// Without a login, with the usual limits.
    #[must_use]
    pub fn new(url: impl Into<SecretString>) -> Self {
        Self {
            url: url.into(),
            login: Login::None,
            headers: Vec::new(),
            ca: None,
            rate: None,
            retry_after: None,
            limits: Limits::default(),
        }
    }
}

/// Who we are to the system. A login by a header of its own belongs to [`WebSettings::headers`].
#[derive(Clone, Debug)]
pub enum Login {
    None,
    /// User and password, as UTF-8.
    Basic {
        user: SecretString,
        password: SecretString,
    },
    /// A token that does not change.
    Bearer(SecretString),
    /// OAuth 2.0 client credentials (RFC 6749, section 4.4).
    OAuth2(OAuth2),
    /// A request that brings cookies, which are sent from then on.
    Cookie(CookieLogin),
}

/// Where a token is had, and for what. The secret goes to this address only.
#[derive(Clone, Debug)]
pub struct OAuth2 {
    pub token_url: String,
    pub client_id: SecretString,
    pub client_secret: SecretString,
    pub scope: Option<String>,
    /// How the client proves itself.
    pub proof: ClientProof,
    /// More fields of the request, such as `audience`.
    pub parameters: Vec<(String, String)>,
}

/// The two ways of RFC 6749, section 2.3.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientProof {
    /// As a basic login, which every server must understand.
    #[default]
    Basic,
    /// In the request's body.
    Body,
}

/// A login that answers with cookies: `POST {url}/{path}` with a JSON object.
#[derive(Clone, Debug)]
pub struct CookieLogin {
    /// Below the system's address, such as `Login`.
    pub path: String,
    /// The fields of the object, in this order.
    pub body: Vec<(String, SecretString)>,
}

/// So many requests in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub requests: u32,
    pub per: Duration,
}

/// A header that says how long to wait, and in what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryAfter {
    pub header: String,
    pub unit: WaitUnit,
}

/// What a number in such a header counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitUnit {
    Seconds,
    Milliseconds,
}
