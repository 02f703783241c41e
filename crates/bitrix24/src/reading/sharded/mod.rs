//! The walk through many stretches of ids at once.
//!
//! The ends of the list are read first, in one batch. What lies between is cut into stretches, and
//! each is read by a chain of pages in a batch, every page beginning after the last row of the one
//! before through a `$result` reference, and bounded by the stretch's end. A short page ends a
//! stretch. When some are done before others, the long ones are cut again.

mod budget;
mod ends;
mod launch;
mod load;
mod stretch;
mod tempo;

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

/// Stretches have so many pages in the beginning, if the list is short.
const SHORTEST: u64 = 6;

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
        arrived: Instant::now(),
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
    /// When the last answer came.
    arrived: Instant,
}

impl Sharded<'_> {
    async fn run(&mut self) -> Result<(), ReadError> {
        loop {
            self.launch();
            if self.running.is_empty() && self.stretches.idle().is_empty() {
                return Ok(());
            }
            let wake = self.wake();
            let until = wake.unwrap_or_else(Instant::now);
            tokio::select! {
                Some(arrival) = self.running.join_next() => {
                    let (load, result) = arrival.map_err(|_| ReadError::Interrupted)?;
                    self.arrived = Instant::now();
                    self.arrived(&load, result)?;
                }
                () = sleep_until(until), if wake.is_some() => {}
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

    /// Equal parts, each as long as the others in ids, which may be very different in rows.
    fn cut(&mut self, between: Range) {
        let most = u64::try_from(self.tempo.width()).unwrap_or(u64::MAX);
        let count = (self.stretches.pages_in(between) / SHORTEST).clamp(1, most);
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

    fn arrived(&mut self, load: &Load, result: Result<Landed, Missed>) -> Result<(), ReadError> {
        match result {
            Ok(landed) => self.landed(landed),
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

    fn landed(&mut self, mut landed: Landed) {
        let mut rows = 0;
        for mut catch in landed.catches.drain(..) {
            let then = self.stretches.landed(&mut catch);
            rows += catch.rows.len();
            self.walk
                .give(catch.chain.stretch, catch.rows, then, catch.room);
        }
        self.walk.answered(rows, landed.requests);
        self.budget.spend(landed.requests - 1);
        self.tempo.landed(&landed, self.stretches.pages_left());
    }

    fn tell(&mut self) {
        self.walk.progress.share = Some(self.stretches.share());
        self.walk.tell();
    }
}
