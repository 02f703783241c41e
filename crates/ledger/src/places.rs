//! Places for reads: so many at once, and so many more in the queue.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::{Limits, ReadError};

/// The places of one source.
#[derive(Debug)]
pub(crate) struct Places {
    free: Arc<Semaphore>,
    waiting: AtomicUsize,
    max_waiting: usize,
}

/// A place; free again when it is dropped.
pub(crate) type Place = OwnedSemaphorePermit;

impl Places {
    pub(crate) fn new(limits: &Limits) -> Self {
        let places = limits.max_parallel.min(Semaphore::MAX_PERMITS);
        Self {
            free: Arc::new(Semaphore::new(places)),
            waiting: AtomicUsize::new(0),
            max_waiting: limits.max_waiting,
        }
    }

    /// A place, in the order of asking.
    ///
    /// # Errors
    /// [`ReadError::Busy`] when none became free in time, or the queue is full.
    pub(crate) async fn take(&self, deadline: Instant) -> Result<Place, ReadError> {
        if let Ok(place) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(place);
        }
        let _turn = Turn::take(self)?;
        timeout_at(deadline, Arc::clone(&self.free).acquire_owned())
            .await
            .map_err(|_| ReadError::Busy)?
            .map_err(|_| ReadError::Busy)
    }
}

/// A turn in the queue, given up also by a caller who goes away.
struct Turn<'a>(&'a AtomicUsize);

impl<'a> Turn<'a> {
    fn take(places: &'a Places) -> Result<Self, ReadError> {
        let turn = Self(&places.waiting);
        if places.waiting.fetch_add(1, Ordering::Relaxed) >= places.max_waiting {
            return Err(ReadError::Busy);
        }
        Ok(turn)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn who_finds_the_queue_full_is_told_at_once() {
        let places = Places::new(&Limits {
            max_parallel: 1,
            max_waiting: 1,
            ..Limits::default()
        });
        let deadline = Instant::now() + Duration::from_secs(60);
        let first = places.take(deadline).await.unwrap();
        let mut second = Box::pin(places.take(deadline));
        assert!(futures::poll!(&mut second).is_pending());
        assert_eq!(places.take(deadline).await.unwrap_err(), ReadError::Busy);
        drop(first);
        drop(second.await.unwrap());
        assert!(places.take(deadline).await.is_ok());
    }
}
