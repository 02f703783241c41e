//! One portal's line, in numbers.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::jobs::Kind;
use crate::store::{JobState, Portal, Store};

/// How many syncs are shown.
const SYNCS: u32 = 100;

/// What waits for one portal, what is being done, what failed.
pub(super) struct Status {
    portal: String,
    member_id: String,
    kinds: BTreeMap<Kind, Counts>,
    /// How long the first one that is due has waited since then.
    late: Option<TimeDelta>,
    syncs: Vec<Sync>,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    waiting: u64,
    due: u64,
    running: u64,
    failed: u64,
}

/// A sync and how far it is.
struct Sync {
    name: String,
    done: Option<u64>,
    total: Option<u64>,
}

impl Status {
    pub(super) async fn read(
        store: &Store,
        portal: &Portal,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Self> {
        let scope = store.scope(portal);
        let mut kinds: BTreeMap<Kind, Counts> = BTreeMap::new();
        let mut late = None;
        for count in scope.job_counts(now).await? {
            let counts = kinds.entry(count.kind).or_default();
            match count.state {
                JobState::Waiting => {
                    counts.waiting += count.count;
                    counts.due += count.due;
                    late = late.max(count.late(now));
                }
                JobState::Running => counts.running += count.count,
                JobState::Failed => counts.failed += count.count,
            }
        }
        let syncs = scope.jobs_of(Kind::Sync, SYNCS).await?;
        let syncs = syncs.into_iter().map(|job| {
            let rule = job.body["rule"].as_str().map(str::to_owned);
            Sync {
                name: rule.or(job.key).unwrap_or_else(|| job.id.to_string()),
                done: job.body["done"].as_u64(),
                total: job.body["total"].as_u64(),
            }
        });
        Ok(Self {
            portal: portal.address.to_string(),
            member_id: portal.member_id.to_string(),
            kinds,
            late,
            syncs: syncs.collect(),
        })
    }

    fn sum(&self) -> Counts {
        self.kinds
            .values()
            .fold(Counts::default(), |sum, kind| Counts {
                waiting: sum.waiting + kind.waiting,
                due: sum.due + kind.due,
                running: sum.running + kind.running,
                failed: sum.failed + kind.failed,
            })
    }

    pub(super) fn to_json(&self) -> Value {
        let counts = |counts: &Counts| {
            json!({
                "waiting": counts.waiting,
                "due": counts.due,
                "running": counts.running,
                "failed": counts.failed,
            })
        };
        let kinds = self.kinds.iter();
        let kinds: serde_json::Map<_, _> = kinds
            .map(|(kind, of_kind)| (kind.name().to_owned(), counts(of_kind)))
            .collect();
        let syncs: Vec<Value> = self
            .syncs
            .iter()
            .map(|sync| json!({ "name": sync.name, "done": sync.done, "total": sync.total }))
            .collect();
        json!({
            "portal": self.portal,
            "member_id": self.member_id,
            "all": counts(&self.sum()),
            "oldest_due_seconds": self.late.map(|late| late.num_seconds()),
            "kinds": kinds,
            "syncs": syncs,
        })
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = self.sum();
        writeln!(f, "{}", self.portal)?;
        if let Some(late) = self.late {
            let (due, seconds) = (sum.due, late.num_seconds());
            writeln!(f, "  {due} due, the first for {seconds} s")?;
        }
        if self.kinds.is_empty() {
            return writeln!(f, "  nothing waits and nothing failed");
        }
        writeln!(
            f,
            "  {:<10} {:>8} {:>8} {:>8}",
            "", "waiting", "running", "failed"
        )?;
        let rows = self
            .kinds
            .iter()
            .map(|(kind, counts)| (kind.name(), *counts));
        for (name, counts) in rows.chain([("all", sum)]) {
            let Counts {
                waiting,
                running,
                failed,
                ..
            } = counts;
            writeln!(f, "  {name:<10} {waiting:>8} {running:>8} {failed:>8}")?;
        }
        for sync in &self.syncs {
            match (sync.done, sync.total) {
                (Some(done), Some(total)) => {
                    writeln!(f, "  sync {}: {done} of {total}", sync.name)?;
                }
                (Some(done), None) => writeln!(f, "  sync {}: {done}", sync.name)?,
                (None, _) => writeln!(f, "  sync {}: not begun", sync.name)?,
            }
        }
        Ok(())
    }
}
