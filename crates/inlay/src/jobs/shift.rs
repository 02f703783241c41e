//! What one worker has in hand, and the loop that takes it, does it and puts it away.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use super::hand::{Hand, settlement};
use super::queue::Parts;
use super::{Duty, Ended, Queue};
use crate::meter;
use crate::store::{Lease, Portal, Settled, Settlement, StoreError};

/// How long after the store did not answer it is asked again.
pub(super) const STORE_PAUSE: Duration = Duration::from_secs(1);
/// A portal whose jobs cannot be taken holds up nobody: it is left alone for so long.
const ASIDE: Duration = Duration::from_secs(60);

/// What one worker has in hand.
pub(super) struct Shift {
    queue: Queue,
    duty: Arc<dyn Duty>,
    lease: Lease,
    running: JoinSet<(Hand, Ended)>,
    /// By its task.
    held: HashMap<Id, (Hand, AbortHandle)>,
    /// Ended, and not noted in the store yet.
    ended: Vec<(Settled, Portal)>,
    /// Portals whose jobs could not be taken, and when.
    aside: HashMap<i64, Instant>,
    renewed_at: Instant,
}

impl Shift {
    pub(super) fn new(queue: Queue, duty: Arc<dyn Duty>) -> Self {
        Self {
            lease: Lease {
                worker: rand::random(),
                time: queue.parts().pace.lease,
            },
            queue,
            duty,
            running: JoinSet::new(),
            held: HashMap::new(),
            ended: Vec::new(),
            aside: HashMap::new(),
            renewed_at: Instant::now(),
        }
    }

    fn parts(&self) -> &Parts {
        self.queue.parts()
    }

    /// The one loop that does jobs, until it is to stop.
    pub(super) async fn work(mut self, stopping: CancellationToken) {
        while !stopping.is_cancelled() {
            let began = Instant::now();
            let pause = match self.round(&stopping).await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "the store does not answer to the worker"
                    );
                    STORE_PAUSE
                }
            };
            let next = Instant::now() + self.parts().pace.breath(began.elapsed());
            let queue = self.queue.clone();
            tokio::select! {
                () = stopping.cancelled() => break,
                () = queue.parts().wake.notified() => {}
                () = queue.parts().clock.moved() => {}
                () = sleep(pause) => {}
                Some(ended) = self.running.join_next_with_id(), if !self.running.is_empty() => {
                    self.note(ended);
                }
            }
            tokio::select! {
                () = stopping.cancelled() => {}
                () = sleep_until(next) => {}
            }
        }
        self.stop().await;
    }

    /// Notes what ended, holds on to what is being done, takes what is due, and says how long
    /// nothing more is to be done by itself.
    async fn round(&mut self, stopping: &CancellationToken) -> Result<Duration, StoreError> {
        while let Some(ended) = self.running.try_join_next_with_id() {
            self.note(ended);
        }
        self.settle().await?;
        self.renew().await?;
        self.take(stopping).await?;
        let pace = self.parts().pace;
        let to_renewal = match self.held.is_empty() {
            true => pace.look,
            false => pace.lease / 3,
        };
        // What is due by now and was not taken waits for a hand to be free.
        let now = self.parts().clock.now();
        let ahead = self.parts().store.look_ahead(now).await?;
        let due = ahead
            .due
            .map(|due| (due - now).to_std().unwrap_or(Duration::ZERO));
        if ahead.lease_ends == Some(Duration::ZERO) {
            self.seize().await?;
            return Ok(Duration::ZERO);
        }
        let next = [due, ahead.lease_ends].into_iter().flatten().min();
        Ok(next.unwrap_or(pace.look).min(pace.look).min(to_renewal))
    }

    /// A job's task has ended.
    fn note(&mut self, ended: Result<(Id, (Hand, Ended)), JoinError>) {
        let (id, ended) = match ended {
            Ok((id, (_, ended))) => (id, ended),
            // Only ever because the job is not ours any more.
            Err(error) if error.is_cancelled() => {
                self.held.remove(&error.id());
                return;
            }
            Err(error) => {
                let reason = "it panicked".to_owned();
                (
                    error.id(),
                    Ended::Again {
                        reason,
                        after: None,
                    },
                )
            }
        };
        let Some((hand, _)) = self.held.remove(&id) else {
            return;
        };
        hand.log(&ended);
        let (now, pace) = (self.parts().clock.now(), self.parts().pace);
        let how = settlement(&hand, ended, now, &pace);
        meter::ended(hand.job.kind, how.outcome(), hand.begun.elapsed());
        self.ended.push((hand.settled(how), hand.portal));
    }

    /// Keeps how jobs ended; until that is done they are held.
    async fn settle(&mut self) -> Result<(), StoreError> {
        if self.ended.is_empty() {
            return Ok(());
        }
        let (settled, mut portals): (Vec<_>, Vec<_>) = self.ended.iter().cloned().unzip();
        portals.sort_by_key(|portal| portal.id);
        portals.dedup_by_key(|portal| portal.id);
        let (store, now) = (&self.parts().store, self.parts().clock.now());
        let worker = self.lease.worker;
        match store.settle_jobs(worker, &settled, &portals, now).await {
            Ok(()) => {}
            Err(error) if error.is_temporary() => return Err(error),
            // One of them spoils the others: each by itself, and the one that cannot be kept ends
            // with its lease.
            Err(_) => {
                for settled in &settled {
                    let one = std::slice::from_ref(settled);
                    if let Err(error) = store.settle_jobs(worker, one, &portals, now).await {
                        tracing::error!(
                            job.id = settled.id,
                            error = &error as &dyn std::error::Error,
                            "the end of a job was not kept"
                        );
                    }
                }
            }
        }
        self.ended.clear();
        self.parts().settled.notify_waiters();
        Ok(())
    }

    /// Renews the leases in time, and lets go of jobs that are another worker's by now.
    async fn renew(&mut self) -> Result<(), StoreError> {
        if self.held.is_empty() {
            self.renewed_at = Instant::now();
            return Ok(());
        }
        if self.renewed_at.elapsed() < self.lease.time / 3 {
            return Ok(());
        }
        let mut jobs: Vec<i64> = self.held.values().map(|(hand, _)| hand.job.id).collect();
        // One order for every transaction.
        jobs.sort_unstable();
        let lost = self.parts().store.renew_leases(self.lease, &jobs).await?;
        self.renewed_at = Instant::now();
        for (hand, task) in self.held.values() {
            if lost.contains(&hand.job.id) {
                tracing::warn!(job.id = hand.job.id, "a job took longer than its lease");
                task.abort();
            }
        }
        Ok(())
    }

    /// Takes what is due, a portal after the other, as long as there is room.
    async fn take(&mut self, stopping: &CancellationToken) -> Result<(), StoreError> {
        let pace = self.parts().pace;
        self.aside.retain(|_, since| since.elapsed() < ASIDE);
        while self.held.len() < pace.at_once && !stopping.is_cancelled() {
            let mut room: HashMap<i64, usize> = self.aside.keys().map(|id| (*id, 0)).collect();
            for (hand, _) in self.held.values() {
                let room = room.entry(hand.portal.id).or_insert(pace.per_portal);
                *room = room.saturating_sub(1);
            }
            let full = room.values().filter(|room| **room == 0).count();
            let free = pace.at_once - self.held.len();
            let now = self.parts().clock.now();
            let due = self.parts().store.due_portals(now, free + full).await?;
            let mut taken = false;
            for id in due {
                let free = pace.at_once.saturating_sub(self.held.len());
                let room = free.min(room.get(&id).copied().unwrap_or(pace.per_portal));
                if room == 0 {
                    continue;
                }
                taken = true;
                match self.take_of(id, room).await {
                    Err(error) if !error.is_temporary() => {
                        tracing::error!(
                            portal.id = id,
                            error = &error as &dyn std::error::Error,
                            "the jobs of a portal cannot be taken"
                        );
                        self.aside.insert(id, Instant::now());
                    }
                    done => done?,
                }
            }
            if !taken {
                break;
            }
        }
        Ok(())
    }

    /// Takes some jobs of one portal.
    async fn take_of(&mut self, id: i64, most: usize) -> Result<(), StoreError> {
        let (store, now) = (self.parts().store.clone(), self.parts().clock.now());
        let portal = match store.portal_by_number(id).await? {
            Some(portal) if portal.is_served() => portal,
            // Uninstalled meanwhile: nothing is owed.
            _ => return store.forget_jobs(id).await,
        };
        let taken = store.claim_jobs(&portal, self.lease, most, now).await?;
        for (id, kind, error) in taken.unreadable {
            tracing::error!(
                job.id = id,
                error = &error as &dyn std::error::Error,
                "a job cannot be read"
            );
            let how = Settlement::Failed {
                reason: "its body cannot be opened".to_owned(),
            };
            let settled = Settled {
                id,
                portal: portal.id,
                kind,
                key: None,
                how,
            };
            self.ended.push((settled, portal.clone()));
        }
        for job in taken.jobs {
            let hand = Hand {
                portal: portal.clone(),
                job,
                begun: Instant::now(),
            };
            let duty = Arc::clone(&self.duty);
            let doing = hand.clone();
            // Given up by its lease, taken again, and still being done: the old try is nobody's.
            for (held, task) in self.held.values() {
                if held.job.id == hand.job.id {
                    task.abort();
                }
            }
            let task = self.running.spawn(async move {
                let ended = duty.run(doing.portal.clone(), doing.job.clone()).await;
                (doing, ended)
            });
            self.held.insert(task.id(), (hand, task));
        }
        Ok(())
    }

    /// Puts in line again what workers that died have left.
    async fn seize(&mut self) -> Result<(), StoreError> {
        let store = self.parts().store.clone();
        let (now, pace) = (self.parts().clock.now(), self.parts().pace);
        for orphan in store.seize_jobs(self.lease).await? {
            tracing::warn!(
                job.id = orphan.id,
                job.kind = orphan.kind.name(),
                "a job was left by a worker that is gone"
            );
            let Some(portal) = store.portal_by_number(orphan.portal).await? else {
                continue;
            };
            let reason = "its worker was gone before it ended".to_owned();
            let how = if orphan.attempt >= pace.tries {
                Settlement::Failed { reason }
            } else {
                Settlement::Back {
                    due: now,
                    attempt: orphan.attempt,
                    reason: Some(reason),
                    body: None,
                    next: Vec::new(),
                }
            };
            let settled = Settled {
                id: orphan.id,
                portal: portal.id,
                kind: orphan.kind,
                key: orphan.key,
                how,
            };
            self.ended.push((settled, portal));
        }
        self.settle().await
    }

    /// Finishes what ends in time and gives back the rest.
    async fn stop(mut self) {
        let deadline = Instant::now() + self.parts().pace.finish;
        while !self.held.is_empty() {
            match timeout_at(deadline, self.running.join_next_with_id()).await {
                Ok(Some(ended)) => self.note(ended),
                Ok(None) | Err(_) => break,
            }
            let _ = self.renew().await;
        }
        let now = self.parts().clock.now();
        for (_, (hand, task)) in self.held.drain() {
            task.abort();
            let how = hand.given_back(now);
            self.ended.push((hand.settled(how), hand.portal));
        }
        // What is not kept now is done again when the leases have ended.
        if let Err(error) = self.settle().await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "jobs were not given back; they are when their leases end"
            );
        }
    }
}
