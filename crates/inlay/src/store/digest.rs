//! What makes two deliveries the same one.

use std::array::TryFromSliceError;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// A digest under the portal's handler key: an event has no number of its own, and what it says
/// cannot be guessed from this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The body of a job that reads what was kept under it.
    #[must_use]
    pub fn told(&self) -> Value {
        json!({ "received": URL_SAFE_NO_PAD.encode(self.0) })
    }

    /// What the body of such a job names.
    #[must_use]
    pub fn of_job(body: &Value) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(body.get("received")?.as_str()?);
        Self::of_column(&bytes.ok()?).ok()
    }

    pub(super) fn of_column(bytes: &[u8]) -> Result<Self, TryFromSliceError> {
        bytes.try_into().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_names_what_it_was_told() {
        let digest = Digest([7; 32]);
        assert_eq!(Digest::of_job(&digest.told()), Some(digest));
        for body in [
            json!({}),
            json!({ "received": 5 }),
            json!({ "received": "Bw" }),
            json!({ "received": "\u{e9}" }),
        ] {
            assert_eq!(Digest::of_job(&body), None);
        }
    }
}
