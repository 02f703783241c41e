//! What is renewed.

use crate::secret::{AccessToken, RefreshToken};

/// A pair of tokens as it is kept.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: AccessToken,
    pub refresh: RefreshToken,
    /// Names this pair; another pair, an older or a newer one, has another.
    pub generation: i64,
}
