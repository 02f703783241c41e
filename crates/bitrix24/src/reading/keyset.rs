//! The walk by ids, a page after the other.

use serde_json::value::RawValue;

use super::error::ReadError;
use super::walk::{Walk, page};
use super::{PAGE, patient};

/// Each page begins after the last id of the one before; a short one is the last.
pub(super) async fn walk(walk: &mut Walk, after: Option<u64>) -> Result<(), ReadError> {
    walk.list.check_by_id()?;
    let mut next = after;
    while let Some(after) = next {
        let room = walk.room(1).await?;
        let call = walk.list.after(after, None).harmless();
        let answer = patient::send::<Box<RawValue>>(&walk.client, &call).await?;
        let page = page(&walk.list, &answer.result, after, None)?;
        next = (page.rows.len() >= PAGE).then_some(page.last);
        walk.answered(page.rows.len(), 1);
        walk.tell();
        walk.give(0, page.rows, next, Some(room));
    }
    Ok(())
}
