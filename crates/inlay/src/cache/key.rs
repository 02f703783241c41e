//! What makes two readings the same reading.

use ledger::{Params, Query};
use sha2::{Digest, Sha256};

use crate::config::source::QueryName;

/// The portal, and a digest of query (by name and by text) and parameters: client data stays out
/// of the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    portal: i64,
    /// How often the portal was forgotten: what began before is not found afterwards.
    era: u64,
    reading: Reading,
}

/// The digest alone.
pub(super) type Reading = [u8; 32];

impl Key {
    pub(super) fn new(
        portal: i64,
        era: u64,
        name: &QueryName,
        query: &Query,
        params: &Params,
    ) -> Self {
        let mut digest = Sha256::new();
        let mut part = |text: &str| {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        };
        part(&name.source);
        part(&name.query);
        part(query.text());
        for (parameter, value) in params.iter() {
            part(parameter);
            part(&format!("{value:?}"));
        }
        Self {
            portal,
            era,
            reading: digest.finalize().into(),
        }
    }

    pub(super) fn portal(&self) -> i64 {
        self.portal
    }

    pub(super) fn reading(&self) -> &Reading {
        &self.reading
    }
}
