//! The rows as a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::Stream;
use futures::future::poll_fn;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::task::JoinHandle;

use super::cursor::{Cursor, Position, Range};
use super::error::ReadError;
use super::row::Row;

/// What a walk sends to the one who takes the rows.
pub(super) enum Message {
    /// A stretch of ids, numbered in the order they are found; cut off from an earlier one's end.
    Found {
        stretch: Range,
        of: Option<usize>,
    },
    Haul(Haul),
    /// The walk is over.
    End(Result<(), ReadError>),
}

/// Rows that came together.
pub(super) struct Haul {
    /// The number of the stretch they are of; 0 where there is one only.
    pub(super) span: usize,
    pub(super) rows: std::vec::IntoIter<Row>,
    /// Where the next haul of the stretch begins; `None` when this is the last.
    pub(super) then: Option<u64>,
    /// The room the rows take, given back with the haul.
    pub(super) _room: Option<OwnedSemaphorePermit>,
}

/// The rows of a list, as a stream that ends after the list's end or after one error.
///
/// A task of its own reads ahead, as far as its room for rows goes; it ends when this is dropped.
pub struct Rows {
    messages: mpsc::UnboundedReceiver<Message>,
    haul: Option<Haul>,
    position: Position,
    over: bool,
    task: JoinHandle<()>,
}

impl Rows {
    pub(super) fn new(
        position: Position,
        messages: mpsc::UnboundedReceiver<Message>,
        task: JoinHandle<()>,
    ) -> Self {
        Self {
            messages,
            haul: None,
            position,
            over: false,
            task,
        }
    }

    /// The next row; `None` after the last one and after an error.
    pub async fn next(&mut self) -> Option<Result<Row, ReadError>> {
        poll_fn(|cx| self.poll_row(cx)).await
    }

    /// Where the reading stands: after the row taken last.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor(self.position.tidy())
    }

    fn poll_row(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Row, ReadError>>> {
        loop {
            if let Some(haul) = &mut self.haul {
                if let Some(row) = haul.rows.next() {
                    self.position.took(haul.span, row.id());
                    return Poll::Ready(Some(Ok(row)));
                }
                self.position.drained(haul.span, haul.then);
                self.haul = None;
            }
            if self.over {
                return Poll::Ready(None);
            }
            match futures::ready!(self.messages.poll_recv(cx)) {
                Some(Message::Found { stretch, of }) => self.position.found(stretch, of),
                Some(Message::Haul(haul)) => self.haul = Some(haul),
                Some(Message::End(end)) => {
                    self.over = true;
                    return Poll::Ready(end.err().map(Err));
                }
                // A walk says when it ends; one that does not was cut off.
                None => {
                    self.over = true;
                    return Poll::Ready(Some(Err(ReadError::Interrupted)));
                }
            }
        }
    }
}

impl Stream for Rows {
    type Item = Result<Row, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_row(cx)
    }
}

impl Drop for Rows {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("position", &self.position)
            .field("over", &self.over)
            .finish_non_exhaustive()
    }
}
