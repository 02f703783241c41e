//! One key.

use std::fmt;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of a nonce, as GCM likes it best.
pub(super) const NONCE_BYTES: usize = 12;
/// Characters of a key's id at most; one byte of a sealed value says how many there are.
const MAX_ID: usize = 32;

/// Keeps what digests are keyed with apart from what is sealed with.
const DIGESTS: &[u8] = b"inlay digests 1";

/// A key with the name it is known by. What is derived from the key is wiped from memory with the
/// last copy.
#[derive(Clone)]
pub struct Key {
    id: String,
    cipher: Aes256Gcm,
    digester: Hmac<Sha256>,
}

/// Why a text is no key. The texts never hold a part of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    #[error("a key's id is 1 to {MAX_ID} letters, digits, `-` or `_`")]
    Id,
    #[error("key `{id}` is not base64")]
    NotBase64 { id: String },
    #[error("key `{id}` is {bytes} bytes long and must be {KEY_BYTES}")]
    Length { id: String, bytes: usize },
}

impl Key {
    /// A key from its id and its 32 bytes in base64, as `inlay key generate` prints them; white
    /// space around the text is not part of it (files end with a line break).
    ///
    /// # Errors
    /// A [`KeyError`] that says what is wrong without repeating the secret.
    pub fn parse(id: &str, base64: &str) -> Result<Self, KeyError> {
        if !Self::is_id(id) {
            return Err(KeyError::Id);
        }
        let bytes = STANDARD
            .decode(base64.trim())
            .map(Zeroizing::new)
            .map_err(|_| KeyError::NotBase64 { id: id.to_owned() })?;
        let cipher = Aes256Gcm::new_from_slice(&bytes).map_err(|_| KeyError::Length {
            id: id.to_owned(),
            bytes: bytes.len(),
        })?;
        Ok(Self {
            id: id.to_owned(),
            cipher,
            digester: digester(&bytes),
        })
    }

    /// Whether a text can be a key's id.
    pub(super) fn is_id(text: &str) -> bool {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (1..=MAX_ID).contains(&text.len()) && text.chars().all(fits)
    }

    /// The name sealed values know the key by.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Encrypts under a nonce no other message has: 96 random bits, good for 2^32 messages a key.
    pub(super) fn encrypt(&self, plain: &[u8], aad: &[u8]) -> ([u8; NONCE_BYTES], Vec<u8>) {
        let mut nonce = [0; NONCE_BYTES];
        SysRng.try_fill_bytes(&mut nonce).expect(
            "the operating system gives random bytes: without them nothing may be sealed at all",
        );
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad })
            .expect("AES-GCM refuses only messages of more than 64 GiB");
        (nonce, sealed)
    }

    /// Decrypts; nothing comes out unless every bit, the additional data included, is as it was.
    pub(super) fn decrypt(
        &self,
        nonce: [u8; NONCE_BYTES],
        sealed: &[u8],
        aad: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        self.cipher
            .decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad })
            .ok()
            .map(Zeroizing::new)
    }
}

impl Key {
    /// A digest nobody makes without the key: of a text that could be guessed, too, it gives
    /// nothing away.
    pub(super) fn digest(&self, parts: [&[u8]; 2]) -> [u8; 32] {
        let mut digester = self.digester.clone();
        for part in parts {
            digester.update(&(part.len() as u64).to_be_bytes());
            digester.update(part);
        }
        digester.finalize().into_bytes().into()
    }
}

/// HMAC-SHA256 under a key of its own, derived from the sealing one.
fn digester(key: &[u8]) -> Hmac<Sha256> {
    let keyed =
        |key: &[u8]| Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    let mut derivation = keyed(key);
    derivation.update(DIGESTS);
    keyed(&derivation.finalize().into_bytes())
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.id)
    }
}
