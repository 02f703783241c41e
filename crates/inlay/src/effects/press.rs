//! One click is one effect, however often it is pressed.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep};

use super::{Attempt, Failure, Performed, SETTLED};
use crate::store::{Claim, DeedKey, Scope, StoreError};

/// How long one who presses again waits for the one who is at it.
const WAIT: Duration = Duration::from_secs(20);
/// How often he looks.
const PAUSE: Duration = Duration::from_millis(100);

/// Why a pressed effect was not done.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    #[error(transparent)]
    Failed(#[from] Failure),
    /// Somebody has pressed before and is still at it.
    #[error("it is being done already")]
    Busy,
    #[error("the store does not answer")]
    Store(#[from] StoreError),
}

/// Does an effect once for a key, and answers the same to everybody who comes with it: at the same
/// time, later, or after a process died at it. A try that failed for certain counts as none.
///
/// Best called in a task of its own: where the caller goes away in the midst of it, the next one
/// has to wait until the lease ends.
///
/// # Errors
/// [`PressError`]; pressing again is harmless.
pub async fn press<F>(
    scope: Scope<'_>,
    key: DeedKey,
    now: impl Fn() -> DateTime<Utc>,
    act: impl FnOnce(Attempt) -> F,
) -> Result<Performed, PressError>
where
    F: Future<Output = Result<Performed, Failure>>,
{
    let patience = Instant::now() + WAIT;
    let turn = loop {
        match scope.claim_deed(key, SETTLED).await? {
            Claim::Ours(turn) => break turn,
            Claim::Done(outcome) => return Ok(read(&outcome)),
            Claim::Busy if Instant::now() < patience => sleep(PAUSE).await,
            Claim::Busy => return Err(PressError::Busy),
        }
    };
    let attempt = Attempt {
        number: turn.number(),
        since: turn.begun_at,
        now: now(),
        is_settled: turn.is_settled,
    };
    let done = act(attempt).await;
    match &done {
        Ok(performed) => {
            scope.end_deed(&turn, &written(performed)).await?;
        }
        Err(Failure::Unknown { .. } | Failure::Undecided { .. }) => {
            scope.lose_deed(&turn, SETTLED).await?;
        }
        Err(_) => scope.undo_deed(&turn).await?,
    }
    Ok(done?)
}

fn written(performed: &Performed) -> String {
    serde_json::to_string(performed).unwrap_or_default()
}

/// What an older version has kept may be less: it is done all the same.
fn read(outcome: &str) -> Performed {
    serde_json::from_str(outcome).unwrap_or_default()
}
