//! How a list is read: the walk chosen, and what all walks share.

use std::fmt;
use std::sync::Arc;

use serde_json::value::RawValue;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::cursor::{Cursor, Position, Range};
use super::error::ReadError;
use super::list::List;
use super::progress::Progress;
use super::row::Row;
use super::rows::{Haul, Message, Rows};
use super::{PAGE, keyset, pages, sharded};
use crate::client::Client;

/// Rows held at most unless said otherwise: 40 batches of 50 pages.
const MOST_ROWS: usize = 100_000;

type Listener = Arc<dyn Fn(&Progress) + Send + Sync>;

/// A list about to be read.
#[derive(Clone)]
pub struct Reading {
    client: Client,
    list: List,
    most_rows: usize,
    listener: Option<Listener>,
}

impl Reading {
    pub(super) fn new(client: Client, list: List) -> Self {
        Self {
            client,
            list,
            most_rows: MOST_ROWS,
            listener: None,
        }
    }

    /// How many rows are held at most: asked for, or come and not taken yet. 100 000 unless said
    /// otherwise; less makes the sharded walk narrower. However long the list, no more is held.
    #[must_use]
    pub fn most_rows(mut self, rows: usize) -> Self {
        self.most_rows = rows;
        self
    }

    /// Tells how far the reading is, after each answer.
    #[must_use]
    pub fn on_progress(mut self, listener: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// Reads page by page by offset: for lists that cannot be filtered by id, and for orders of
    /// your own. While rows come and go, pages overlap or leave gaps.
    ///
    /// All walks must be started within a tokio runtime.
    #[must_use]
    pub fn pages(self) -> Rows {
        let start = Some(0);
        self.start(Position::Pages { start, skip: 0 })
    }

    /// Reads page by page by id: nothing is counted, and rows that come and go meanwhile make no
    /// gaps.
    #[must_use]
    pub fn keyset(self) -> Rows {
        let after = Some(0);
        self.start(Position::Keyset { after })
    }

    /// Reads stretches of ids at once, as fast as the portal allows without slowing down. Rows
    /// added after the start are not part of it.
    #[must_use]
    pub fn sharded(self) -> Rows {
        let ranges = None;
        self.start(Position::Sharded { ranges })
    }

    /// Goes on where a reading of the same list stood, by the same walk.
    #[must_use]
    pub fn resume(self, cursor: Cursor) -> Rows {
        self.start(cursor.0)
    }

    fn start(self, position: Position) -> Rows {
        let (sender, messages) = mpsc::unbounded_channel();
        let most_pages = (self.most_rows / PAGE).clamp(2, Semaphore::MAX_PERMITS);
        let mut walk = Walk {
            client: self.client,
            list: Arc::new(self.list),
            progress: Progress {
                width: 1,
                depth: 1,
                ..Progress::default()
            },
            sender,
            room: Arc::new(Semaphore::new(most_pages)),
            most_pages,
            listener: self.listener,
        };
        let from = position.clone();
        let task = tokio::spawn(async move {
            let end = match from {
                Position::Pages { start, skip } => pages::walk(&mut walk, start, skip).await,
                Position::Keyset { after } => keyset::walk(&mut walk, after).await,
                Position::Sharded { ranges } => sharded::walk(&mut walk, ranges).await,
            };
            walk.send(Message::End(end));
        });
        Rows::new(position, messages, task)
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading")
            .field("list", &self.list)
            .field("most_rows", &self.most_rows)
            .finish_non_exhaustive()
    }
}

/// What every walk works with.
pub(super) struct Walk {
    pub(super) client: Client,
    pub(super) list: Arc<List>,
    pub(super) progress: Progress,
    /// Pages that may still be asked for; what they bring keeps its permit until it is taken.
    pub(super) room: Arc<Semaphore>,
    pub(super) most_pages: usize,
    sender: mpsc::UnboundedSender<Message>,
    listener: Option<Listener>,
}

/// A page of a walk by ids.
pub(super) struct Page {
    pub(super) rows: Vec<Row>,
    /// The highest id; the one asked after when there are no rows.
    pub(super) last: u64,
}

impl Walk {
    pub(super) async fn room(&self, pages: u32) -> Result<OwnedSemaphorePermit, ReadError> {
        let permit = Arc::clone(&self.room).acquire_many_owned(pages).await;
        permit.map_err(|_| ReadError::Interrupted)
    }

    pub(super) fn answered(&mut self, rows: usize, requests: u64) {
        self.progress.rows += u64::try_from(rows).unwrap_or(u64::MAX);
        self.progress.requests += requests;
    }

    pub(super) fn tell(&self) {
        if let Some(listener) = &self.listener {
            listener(&self.progress);
        }
    }

    pub(super) fn found(&self, stretch: Range, of: Option<usize>) {
        self.send(Message::Found { stretch, of });
    }

    pub(super) fn give(
        &self,
        span: usize,
        rows: Vec<Row>,
        then: Option<u64>,
        room: Option<OwnedSemaphorePermit>,
    ) {
        self.send(Message::Haul(Haul {
            span,
            rows: rows.into_iter(),
            then,
            _room: room,
        }));
    }

    /// Nobody listens only when the stream was dropped, and then this task is ended as well.
    fn send(&self, message: Message) {
        let _ = self.sender.send(message);
    }
}

/// Reads a page of a walk by ids.
pub(super) fn page(
    list: &List,
    result: &RawValue,
    after: u64,
    until: Option<u64>,
) -> Result<Page, ReadError> {
    rising(list.rows(result).map_err(ReadError::Shape)?, after, until)
}

/// Takes rows for a page of a walk by ids. What came decides: ids that do not rise, or lie outside
/// of what was asked for, mean that the portal understood something else.
pub(super) fn rising(rows: Vec<Row>, after: u64, until: Option<u64>) -> Result<Page, ReadError> {
    let mut last = after;
    for row in &rows {
        let found = row.id().unwrap_or_default();
        if found <= last || until.is_some_and(|until| found > until) {
            return Err(ReadError::Disorder { after: last, found });
        }
        last = found;
    }
    Ok(Page { rows, last })
}
