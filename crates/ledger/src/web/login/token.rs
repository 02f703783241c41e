//! A token of OAuth 2.0 for the client itself.

use std::time::Duration;

use http::HeaderMap;
use http::header::{ACCEPT, AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{basic, nonsense, one, refused, secret_value};
use crate::ReadError;
use crate::web::settings::{ClientProof, OAuth2};
use crate::web::{body, failure};

/// A token is a few kilobytes at most.
const MOST: usize = 64 * 1024;

/// What is used of the answer (RFC 6749, section 5.1).
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    /// Seconds; some write them as text.
    #[serde(default)]
    expires_in: Option<Seconds>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

impl Seconds {
    fn read(&self) -> Option<u64> {
        match self {
            Self::Number(seconds) => Some(*seconds),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

/// A new token, and how long it lasts where that is told.
pub(super) async fn fetch(
    client: &reqwest::Client,
    oauth: &OAuth2,
    url: &Url,
) -> Result<(HeaderMap, Option<Duration>), ReadError> {
    let mut form = vec![("grant_type", "client_credentials")];
    if let Some(scope) = &oauth.scope {
        form.push(("scope", scope));
    }
    let more = oauth.parameters.iter();
    form.extend(more.map(|(name, value)| (name.as_str(), value.as_str())));
    let mut request = client.post(url.clone()).header(ACCEPT, "application/json");
    match oauth.proof {
        ClientProof::Basic => {
            let encoded = basic(&escaped(&oauth.client_id), &escaped(&oauth.client_secret));
            let value = secret_value(&encoded).ok_or_else(|| nonsense("it is no header"))?;
            request = request.header(AUTHORIZATION, value);
        }
        ClientProof::Body => {
            form.push(("client_id", oauth.client_id.expose_secret()));
            form.push(("client_secret", oauth.client_secret.expose_secret()));
        }
    }
    let sent = request.form(&form).send().await;
    let response = sent.map_err(|error| failure::kind_of(&error))?;
    if !response.status().is_success() {
        return Err(refused(response.status()));
    }
    let body = body::take(response, MOST).await?;
    // The parser's own words quote the token.
    let granted: Granted = serde_json::from_slice(&body)
        .map_err(|_| nonsense("the authorization server sent no token"))?;
    let bearer = format!("Bearer {}", granted.access_token);
    let headers = one(AUTHORIZATION, &bearer).map_err(nonsense)?;
    let lasts = granted.expires_in.and_then(|lasts| lasts.read());
    Ok((headers, lasts.map(Duration::from_secs)))
}

/// Id and secret are form-encoded before they become a basic login (RFC 6749, section 2.3.1).
fn escaped(text: &SecretString) -> SecretString {
    url::form_urlencoded::byte_serialize(text.expose_secret().as_bytes())
        .collect::<String>()
        .into()
}
