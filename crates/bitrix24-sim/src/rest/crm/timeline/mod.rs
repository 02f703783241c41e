//! What a card's timeline holds.

pub(super) mod activity;
pub(super) mod comment;
pub(super) mod todo;

use crate::world::{Crm, Kept};

/// Deletes what hangs on a card that is deleted.
pub(super) fn take_along(type_id: i64, id: i64, crm: &mut Crm) {
    let hangs = |kept: &Kept| {
        kept.number("OWNER_TYPE_ID") == Some(type_id) && kept.number("OWNER_ID") == Some(id)
    };
    crm.activities.retain(|activity| !hangs(&activity.kept));
    crm.comments.retain(|comment| !hangs(&comment.kept));
}
