//! Remote procedure calls that read.
//!
//! A POST's address and body cannot tell whether it changes something, but a call names its method:
//! that one must be known to read, or be listed by the administrator.

use serde_json::Value;

use super::HttpQueryError;

/// What reads in Odoo and Tryton.
const READS: [&str; 5] = [
    "search_read",
    "read",
    "read_group",
    "search_count",
    "fields_get",
];

/// Refuses a call of a method that is not known to read; what is no call passes.
///
/// # Errors
/// Also when the method is not plain text, or several calls share a body.
pub(super) fn check(path: &str, body: &Value, listed: &[String]) -> Result<(), HttpQueryError> {
    let allow = |at: &str, method: &str, last: &str| {
        if READS.contains(&last) || listed.iter().any(|known| known == method) {
            return Ok(());
        }
        Err(HttpQueryError::RpcMethod {
            at: at.to_owned(),
            method: method.to_owned(),
        })
    };
    let unclear = |at: &str| HttpQueryError::RpcUnclear { at: at.to_owned() };
    // Odoo's JSON-2: /json/2/{model}/{method}.
    let steps: Vec<&str> = path.trim_matches('/').split('/').collect();
    if let Some([_, _, .., method]) = steps
        .windows(2)
        .position(|pair| pair == ["json", "2"])
        .map(|at| &steps[at..])
    {
        allow("path", method, method)?;
    }
    if let Value::Array(calls) = body
        && calls.iter().any(|call| call.get("method").is_some())
    {
        return Err(unclear("body"));
    }
    let Some(method) = body.get("method") else {
        return Ok(());
    };
    let method = constant(method).ok_or_else(|| unclear("body/method"))?;
    if method != "call" {
        let last = method.rsplit('.').next().unwrap_or(method);
        return allow("body/method", method, last);
    }
    // Odoo's JSON-RPC wraps the method once more, and `execute_kw` a third time.
    let text = |pointer: &str| {
        body.pointer(pointer)
            .and_then(constant)
            .ok_or_else(|| unclear(&format!("body{pointer}")))
    };
    let (service, inner) = (text("/params/service")?, text("/params/method")?);
    if service == "object" && matches!(inner, "execute" | "execute_kw") {
        let method = text("/params/args/4")?;
        return allow("body/params/args/4", method, method);
    }
    allow("body/params/method", &format!("{service}.{inner}"), "")
}

/// A text without holes.
fn constant(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.contains(['{', '}']))
}
