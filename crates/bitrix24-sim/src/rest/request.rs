//! A request in any of the encodings (`settings/how-to-call-rest-api/data-encoding.md`).

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use serde_json::{Map, Value};

use super::{
    multipart,
    params::{Params, scalar},
};
use crate::{Secret, php};

/// Keys that are taken out before a method sees its parameters.
const RESERVED: &[&str] = &[
    "auth",
    "access_token",
    "start",
    "state",
    "token",
    "auth_connector",
];

/// A REST request, decoded.
#[derive(Debug)]
pub(crate) struct Incoming {
    /// Lower case, without `.json`; empty when the address names none.
    pub(crate) method: String,
    pub(crate) credentials: Credentials,
    pub(crate) params: Params,
    /// Where a list begins; `-1` asks for no counting.
    pub(crate) start: i64,
    /// The source of the changes this request makes (`auth_connector`).
    pub(crate) connector: Option<String>,
    pub(crate) version: Version,
    /// REST 3: the body is neither a JSON object nor a list.
    pub(crate) unreadable: bool,
    /// REST 3: what makes repeating harmless.
    pub(crate) idempotency_key: Option<HeaderValue>,
}

/// Which REST an address belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `/rest/`.
    Two,
    /// `/rest/api/`.
    Three,
}

/// What the caller shows to be let in.
#[derive(Debug)]
pub(crate) enum Credentials {
    Nothing,
    Token(Secret),
    Webhook { user_id: i64, code: Secret },
}

impl Incoming {
    /// Never fails: what cannot be read is missing, and the method says so.
    pub(crate) async fn read(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Self {
        if let Some(path) = version_three(uri.path()) {
            return Self::read_three(path, headers, body);
        }
        let mut params = merged(uri, headers, body).await;
        let mut taken = Map::new();
        for key in RESERVED {
            if let Some((name, value)) = params.remove_entry(*key) {
                taken.insert(name, value);
            }
        }
        let (webhook, method) = address(uri.path());
        let credentials = match webhook {
            Some(webhook) => webhook,
            None => token(headers, &taken).map_or(Credentials::Nothing, Credentials::Token),
        };
        let start = taken.get("start").and_then(whole_number).unwrap_or(0);
        Self {
            method,
            credentials,
            params: Params::new(params),
            start,
            connector: taken.get("auth_connector").and_then(scalar),
            version: Version::Two,
            unreadable: false,
            idempotency_key: None,
        }
    }

    /// REST 3 reads its parameters from a JSON body, nothing from the query.
    fn read_three(path: &str, headers: &HeaderMap, body: &[u8]) -> Self {
        let read = match body {
            [] => Some(Map::new()),
            body => match serde_json::from_slice(body) {
                Ok(Value::Object(map)) => Some(map),
                // The calls of a `batch`.
                Ok(Value::Array(items)) => Some(numbered(items)),
                _ => None,
            },
        };
        let unreadable = read.is_none();
        let mut params = read.unwrap_or_default();
        let mut taken = Map::new();
        taken.extend(params.remove_entry("auth"));
        let (webhook, method) = address(path);
        let credentials = match webhook {
            Some(webhook) => webhook,
            None => token(headers, &taken).map_or(Credentials::Nothing, Credentials::Token),
        };
        Self {
            method,
            credentials,
            params: Params::new(params),
            start: 0,
            connector: None,
            version: Version::Three,
            unreadable,
            idempotency_key: headers.get("idempotency-key").cloned(),
        }
    }
}

/// The parameters of a request, nothing taken out.
pub(crate) async fn parameters(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Params {
    Params::new(merged(uri, headers, body).await)
}

/// Query first, body over it.
async fn merged(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Map<String, Value> {
    let mut params = php::tree(php::pairs(uri.query().unwrap_or_default()));
    params.extend(body_params(headers, body).await);
    params
}

async fn body_params(headers: &HeaderMap, body: &[u8]) -> Map<String, Value> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let is = |kind| {
        let content_type = content_type.map(str::trim_start).unwrap_or_default();
        let start = content_type.get(..str::len(kind));
        start.is_some_and(|start| start.eq_ignore_ascii_case(kind))
    };
    if is("application/json") {
        return match serde_json::from_slice(body) {
            Ok(Value::Object(map)) => map,
            // Positional methods get their parameters by number.
            Ok(Value::Array(items)) => numbered(items),
            // Malformed JSON is an empty set of parameters, not an error.
            _ => Map::new(),
        };
    }
    if is("multipart/form-data") {
        let content_type = content_type.unwrap_or_default();
        return php::tree(multipart::fields(content_type, body).await);
    }
    php::tree(php::pairs(&String::from_utf8_lossy(body)))
}

/// A list as PHP sees it: a map whose keys are numbers.
fn numbered(items: Vec<Value>) -> Map<String, Value> {
    let items = items.into_iter().enumerate();
    items.map(|(at, item)| (at.to_string(), item)).collect()
}

/// What follows `/rest` in an address of REST 3; slashes may be doubled.
fn version_three(path: &str) -> Option<&str> {
    let inner = path.trim_start_matches('/').strip_prefix("rest/")?;
    let inner = inner.trim_start_matches('/');
    inner.starts_with("api/").then_some(inner)
}

/// `/rest/METHOD` or `/rest/USER/CODE/METHOD`, slashes doubled or trailing.
fn address(path: &str) -> (Option<Credentials>, String) {
    let mut steps = path.split('/').filter(|step| !step.is_empty()).skip(1);
    let steps = [steps.next(), steps.next(), steps.next(), steps.next()];
    match steps {
        [Some(method), None, ..] => (None, method_name(method)),
        [Some(user), Some(code), Some(method), None] => {
            let webhook = user.parse().ok().map(|user_id| Credentials::Webhook {
                user_id,
                code: Secret::new(code),
            });
            (webhook, method_name(method))
        }
        _ => (None, String::new()),
    }
}

/// `.json` is the default format; any other ending is part of the name.
fn method_name(text: &str) -> String {
    let name = text.to_ascii_lowercase();
    name.strip_suffix(".json")
        .map(str::to_owned)
        .unwrap_or(name)
}

/// The header first, then `auth`, then `access_token`.
fn token(headers: &HeaderMap, taken: &Map<String, Value>) -> Option<Secret> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let named = |key| taken.get(key).and_then(Value::as_str);
    let token = bearer
        .or_else(|| named("auth"))
        .or_else(|| named("access_token"))?;
    (!token.is_empty()).then(|| Secret::new(token))
}

fn whole_number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
