//! The walk through many stretches of ids at once.
//!
//! The ends of the list are read first, in one batch. What lies between is cut into stretches, and
//! each is read by a chain of pages in a batch, every page beginning after the last row of the one
//! before through a `$result` reference, and bounded by the stretch's end. A short page ends a
//! stretch. When some are done before others, the long ones are cut again.

mod budget;
mod ends;
mod load;
mod stretch;
mod tempo;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::cursor::Range;
use super::error::ReadError;
use super::walk::Walk;
use budget::Budget;
use ends::Ends;
use load::{Landed, Load, Missed};
use stretch::Stretches;
use tempo::Tempo;

/// Stretches in the beginning: one for each request that may be under way.
const STRETCHES: u64 = 40;
/// Stretches have so many pages in the beginning, if the list is short.
const SHORTEST: u64 = 8;

/// Reads these ranges, or the whole list.
pub(super) async fn walk(walk: &mut Walk, ranges: Option<Vec<Range>>) -> Result<(), ReadError> {
    walk.list.check_by_id()?;
    let mut stretches = Stretches::default();
    let ends = match ranges {
        None => Some(ends::read(walk).await?),
        Some(ranges) => {
            ranges.into_iter().for_each(|range| stretches.add(range));
            None
        }
    };
    let mut sharded = Sharded {
        tempo: Tempo::new(),
        budget: Budget::new(),
        stretches,
        running: JoinSet::new(),
        scouting: false,
        walk,
    };
    match ends {
        Some(ends) => sharded.open(ends),
        None => sharded.begin().await?,
    }
    sharded.run().await
}

type Arrival = (Load, Result<Landed, Missed>);

struct Sharded<'a> {
    walk: &'a mut Walk,
    stretches: Stretches,
    tempo: Tempo,
    budget: Budget,
    /// Ended with this, should the walk be dropped.
    running: JoinSet<Arrival>,
    scouting: bool,
}

impl Sharded<'_> {
    async fn run(&mut self) -> Result<(), ReadError> {
        loop {
            self.launch();
            if self.running.is_empty() && self.stretches.idle().is_empty() {
                return Ok(());
            }
            let again = Instant::now() + self.budget.next().max(Duration::from_millis(1));
            let held_up = self.is_held_up();
            tokio::select! {
                Some(arrival) = self.running.join_next() => {
                    let (load, result) = arrival.map_err(|_| ReadError::Interrupted)?;
                    self.arrived(&load, result)?;
                }
                () = sleep_until(again), if held_up => {}
                else => {}
            }
        }
    }

    /// Begins with what the ends told. The whole list is one stretch first, and the others are cut
    /// off it: so whatever was heard of this, nothing is missing.
    fn open(&mut self, ends: Ends) {
        self.budget.spend(ends.landed.requests);
        self.tempo.begin(&ends.landed);
        let until = ends
            .tail
            .as_ref()
            .map_or(ends.head.range.until, |tail| tail.range.until);
        let whole = Range { after: 0, until };
        self.stretches.done(ends.head.range, &ends.head.rows);
        self.walk.found(whole, None);
        if let Some(tail) = &ends.tail {
            self.stretches.done(tail.range, &tail.rows);
            self.walk.found(tail.range, Some(0));
        }
        if let Some(between) = ends.between {
            self.cut(between);
        }
        let mut rows = 0;
        for (span, end) in [Some(ends.head), ends.tail]
            .into_iter()
            .flatten()
            .enumerate()
        {
            rows += end.rows.len();
            self.walk.give(span, end.rows, None, end.room);
        }
        self.walk.answered(rows, ends.landed.requests);
        self.tell();
    }

    /// Goes on with one page, which tells how long a page takes.
    async fn begin(&mut self) -> Result<(), ReadError> {
        let longest = self.stretches.idle().into_iter().next();
        let Some(chain) = longest.and_then(|at| self.stretches.send(at, 1)) else {
            return Ok(());
        };
        self.start(Load {
            chains: vec![chain],
            scout: false,
        });
        while let Some(arrival) = self.running.join_next().await {
            let (load, result) = arrival.map_err(|_| ReadError::Interrupted)?;
            if let Ok(landed) = &result {
                self.tempo.begin(landed);
            }
            self.arrived(&load, result)?;
        }
        Ok(())
    }

    /// Whether there is work and a free place for it, and only the budget is spent.
    fn is_held_up(&mut self) -> bool {
        let has_place = self.running.len() < self.tempo.width();
        has_place && self.budget.free() == 0 && !self.stretches.idle().is_empty()
    }

    /// Equal parts, each as long as the others in ids, which may be very different in rows.
    fn cut(&mut self, between: Range) {
        let count = (self.stretches.pages_in(between) / SHORTEST).clamp(1, STRETCHES);
        let ids = between.until - between.after;
        let bound = |part: u64| {
            let share = u128::from(ids) * u128::from(part) / u128::from(count);
            between.after + u64::try_from(share).unwrap_or(ids)
        };
        for part in (0..count).rev() {
            let (after, until) = (bound(part), bound(part + 1));
            if after < until {
                let range = Range { after, until };
                self.stretches.add(range);
                self.walk.found(range, Some(0));
            }
        }
    }

    /// Fills the free places with requests.
    fn launch(&mut self) {
        let places = self.tempo.width().saturating_sub(self.running.len());
        let budget = self.budget.free();
        let count = places.min(budget);
        if count == 0 {
            return;
        }
        let mut idle = self.stretches.idle();
        // Some requests are kept for what the parts turn out to have more than was thought.
        while idle.len() < count.min(budget.div_ceil(3) * 2) {
            let Some((of, range)) = self.stretches.split() else {
                break;
            };
            self.walk.found(range, Some(of));
            idle = self.stretches.idle();
        }
        let scarce = idle.len() > budget;
        let count = count.min(idle.len());
        let mut loads: Vec<Load> = Vec::new();
        let depth = self.tempo.depth().min(self.walk.most_pages);
        for at in idle {
            let wanted = self.length(at);
            if loads.len() < count {
                let scout = self.tempo.scout().filter(|_| !self.scouting);
                let pages = scout.map_or(depth, |pages| pages.min(depth)).min(wanted);
                self.scouting |= scout.is_some();
                let chains = self.stretches.send(at, pages).into_iter().collect();
                let scout = scout.is_some();
                loads.push(Load { chains, scout });
            } else if scarce {
                // Requests are worth more than time: what is small travels along.
                let lightest = loads
                    .iter_mut()
                    .filter(|load| !load.scout)
                    .min_by_key(|load| load.pages());
                let Some(load) = lightest else { break };
                let free = depth.saturating_sub(load.pages());
                if free == 0 {
                    break;
                }
                let chain = self.stretches.send(at, wanted.min(free));
                load.chains.extend(chain);
            } else {
                break;
            }
        }
        for load in loads {
            self.start(load);
        }
    }

    /// The pages a chain needs to reach a stretch's end, with some to spare.
    fn length(&self, at: usize) -> usize {
        let pages = self.stretches.pages(at);
        let pages = pages + pages / 4 + 1;
        usize::try_from(pages).unwrap_or(usize::MAX)
    }

    fn start(&mut self, load: Load) {
        self.budget.spend(1);
        let (client, list) = (self.walk.client.clone(), Arc::clone(&self.walk.list));
        let room = Arc::clone(&self.walk.room);
        let progress = &mut self.walk.progress;
        progress.depth = progress.depth.max(load.pages());
        progress.width = progress.width.max(self.running.len() + 1);
        self.running.spawn(async move {
            let result = load.carry(&client, &list, room).await;
            (load, result)
        });
    }

    fn arrived(&mut self, load: &Load, result: Result<Landed, Missed>) -> Result<(), ReadError> {
        if load.scout {
            self.scouting = false;
        }
        match result {
            Ok(landed) => self.landed(load, landed),
            Err(Missed::Failed(error)) => return Err(error),
            Err(Missed::Lost(error)) if load.pages() == 1 => return Err(ReadError::Call(error)),
            Err(Missed::Lost(_)) => {
                self.walk.answered(0, 1);
                self.tempo.lost(load.pages());
                load.chains
                    .iter()
                    .for_each(|chain| self.stretches.lost(chain));
            }
        }
        self.tell();
        Ok(())
    }

    fn landed(&mut self, load: &Load, mut landed: Landed) {
        let mut rows = 0;
        for mut catch in landed.catches.drain(..) {
            let then = self.stretches.landed(&mut catch);
            rows += catch.rows.len();
            self.walk
                .give(catch.chain.stretch, catch.rows, then, catch.room);
        }
        self.walk.answered(rows, landed.requests);
        self.budget.spend(landed.requests - 1);
        let width = u64::try_from(self.tempo.width()).unwrap_or(u64::MAX);
        let depth = u64::try_from(self.tempo.depth()).unwrap_or(u64::MAX);
        let worth = self.stretches.pages_left() > width.saturating_mul(depth);
        self.tempo.landed(&landed, load.scout, worth);
    }

    fn tell(&mut self) {
        self.walk.progress.share = Some(self.stretches.share());
        self.walk.tell();
    }
}
