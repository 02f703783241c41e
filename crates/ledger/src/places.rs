//! Places for reads: so many at once, and so many more in the queue.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::{Limits, ReadError};

/// The places of one source.
#[derive(Debug)]
pub(crate) struct Places {
    free: Arc<Semaphore>,
    waiting: AtomicUsize,
    max_waiting: usize,
    refused: Arc<Refused>,
}

/// A place; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    refused: Arc<Refused>,
    _permit: OwnedSemaphorePermit,
}

/// The last login that was refused. Those who waited meanwhile must not try it as well: a queue of
/// them would lock the account.
#[derive(Debug, Default)]
struct Refused(Mutex<Option<(Instant, ReadError)>>);

impl Refused {
    fn since(&self, moment: Instant) -> Option<ReadError> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = last.as_ref().filter(|(when, _)| *when >= moment);
        last.map(|(_, error)| error.clone())
    }
}

impl Place {
    /// Hears how the read at this place ended, before the place is free.
    pub(crate) fn ended<T>(&self, answer: &Result<T, ReadError>) {
        if let Err(error @ ReadError::LoginRefused { .. }) = answer {
            let mut last = self
                .refused
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *last = Some((Instant::now(), error.clone()));
        }
    }
}

impl Places {
    pub(crate) fn new(limits: &Limits) -> Self {
        let places = limits.max_parallel.min(Semaphore::MAX_PERMITS);
        Self {
            free: Arc::new(Semaphore::new(places)),
            waiting: AtomicUsize::new(0),
            max_waiting: limits.max_waiting,
            refused: Arc::default(),
        }
    }

    /// A place, in the order of asking.
    ///
    /// # Errors
    /// [`ReadError::Busy`] when none became free in time, or the queue is full;
    /// [`ReadError::LoginRefused`] when that happened to somebody while we waited.
    pub(crate) async fn take(&self, deadline: Instant) -> Result<Place, ReadError> {
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(self.place(permit));
        }
        let begun = Instant::now();
        let _turn = Turn::take(self)?;
        let permit = timeout_at(deadline, Arc::clone(&self.free).acquire_owned())
            .await
            .map_err(|_| ReadError::Busy)?
            .map_err(|_| ReadError::Busy)?;
        match self.refused.since(begun) {
            Some(error) => Err(error),
            None => Ok(self.place(permit)),
        }
    }

    fn place(&self, permit: OwnedSemaphorePermit) -> Place {
        Place {
            refused: Arc::clone(&self.refused),
            _permit: permit,
        }
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

    #[tokio::test]
    async fn who_waited_while_a_login_was_refused_does_not_try_it_again() {
        let places = Places::new(&Limits {
            max_parallel: 1,
            ..Limits::default()
        });
        let deadline = Instant::now() + Duration::from_secs(60);
        let first = places.take(deadline).await.unwrap();
        let mut second = Box::pin(places.take(deadline));
        assert!(futures::poll!(&mut second).is_pending());
        let refused = ReadError::LoginRefused {
            source: crate::Reason::text("no"),
        };
        first.ended::<()>(&Err(refused.clone()));
        drop(first);
        assert_eq!(second.await.unwrap_err(), refused);
        // Whoever comes later may: the breaker says when.
        assert!(places.take(deadline).await.is_ok());
    }
}
