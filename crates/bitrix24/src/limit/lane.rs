//! The calls of one class that wait.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Permit;
use super::operating::MethodId;

/// The calls a lane lets pass while it waits; then it goes first once.
const PATIENCE: u32 = 9;

/// The waiting calls of one class, in the order they came.
#[derive(Debug, Default)]
pub(super) struct Lane {
    waiters: VecDeque<Waiter>,
    /// Whether a task is at work on the lane. It comes with the first waiter and goes with the
    /// last.
    pub(super) served: bool,
    /// Calls of higher classes let in since this lane's last one.
    passed_over: u32,
    /// Since when the lane is told to ask later.
    put_off: Option<Instant>,
}

/// A call that waits.
#[derive(Debug)]
pub(super) struct Waiter {
    answer: oneshot::Sender<Answer>,
    pub(super) methods: Box<[MethodId]>,
    /// It has waited for its turn in an account of operating seconds.
    pub(super) had_turn: bool,
}

/// How a wait ends.
#[derive(Debug)]
pub(super) enum Answer {
    Go(Permit),
    /// One of its methods is held meanwhile: wait for that first.
    Held,
}

impl Lane {
    /// Queues a call.
    pub(super) fn push(
        &mut self,
        methods: Box<[MethodId]>,
        had_turn: bool,
    ) -> oneshot::Receiver<Answer> {
        let (answer, receiver) = oneshot::channel();
        self.waiters.push_back(Waiter {
            answer,
            methods,
            had_turn,
        });
        receiver
    }

    /// The first call whose caller is still there.
    pub(super) fn first(&mut self) -> Option<&Waiter> {
        while self.waiters.front()?.answer.is_closed() {
            self.waiters.pop_front();
        }
        self.waiters.front()
    }

    pub(super) fn pop(&mut self) -> Option<Waiter> {
        let waiter = self.waiters.pop_front();
        if self.waiters.is_empty() {
            // A flood leaves nothing behind.
            self.waiters.shrink_to(16);
        }
        waiter
    }

    /// Nobody waits any more.
    pub(super) fn rest(&mut self) {
        self.let_in();
        self.served = false;
    }

    /// Lets every waiter see that nobody serves the lane any more.
    pub(super) fn abandon(&mut self) {
        self.waiters.clear();
        self.rest();
    }

    /// Whether nobody waits and nobody is being served.
    pub(super) fn is_free(&self) -> bool {
        !self.served
    }

    /// Whether it was passed over often enough to go first once. Calls of other processes are not
    /// seen here: there it is the time that counts, twice as long as so many calls take.
    pub(super) fn is_due(&self, interval: Duration, now: Instant) -> bool {
        let long = interval * PATIENCE * 2;
        self.passed_over >= PATIENCE || self.put_off.is_some_and(|since| now >= since + long)
    }

    /// Its first call was told to ask later.
    pub(super) fn put_off(&mut self, now: Instant) {
        self.put_off.get_or_insert(now);
    }

    /// A call of a higher class was let in.
    pub(super) fn pass_over(&mut self) {
        if self.served {
            self.passed_over = self.passed_over.saturating_add(1);
        }
    }

    /// One of its own was let in.
    pub(super) fn let_in(&mut self) {
        self.passed_over = 0;
        self.put_off = None;
    }
}

impl Waiter {
    /// Answers, or gives the answer back when nobody waits any more.
    pub(super) fn answer(self, answer: Answer) -> Result<(), Answer> {
        self.answer.send(answer)
    }
}
