//! What describes a robot, checked (`api-reference/bizproc/bizproc-robot/bizproc-robot-add.md`).

use serde_json::{Map, Value};
use url::Url;

use crate::{
    Application,
    rest::{params::Params, placement::check_handler, refusal::Refusal},
};

/// A description is wrong, and how.
pub(super) fn invalid(text: impl Into<String>) -> Refusal {
    Refusal::new("ERROR_ACTIVITY_VALIDATION_FAILURE", text)
}

pub(super) fn code(params: &Params) -> Result<String, Refusal> {
    let code = params.text("CODE").filter(|code| !code.is_empty());
    let code = code.ok_or_else(|| invalid("Empty activity code!"))?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if code.bytes().all(allowed) {
        Ok(code)
    } else {
        Err(invalid("Wrong activity code!"))
    }
}

/// A handler on the application's own host.
pub(super) fn handler(params: &Params, application: &Application) -> Result<String, Refusal> {
    let wrong = || Refusal::new("ERROR_WRONG_HANDLER_URL", "Wrong handler URL");
    let handler = params.text("HANDLER").unwrap_or_default();
    check_handler(&handler).map_err(|refusal| {
        if refusal.code() == "ERROR_UNSUPPORTED_PROTOCOL" {
            Refusal::new("ERROR_UNSUPPORTED_PROTOCOL", "Unsupported handler protocol")
        } else {
            wrong()
        }
    })?;
    let host = |url: &str| Url::parse(url).ok()?.host_str().map(str::to_owned);
    let installer = application.install_url.as_deref().unwrap_or_default();
    let own = [&application.handler_url, installer].map(host);
    if own.contains(&host(&handler)) {
        Ok(handler)
    } else {
        Err(wrong())
    }
}

/// A text, or one for each language.
pub(super) fn name(params: &Params) -> Result<Value, Refusal> {
    let name = params.get("NAME").filter(|name| match name {
        Value::String(text) => !text.is_empty(),
        Value::Object(texts) => !texts.is_empty(),
        _ => false,
    });
    name.cloned().ok_or_else(|| invalid("Empty activity NAME!"))
}

/// `PROPERTIES` or `RETURN_PROPERTIES`.
pub(super) fn properties(params: &Params, key: &str) -> Result<Map<String, Value>, Refusal> {
    let wrong = || invalid("Wrong properties array!");
    let properties = params.map(key).map_err(|_| wrong())?;
    for (name, property) in &properties {
        let begins = name.starts_with(|first: char| first.is_ascii_alphabetic());
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if !begins || !name.bytes().all(allowed) {
            return Err(invalid(format!("Wrong property key {name}!")));
        }
        let Value::Object(property) = property else {
            return Err(wrong());
        };
        let title = Params::new(property.clone());
        if title
            .get("Name")
            .is_none_or(|title| title == "" || title.is_null())
        {
            return Err(invalid(format!("Empty property NAME {name}!")));
        }
    }
    Ok(properties)
}

/// The card it is made for, if it is made for one kind.
pub(super) fn document_type(params: &Params) -> Result<Option<[String; 3]>, Refusal> {
    if params.get("DOCUMENT_TYPE").is_none_or(Value::is_null) {
        return Ok(None);
    }
    let parts: Result<[String; 3], _> = params.list("DOCUMENT_TYPE").try_into();
    let parts = parts.map_err(|_| invalid("Wrong activity DOCUMENT_TYPE!"))?;
    Ok(Some(parts))
}

/// `FILTER` is checked and not kept: this portal shows robots nowhere.
pub(super) fn filter(params: &Params) -> Result<(), Refusal> {
    match params.map("FILTER") {
        Ok(filter)
            if filter
                .keys()
                .all(|key| matches!(key.as_str(), "INCLUDE" | "EXCLUDE")) =>
        {
            Ok(())
        }
        _ => Err(invalid("Wrong activity FILTER!")),
    }
}
