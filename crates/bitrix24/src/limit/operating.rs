//! The second account: seconds of execution, for each method.
//!
//! A portal adds up how long calls of one method ran within ten minutes, and refuses the method
//! when the sum is over a limit, until the oldest minute leaves the sum (`limits.md`). Each answer
//! carries the whole sum, so each process learns it from its own calls and nothing is shared.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex as Turn;
use tokio::time::Instant;

use super::Class;

/// How long a method is left alone when the portal does not say for how long: one of the minutes
/// the sum is made of.
const A_MINUTE: Duration = Duration::from_secs(60);
/// The sum covers ten of them.
const LONGEST: Duration = Duration::from_secs(600);

/// What a portal's account of operating seconds is taken to allow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OperatingLimit {
    /// Seconds of one method within ten minutes. The portal does not tell its figure: this one is
    /// the documentation's (`limits.md`). Where it is reached, only calls that nobody waits for
    /// are held back; interactive ones are when the portal itself has refused the method.
    pub seconds: f64,
    /// From this part of it on, calls that nobody waits for are spread over the time until the sum
    /// goes down.
    pub slow_from: f64,
}

impl Default for OperatingLimit {
    fn default() -> Self {
        Self {
            seconds: 480.0,
            slow_from: 0.9,
        }
    }
}

/// What an answer says about one method's account.
#[derive(Clone, Debug, PartialEq)]
pub struct Operating {
    pub method: String,
    /// The sum: `time.operating`.
    pub seconds: f64,
    /// When it goes down: `time.operating_reset_at`, reckoned from the same answer's
    /// `time.finish`, so that our clock does not matter.
    pub resets_in: Duration,
}

/// A method the portal has refused with `OPERATION_TIME_LIMIT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    pub method: String,
    /// For how long, where that is known.
    pub resets_in: Option<Duration>,
}

/// A method's place in the accounts. One waiter holds one or a few of them, and there may be many
/// waiters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MethodId(u32);

/// All methods of one portal.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    ids: HashMap<Box<str>, MethodId>,
    /// `None` for the many methods that are far from their limit.
    accounts: Vec<Option<Box<Account>>>,
}

/// A method whose sum is worth watching.
#[derive(Debug)]
struct Account {
    used: f64,
    resets_at: Instant,
    /// Seconds one call takes, as the last sums tell.
    cost: f64,
    parked_until: Instant,
    /// When the next call may start while calls are spread.
    next_start: Instant,
    /// Who may start next: one turn for each class, first come, first served.
    turns: [Arc<Turn<()>>; Class::ALL.len()],
}

impl Accounts {
    pub(super) fn id(&mut self, method: &str) -> MethodId {
        if let Some(id) = self.ids.get(method) {
            return *id;
        }
        let id = MethodId(u32::try_from(self.accounts.len()).unwrap_or(u32::MAX));
        self.accounts.push(None);
        self.ids.insert(method.into(), id);
        id
    }

    /// Notes a sum.
    pub(super) fn observe(&mut self, seen: &Operating, limit: OperatingLimit, now: Instant) {
        let id = self.id(&seen.method);
        // Half way to the limit there is something to watch.
        if seen.seconds < limit.seconds / 2.0 && self.get(id).is_none() {
            return;
        }
        let resets_at = now + seen.resets_in.min(LONGEST);
        let Some(account) = self.open(id, now) else {
            return;
        };
        let cost = seen.seconds - account.used;
        if account.used > 0.0 && cost > 0.0 {
            account.cost = if account.cost > 0.0 {
                account.cost * 0.8 + cost * 0.2
            } else {
                cost
            };
        }
        account.used = seen.seconds;
        account.resets_at = resets_at;
    }

    /// Notes a refusal; says for how long the method is left alone.
    pub(super) fn park(&mut self, parked: &Parked, now: Instant) -> Duration {
        let id = self.id(&parked.method);
        let Some(account) = self.open(id, now) else {
            return Duration::ZERO;
        };
        let known = account.resets_at.saturating_duration_since(now);
        let wait = match parked.resets_in {
            Some(wait) => wait,
            None if known > Duration::ZERO => known,
            None => A_MINUTE,
        };
        let wait = wait.min(LONGEST);
        account.parked_until = account.parked_until.max(now + wait);
        wait
    }

    /// For how long the portal refuses the method, as far as it has said so.
    pub(super) fn parked(&self, method: &str, now: Instant) -> Option<Duration> {
        let account = self.get(*self.ids.get(method)?)?;
        let left = account.parked_until.saturating_duration_since(now);
        (left > Duration::ZERO).then_some(left)
    }

    /// Whether a call has to wait for a turn before it may queue. `had_turn`: it did already, and
    /// only a full stop sends it back.
    pub(super) fn holds(
        &self,
        id: MethodId,
        class: Class,
        had_turn: bool,
        limit: OperatingLimit,
        now: Instant,
    ) -> bool {
        self.get(id).is_some_and(|account| {
            account.stopped_until(class, limit, now) > now
                || (!had_turn && account.is_slow(class, limit, now))
        })
    }

    /// Whose turn it is among the calls of a class that are held.
    pub(super) fn turn(&self, id: MethodId, class: Class) -> Option<Arc<Turn<()>>> {
        Some(Arc::clone(&self.get(id)?.turns[class.index()]))
    }

    /// Starts a call whose turn it is, or says when to ask again.
    pub(super) fn start(
        &mut self,
        id: MethodId,
        class: Class,
        limit: OperatingLimit,
        now: Instant,
    ) -> Result<(), Instant> {
        let Some(account) = self
            .accounts
            .get_mut(id.0 as usize)
            .and_then(Option::as_mut)
        else {
            return Ok(());
        };
        let stopped = account.stopped_until(class, limit, now);
        if stopped > now {
            return Err(stopped);
        }
        if account.is_slow(class, limit, now) {
            if account.next_start > now {
                return Err(account.next_start.min(account.resets_at));
            }
            account.next_start = now + account.spacing(limit, now);
        }
        Ok(())
    }

    /// Whether some method is parked or near its limit.
    pub(super) fn are_quiet(&self, now: Instant) -> bool {
        self.accounts
            .iter()
            .flatten()
            .all(|account| account.parked_until <= now && account.resets_at <= now)
    }

    fn get(&self, id: MethodId) -> Option<&Account> {
        self.accounts.get(id.0 as usize)?.as_deref()
    }

    fn open(&mut self, id: MethodId, now: Instant) -> Option<&mut Account> {
        let account = self.accounts.get_mut(id.0 as usize)?;
        Some(account.get_or_insert_with(|| Box::new(Account::new(now))))
    }
}

impl Account {
    fn new(now: Instant) -> Self {
        Self {
            used: 0.0,
            resets_at: now,
            cost: 0.0,
            parked_until: now,
            next_start: now,
            turns: Default::default(),
        }
    }

    /// Until when no call of the class may start.
    fn stopped_until(&self, class: Class, limit: OperatingLimit, now: Instant) -> Instant {
        let full = self.used >= limit.seconds && self.resets_at > now;
        if full && class != Class::Interactive {
            self.parked_until.max(self.resets_at)
        } else {
            self.parked_until
        }
    }

    /// A sum that has gone down since we heard of it is not known any more.
    fn is_slow(&self, class: Class, limit: OperatingLimit, now: Instant) -> bool {
        class != Class::Interactive
            && self.resets_at > now
            && self.used >= limit.seconds * limit.slow_from
    }

    /// What makes the rest of the account last until the sum goes down.
    fn spacing(&self, limit: OperatingLimit, now: Instant) -> Duration {
        let time = self.resets_at.saturating_duration_since(now);
        let rest = (limit.seconds - self.used).max(f64::MIN_POSITIVE);
        let calls = (rest / self.cost.max(0.001)).max(1.0);
        time.div_f64(calls)
    }
}
