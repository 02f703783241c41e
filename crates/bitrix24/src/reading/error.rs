//! Why a list was not read to its end.

use crate::batch::BatchError;
use crate::call_error::CallError;
use crate::misfit::Misfit;

/// Why a reading stopped before the list's end. What was read until then is right; the
/// [`Cursor`](super::Cursor) goes on from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A call failed, in spite of all repeating.
    #[error("the list could not be read further")]
    Call(#[source] CallError),
    /// The answer holds no rows, or a row without an id, where the list's description says there
    /// are.
    #[error("a page has not the expected shape")]
    Shape(#[source] Misfit),
    /// Rows came that were not asked for: the method does not filter or order by id.
    #[error("after id {after} came {found}: the list does not keep to the order of its ids")]
    Disorder { after: u64, found: u64 },
    /// The next page begins where this one did, or before.
    #[error("the page after offset {start} is said to begin at {next}")]
    Standstill { start: u64, next: u64 },
    /// The list has a condition or parameter that the walk must set itself.
    #[error("`{name}` is the walk's own to say")]
    Reserved { name: String },
    /// The list cannot be part of a batch; the other walks can read it.
    #[error("the list cannot be read in batches")]
    Unsayable(#[source] BatchError),
    /// The work was cut off with the runtime it was done in.
    #[error("the reading was interrupted")]
    Interrupted,
}
