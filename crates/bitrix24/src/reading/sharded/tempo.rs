//! How many requests at once, and how many pages in each.

use std::time::Duration;

use super::load::Landed;
use crate::batch::Batch;

/// A batch is to take no longer: a portal cuts it off after 60 s (`limits.md`), and pages are not
/// all alike.
const LONGEST: Duration = Duration::from_secs(25);
/// Requests at once in the beginning.
const FIRST: usize = 10;
/// The standard bucket less what is kept for interactive calls (`limits.md`).
const MOST: usize = 40;
/// Pages of a scout.
const SCOUT: usize = 6;
/// Requests slow each other down when a page takes so much longer than it did with fewer.
const SLOWER: f64 = 1.5;

/// The walk's tempo, learned from what came.
#[derive(Debug)]
pub(super) struct Tempo {
    width: usize,
    /// Pages at most: halved by a loss, one more after each success.
    ceiling: usize,
    /// What a page takes on the portal.
    page: Duration,
    /// What a page took at best, in short requests from end to end.
    best: Duration,
    growing: bool,
}

impl Tempo {
    /// Nothing is known before the first answer: one page.
    pub(super) fn new() -> Self {
        Self {
            width: FIRST,
            ceiling: 1,
            page: Duration::ZERO,
            best: Duration::ZERO,
            growing: true,
        }
    }

    /// Begins with what the first answer told.
    pub(super) fn begin(&mut self, first: &Landed) {
        self.ceiling = Batch::MOST;
        self.best = each(first.took, first.pages);
        self.learn(first);
    }

    /// Requests at once.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Pages in a request.
    pub(super) fn depth(&self) -> usize {
        let fits = LONGEST.as_secs_f64() / self.page.as_secs_f64().max(1e-6);
        (fits as usize).clamp(1, self.ceiling)
    }

    /// The pages of a scout, if one is to be sent: while the width may still grow, one request is
    /// short, so that its answer comes while the others are at work.
    pub(super) fn scout(&self) -> Option<usize> {
        let may_grow = self.growing && self.width < MOST;
        may_grow.then(|| SCOUT.min(self.depth()))
    }

    /// Learns from an answer. A scout's doubles the width, or ends its growth; `worth` says
    /// whether there is enough left for more requests.
    pub(super) fn landed(&mut self, landed: &Landed, scout: bool, worth: bool) {
        let before = self.page;
        self.learn(landed);
        self.ceiling = (self.ceiling + 1).min(Batch::MOST);
        if scout {
            let took = each(landed.took, landed.pages);
            self.growing = took.as_secs_f64() <= self.best.as_secs_f64() * SLOWER;
            self.best = self.best.min(took);
            if self.growing && worth {
                self.width = (self.width * 2).min(MOST);
            }
        } else if landed.worked.is_some() && self.page > before.mul_f64(SLOWER * 2.0) {
            self.narrow();
        }
    }

    /// A request of so many pages was lost.
    pub(super) fn lost(&mut self, pages: usize) {
        self.ceiling = self.ceiling.min((pages / 2).max(1));
        self.narrow();
    }

    fn narrow(&mut self) {
        self.growing = false;
        self.width = (self.width / 2).max(1);
    }

    /// The slow pages count at once, quicker ones little by little.
    fn learn(&mut self, landed: &Landed) {
        let page = each(landed.worked.unwrap_or(landed.took), landed.pages);
        self.page = page.max(self.page.mul_f64(0.8));
    }
}

fn each(time: Duration, pages: usize) -> Duration {
    time / u32::try_from(pages.max(1)).unwrap_or(u32::MAX)
}
