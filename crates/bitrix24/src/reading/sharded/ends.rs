//! Where a list begins and where it ends.

use serde_json::value::RawValue;

use super::load::{Landed, Missed, run, worked};
use super::stretch::Stretches;
use crate::batch::{Batch, Outcome, Step};
use crate::call::Call;
use crate::reading::cursor::Range;
use crate::reading::error::ReadError;
use crate::reading::row::Row;
use crate::reading::walk::{Page, Walk, rising};
use crate::reading::{PAGE, patient};

/// What was learned at the ends.
pub(super) struct Ends {
    pub(super) landed: Landed,
    /// What lies between the first and the last page, if anything does.
    pub(super) between: Option<Range>,
}

/// Reads the first and the last page in one batch, and gives their rows.
pub(super) async fn read(walk: &mut Walk, stretches: &mut Stretches) -> Result<Ends, ReadError> {
    let room = walk.room(2).await?;
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
    let is_all = first.rows.len() < PAGE;
    let last = rising(last.into_iter().rev().collect(), 0, None)?;
    if !is_all && last.last < first.last {
        // A full page, and none after it: the order was not kept to.
        let (after, found) = (first.last, last.last);
        return Err(ReadError::Disorder { after, found });
    }
    let between = give(walk, stretches, first, (!is_all).then_some(last), room);
    walk.progress.requests += landed.requests;
    Ok(Ends { landed, between })
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

/// Gives the rows at the ends, each as a stretch of its own, and tells what lies between. Pages
/// that overlap are one list of less than a hundred rows.
fn give(
    walk: &mut Walk,
    stretches: &mut Stretches,
    first: Page,
    last: Option<Page>,
    mut room: tokio::sync::OwnedSemaphorePermit,
) -> Option<Range> {
    let mut done = |range: Range, rows: Vec<Row>| {
        stretches.sample(&rows);
        stretches.done(range);
        walk.found(range, None);
        walk.progress.rows += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let span = stretches.len() - 1;
        walk.give(span, rows, None, room.split(1));
    };
    let head = Range {
        after: 0,
        until: first.last,
    };
    done(head, first.rows);
    let mut last = last?;
    last.rows.retain(|row| row.id() > Some(head.until));
    let lowest = last.rows.first()?.id()?;
    let tail = Range {
        after: lowest - 1,
        until: last.last,
    };
    done(tail, last.rows);
    let between = Range {
        after: head.until,
        until: tail.after,
    };
    (between.after < between.until).then_some(between)
}
