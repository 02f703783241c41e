//! Many deals at once, for those who measure.

use chrono::Duration;

use super::{Amount, Deal, Kept, Reach, World};

/// How the numbers of made-up deals follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// One after the other, as on a portal where nothing was ever deleted.
    Consecutive,
    /// With gaps everywhere, and now and then a desert: walks that cut the range
    /// into equal parts find them unevenly filled.
    Sparse,
}

/// A sparse number is up to this much higher than the one before it…
const GAP: u64 = 40;
/// …except once in so many times, when it is `DESERT` higher.
const ONCE_IN: u64 = 500;
const DESERT: i64 = 20_000;

impl World {
    /// Makes up deals behind the last one, the same for the same `seed`, and tells
    /// their numbers, rising. They belong to the users, companies and stages that
    /// are there, and are a day old at least. No event is sent.
    pub fn add_deals(&self, count: usize, seed: u64, ids: Ids) -> Vec<i64> {
        let now = self.clock().now();
        let today = self.clock().today();
        let mut dice = Dice(seed);
        self.write(|state| {
            let users: Vec<i64> = state.users.keys().copied().collect();
            let crm = &mut state.crm;
            let companies: Vec<i64> = crm.companies.keys().copied().collect();
            let stages: Vec<String> = crm
                .stages(2, 0)
                .map(|stage| stage.status_id.clone())
                .collect();
            let mut last = crm.deals.next_id() - 1;
            let mut made = Vec::with_capacity(count);
            for number in 0..count {
                last += dice.gap(ids);
                let user = dice.pick(&users).copied().unwrap_or(1);
                let stage = dice.pick(&stages);
                let days = Duration::days(1 + dice.below(1000).cast_signed());
                let deal = Deal {
                    id: last,
                    title: format!("Order {}", number + 1),
                    category_id: 0,
                    stage_id: stage.cloned().unwrap_or_default(),
                    company_id: dice.pick(&companies).copied(),
                    contact_ids: Vec::new(),
                    amount: Amount(dice.below(100_000_000).cast_signed()),
                    currency: "RUB".to_owned(),
                    assigned_by: user,
                    created_by: user,
                    modified_by: user,
                    moved_by: user,
                    created: now - days,
                    modified: now - days,
                    moved: now - days,
                    begin: today - days,
                    close: today - days + Duration::days(21),
                    comments: String::new(),
                    reach: Reach::default(),
                    kept: Kept::default(),
                };
                crm.deals.insert(last, deal);
                made.push(last);
            }
            made
        })
    }
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(from.len()).ok().filter(|count| *count > 0)?;
        from.get(usize::try_from(self.below(count)).ok()?)
    }

    fn gap(&mut self, ids: Ids) -> i64 {
        match ids {
            Ids::Consecutive => 1,
            Ids::Sparse if self.below(ONCE_IN) == 0 => DESERT,
            Ids::Sparse => 1 + self.below(GAP).cast_signed(),
        }
    }
}
