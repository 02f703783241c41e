//! Why a read brought nothing, in kinds a caller can act on.

use std::fmt;
use std::time::Duration;

/// Why a source gave no rows.
///
/// Neither the texts here nor those of the causes hold a bound value or a password: they may be
/// logged and shown to an administrator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// It was asked and did not answer in time. The same may succeed later.
    #[error("the source did not answer in time")]
    Timeout,
    /// It cannot be reached, is starting or stopping. The same may succeed later.
    #[error("the source cannot be reached")]
    Unreachable { source: Reason },
    /// All its places were taken, ours or its own. The same may succeed in a moment.
    #[error("the source has no place free for another read")]
    Busy,
    /// It is not asked at present: it failed too often, does not accept our login, or wants to be
    /// left alone. The answer comes at once.
    #[error("the source is not asked at present ({why})")]
    Unavailable {
        /// What it suffers from: a word of [`ReadError::kind`].
        why: &'static str,
        /// After which time asking is worth while.
        retry_in: Duration,
    },
    /// It refuses this query: a table that is not there, a text it does not understand, an attempt
    /// to write. Only a change of the configuration helps.
    #[error("the source refused the query")]
    Rejected { source: Reason },
    /// It does not accept our login: asking again could lock the account. Its administrator is
    /// needed, or ours.
    #[error("the source does not accept the login")]
    LoginRefused { source: Reason },
    /// It does not let us at these data: its administrator is needed.
    #[error("the source denies access")]
    Denied { source: Reason },
    /// A single row, or an answer that cannot be cut, is larger than everything a read may bring.
    #[error("the answer is larger than the limit")]
    TooLarge,
    /// Its answer is not in its language at all: a page of HTML, a text that is cut off. The same
    /// may succeed later.
    #[error("the source answers what is no answer")]
    Garbled { source: Reason },
    /// It answered what cannot be understood. Only a change of the query helps.
    #[error("column `{column}` cannot be read: {problem}")]
    Nonsense { column: String, problem: String },
}

impl ReadError {
    /// A word for metrics and logs; it stays the same over versions.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Unreachable { .. } => "unreachable",
            Self::Busy => "busy",
            Self::Unavailable { .. } => "unavailable",
            Self::Rejected { .. } => "rejected",
            Self::LoginRefused { .. } => "login_refused",
            Self::Denied { .. } => "denied",
            Self::TooLarge => "too_large",
            Self::Garbled { .. } => "garbled",
            Self::Nonsense { .. } => "nonsense",
        }
    }

    /// The same, with the system's own code for it where there is room for one.
    pub(crate) fn with_code(mut self, code: String) -> Self {
        if let Self::Unreachable { source }
        | Self::Rejected { source }
        | Self::LoginRefused { source }
        | Self::Denied { source }
        | Self::Garbled { source } = &mut self
        {
            source.code = Some(code);
        }
        self
    }
}

/// What the other side said, as far as it can be repeated.
///
/// Databases quote the values they choke on ("invalid input syntax for type integer: …"), so a
/// message is kept only where it can speak of nothing but the query's own text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    code: Option<String>,
    message: Option<String>,
}

impl Reason {
    pub(crate) fn new(code: Option<String>, message: Option<String>) -> Self {
        Self { code, message }
    }

    pub(crate) fn text(message: impl Into<String>) -> Self {
        Self {
            code: None,
            message: Some(message.into()),
        }
    }

    /// The system's own code: an SQLSTATE, a number of SQLite.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The system's own words, where they hold no value.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(f, "{message} (code {code})"),
            (Some(code), None) => write!(f, "code {code}"),
            (None, Some(message)) => f.write_str(message),
            (None, None) => f.write_str("it gave no reason"),
        }
    }
}

impl std::error::Error for Reason {}
