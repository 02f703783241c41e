//! From effects to the jobs that do them.

use std::fmt::Write as _;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::config::rule::Rule;
use crate::effects::{Effect, Marker, Target};
use crate::jobs::{Job, Kind, NewJob};
use crate::store::Portal;

/// Records a job sets together: one page of a list is read to compare them.
pub(super) const TOGETHER: usize = 50;

/// One run of a rule: what comes of it has markers nothing else has, and the same ones if the run
/// has to be done again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Occurrence<'a> {
    pub(super) portal: &'a Portal,
    pub(super) rule: &'a Rule,
    pub(super) job: &'a Job,
    /// Tells the rounds of one job apart.
    pub(super) round: i64,
}

impl Occurrence<'_> {
    /// One job for each effect.
    pub(super) fn jobs(&self, target: Option<Target>, effects: Vec<Effect>) -> Vec<NewJob> {
        (0..)
            .zip(effects)
            .map(|(index, effect)| {
                let marker = self.marker(target, index);
                let mut body = json!({"rule": self.rule.id, "effect": effect, "marker": marker});
                if let Some(target) = target {
                    body["subject"] = json!(target);
                }
                put(body)
            })
            .collect()
    }

    /// An effect of a job that does several, with its marker.
    pub(super) fn marked(&self, target: Target, index: usize, effect: &Effect) -> Value {
        json!({"effect": effect, "marker": self.marker(Some(target), index)})
    }

    /// Jobs that each set up to [`TOGETHER`] records.
    pub(super) fn together(&self, sets: &[Value]) -> Vec<NewJob> {
        sets.chunks(TOGETHER)
            .map(|sets| put(json!({"rule": self.rule.id, "effects": sets})))
            .collect()
    }

    fn marker(&self, target: Option<Target>, index: usize) -> Marker {
        let job = format!("{}:{}", self.job.id, self.job.created_at.timestamp_millis());
        let run = format!("{job}:{}", self.round);
        occurrence_marker(self.portal, self.rule, target, &run, index)
    }
}

fn put(body: Value) -> NewJob {
    NewJob {
        kind: Kind::Effect,
        key: None,
        body,
        due: None,
    }
}

/// The marker of an effect: of this portal, rule, record, run, and place among the rule's effects.
#[must_use]
pub fn occurrence_marker(
    portal: &Portal,
    rule: &Rule,
    target: Option<Target>,
    run: &str,
    index: usize,
) -> Marker {
    let mut digest = Sha256::new();
    let target = target.map_or_else(String::new, |t| format!("{}:{}", t.entity_type, t.id));
    for part in [portal.member_id.as_ref(), &rule.id, &target, run] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.update((index as u64).to_be_bytes());
    let mut marker = String::with_capacity(32);
    for byte in &digest.finalize()[..16] {
        // A string takes everything.
        let _ = write!(marker, "{byte:02x}");
    }
    Marker::new(marker)
}
