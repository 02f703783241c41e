//! Who we are to a system, as headers; a login that expires is renewed once for all who wait.

mod cookie;
mod token;

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;

use super::settings::{CookieLogin, Login, OAuth2};
use crate::{ReadError, Reason};

/// A token is renewed this long before it ends: it must last for a whole read.
const EARLY: Duration = Duration::from_secs(30);

/// A login ready to be used.
pub(super) struct Door {
    kind: Kind,
    /// Held while a login is under way: whoever comes meanwhile gets its result.
    current: Mutex<Current>,
}

/// How the last login ended.
#[derive(Default)]
struct Current {
    session: Option<Session>,
    /// Logins so far.
    generation: u64,
    failed: Option<(Instant, ReadError)>,
}

enum Kind {
    /// Headers that do not change.
    Constant(HeaderMap),
    OAuth2(Box<OAuth2>, Url),
    Cookie(CookieLogin, Url),
}

/// What one login brought.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) headers: HeaderMap,
    /// Tells a login from the one before it; 0 is one that cannot be renewed.
    generation: u64,
    until: Option<Instant>,
}

impl Session {
    pub(super) fn is_renewable(&self) -> bool {
        self.generation > 0
    }
}

impl Door {
    pub(super) fn new(login: Login, base: &Url) -> Result<Self, &'static str> {
        let kind = match login {
            Login::None => Kind::Constant(HeaderMap::new()),
            Login::Basic { user, password } => {
                Kind::Constant(one(AUTHORIZATION, &basic(&user, &password))?)
            }
            Login::Bearer(token) => Kind::Constant(one(
                AUTHORIZATION,
                &format!("Bearer {}", token.expose_secret()),
            )?),
            Login::OAuth2(client) => {
                let url = Url::parse(&client.token_url)
                    .ok()
                    .filter(|url| matches!(url.scheme(), "http" | "https"))
                    .ok_or("its `token_url` is no address")?;
                Kind::OAuth2(Box::new(client), url)
            }
            Login::Cookie(login) => {
                let url = super::below(base, &login.path).ok_or("the login's path is no path")?;
                Kind::Cookie(login, url)
            }
        };
        Ok(Self {
            kind,
            current: Mutex::default(),
        })
    }

    /// The login to ask with, made now if there is none; `refused` is one the system no longer
    /// knows.
    ///
    /// # Errors
    /// [`ReadError::LoginRefused`] when the system does not let us in.
    pub(super) async fn session(
        &self,
        client: &reqwest::Client,
        refused: Option<&Session>,
    ) -> Result<Session, ReadError> {
        if let Kind::Constant(headers) = &self.kind {
            return Ok(Session {
                headers: headers.clone(),
                generation: 0,
                until: None,
            });
        }
        let begun = Instant::now();
        let mut current = self.current.lock().await;
        let good = current.session.as_ref().filter(|session| {
            refused.is_none_or(|refused| refused.generation != session.generation)
                && session.until.is_none_or(|until| Instant::now() < until)
        });
        if let Some(session) = good {
            return Ok(session.clone());
        }
        // Who waited for somebody's attempt does not make another: a dozen of them would lock the
        // account.
        if let Some((when, error)) = &current.failed
            && *when >= begun
        {
            return Err(error.clone());
        }
        // Gone before the attempt: a login that fails leaves none.
        current.session = None;
        let login = match &self.kind {
            Kind::Constant(headers) => Ok((headers.clone(), None)),
            Kind::OAuth2(oauth, url) => token::fetch(client, oauth, url).await,
            Kind::Cookie(login, url) => cookie::fetch(client, login, url).await,
        };
        let (headers, lasts) = match login {
            Ok(login) => login,
            Err(error) => {
                current.failed = Some((Instant::now(), error.clone()));
                return Err(error);
            }
        };
        current.generation += 1;
        let session = Session {
            headers,
            generation: current.generation,
            until: lasts.map(|lasts| Instant::now() + lasts.saturating_sub(EARLY).max(lasts / 2)),
        };
        current.session = Some(session.clone());
        Ok(session)
    }
}

/// The value of a basic login; user and password are UTF-8 (RFC 7617), whatever their alphabet.
fn basic(user: &SecretString, password: &SecretString) -> String {
    let pair = format!("{}:{}", user.expose_secret(), password.expose_secret());
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}

fn one(name: HeaderName, value: &str) -> Result<HeaderMap, &'static str> {
    let value = secret_value(value).ok_or("its login cannot be written into a header")?;
    Ok(HeaderMap::from_iter([(name, value)]))
}

/// A header's value that no log shows.
pub(super) fn secret_value(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn cookies(text: &str) -> Result<HeaderMap, ReadError> {
    one(COOKIE, text).map_err(|_| nonsense("its cookies cannot be sent back"))
}

/// What a login that was not accepted means.
fn refused(status: http::StatusCode) -> ReadError {
    let source = Reason::new(
        Some(status.as_u16().to_string()),
        Some("it did not accept the login".to_owned()),
    );
    match status.as_u16() {
        429 => ReadError::Busy,
        500.. => ReadError::Unreachable { source },
        _ => ReadError::LoginRefused { source },
    }
}

fn nonsense(problem: &str) -> ReadError {
    ReadError::Nonsense {
        column: "login".to_owned(),
        problem: problem.to_owned(),
    }
}
