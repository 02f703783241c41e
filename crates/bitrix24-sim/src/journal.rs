//! The log of everything that was asked of the portal.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::Clock;

/// Older entries are forgotten beyond this number.
const KEPT: usize = 10_000;

/// What takes the place of a secret.
const HIDDEN: &str = "•••";

/// Parameters that are never written down, in any case.
const SECRETS: &[&str] = &[
    "auth",
    "access_token",
    "refresh_token",
    "client_secret",
    "application_token",
    "event_token",
    "auth_id",
    "refresh_id",
];

/// A log of calls and messages. Clones write into the same log.
#[derive(Clone, Debug)]
pub struct Journal {
    clock: Clock,
    pages: Arc<Mutex<Pages>>,
}

#[derive(Debug, Default)]
struct Pages {
    last_id: u64,
    entries: VecDeque<Entry>,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Rises by one with each entry: ask for what came `since`.
    pub id: u64,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// What it was, by whom, how it ended.
    #[serde(flatten)]
    pub record: Record,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// Where it came from.
    pub kind: Kind,
    /// REST method, OAuth grant, frame command or event name.
    pub method: String,
    /// The user on whose behalf, when known.
    pub user_id: Option<i64>,
    /// The application, when known.
    pub client_id: Option<String>,
    /// HTTP status of the answer; `0` for frame messages, undelivered events, and
    /// answers that were lost on purpose.
    pub status: u16,
    /// The `error` of the answer, when there was one; an empty code stays empty.
    pub error: Option<String>,
    /// How long the answer took, in milliseconds.
    pub cost_ms: f64,
    /// Number of the HTTP request it was part of; commands of a batch share one.
    pub request: Option<u64>,
    /// Parameters; secrets are masked on the way in.
    pub params: Value,
}

/// Where an entry came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A REST call.
    Rest,
    /// A command inside a `batch`.
    Command,
    /// A call of the authorization server.
    Oauth,
    /// A message between the portal's page and a frame.
    Frame,
    /// An event on its way to a handler.
    Event,
}

impl Record {
    /// A record with nothing but a name; fill in what is known.
    pub fn new(kind: Kind, method: impl Into<String>) -> Self {
        Self {
            kind,
            method: method.into(),
            user_id: None,
            client_id: None,
            status: 0,
            error: None,
            cost_ms: 0.0,
            request: None,
            params: Value::Null,
        }
    }
}

impl Journal {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            pages: Arc::default(),
        }
    }

    /// Writes a record down, its secrets masked, and returns its number.
    pub fn record(&self, mut record: Record) -> u64 {
        mask(&mut record.params);
        // Elsewhere a `code` is the name of something, and worth reading.
        if record.kind == Kind::Oauth
            && let Some(code) = record.params.get_mut("code")
        {
            *code = Value::from(HIDDEN);
        }
        let at = self.clock.now();
        let mut pages = self.pages();
        pages.last_id += 1;
        let id = pages.last_id;
        pages.entries.push_back(Entry { id, at, record });
        if pages.entries.len() > KEPT {
            pages.entries.pop_front();
        }
        id
    }

    /// Entries with a number above `since`, oldest first; `since(0)` is all.
    pub fn since(&self, since: u64) -> Vec<Entry> {
        let pages = self.pages();
        let start = pages.entries.partition_point(|entry| entry.id <= since);
        pages.entries.range(start..).cloned().collect()
    }

    fn pages(&self) -> std::sync::MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Masks secrets wherever they stand in a tree of parameters, the text of batch
/// commands included.
fn mask(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                if is_secret(key) {
                    *value = Value::from(HIDDEN);
                } else {
                    mask(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::String(text) if text.contains('=') => *text = mask_pairs(text),
        _ => {}
    }
}

/// `crm.deal.get?ID=1&auth=…` without its token.
fn mask_pairs(text: &str) -> String {
    let masked = text.split_inclusive(['?', '&']).map(|piece| {
        let (body, separator) = match piece.strip_suffix(['?', '&']) {
            Some(body) => (body, &piece[body.len()..]),
            None => (piece, ""),
        };
        match body.split_once('=') {
            Some((key, _)) if is_secret(key) => format!("{key}={HIDDEN}{separator}"),
            _ => piece.to_owned(),
        }
    });
    masked.collect()
}

fn is_secret(key: &str) -> bool {
    SECRETS
        .iter()
        .any(|secret| secret.eq_ignore_ascii_case(key))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Clock, Journal, Kind, Record};

    #[test]
    fn secrets_are_masked_at_any_depth() {
        let journal = Journal::new(Clock::default());
        journal.record(Record {
            params: json!({
                "AUTH": "s3cret", "ID": 7,
                "cmd": {"a": "crm.deal.get?ID=1&auth=s3cret", "b": "profile?auth=s3cret&x=1"},
                "deep": [{"refresh_token": "s3cret"}],
            }),
            ..Record::new(Kind::Rest, "batch")
        });

        let text = serde_json::to_string(&journal.since(0)).unwrap();
        assert!(!text.contains("s3cret"), "{text}");
        assert!(text.contains("crm.deal.get?ID=1&auth="), "{text}");
        assert!(text.contains("&x=1"), "{text}");
    }

    #[test]
    fn a_reader_gets_what_came_since_its_last_visit() {
        let journal = Journal::new(Clock::default());
        for method in ["one", "two", "three"] {
            journal.record(Record::new(Kind::Rest, method));
        }
        let methods: Vec<_> = journal
            .since(1)
            .into_iter()
            .map(|e| e.record.method)
            .collect();
        assert_eq!(methods, ["two", "three"]);
        assert!(journal.since(3).is_empty());
    }
}
