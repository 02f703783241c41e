//! Who does jobs: from a start until it is told to stop.

use std::sync::Arc;

use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::cleaning::clean;
use super::shift::{STORE_PAUSE, Shift};
use super::{Duty, Queue};
use crate::store::StoreError;

/// A worker that does jobs until it is stopped.
#[derive(Debug)]
pub struct Worker {
    task: JoinHandle<()>,
}

impl Worker {
    /// Starts doing what is due. When `stopping` is cancelled it takes no more; what it cannot
    /// finish in time it gives back.
    #[must_use]
    pub fn start(queue: Queue, duty: Arc<dyn Duty>, stopping: CancellationToken) -> Self {
        let task = tokio::spawn(async move {
            // They end with the worker, however it ends.
            let mut beside = JoinSet::new();
            beside.spawn(listen(queue.clone(), stopping.clone()));
            beside.spawn(clean(queue.clone(), stopping.clone()));
            Shift::new(queue, duty).work(stopping).await;
        });
        Self { task }
    }

    /// Returns when it has stopped.
    pub async fn stopped(mut self) {
        if let Err(error) = (&mut self.task).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the worker died");
        }
    }
}

/// Nobody waits for it any more: its jobs end with their leases.
impl Drop for Worker {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Wakes the worker when another process has put jobs in line.
async fn listen(queue: Queue, stopping: CancellationToken) {
    let store = &queue.parts().store;
    loop {
        let heard = async {
            let mut listener = store.listen().await?;
            // Whatever was said before.
            queue.wake();
            loop {
                listener.heard().await?;
                queue.wake();
            }
        };
        let ended: Result<std::convert::Infallible, StoreError> = tokio::select! {
            () = stopping.cancelled() => return,
            ended = heard => ended,
        };
        let Err(error) = ended;
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "other processes are not heard; the line is looked at from time to time"
        );
        tokio::select! {
            () = stopping.cancelled() => return,
            () = sleep(STORE_PAUSE) => {}
        }
    }
}
