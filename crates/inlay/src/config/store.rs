//! `[store]`: where portals and tokens are kept, and the keys that seal them.

use secrecy::SecretString;

use crate::seal::Keyring;

/// The store's address and keys.
#[derive(Debug)]
pub struct StoreConfig {
    /// `sqlite://…` or `postgres://…`; may hold a password.
    pub url: SecretString,
    pub keys: Keyring,
}
