//! How a database is reached.

use secrecy::SecretString;

use crate::Limits;

/// A database and its limits.
#[derive(Clone, Debug)]
pub struct SqlSettings {
    /// `sqlite:…` or `postgres://…`; may hold a password.
    pub url: SecretString,
    /// Bytes are counted as values, not as they travel.
    pub limits: Limits,
}
