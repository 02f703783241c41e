//! The stretches of ids a list is cut into.

use super::load::{Catch, Chain};
use crate::reading::PAGE;
use crate::reading::cursor::Range;
use crate::reading::row::Row;

/// Rows after which a stretch is judged by itself and no longer by the whole list.
const TELLING: u64 = 500;
/// Pages asked for at once at least, while nothing is known.
const SHORT: u64 = 10;
/// A part with fewer pages is not worth a request of its own.
const WORTH: u64 = 3;

/// Ids from one end to the other, and how far they have been read.
#[derive(Debug)]
pub(super) struct Stretch {
    /// Where it began, to know how dense it is.
    from: u64,
    /// Read up to here.
    after: u64,
    until: u64,
    rows: u64,
    /// The pages being read now.
    out: Option<usize>,
    /// Pages at most, after a longer chain was lost.
    limit: usize,
}

impl Stretch {
    fn new(range: Range) -> Self {
        Self {
            from: range.after,
            after: range.after,
            until: range.until,
            rows: 0,
            out: None,
            limit: usize::MAX,
        }
    }
}

/// All stretches; they are numbered, and never taken away.
#[derive(Debug, Default)]
pub(super) struct Stretches {
    all: Vec<Stretch>,
    /// Rows seen at the ends, and the ids they cover: the first idea of the density.
    sample: (u64, u64),
}

impl Stretches {
    /// Learns how dense the ids are from rows that follow each other.
    fn sample(&mut self, rows: &[Row]) {
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            let ids = last
                .id()
                .zip(first.id())
                .map(|(last, first)| last - first + 1);
            self.sample.0 += count(rows.len());
            self.sample.1 += ids.unwrap_or_default();
        }
    }

    /// Adds a stretch that has been read already.
    pub(super) fn done(&mut self, range: Range, rows: &[Row]) {
        self.sample(rows);
        self.add(Range {
            after: range.until,
            until: range.until,
        });
    }

    /// Pages a range is thought to have.
    pub(super) fn pages_in(&self, range: Range) -> u64 {
        self.pages_between(&Stretch::new(range), range.after)
    }

    pub(super) fn add(&mut self, range: Range) {
        self.all.push(Stretch::new(range));
    }

    pub(super) fn is_idle(&self, at: usize) -> bool {
        let is_idle = |one: &Stretch| one.out.is_none() && one.after < one.until;
        self.all.get(at).is_some_and(is_idle)
    }

    /// What waits to be read, the longest first.
    pub(super) fn idle(&self) -> Vec<usize> {
        let mut idle: Vec<usize> = (0..self.all.len()).filter(|at| self.is_idle(*at)).collect();
        idle.sort_by_key(|at| std::cmp::Reverse(self.pages(*at)));
        idle
    }

    /// Pages a stretch is thought to have still.
    pub(super) fn pages(&self, at: usize) -> u64 {
        self.all
            .get(at)
            .map_or(0, |one| self.pages_between(one, one.after))
    }

    /// How many pages to ask for at once, `depth` at most, to reach a stretch's end: with some to
    /// spare, for what is over needs another request; half of what is thought, while that is hardly
    /// more than a guess; and never more than there can be rows.
    pub(super) fn length(&self, at: usize, depth: usize) -> usize {
        let Some(one) = self.all.get(at) else {
            return 1;
        };
        let pages = self.pages(at);
        let wanted = if self.seen().0 < TELLING {
            (pages / 2).max(SHORT)
        } else {
            pages + pages / 3 + 1
        };
        let most = (one.until - one.after).div_ceil(PAGE as u64);
        let fits = |pages: u64| usize::try_from(pages).unwrap_or(usize::MAX).min(depth);
        // A request nearly full may as well be full.
        if fits(wanted) * 10 > depth * 9 {
            fits(most)
        } else {
            fits(wanted.min(most))
        }
    }

    /// Pages all of them are thought to have still, those being read included.
    pub(super) fn pages_left(&self) -> u64 {
        (0..self.all.len()).map(|at| self.pages(at)).sum()
    }

    /// Sends a chain of so many pages through an idle stretch.
    pub(super) fn send(&mut self, at: usize, pages: usize) -> Option<Chain> {
        let one = self.all.get_mut(at)?;
        let pages = pages.min(one.limit).max(1);
        one.out = Some(pages);
        Some(Chain {
            stretch: at,
            after: one.after,
            until: one.until,
            pages,
        })
    }

    /// Notes what a chain brought; what lies beyond the stretch's end, which may have been cut
    /// meanwhile, is another's. Tells where the next chain begins, if the stretch is not done.
    pub(super) fn landed(&mut self, catch: &mut Catch) -> Option<u64> {
        let one = self.all.get_mut(catch.chain.stretch)?;
        let until = one.until;
        let before = catch.rows.len();
        catch
            .rows
            .retain(|row| row.id().is_some_and(|id| id <= until));
        let is_done = catch.ended || before > catch.rows.len() || catch.last >= until;
        one.after = if is_done { until } else { catch.last };
        one.rows += count(catch.rows.len());
        one.out = None;
        one.limit = usize::MAX;
        (!is_done).then_some(one.after)
    }

    /// Notes that a chain was lost: the next one is a quarter as long. What lies beyond it is cut
    /// off as soon as there are places, so that what was lost is not waited for twice.
    pub(super) fn lost(&mut self, chain: &Chain) {
        if let Some(one) = self.all.get_mut(chain.stretch) {
            one.out = None;
            one.limit = (chain.pages / 4).max(1);
        }
    }

    /// Cuts the far end off the stretch that has most left, even while its beginning is being
    /// read. Returns the one that was cut, and the new one.
    pub(super) fn split(&mut self) -> Option<(usize, Range)> {
        let beyond = |one: &Stretch| {
            let reach = match one.out {
                None => one.after,
                Some(pages) => one.after.saturating_add(self.ids_of(one, pages)),
            };
            reach.min(one.until)
        };
        let (at, one) = self
            .all
            .iter()
            .enumerate()
            .max_by_key(|(_, one)| self.pages_between(one, beyond(one)))?;
        let (from, until) = (beyond(one), one.until);
        let is_out = one.out.is_some();
        let pages = self.pages_between(one, from);
        if pages < if is_out { WORTH } else { WORTH * 2 } || until - from < 2 {
            return None;
        }
        // What a chain under way does not reach is nobody's: all of it is free.
        let cut = if is_out {
            from
        } else {
            from + (until - from) / 2
        };
        let range = Range { after: cut, until };
        if let Some(one) = self.all.get_mut(at) {
            one.until = cut;
        }
        self.add(range);
        Some((at, range))
    }

    /// The part of all ids that has been read, from 0 to 1.
    pub(super) fn share(&self) -> f64 {
        let sum = |of: fn(&Stretch) -> u64| self.all.iter().map(|one| of(one) as f64).sum::<f64>();
        let all = sum(|one| one.until - one.from);
        let read = sum(|one| one.after - one.from);
        if all > 0.0 {
            (read / all).min(1.0)
        } else {
            1.0
        }
    }

    /// Rows seen, and the ids they cover.
    fn seen(&self) -> (u64, u64) {
        self.all.iter().fold(self.sample, |(rows, ids), one| {
            (rows + one.rows, ids + (one.after - one.from))
        })
    }

    fn pages_between(&self, one: &Stretch, from: u64) -> u64 {
        if from >= one.until {
            return 0;
        }
        let rows = (one.until - from) as f64 * self.density(one);
        ((rows / PAGE as f64).ceil() as u64).max(1)
    }

    fn ids_of(&self, one: &Stretch, pages: usize) -> u64 {
        ((pages * PAGE) as f64 / self.density(one)).ceil() as u64
    }

    /// Rows for each id: 1 where none is missing.
    fn density(&self, one: &Stretch) -> f64 {
        let (rows, ids) = if one.rows >= TELLING {
            (one.rows, one.after - one.from)
        } else {
            self.seen()
        };
        if rows == 0 || ids == 0 {
            return 1.0;
        }
        (rows as f64 / ids as f64).clamp(1e-9, 1.0)
    }
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
