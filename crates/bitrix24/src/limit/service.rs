//! The task that lets a lane's calls in.

use std::sync::Arc;

use tokio::time::{Instant, sleep_until};

use super::lane::Answer;
use super::portal::{Attempt, Portal};
use super::{Class, Permit};

/// Serves one lane of one portal: gets a slot, waits for it, gives it to the first of the lane.
///
/// One slot is booked at a time, so whoever comes in a higher class finds at most one of a lower
/// class before him; and a caller who goes away leaves the slot to the next one.
#[derive(Debug)]
pub(super) struct Service {
    portal: Arc<Portal>,
    class: Class,
    /// The lane was left in order.
    done: bool,
}

impl Service {
    /// For a lane that has just been marked as served.
    pub(super) fn new(portal: Arc<Portal>, class: Class) -> Self {
        Self {
            portal,
            class,
            done: false,
        }
    }

    /// Until nobody waits.
    pub(super) async fn run(mut self) {
        while self.portal.has_waiters(self.class) {
            match self.portal.attempt(self.class).await {
                Attempt::Later(at) => until(at).await,
                Attempt::Booked(slot, at) => {
                    until(at).await;
                    let permit = Permit::new(Arc::clone(&self.portal), slot, Instant::now());
                    self.hand_over(permit);
                }
            }
        }
        self.done = true;
    }

    /// To the first who still wants it; else it is dropped and given back.
    fn hand_over(&self, permit: Permit) {
        let mut answer = Answer::Go(permit);
        while let Some(waiter) = self.portal.next(self.class) {
            match waiter.answer(answer) {
                Ok(()) => return self.portal.let_in(self.class),
                Err(unwanted) => answer = unwanted,
            }
        }
    }
}

/// A timer is a yield at least; a slot that is free now needs none.
async fn until(moment: Instant) {
    if moment > Instant::now() {
        sleep_until(moment).await;
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if !self.done {
            // The runtime ends. Callers of another runtime may wait here too: they queue again.
            self.portal.abandon(self.class);
        }
    }
}
