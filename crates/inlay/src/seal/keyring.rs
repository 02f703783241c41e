//! The keys the configuration names.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::blob::{self, SealError};
use super::{Key, Place};

/// Keys in their order: the first one seals, all of them open. Cheap to clone.
#[derive(Clone)]
pub struct Keyring(Arc<[Key]>);

/// Why keys are no ring.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyringError {
    #[error("there is no key to seal with")]
    Empty,
    #[error("two keys have the id `{id}`")]
    Repeated { id: String },
}

impl Keyring {
    /// A ring of these keys, the sealing one first.
    ///
    /// # Errors
    /// When there is no key, or two have one id: a sealed value names its key by the id alone.
    pub fn new(keys: Vec<Key>) -> Result<Self, KeyringError> {
        if keys.is_empty() {
            return Err(KeyringError::Empty);
        }
        for (index, key) in keys.iter().enumerate() {
            if keys[..index].iter().any(|earlier| earlier.id() == key.id()) {
                return Err(KeyringError::Repeated {
                    id: key.id().to_owned(),
                });
            }
        }
        Ok(Self(keys.into()))
    }

    /// Seals bytes for one place, with the first key.
    #[must_use]
    pub fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Vec<u8> {
        blob::seal(self.sealing(), place, plain)
    }

    /// Opens what was sealed for this place, with whichever key it names.
    ///
    /// # Errors
    /// [`SealError`]: the key is not ours, or the value is not what was sealed here.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        blob::open(&self.0, place, sealed)
    }

    /// Seals bytes into a text that travels in a page or a header: base64 for URLs.
    #[must_use]
    pub fn seal_token(&self, place: &Place<'_>, plain: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.seal(place, plain))
    }

    /// Opens a text [`Keyring::seal_token`] made.
    ///
    /// # Errors
    /// [`SealError`], as for [`Keyring::open`]; a text that is not base64 is forged.
    pub fn open_token(
        &self,
        place: &Place<'_>,
        token: &str,
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let sealed = URL_SAFE_NO_PAD
            .decode(token)
            .map_err(|_| SealError::Forged)?;
        self.open(place, &sealed)
    }

    /// Keyed digests, the sealing key's first: an index from which what it is over cannot be
    /// guessed. `of` names the index; with a rotated key its older entries are found, too.
    pub fn digests<'a>(
        &'a self,
        of: &'static str,
        bytes: &'a [u8],
    ) -> impl Iterator<Item = [u8; 32]> + 'a {
        let of = of.as_bytes();
        self.0.iter().map(move |key| key.digest([of, bytes]))
    }

    /// The key that seals.
    #[must_use]
    pub fn sealing(&self) -> &Key {
        // `new` refuses an empty ring.
        &self.0[0]
    }

    /// Whether a key of this id is in the ring.
    #[must_use]
    pub fn holds(&self, id: &str) -> bool {
        self.0.iter().any(|key| key.id() == id)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter()).finish()
    }
}

#[cfg(test)]
mod tests;
