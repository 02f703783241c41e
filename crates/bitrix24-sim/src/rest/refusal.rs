//! Errors as the portal writes them (`_includes/system-errors.md`, `error-codes.md`).

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// How every code of REST 3 begins.
const EXCEPTION: &str = "BITRIX_REST_V3_EXCEPTION_";

/// An answer with `error` in it. The code is usually a word, but also `""`, `0`,
/// or a sentence: each method has its own habit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    error: Code,
    description: String,
    argument: Option<String>,
}

/// A code: usually text, sometimes a number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Code {
    Text(String),
    Number(i64),
    /// REST 3: an object with a code, a message, and what is wrong with which field.
    Exception(String, Vec<(String, String)>),
}

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Code {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl Refusal {
    /// A method's own error: HTTP 400.
    pub(crate) fn new(error: impl Into<Code>, description: impl Into<String>) -> Self {
        Self::with_status(StatusCode::BAD_REQUEST, error, description)
    }

    pub(crate) fn with_status(
        status: StatusCode,
        error: impl Into<Code>,
        description: impl Into<String>,
    ) -> Self {
        Self {
            status,
            error: error.into(),
            description: description.into(),
            argument: None,
        }
    }

    /// The empty code of the old CRM methods.
    pub(crate) fn unnamed(description: impl Into<String>) -> Self {
        Self::new("", description)
    }

    pub(crate) fn argument(name: &str) -> Self {
        Self {
            argument: Some(name.to_owned()),
            ..Self::new(
                "ERROR_ARGUMENT",
                format!("Argument '{name}' is null or empty"),
            )
        }
    }

    pub(crate) fn unauthorized(error: &str, description: &str) -> Self {
        Self::with_status(StatusCode::UNAUTHORIZED, error, description)
    }

    pub(crate) fn forbidden(error: &str, description: &str) -> Self {
        Self::with_status(StatusCode::FORBIDDEN, error, description)
    }

    pub(crate) fn access_denied() -> Self {
        Self::forbidden("ACCESS_DENIED", "Access denied!")
    }

    pub(crate) fn wrong_auth_type() -> Self {
        Self::forbidden(
            "WRONG_AUTH_TYPE",
            "Current authorization type is denied for this method Application context required",
        )
    }

    pub(crate) fn no_auth() -> Self {
        Self::unauthorized("NO_AUTH_FOUND", "Wrong authorization data")
    }

    pub(crate) fn method_not_found() -> Self {
        Self::with_status(
            StatusCode::NOT_FOUND,
            "ERROR_METHOD_NOT_FOUND",
            "Method not found!",
        )
    }

    pub(crate) fn insufficient_scope() -> Self {
        Self::forbidden(
            "insufficient_scope",
            "The request requires higher privileges than provided by the access token",
        )
    }

    pub(crate) fn too_many_requests() -> Self {
        Self::with_status(
            StatusCode::SERVICE_UNAVAILABLE,
            "QUERY_LIMIT_EXCEEDED",
            "Too many requests",
        )
    }

    pub(crate) fn out_of_operating_time() -> Self {
        Self::with_status(
            StatusCode::TOO_MANY_REQUESTS,
            "OPERATION_TIME_LIMIT",
            "Method is blocked due to operation time limit.",
        )
    }

    /// What nobody gets to read: the gateway answers in the portal's place.
    pub(crate) fn gateway_timeout() -> Self {
        Self::with_status(StatusCode::GATEWAY_TIMEOUT, "", "Gateway Timeout")
    }

    /// An error of REST 3, `code` without the words all codes begin with.
    pub(crate) fn exception(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        let code = format!("{EXCEPTION}{code}");
        Self::with_status(status, Code::Exception(code, Vec::new()), message)
    }

    /// An error of REST 3 about one field.
    pub(crate) fn invalid(field: &str, message: impl Into<String>) -> Self {
        let code = format!("{EXCEPTION}VALIDATION_REQUESTVALIDATIONEXCEPTION");
        let flaws = vec![(field.to_owned(), message.into())];
        Self::new(
            Code::Exception(code, flaws),
            "Error validating request object",
        )
    }

    /// The code as text, for the log.
    pub(crate) fn code(&self) -> String {
        match &self.error {
            Code::Text(text) => text.clone(),
            Code::Number(number) => number.to_string(),
            Code::Exception(code, _) => code.clone(),
        }
    }

    /// `{"error": …, "error_description": …}`.
    pub(crate) fn body(&self) -> Value {
        let mut body = Map::new();
        let error = match &self.error {
            Code::Text(text) => json!(text),
            Code::Number(number) => json!(number),
            Code::Exception(code, flaws) => {
                return json!({"error": exception(code, &self.description, flaws)});
            }
        };
        body.insert("error".to_owned(), error);
        body.insert("error_description".to_owned(), json!(self.description));
        if let Some(argument) = &self.argument {
            body.insert("argument".to_owned(), json!(argument));
        }
        Value::Object(body)
    }
}

fn exception(code: &str, message: &str, flaws: &[(String, String)]) -> Value {
    let mut error = json!({"code": code, "message": message});
    if !flaws.is_empty() {
        let flaws = flaws.iter();
        let flaws = flaws.map(|(field, message)| json!({"message": message, "field": field}));
        error["validation"] = flaws.collect();
    }
    error
}
