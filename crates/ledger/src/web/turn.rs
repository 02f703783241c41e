//! Turns at a system that takes only so many requests in so much time.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tokio::time::{Instant, sleep_until};

use super::settings::Rate;
use crate::ReadError;

/// When the last requests were or will be sent; never more of them than the rate allows at once.
#[derive(Debug)]
pub(super) struct Turns {
    rate: Rate,
    taken: Mutex<VecDeque<Instant>>,
}

impl Turns {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            rate,
            taken: Mutex::default(),
        }
    }

    /// Waits for a turn, in the order of asking.
    ///
    /// # Errors
    /// [`ReadError::Busy`] at once when the next one is too late; it is then not taken.
    pub(super) async fn take(&self, deadline: Instant) -> Result<(), ReadError> {
        let turn = self.next(deadline).ok_or(ReadError::Busy)?;
        sleep_until(turn).await;
        Ok(())
    }

    fn next(&self, deadline: Instant) -> Option<Instant> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let turn = match taken.front() {
            Some(first) if taken.len() >= self.rate.requests as usize => {
                (*first + self.rate.per).max(now)
            }
            _ => now,
        };
        if turn >= deadline {
            return None;
        }
        if taken.len() >= self.rate.requests as usize {
            taken.pop_front();
        }
        taken.push_back(turn);
        Some(turn)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_eleventh_request_in_three_seconds_waits_for_the_fourth() {
        let turns = Turns::new(Rate {
            requests: 10,
            per: Duration::from_secs(3),
        });
        let begun = Instant::now();
        let late = begun + Duration::from_secs(60);
        for _ in 0..10 {
            turns.take(late).await.unwrap();
        }
        assert_eq!(begun.elapsed(), Duration::ZERO);
        let soon = begun + Duration::from_secs(3);
        assert_eq!(turns.take(soon).await, Err(ReadError::Busy));
        for _ in 0..10 {
            turns.take(late).await.unwrap();
        }
        assert_eq!(begun.elapsed(), Duration::from_secs(3));
        turns.take(late).await.unwrap();
        assert_eq!(begun.elapsed(), Duration::from_secs(6));
    }
}
