//! Which stretches are read next, and which of them together.
//!
//! The bucket lets some forty requests leave at once and then two a second (`limits.md`). While
//! there are enough of them, time is what counts, and every stretch has a request of its own. When
//! they become scarce, each is to be full: what is short waits for others and travels with them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Sharded;
use super::load::Load;
use super::stretch::Stretches;

/// Answers that come within this time are thought to belong together.
const QUIET: Duration = Duration::from_millis(100);

impl Sharded<'_> {
    /// Fills the free places with requests.
    pub(super) fn launch(&mut self) {
        let idle = self.stretches.idle();
        let budget = self.budget.free();
        let count = self.places().min(budget);
        if count == 0 {
            return;
        }
        if !self.is_scarce(idle.len(), budget) {
            // Two requests in three are thought to leave something over for another.
            let spare = budget.saturating_sub(self.running.len() * 2 / 3);
            let idle = self.split(idle, count.min(spare), u64::MAX);
            let depth = self.depth();
            for at in idle.into_iter().take(count) {
                let pages = self.stretches.length(at, depth);
                self.start_all(vec![(at, pages)]);
            }
        } else if !self.start_long(&idle, count) && self.is_quiet() {
            let spare = budget.saturating_sub(self.running.len() / 2);
            let count = count.min(spare.max(usize::from(self.running.is_empty())));
            if count == 0 {
                return;
            }
            let pages: u64 = idle.iter().map(|at| self.stretches.pages(*at)).sum();
            let each = pages.div_ceil(u64::try_from(count).unwrap_or(u64::MAX));
            let idle = self.split(idle, count, each);
            for plan in self.pack(&idle, count) {
                self.start_all(plan);
            }
        }
    }

    /// Starts what nearly fills a request by itself, and need not wait for others; tells whether
    /// anything did.
    fn start_long(&mut self, idle: &[usize], count: usize) -> bool {
        let depth = self.depth();
        let enough = u64::try_from(depth * 2 / 3).unwrap_or(u64::MAX);
        let long = |at: &&usize| self.stretches.pages(**at) >= enough;
        let long: Vec<usize> = idle.iter().filter(long).take(count).copied().collect();
        for at in &long {
            let pages = self.stretches.length(*at, depth);
            self.start_all(vec![(*at, pages)]);
        }
        !long.is_empty()
    }

    /// Requests that may be started now.
    fn places(&self) -> usize {
        self.tempo.width().saturating_sub(self.running.len())
    }

    /// Pages in a request.
    fn depth(&self) -> usize {
        self.tempo.depth().min(self.walk.most_pages)
    }

    /// Whether there would be too few requests if each one idle and each one under way needed
    /// another. Then they are worth more than time: what is short travels together.
    fn is_scarce(&self, idle: usize, budget: usize) -> bool {
        idle + self.running.len() > budget
    }

    /// Whether no answer came for a while: those that left together come together.
    fn is_quiet(&self) -> bool {
        self.running.is_empty() || self.arrived.elapsed() >= QUIET
    }

    /// Cuts stretches until there are so many idle ones, and none has much more than so many
    /// pages.
    fn split(&mut self, mut idle: Vec<usize>, count: usize, each: u64) -> Vec<usize> {
        let longest = |idle: &[usize], all: &Stretches| {
            let longest = idle.first().map_or(0, |at| all.pages(*at));
            longest > each.saturating_add(each / 2)
        };
        while idle.len() < count || (longest(&idle, &self.stretches) && idle.len() < count * 3) {
            let Some((of, range)) = self.stretches.split() else {
                break;
            };
            self.walk.found(range, Some(of));
            idle = self.stretches.idle();
        }
        idle
    }

    /// Distributes stretches over so many requests, the longest first, each to where there is most
    /// room: which stretches travel together, and how many pages of each.
    fn pack(&self, idle: &[usize], count: usize) -> Vec<Vec<(usize, usize)>> {
        let depth = self.depth();
        let mut loads: Vec<(usize, Vec<(usize, usize)>)> = vec![Default::default(); count];
        for at in idle {
            let Some((load, plan)) = loads.iter_mut().min_by_key(|(load, _)| *load) else {
                break;
            };
            let pages = self.stretches.length(*at, depth).min(depth - *load);
            if pages == 0 {
                break;
            }
            *load += pages;
            plan.push((*at, pages));
        }
        let plans = loads.into_iter().map(|(_, plan)| plan);
        plans.filter(|plan| !plan.is_empty()).collect()
    }

    /// When it is to be looked again whether something may leave, if not at the next answer.
    pub(super) fn wake(&mut self) -> Option<Instant> {
        let idle = self.stretches.idle().len();
        if idle == 0 || self.places() == 0 {
            return None;
        }
        let budget = self.budget.free();
        if budget == 0 {
            return Some(Instant::now() + self.budget.next());
        }
        (self.is_scarce(idle, budget) && !self.is_quiet()).then(|| self.arrived + QUIET)
    }

    fn start_all(&mut self, plan: Vec<(usize, usize)>) {
        let chains = plan.into_iter();
        let chains = chains.filter_map(|(at, pages)| self.stretches.send(at, pages));
        let chains = chains.collect();
        self.start(Load { chains });
    }

    pub(super) fn start(&mut self, load: Load) {
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
}
