//! One portal: its bucket, those who wait for it, and its methods' accounts.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use super::bucket::Bucket;
use super::lane::{Answer, Lane, Waiter};
use super::operating::{Accounts, MethodId, OperatingLimit};
use super::pace::Pace;
use super::permit::{Booked, Permit, Portion, Settled};
use super::service::Service;
use super::shared::Shared;
use super::{Class, Plan, Slot, Terms};

/// What holds for all portals of a limiter.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) plan: Plan,
    /// How much longer one request may be on its way than another.
    pub(super) slack: Duration,
    pub(super) operating: OperatingLimit,
    pub(super) shared: Option<Shared>,
}

/// One portal.
pub(super) struct Portal {
    key: Box<str>,
    rules: Rules,
    state: Mutex<State>,
}

struct State {
    /// The portal's bucket; with shared buckets what this process has put into it, for when they
    /// are out of reach.
    bucket: Bucket,
    lanes: [Lane; Class::ALL.len()],
    accounts: Accounts,
    pace: Pace,
}

/// What became of an attempt to get a slot for the first of a lane.
pub(super) enum Attempt {
    /// To be used then.
    Booked(Booked, Instant),
    /// To be asked for again then.
    Later(Instant),
}

impl Portal {
    pub(super) fn new(key: &str, rules: Rules) -> Self {
        let state = State {
            bucket: Bucket::empty(Instant::now()),
            lanes: Default::default(),
            accounts: Accounts::default(),
            pace: Pace::default(),
        };
        Self {
            key: key.into(),
            rules,
            state: Mutex::new(state),
        }
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// Waits until a request that runs these methods may be sent.
    pub(super) async fn admit<'a>(
        self: &Arc<Self>,
        class: Class,
        methods: impl Iterator<Item = &'a str>,
    ) -> Permit {
        let methods: Box<[MethodId]> = {
            let mut state = self.lock();
            methods.map(|method| state.accounts.id(method)).collect()
        };
        loop {
            let had_turn = self.turn(class, &methods).await;
            let wait = match self.enter(class, &methods, had_turn) {
                Ok(permit) => return permit,
                Err(wait) => wait,
            };
            // Else a method is held meanwhile, or the runtime that served the lane has ended.
            if let Ok(Answer::Go(permit)) = wait.await {
                return permit;
            }
        }
    }

    /// For how long the portal refuses a method, as far as it has said so.
    pub(super) fn parked(&self, method: &str) -> Option<Duration> {
        self.lock().accounts.parked(method, Instant::now())
    }

    /// Waits as long as one of the methods is held; `true` when one was.
    async fn turn(&self, class: Class, methods: &[MethodId]) -> bool {
        let limit = self.rules.operating;
        let mut waited = false;
        for id in methods {
            let turn = {
                let state = self.lock();
                let held = state
                    .accounts
                    .holds(*id, class, false, limit, Instant::now());
                held.then(|| state.accounts.turn(*id, class)).flatten()
            };
            let Some(turn) = turn else { continue };
            let _turn = turn.lock_owned().await;
            waited = true;
            while let Err(until) = self.start(*id, class) {
                sleep_until(until).await;
            }
        }
        waited
    }

    fn start(&self, id: MethodId, class: Class) -> Result<(), Instant> {
        let limit = self.rules.operating;
        self.lock().accounts.start(id, class, limit, Instant::now())
    }

    /// Goes straight in where nobody of the class waits and a slot is free, else queues.
    fn enter(
        self: &Arc<Self>,
        class: Class,
        methods: &[MethodId],
        had_turn: bool,
    ) -> Result<Permit, oneshot::Receiver<Answer>> {
        let (wait, service) = {
            let now = Instant::now();
            let mut state = self.lock();
            let free = state.lanes[class.index()].is_free();
            if free
                && self.rules.shared.is_none()
                && let Some(booked) = self.book_now(&mut state, class, now)
            {
                state.let_in(class);
                return Ok(Permit::new(Arc::clone(self), booked, now));
            }
            let lane = &mut state.lanes[class.index()];
            let wait = lane.push(methods.into(), had_turn);
            lane.served = true;
            (wait, free.then(|| Service::new(Arc::clone(self), class)))
        };
        if let Some(service) = service {
            tokio::spawn(service.run());
        }
        Err(wait)
    }

    fn book_now(&self, state: &mut State, class: Class, now: Instant) -> Option<Booked> {
        let terms = Terms {
            ahead: Duration::ZERO,
            ..self.terms(class, state.pace.weight(now))
        };
        match state.bucket.book(now, &terms) {
            Slot::Booked { empty_in, .. } => Some(Booked::own(terms.interval, now + empty_in)),
            Slot::Later { .. } => None,
        }
    }

    /// Tries to get a slot for a lane.
    pub(super) async fn attempt(&self, class: Class) -> Attempt {
        let (terms, own) = {
            let now = Instant::now();
            let state = self.lock();
            // A lane that was passed over too often goes in as the first one does.
            let class = match state.lanes[class.index()].is_due(self.rules.plan.interval(), now) {
                true => Class::Interactive,
                false => class,
            };
            let weight = state.pace.weight(now);
            let part = self
                .rules
                .shared
                .as_ref()
                .map_or(1.0, |shared| f64::from(shared.processes));
            (self.terms(class, weight), self.terms(class, weight * part))
        };
        let slot = match &self.rules.shared {
            Some(shared) => shared.book(&self.key, terms).await,
            None => None,
        };
        let now = Instant::now();
        let mut state = self.lock();
        let (slot, shared) = match slot {
            Some(slot) => (slot, true),
            None => (state.bucket.book(now, &own), false),
        };
        match slot {
            Slot::Booked { wait, empty_in } if shared => {
                let own = Portion {
                    interval: own.interval,
                    empty_at: state.bucket.count(now, &own),
                };
                let shared = Some(Portion {
                    interval: terms.interval,
                    empty_at: now + empty_in,
                });
                Attempt::Booked(Booked { own, shared }, now + wait)
            }
            Slot::Booked { wait, empty_in } => {
                Attempt::Booked(Booked::own(own.interval, now + empty_in), now + wait)
            }
            Slot::Later { again_in } => {
                state.lanes[class.index()].put_off(now);
                Attempt::Later(now + again_in)
            }
        }
    }

    fn terms(&self, class: Class, weight: f64) -> Terms {
        self.rules.plan.terms(class, self.rules.slack, weight)
    }

    /// Whether somebody of the class can use a slot; else the lane is served no longer.
    pub(super) fn has_waiters(&self, class: Class) -> bool {
        let mut state = self.lock();
        let waits = state.first_ready(class, self.rules.operating).is_some();
        if !waits {
            state.lanes[class.index()].rest();
        }
        waits
    }

    /// The first of a class who can use a slot.
    pub(super) fn next(&self, class: Class) -> Option<Waiter> {
        let mut state = self.lock();
        state.first_ready(class, self.rules.operating)?;
        state.lanes[class.index()].pop()
    }

    pub(super) fn let_in(&self, class: Class) {
        self.lock().let_in(class);
    }

    /// Lets those who wait see that their lane is served no longer.
    pub(super) fn abandon(&self, class: Class) {
        self.lock().lanes[class.index()].abandon();
    }

    /// Takes a request that was not sent out of the buckets again.
    pub(super) fn give_back(self: &Arc<Self>, slot: Booked) {
        let now = Instant::now();
        self.lock().bucket.give_back(slot.own.left(now));
        let shared = slot.shared.map_or(Duration::ZERO, |slot| slot.left(now));
        if shared > Duration::ZERO {
            self.tell(move |portal, buckets| async move {
                buckets.give_back(&portal.key, shared).await;
            });
        }
    }

    /// Learns from an answer to a request let in at `admitted`.
    pub(super) fn settle(self: &Arc<Self>, settled: &Settled, admitted: Instant) {
        let now = Instant::now();
        let mut state = self.lock();
        for seen in &settled.operating {
            state.accounts.observe(seen, self.rules.operating, now);
        }
        for parked in &settled.operation_limited {
            let wait = state.accounts.park(parked, now);
            tracing::info!(
                limit.portal = %self.key,
                limit.method = %parked.method,
                limit.wait_s = wait.as_secs(),
                "the method's operating time is spent: it is left alone"
            );
        }
        if settled.limited && state.pace.refused(admitted, now) {
            let full = self.rules.plan.capacity();
            state.bucket.fill(now, full);
            drop(state);
            tracing::info!(
                limit.portal = %self.key,
                "the portal's bucket is fuller than we thought: others call it from our address"
            );
            self.tell(move |portal, buckets| async move {
                buckets.fill(&portal.key, full).await;
            });
        }
    }

    /// Tells the shared buckets something, behind the caller's back.
    fn tell<F>(self: &Arc<Self>, what: impl FnOnce(Arc<Self>, Shared) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let Some(shared) = &self.rules.shared else {
            return;
        };
        // Without a runtime the process is about to end: what is not told leaks out by itself.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(what(Arc::clone(self), shared.clone()));
        }
    }

    /// Whether nothing is lost when it is forgotten.
    pub(super) fn is_idle(&self) -> bool {
        let now = Instant::now();
        let state = self.lock();
        state.bucket.is_empty(now)
            && state.lanes.iter().all(Lane::is_free)
            && state.accounts.are_quiet(now)
            && state.pace.weight(now) <= 1.0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The first of a class whose methods may run; those before whose may not are sent back.
    fn first_ready(&mut self, class: Class, limit: OperatingLimit) -> Option<()> {
        let now = Instant::now();
        let lane = &mut self.lanes[class.index()];
        loop {
            let first = lane.first()?;
            let held = first
                .methods
                .iter()
                .any(|id| self.accounts.holds(*id, class, first.had_turn, limit, now));
            if !held {
                return Some(());
            }
            if let Some(waiter) = lane.pop() {
                // Whoever does not listen any more needs no answer.
                let _ = waiter.answer(Answer::Held);
            }
        }
    }

    fn let_in(&mut self, class: Class) {
        let (higher, lower) = self.lanes.split_at_mut(class.index() + 1);
        if let Some(own) = higher.last_mut() {
            own.let_in();
        }
        lower.iter_mut().for_each(Lane::pass_over);
    }
}

impl Booked {
    fn own(interval: Duration, empty_at: Instant) -> Self {
        Self {
            own: Portion { interval, empty_at },
            shared: None,
        }
    }
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
