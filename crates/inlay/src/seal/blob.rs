//! How a sealed value looks.
//!
//! ```text
//! version  id's length  key id  nonce     ciphertext and tag
//! 1 byte   1 byte       n       12 bytes  the rest
//! ```
//!
//! Everything before the nonce is authenticated together with the place.

use zeroize::Zeroizing;

use super::key::NONCE_BYTES;
use super::{Key, Place};

/// The one format there is.
const VERSION: u8 = 1;

/// Why a sealed value does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// An operator can help: the key was taken out of the configuration too early.
    #[error("it is sealed with the key `{id}`, which is not in the key ring")]
    UnknownKey { id: String },
    /// Changed, cut, brought from another place, or sealed with another key of the same id.
    #[error("it is not what was sealed in this place")]
    Forged,
}

pub(super) fn seal(key: &Key, place: &Place<'_>, plain: &[u8]) -> Vec<u8> {
    let mut blob = header(key.id());
    let (nonce, sealed) = key.encrypt(plain, &aad(&blob, place));
    blob.extend_from_slice(&nonce);
    blob.extend_from_slice(&sealed);
    blob
}

pub(super) fn open(
    keys: &[Key],
    place: &Place<'_>,
    blob: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let parts = Parts::of(blob).ok_or(SealError::Forged)?;
    let key = keys
        .iter()
        .find(|key| key.id() == parts.key_id)
        .ok_or_else(|| SealError::UnknownKey {
            id: parts.key_id.to_owned(),
        })?;
    key.decrypt(parts.nonce, parts.sealed, &aad(parts.header, place))
        .ok_or(SealError::Forged)
}

struct Parts<'a> {
    header: &'a [u8],
    key_id: &'a str,
    nonce: [u8; NONCE_BYTES],
    sealed: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(blob: &'a [u8]) -> Option<Self> {
        let (&[version, id_length], _) = blob.split_first_chunk()?;
        if version != VERSION {
            return None;
        }
        let (header, rest) = blob.split_at_checked(2 + usize::from(id_length))?;
        let (nonce, sealed) = rest.split_first_chunk()?;
        // The id may come from a forger and end in a log: only what can be an id is one.
        let key_id = std::str::from_utf8(&header[2..])
            .ok()
            .filter(|id| Key::is_id(id))?;
        Some(Self {
            header,
            key_id,
            nonce: *nonce,
            sealed,
        })
    }
}

fn header(key_id: &str) -> Vec<u8> {
    // An id is checked to be short when a key is made.
    let id_length = u8::try_from(key_id.len()).unwrap_or(u8::MAX);
    let mut header = vec![VERSION, id_length];
    header.extend_from_slice(key_id.as_bytes());
    header
}

fn aad(header: &[u8], place: &Place<'_>) -> Vec<u8> {
    let mut aad = header.to_vec();
    place.write_to(&mut aad);
    aad
}
