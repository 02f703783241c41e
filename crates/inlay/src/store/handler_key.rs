//! The secret part of a portal's event address.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A secret only the portal knows besides us: 256 random bits, made once for each portal and kept
/// for as long as we know it, so that what is bound in the portal stays bound.
#[derive(Clone, Debug)]
pub struct HandlerKey(SecretString);

impl HandlerKey {
    pub(super) fn generate() -> Self {
        Self(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()).into())
    }

    pub(super) fn from_kept(text: String) -> Self {
        Self(text.into())
    }

    /// The key itself, for the address that is given to the portal.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether this is the key; takes as long for a wrong one as for the right one.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.expose().as_bytes().ct_eq(text.as_bytes()).into()
    }

    /// What the store finds a portal by.
    pub(super) fn hash(text: &str) -> Vec<u8> {
        Sha256::digest(text.as_bytes()).to_vec()
    }
}
