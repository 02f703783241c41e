//! The walk by offsets.

use serde_json::value::RawValue;

use super::error::ReadError;
use super::patient;
use super::walk::Walk;

/// Page after page, each beginning where the one before said the next does.
pub(super) async fn walk(
    walk: &mut Walk,
    start: Option<u64>,
    mut skip: usize,
) -> Result<(), ReadError> {
    walk.list.check()?;
    let mut next = start;
    while let Some(start) = next {
        let room = walk.room(1).await?;
        let call = walk.list.page(start);
        let answer = patient::send::<Box<RawValue>>(&walk.client, &call).await?;
        let mut rows = walk.list.rows(&answer.result).map_err(ReadError::Shape)?;
        if let Some(next) = answer.next.filter(|next| *next <= start) {
            return Err(ReadError::Standstill { start, next });
        }
        next = answer.next;
        let read = start.saturating_add(u64::try_from(rows.len()).unwrap_or(u64::MAX));
        walk.answered(rows.len(), 1);
        walk.progress.share = answer
            .total
            .filter(|total| *total > 0)
            .map(|total| (read as f64 / total as f64).min(1.0));
        walk.tell();
        rows.drain(..skip.min(rows.len()));
        skip = 0;
        walk.give(0, rows, next, Some(room));
    }
    Ok(())
}
