//! A login that answers with cookies, such as SAP Business One's.

use std::time::Duration;

use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE, SET_COOKIE};
use secrecy::ExposeSecret;
use serde_json::{Map, Value};
use url::Url;

use super::{cookies, nonsense, refused};
use crate::ReadError;
use crate::web::failure;
use crate::web::settings::CookieLogin;

/// New cookies; how long they last nobody says, the next 401 does.
pub(super) async fn fetch(
    client: &reqwest::Client,
    login: &CookieLogin,
    url: &Url,
) -> Result<(HeaderMap, Option<Duration>), ReadError> {
    let fields: Map<String, Value> = login
        .body
        .iter()
        .map(|(name, value)| (name.clone(), value.expose_secret().into()))
        .collect();
    let sent = client
        .post(url.clone())
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/json")
        .body(Value::Object(fields).to_string())
        .send()
        .await;
    let response = sent.map_err(|error| failure::kind_of(&error))?;
    if !response.status().is_success() {
        return Err(refused(response.status()));
    }
    // Every one of them: one may name the session, another the node that knows it.
    let pairs: Vec<&str> = response
        .headers()
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split(';').next())
        .map(str::trim)
        .filter(|pair| pair.contains('='))
        .collect();
    if pairs.is_empty() {
        return Err(nonsense("the login brought no cookie"));
    }
    Ok((cookies(&pairs.join("; "))?, None))
}
