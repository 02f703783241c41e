//! What a lookup found out, for programs.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::cache::Answer;
use crate::config::Config;
use crate::matching::{Candidate, Found, Matched, StepReport, Verdict};

#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    /// Whom it was about.
    pub(super) of: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) portal: Option<String>,
    /// How long the portal took to tell of the card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) card_ms: Option<u64>,
    pub(super) steps: Vec<Step>,
    pub(super) outcome: Outcome,
    pub(super) widgets: Vec<Widget>,
    pub(super) ms: u64,
}

/// One step of `[match]`.
#[derive(Debug, Serialize)]
pub(super) struct Step {
    pub(super) crm: String,
    pub(super) key: &'static str,
    pub(super) query: String,
    pub(super) parameter: String,
    pub(super) verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
    pub(super) asked: Vec<Question>,
}

#[derive(Debug, Serialize)]
pub(super) struct Question {
    pub(super) key: String,
    pub(super) rows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<&'static str>,
    pub(super) ms: u64,
}

/// Who it came to.
#[derive(Debug, Default, Serialize)]
pub(super) struct Outcome {
    pub(super) state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) matched_by: Option<String>,
    /// A manager chose or confirmed it.
    pub(super) chosen: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) candidates: Vec<Map<String, Value>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Widget {
    pub(super) id: String,
    /// Who alone is shown it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) visible_to: Option<String>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug, Serialize)]
pub(super) struct Block {
    pub(super) number: usize,
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    pub(super) state: &'static str,
    /// Who alone is shown it; for others it is as if there were none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) visible_to: Option<String>,
    pub(super) queries: Vec<Query>,
    /// Expressions that cannot be computed, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) faults: Vec<String>,
    pub(super) ms: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Query {
    pub(super) query: String,
    pub(super) rows: Option<usize>,
    pub(super) truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

impl Report {
    pub(super) fn new(config: &Config, of: String, found: &Found, widgets: Vec<Widget>) -> Self {
        Self {
            of,
            steps: found.steps.iter().map(step).collect(),
            outcome: outcome(config, found),
            widgets,
            ..Self::default()
        }
    }
}

fn step(step: &StepReport) -> Step {
    Step {
        crm: step.field.to_string(),
        key: step.key.name(),
        query: step.query.to_string(),
        parameter: step.parameter.clone(),
        verdict: step.verdict.word(),
        error: match &step.verdict {
            Verdict::Failed(error) => Some(error.to_string()),
            _ => None,
        },
        asked: step
            .asked
            .iter()
            .map(|asked| Question {
                key: asked.key.clone(),
                rows: asked.answer.ok(),
                error: asked.answer.err(),
                ms: ms(asked.time),
            })
            .collect(),
    }
}

fn outcome(config: &Config, found: &Found) -> Outcome {
    let state = found.state();
    match &found.outcome {
        Ok(Matched::Client(client)) => Outcome {
            state,
            matched_by: Some(client.matched_by.to_string()),
            chosen: client.chosen.is_some(),
            client: Some(row(&client.answer)),
            ..Outcome::default()
        },
        Ok(Matched::Several(several)) => Outcome {
            state,
            candidates: several.iter().map(|one| candidate(config, one)).collect(),
            ..Outcome::default()
        },
        Ok(Matched::Unconfirmed(one)) => Outcome {
            state,
            candidates: vec![candidate(config, one)],
            ..Outcome::default()
        },
        Ok(Matched::NoClient | Matched::NoKey | Matched::NotFound) | Err(_) => Outcome {
            state,
            ..Outcome::default()
        },
    }
}

/// The columns a manager would be shown where they are configured, else all of them.
fn candidate(config: &Config, candidate: &Candidate) -> Map<String, Value> {
    let columns = &config.matching.candidates;
    let mut row = row(&candidate.answer);
    if !columns.is_empty() {
        row.retain(|name, _| columns.iter().any(|column| column.name == *name));
    }
    row
}

fn row(answer: &Answer) -> Map<String, Value> {
    let Some(row) = answer.rows().first() else {
        return Map::new();
    };
    row.iter()
        .map(|(name, value)| (name.to_owned(), json(value)))
        .collect()
}

/// Decimals stay exact, as texts.
fn json(value: &ledger::Value) -> Value {
    match value {
        ledger::Value::Null => Value::Null,
        ledger::Value::Bool(flag) => Value::Bool(*flag),
        ledger::Value::Integer(number) => Value::from(*number),
        ledger::Value::Decimal(number) => Value::String(number.to_string()),
        ledger::Value::Text(text) => Value::String(text.clone()),
        ledger::Value::Date(date) => Value::String(date.to_string()),
        ledger::Value::DateTime(moment) => {
            Value::String(moment.format("%Y-%m-%dT%H:%M:%S").to_string())
        }
    }
}

pub(super) fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
