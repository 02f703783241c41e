//! What a portal may be called with.

use bitrix24::{AccessToken, RefreshToken};
use chrono::{DateTime, Utc};

/// The tokens of a portal's installer, as they are kept.
#[derive(Clone, Debug)]
pub struct TokenPair {
    pub access: AccessToken,
    pub refresh: RefreshToken,
    /// When the access token ends.
    pub expires_at: DateTime<Utc>,
    /// Goes up with every change; names the pair in [`super::Scope::replace_tokens`].
    pub generation: i64,
    /// Whose tokens they are, by his number in the portal.
    pub user_id: u64,
}

/// Tokens an authorization server has just given.
#[derive(Clone, Debug)]
pub struct NewTokens {
    pub user_id: u64,
    pub access: AccessToken,
    pub refresh: RefreshToken,
    /// When the access token ends.
    pub expires_at: DateTime<Utc>,
}
