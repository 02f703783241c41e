//! A portal's "no".

use std::fmt;

use serde_json::{Map, Value};

use crate::error_code::ErrorCode;

/// Why a portal did not do what it was asked.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    pub code: ErrorCode,
    /// For people; may be localised, hold HTML, or quote what was sent. Not for decisions, save
    /// where the code tells nothing.
    pub description: String,
    /// The HTTP status; `None` for a command of a batch, which has none of its own. It does not
    /// decide: refusals come under 200 as well.
    pub status: Option<u16>,
    /// The parameters or fields that were not accepted, where the portal names them.
    pub invalid: Vec<Invalid>,
}

/// A parameter that was not accepted: the `argument` of an `ERROR_ARGUMENT` (`error-codes.md`), or a
/// field in the `validation` of REST 3 (`api-reference/rest-v3.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    pub field: String,
    /// What is wrong with it; empty where only the refusal's own description says so.
    pub message: String,
}

/// What codes that have no name here say of rights, in lower case.
const DENIALS: [&str; 4] = [
    "access_denied",
    "access denied",
    "accessdenied",
    "not allowed",
];

impl Refusal {
    /// Whether the access token is too old. A new one is to be had with the refresh token.
    #[must_use]
    pub fn is_expired_token(&self) -> bool {
        self.code == ErrorCode::ExpiredToken
    }

    /// Whether the credential is not, or no longer, accepted: too old, unknown, its user
    /// dismissed, its application removed. Only another credential can help.
    #[must_use]
    pub fn is_authorization_lost(&self) -> bool {
        matches!(
            self.code,
            ErrorCode::ExpiredToken
                | ErrorCode::InvalidToken
                | ErrorCode::NoAuthFound
                | ErrorCode::AuthorizationError
        ) || self.is_uninstalled()
    }

    /// Whether it is a matter of rights: the user may not, or the application was not granted the
    /// scope (`error-codes.md`). Old methods say so in their description only
    /// (`api-reference/tasks/tasks-task-add.md`, `api-reference/crm/deals/crm-deal-update.md`).
    #[must_use]
    pub fn is_denied(&self) -> bool {
        let named = match &self.code {
            ErrorCode::AccessDenied
            | ErrorCode::InsufficientScope
            | ErrorCode::InvalidCredentials
            | ErrorCode::UserAccessError
            | ErrorCode::AllowedOnlyIntranetUser => true,
            // `BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION`, say (`api-reference/rest-v3.md`).
            ErrorCode::Other(code) => {
                let code = code.to_ascii_lowercase();
                DENIALS.iter().any(|denial| code.contains(denial))
            }
            _ => false,
        };
        let said = ["Access denied", "Action on the task is not allowed"];
        named || said.iter().any(|said| self.description.starts_with(said))
    }

    /// Whether the application is no longer installed on the portal.
    #[must_use]
    pub fn is_uninstalled(&self) -> bool {
        matches!(
            self.code,
            ErrorCode::ApplicationNotFound | ErrorCode::ErrorOauth | ErrorCode::NotInstalled
        )
    }

    /// A refusal that says nothing at all.
    pub(crate) fn unnamed() -> Self {
        Self {
            code: ErrorCode::from(""),
            description: String::new(),
            status: None,
            invalid: Vec::new(),
        }
    }

    /// The refusal in a body or in a batch's `result_error`: every value that is there and not
    /// null is one, whatever its type and the HTTP status
    /// (`settings/how-to-call-rest-api/general-principles.md`).
    pub(crate) fn from_body(body: &Map<String, Value>, status: Option<u16>) -> Option<Self> {
        let (code, description, mut invalid) = match body.get("error")? {
            Value::Null => return None,
            // REST 3 (`api-reference/rest-v3.md`).
            Value::Object(error) => (text(error, "code"), text(error, "message"), invalid(error)),
            other => (plain(other), String::new(), Vec::new()),
        };
        let argument = text(body, "argument");
        if !argument.is_empty() {
            invalid.push(Invalid {
                field: argument,
                message: String::new(),
            });
        }
        let told = text(body, "error_description");
        Some(Self {
            code: ErrorCode::from(code.as_str()),
            description: if told.is_empty() { description } else { told },
            status,
            invalid,
        })
    }
}

/// The code; in its stead the description where the code tells nothing. Not both: a description
/// may quote what was sent, and errors are logged.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.code.is_telling() || self.description.is_empty() {
            write!(f, "`{}`", self.code)?;
        } else {
            write!(f, "`{}` {}", self.code, self.description)?;
        }
        match self.status {
            Some(status) => write!(f, " (HTTP {status})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({self})")
    }
}

fn text(map: &Map<String, Value>, key: &str) -> String {
    map.get(key).map(plain).unwrap_or_default()
}

/// A scalar as its text; what is no scalar has none.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn invalid(error: &Map<String, Value>) -> Vec<Invalid> {
    let fields = error.get("validation").and_then(Value::as_array);
    fields
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .map(|entry| Invalid {
            field: text(entry, "field"),
            message: text(entry, "message"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_matter_of_rights_is_told_by_its_code_or_where_that_tells_nothing_by_its_words() {
        for (body, denied) in [
            (json!({"error": "insufficient_scope"}), true),
            (json!({"error": "Access_Denied"}), true),
            (json!({"error": "INVALID_CREDENTIALS"}), true),
            (
                json!({"error": {"code": "BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION"}}),
                true,
            ),
            (
                json!({"error": "", "error_description": "Access denied."}),
                true,
            ),
            (
                json!({
                    "error": "ERROR_CORE",
                    "error_description": "Action on the task is not allowed",
                }),
                true,
            ),
            (
                json!({"error": "ERROR_CORE", "error_description": "Not found"}),
                false,
            ),
            (
                json!({"error": "100", "error_description": "Is \"Access denied\" a title?"}),
                false,
            ),
            (json!({"error": "expired_token"}), false),
        ] {
            let refusal = Refusal::from_body(body.as_object().unwrap(), None);
            assert_eq!(refusal.unwrap().is_denied(), denied, "{body}");
        }
    }
}
