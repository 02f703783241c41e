//! Why an effect was not done, by what can be done about it.

use std::time::Duration;

use bitrix24::{BatchError, CallError, CommandError, ErrorCode, Refusal};

/// Until somebody in the portal has done something: paid, allowed the method, lifted a block.
const BY_HAND: Duration = Duration::from_secs(60 * 60);
/// Until an administrator has opened the application, which renews its authorization.
const AUTHORIZATION: Duration = Duration::from_secs(10 * 60);

/// Why an effect was not done. Decided by one question: did it run?
///
/// A reason names methods, codes and field names; never a secret, and never what was to be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The portal said no, and will say it again.
    #[error("{reason}")]
    Refused {
        reason: String,
        /// It is a matter of rights.
        denied: bool,
    },
    /// It was not executed, and may be done later.
    #[error("{reason}")]
    NotRun {
        reason: String,
        /// No sooner than after this time.
        after: Option<Duration>,
    },
    /// It was not executed: the token is too old, or worth nothing any more. A user gets a new one
    /// from his frame.
    #[error("{reason}")]
    Unauthorized { reason: String },
    /// It was executed or it was not. Trying again looks first.
    #[error("{reason}")]
    Unknown { reason: String },
    /// It was executed or it was not, and the portal cannot be asked: somebody has to look.
    #[error("{reason}")]
    Undecided { reason: String },
}

impl Failure {
    /// When it makes sense to try again; `None` where it does not, or only for somebody else.
    #[must_use]
    pub fn again_after(&self) -> Option<Option<Duration>> {
        match self {
            Self::Refused { .. } | Self::Undecided { .. } => None,
            Self::NotRun { after, .. } => Some(*after),
            Self::Unauthorized { .. } => Some(Some(AUTHORIZATION)),
            Self::Unknown { .. } => Some(Some(super::SETTLED)),
        }
    }

    pub(super) fn refused(reason: impl Into<String>) -> Self {
        Self::Refused {
            reason: reason.into(),
            denied: false,
        }
    }

    pub(super) fn undecided(reason: impl Into<String>) -> Self {
        Self::Undecided {
            reason: reason.into(),
        }
    }

    /// What a refusal of this method means.
    pub(super) fn of_refusal(method: &str, refusal: &Refusal) -> Self {
        let reason = format!("`{method}` was refused: {}", said(refusal));
        let later = |after| Self::NotRun {
            reason: reason.clone(),
            after,
        };
        match refusal.code {
            ErrorCode::QueryLimitExceeded | ErrorCode::OperationTimeLimit => later(None),
            ErrorCode::OverloadLimit
            | ErrorCode::PaymentRequired
            | ErrorCode::MethodConfirmWaiting => later(Some(BY_HAND)),
            _ if refusal.is_authorization_lost() => Self::Unauthorized { reason },
            ErrorCode::InternalServerError | ErrorCode::UnexpectedAnswer => {
                Self::Unknown { reason }
            }
            _ if refusal.status.is_some_and(|status| status >= 500) => Self::Unknown { reason },
            _ => Self::Refused {
                reason,
                denied: refusal.is_denied(),
            },
        }
    }

    /// What an error of a command within a batch means for it.
    pub(super) fn of_command(method: &str, error: &CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => Self::of_refusal(method, refusal),
            _ => Self::Unknown {
                reason: format!("the answer to `{method}` was lost"),
            },
        }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let method = error.method().to_owned();
        match error {
            CallError::Refused { refusal, .. } => Self::of_refusal(&method, &refusal),
            CallError::Unsent { .. } => Self::NotRun {
                reason: format!("`{method}` did not reach the portal"),
                after: None,
            },
            CallError::Moved { .. } => Self::NotRun {
                reason: "the portal has another address, which nobody has confirmed yet".to_owned(),
                after: None,
            },
            CallError::Parked { time, .. } => Self::NotRun {
                reason: format!("`{method}` has used up its time in the portal"),
                after: Some(time),
            },
            CallError::Unauthorized { .. } => Self::Unauthorized {
                reason: format!("`{method}` has no authorization to be made with"),
            },
            CallError::Unsayable { .. } => {
                Self::refused(format!("`{method}` cannot be put into a request"))
            }
            // The answer is there, and nobody knows what it says.
            CallError::Misfit { .. } => Self::Unknown {
                reason: format!("the answer to `{method}` was not understood"),
            },
            _ => Self::Unknown {
                reason: format!("the answer to `{method}` was lost"),
            },
        }
    }
}

impl From<BatchError> for Failure {
    fn from(error: BatchError) -> Self {
        Self::refused(format!("it cannot be put into a batch: {error}"))
    }
}

/// What a refusal says that is not the client's: its code and the fields it names. A description
/// may quote what was written.
fn said(refusal: &Refusal) -> String {
    let code = refusal.code.as_str();
    let mut said = format!("`{}`", code.chars().take(80).collect::<String>());
    if let Some(known) = KNOWN
        .iter()
        .find(|known| refusal.description.starts_with(**known))
    {
        said.push_str(&format!(" ({known})"));
    }
    let fields: Vec<&str> = refusal
        .invalid
        .iter()
        .map(|one| one.field.as_str())
        .collect();
    if !fields.is_empty() {
        said.push_str(&format!(", for {}", fields.join(", ")));
    }
    said
}

/// Descriptions that quote nothing; beside a code that tells nothing they are all there is.
///
/// Source: `api-reference/bizproc/bizproc-workflow-start.md`, `api-reference/crm/timeline/`,
/// `api-reference/tasks/tasks-task-add.md`, `api-reference/crm/deals/crm-deal-update.md`.
const KNOWN: &[&str] = &[
    "Access denied",
    "Action on the task is not allowed",
    "Empty TEMPLATE_ID",
    "Incorrect document type",
    "Not found",
    "Owner not found",
    "Template not found",
    "Template type and DOCUMENT_ID mismatch",
    "Wrong DOCUMENT_ID",
];
