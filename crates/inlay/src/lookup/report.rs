//! What a lookup found out, for programs. Words like `verdict` and `state` stay the same over
//! versions; texts do not.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::Manner;
use crate::cache::Answer;
use crate::config::localized::Localized;
use crate::config::{self, Config};
use crate::matching::{Candidate, Found, Matched, StepReport, Verdict};

/// The trace of one card, or of one tax number.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whom it was about: a card, by its kind and number, or a tax number.
    pub(super) of: Subject,
    /// The portal's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) portal: Option<String>,
    /// When it was asked.
    pub(super) at: DateTime<Utc>,
    /// Whether copies counted, as they do for a reader.
    pub(super) copies: bool,
    /// What the portal said of the card; nothing where none was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) card: Option<Reading>,
    pub(super) steps: Vec<Step>,
    pub(super) outcome: Outcome,
    pub(super) widgets: Vec<Widget>,
    /// Milliseconds from the question to the end of the report.
    pub(super) ms: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Subject {
    /// `deal`, `company`, `contact`, `number`.
    pub(super) kind: &'static str,
    pub(super) id: String,
}

/// The portal's answer to the reading of the card; records are told by their numbers.
#[derive(Debug, Default, Serialize)]
pub(super) struct Reading {
    /// `read`, or why it was not: `no_access`, `session_ended`, `portal_down`…
    pub(super) verdict: &'static str,
    /// Whose eyes were used, by his number in the portal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<u64>,
    pub(super) administrator: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) deal: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) company: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) contact: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) requisites: Vec<RequisiteOf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
    pub(super) ms: u64,
}

/// Legal details that were found, in the order they are tried.
#[derive(Debug, Serialize)]
pub(super) struct RequisiteOf {
    pub(super) id: Option<u64>,
    /// `company` or `contact`.
    pub(super) owner: &'static str,
    pub(super) owner_id: Option<u64>,
    /// Chosen in the deal itself.
    pub(super) chosen: bool,
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
    /// The system did not answer just now; this is what it said before.
    pub(super) stale: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<&'static str>,
    pub(super) ms: u64,
}

/// Who it came to.
#[derive(Debug, Default, Serialize)]
pub(super) struct Outcome {
    /// A word of [`Found::state`]; nothing when the card could not be read.
    pub(super) state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) matched_by: Option<String>,
    /// A manager chose or confirmed it.
    pub(super) chosen: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client: Option<Map<String, Value>>,
    /// How old the client's row is, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) age_s: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) candidates: Vec<Map<String, Value>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Widget {
    pub(super) id: String,
    /// Whether its tab is in the portal; unknown where the portal does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bound: Option<bool>,
    /// None where no client was found: none of them is read then.
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug, Serialize)]
pub(super) struct Block {
    pub(super) number: usize,
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "english")]
    pub(super) title: Option<Localized>,
    /// `shown`, `empty`, `in part`, `absent`.
    pub(super) state: &'static str,
    pub(super) queries: Vec<Query>,
    /// Expressions that cannot be computed, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) faults: Vec<String>,
    pub(super) ms: u64,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Query {
    pub(super) query: String,
    /// It was only read for another one that needs it.
    pub(super) feeds: bool,
    pub(super) rows: Option<usize>,
    pub(super) truncated: bool,
    /// How good the answer is: `fresh`, `renewing`, `stale`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) copy: Option<&'static str>,
    /// How old the answer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) age_s: Option<i64>,
    /// What kind of trouble there is: a word of [`ledger::ReadError::kind`], or ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
    /// The innermost part of the error, which says what its kind does not.
    #[serde(skip)]
    pub(super) reason: Option<String>,
    pub(super) ms: u64,
}

impl Report {
    pub(super) fn of(of: Subject, at: DateTime<Utc>, manner: Manner) -> Self {
        Self {
            of,
            portal: None,
            at,
            copies: manner == Manner::AsShown,
            card: None,
            steps: Vec::new(),
            outcome: Outcome::default(),
            widgets: Vec::new(),
            ms: 0,
        }
    }

    /// Takes in what a search came to.
    pub(super) fn take(&mut self, config: &Config, found: &Found, now: DateTime<Utc>) {
        self.steps = found.steps.iter().map(step).collect();
        self.outcome = outcome(config, found, now);
    }

    /// Why the card could not be read, where it could not.
    #[must_use]
    pub fn unread(&self) -> Option<String> {
        let card = self.card.as_ref().filter(|card| card.verdict != "read")?;
        let error = card.error.iter().map(String::as_str);
        let parts: Vec<&str> = std::iter::once(card.verdict).chain(error).collect();
        Some(parts.join(": "))
    }
}

impl Widget {
    /// A widget of which no block was read.
    pub(super) fn closed(widget: &config::widget::Widget) -> Self {
        Self {
            id: widget.id.clone(),
            bound: None,
            blocks: Vec::new(),
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
                stale: asked.stale,
                error: asked.answer.err(),
                ms: ms(asked.time),
            })
            .collect(),
    }
}

fn outcome(config: &Config, found: &Found, now: DateTime<Utc>) -> Outcome {
    let state = found.state();
    match &found.outcome {
        Ok(Matched::Client(client)) => Outcome {
            state,
            matched_by: Some(client.matched_by.to_string()),
            chosen: client.chosen.is_some(),
            client: Some(row(&client.answer)),
            age_s: Some((now - client.answer.copied.read_at).num_seconds().max(0)),
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

fn english<S: Serializer>(title: &Option<Localized>, serializer: S) -> Result<S::Ok, S::Error> {
    match title {
        Some(title) => serializer.serialize_str(title.text("en")),
        None => serializer.serialize_none(),
    }
}

pub(super) fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
