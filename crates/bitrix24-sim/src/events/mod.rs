//! Events on their way to applications (`api-reference/events/index.md`).

mod delivery;
mod payload;

pub(crate) use self::delivery::{courier, deliver};

use serde_json::Value;

/// Something that happened in the portal.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    /// Upper case: `ONCRMDEALUPDATE`.
    pub(crate) event: &'static str,
    /// What goes out under `data[…]`: ids only.
    pub(crate) data: Value,
    /// Who did it; nobody when a robot did.
    pub(crate) user_id: Option<i64>,
}
