//! How many requests at once, and how many pages in each.

use std::time::Duration;

use super::load::Landed;
use crate::batch::Batch;

/// A batch is to take no longer: a portal cuts it off after 60 s (`limits.md`), and pages are not
/// all alike.
const LONGEST: Duration = Duration::from_secs(25);
/// Requests at once in the beginning. The standard bucket has room for twice as many; what leaks
/// out meanwhile is enough for the second half of most lists.
const FIRST: usize = 20;
/// The standard bucket less what is kept for interactive calls (`limits.md`).
const MOST: usize = 40;
/// More requests at once pay when each of those that may be under way has so many still before it.
const WORTH: u64 = 3;
/// Requests slow each other down when a page takes so much longer than it did at best…
const SLOWER: f64 = 1.5;
/// …and are too many when it takes so much longer.
const TOO_SLOW: f64 = 3.0;

/// The walk's tempo, learned from what came.
#[derive(Debug)]
pub(super) struct Tempo {
    width: usize,
    /// Pages at most: halved by losses, one more after each success.
    ceiling: usize,
    /// Answers still to come before a loss is forgotten; while it is remembered, another one is no
    /// accident any more.
    alarmed: usize,
    /// What a page takes on the portal: the slow ones count at once, quicker ones little by little.
    page: Duration,
    /// What a page took at best from end to end, a permit waited for included.
    best: Duration,
    /// Answers to requests that were sent before the width was halved, and tell nothing of it.
    stale: usize,
}

impl Tempo {
    /// Nothing is known before the first answer: one page.
    pub(super) fn new() -> Self {
        Self {
            width: FIRST,
            ceiling: 1,
            alarmed: 0,
            page: Duration::ZERO,
            best: Duration::MAX,
            stale: 0,
        }
    }

    /// Begins with what the first answer told.
    pub(super) fn begin(&mut self, first: &Landed) {
        self.ceiling = Batch::MOST;
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

    /// Learns from an answer; `left` pages are still to be read. While requests do not slow each
    /// other down there may be more of them.
    pub(super) fn landed(&mut self, landed: &Landed, left: u64) {
        self.learn(landed);
        self.ceiling = (self.ceiling + 1).min(Batch::MOST);
        self.alarmed = self.alarmed.saturating_sub(1);
        self.stale = self.stale.saturating_sub(1);
        let times = each(landed.took, landed.pages).as_secs_f64() / self.best.as_secs_f64();
        let worked = landed.worked.map(|worked| each(worked, landed.pages));
        let before_it = self.width * self.depth();
        if times <= SLOWER {
            let worth = u64::try_from(before_it)
                .unwrap_or(u64::MAX)
                .saturating_mul(WORTH);
            if left > worth {
                self.width = (self.width + 1).min(MOST);
            }
        } else if worked.is_some_and(|worked| worked > self.best.mul_f64(TOO_SLOW)) {
            self.narrow();
        }
    }

    /// A request of so many pages was lost. It is repeated smaller anyhow; when others were lost of
    /// late, all become smaller and fewer.
    pub(super) fn lost(&mut self, pages: usize) {
        if self.alarmed > 0 {
            self.ceiling = self.ceiling.min((pages / 2).max(1));
            self.narrow();
        }
        self.alarmed = self.width * 2;
    }

    fn narrow(&mut self) {
        if self.stale == 0 {
            self.stale = self.width;
            self.width = (self.width / 2).max(1);
        }
    }

    fn learn(&mut self, landed: &Landed) {
        let page = each(landed.worked.unwrap_or(landed.took), landed.pages);
        self.page = page.max(self.page.mul_f64(0.8));
        let best = self.best.min(each(landed.took, landed.pages));
        self.best = best.max(Duration::from_micros(1));
    }
}

fn each(time: Duration, pages: usize) -> Duration {
    time / u32::try_from(pages.max(1)).unwrap_or(u32::MAX)
}
