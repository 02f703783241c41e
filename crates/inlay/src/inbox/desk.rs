//! Keeps what arrives at once in one transaction.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::jobs::Queue;
use crate::store::{NewReceived, Store, StoreError};

/// Rows of one transaction at most.
const AT_ONCE: usize = 256;
/// From here on they are many.
const MANY: usize = 16;
/// Between two calls to the workers of other processes.
const BETWEEN_RINGS: Duration = Duration::from_millis(20);
/// How many may wait. At the rate a store keeps them that is a second's worth; what is beyond is
/// refused, and found again by the sweep.
const ROOM: usize = 4_096;

/// Why something was not kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    #[error("too many events wait to be kept")]
    NoRoom,
    #[error("the store did not keep the event")]
    Store(#[source] Arc<StoreError>),
    #[error("the server is stopping")]
    Stopping,
}

/// The one writer of the inbox: while a transaction is on its way to the disk, the next one fills.
#[derive(Debug)]
pub(super) struct Desk {
    store: Store,
    queue: Queue,
    clock: Clock,
    /// Begun with the first that comes.
    line: OnceLock<mpsc::Sender<Waiting>>,
}

struct Waiting {
    new: NewReceived,
    answer: oneshot::Sender<Result<bool, NotKept>>,
}

impl Desk {
    pub(super) fn new(store: Store, queue: Queue, clock: Clock) -> Self {
        Self {
            store,
            queue,
            clock,
            line: OnceLock::new(),
        }
    }

    pub(super) async fn keep(&self, new: NewReceived) -> Result<bool, NotKept> {
        let (answer, kept) = oneshot::channel();
        let line = self.line.get_or_init(|| self.open());
        line.try_send(Waiting { new, answer })
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => NotKept::NoRoom,
                mpsc::error::TrySendError::Closed(_) => NotKept::Stopping,
            })?;
        kept.await.unwrap_or(Err(NotKept::Stopping))
    }

    /// The writer ends with the desk.
    fn open(&self) -> mpsc::Sender<Waiting> {
        let (line, waiting) = mpsc::channel(ROOM);
        let (store, queue, clock) = (self.store.clone(), self.queue.clone(), self.clock.clone());
        tokio::spawn(write(waiting, store, queue, clock));
        line
    }
}

async fn write(mut waiting: mpsc::Receiver<Waiting>, store: Store, queue: Queue, clock: Clock) {
    let bell = Arc::new(Notify::new());
    let mut ringing = JoinSet::new();
    ringing.spawn(ring(store.clone(), Arc::clone(&bell)));
    let wake = || {
        queue.wake();
        bell.notify_one();
    };
    let mut together = Vec::with_capacity(2 * AT_ONCE);
    while !together.is_empty() || waiting.recv_many(&mut together, AT_ONCE).await > 0 {
        while together.len() < AT_ONCE
            && let Ok(one) = waiting.try_recv()
        {
            together.push(one);
        }
        let (rows, answers): (Vec<_>, Vec<_>) = together
            .drain(..round(together.len()))
            .map(|waiting| (waiting.new, waiting.answer))
            .unzip();
        match store.receive(&rows, clock.now()).await {
            Ok(new) => {
                wake();
                for (new, answer) in new.into_iter().zip(answers) {
                    let _ = answer.send(Ok(new));
                }
            }
            // One of them spoils the others, such as by a user's number that no column holds.
            Err(error) if rows.len() > 1 && !error.is_temporary() => {
                for (row, answer) in rows.iter().zip(answers) {
                    let kept = store.receive(std::slice::from_ref(row), clock.now()).await;
                    wake();
                    let kept = kept
                        .map(|new| new == [true])
                        .map_err(|error| NotKept::Store(Arc::new(error)));
                    let _ = answer.send(kept);
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                for answer in answers {
                    let _ = answer.send(Err(NotKept::Store(Arc::clone(&error))));
                }
            }
        }
    }
}

/// Tells the workers of other processes, once for many transactions in a row.
async fn ring(store: Store, bell: Arc<Notify>) {
    loop {
        bell.notified().await;
        if let Err(error) = store.wake().await {
            let error = &error as &dyn std::error::Error;
            tracing::debug!(error, "other processes were not told of what came");
        }
        tokio::time::sleep(BETWEEN_RINGS).await;
    }
}

/// How many of so many are one transaction. Rows are written in powers of two, a statement each:
/// of many the few that would be statements of their own are the first of the next one.
fn round(count: usize) -> usize {
    if count < MANY {
        count
    } else {
        1 << count.ilog2()
    }
}
