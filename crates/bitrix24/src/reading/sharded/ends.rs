//! Where a list begins and where it ends.

use serde_json::value::RawValue;
use tokio::sync::OwnedSemaphorePermit;

use super::load::{Landed, Missed, run, worked};
use crate::batch::{Batch, Outcome, Step};
use crate::call::Call;
use crate::reading::cursor::Range;
use crate::reading::error::ReadError;
use crate::reading::row::Row;
use crate::reading::walk::{Page, Walk, rising};
use crate::reading::{PAGE, patient};

/// What was found at the ends.
pub(super) struct Ends {
    pub(super) landed: Landed,
    pub(super) head: End,
    /// What the last page has beyond the first; `None` if the first is the whole list.
    pub(super) tail: Option<End>,
    /// What lies between, if anything does.
    pub(super) between: Option<Range>,
}

/// A stretch whose rows have come.
pub(super) struct End {
    pub(super) range: Range,
    pub(super) rows: Vec<Row>,
    pub(super) room: Option<OwnedSemaphorePermit>,
}

/// Reads the first and the last page in one batch.
pub(super) async fn read(walk: &Walk) -> Result<Ends, ReadError> {
    let mut room = walk.room(2).await?;
    let calls = [walk.list.after(0, None), walk.list.last()];
    let mut batch = Batch::new();
    let mut steps = Vec::with_capacity(calls.len());
    for (name, call) in ["first", "last"].into_iter().zip(&calls) {
        steps.push(
            batch
                .add(name, call.clone())
                .map_err(ReadError::Unsayable)?,
        );
    }
    let (outcome, took) = match run(&walk.client, &batch).await {
        Ok((outcome, took)) => (outcome, took),
        Err(Missed::Failed(error)) => return Err(error),
        // Its pages are asked for one by one.
        Err(Missed::Lost(_)) => Default::default(),
    };
    let worked = worked(&outcome, &steps);
    let mut landed = Landed {
        catches: Vec::new(),
        requests: 1,
        pages: 2,
        took,
        worked,
    };
    let [first, last] = &calls;
    let (first, last) = (
        page(walk, &outcome, (steps.first(), first), &mut landed).await?,
        page(walk, &outcome, (steps.last(), last), &mut landed).await?,
    );

    let first = rising(first, 0, None)?;
    let head = End {
        range: Range {
            after: 0,
            until: first.last,
        },
        rows: first.rows,
        room: room.split(1),
    };
    if head.rows.len() < PAGE {
        return Ok(Ends {
            landed,
            head,
            tail: None,
            between: None,
        });
    }
    let last = rising(last.into_iter().rev().collect(), 0, None)?;
    if last.last < first.last {
        // A full page, and none after it: the order was not kept to.
        let (after, found) = (first.last, last.last);
        return Err(ReadError::Disorder { after, found });
    }
    let tail = tail(last, first.last, room);
    let between = Range {
        after: first.last,
        until: tail.range.after,
    };
    Ok(Ends {
        landed,
        head,
        tail: Some(tail),
        between: (between.after < between.until).then_some(between),
    })
}

/// The last page without what the first has as well.
fn tail(last: Page, after: u64, room: OwnedSemaphorePermit) -> End {
    let mut rows = last.rows;
    rows.retain(|row| row.id() > Some(after));
    let lowest = rows.first().and_then(Row::id).unwrap_or(last.last + 1);
    End {
        range: Range {
            after: lowest - 1,
            until: last.last,
        },
        rows,
        room: Some(room),
    }
}

/// The page of a command; asked for by itself if the command failed.
async fn page(
    walk: &Walk,
    outcome: &Outcome,
    (step, call): (Option<&Step>, &Call),
    landed: &mut Landed,
) -> Result<Vec<Row>, ReadError> {
    let result = step.and_then(|step| outcome.take::<Box<RawValue>>(step).ok());
    let result = match result {
        Some(result) => result,
        None => {
            landed.requests += 1;
            let call = call.clone().harmless();
            patient::send::<Box<RawValue>>(&walk.client, &call)
                .await?
                .result
        }
    };
    walk.list.rows(&result).map_err(ReadError::Shape)
}
