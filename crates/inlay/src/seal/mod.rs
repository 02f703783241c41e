//! Sealing: what is secret leaves this process only encrypted, and opens only where it belongs.
//!
//! AES-256-GCM. The additional data of every seal names its [`Place`] (table, column, portal), so
//! that a sealed value copied into another column, or under another portal, does not open there.
//! A [`Keyring`] seals with its first key and opens with all: a key is rotated by putting a new
//! one in front.

mod blob;
mod key;
mod keyring;
mod place;

pub use blob::SealError;
pub use key::{Key, KeyError};
pub use keyring::{Keyring, KeyringError};
pub use place::Place;
