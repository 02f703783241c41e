//! What became of a batch's commands.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Batch;
use super::error::CommandError;
use super::maps::map;
use super::reference::Step;
use crate::answer::{Answer, Time};
use crate::misfit::{self, Misfit};
use crate::refusal::Refusal;
use crate::transport::Lost;

/// The results and errors of a batch that was run, taken by the handles of its commands.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Outcome {
    #[serde(rename = "result", deserialize_with = "map")]
    results: HashMap<String, Box<RawValue>>,
    #[serde(rename = "result_error", deserialize_with = "map")]
    errors: HashMap<String, Value>,
    #[serde(rename = "result_next", deserialize_with = "map")]
    next: HashMap<String, Value>,
    #[serde(rename = "result_total", deserialize_with = "map")]
    total: HashMap<String, Value>,
    #[serde(rename = "result_time", deserialize_with = "map")]
    time: HashMap<String, Value>,
    /// Commands that were sent once more without an answer.
    #[serde(skip)]
    lost: HashMap<String, Lost>,
}

impl Outcome {
    /// The result of a command, as the type it is taken for.
    ///
    /// # Errors
    /// [`CommandError`], for this command only.
    pub fn take<T: DeserializeOwned>(&self, step: &Step) -> Result<T, CommandError> {
        if let Some(lost) = self.lost.get(step.name()) {
            let source = lost.clone();
            return Err(CommandError::Unknown { source });
        }
        // An error counts first: beside it a result may be there, empty.
        if let Some(error) = self.errors.get(step.name()) {
            return Err(CommandError::Refused(refusal(error)));
        }
        let result = self.results.get(step.name()).ok_or(CommandError::Missing)?;
        misfit::read(result.get()).map_err(CommandError::Misfit)
    }

    /// The result of a command with what a call of its own would tell besides: the page of a list,
    /// the time.
    ///
    /// # Errors
    /// As [`take`](Self::take).
    pub fn answer<T: DeserializeOwned>(&self, step: &Step) -> Result<Answer<T>, CommandError> {
        let count = |map: &HashMap<String, Value>| {
            map.get(step.name())
                .and_then(|value| crate::values::count(value).ok().flatten())
        };
        Ok(Answer {
            result: self.take(step)?,
            next: count(&self.next),
            total: count(&self.total),
            time: self.time(step.name()),
        })
    }

    pub(crate) fn read(json: &str) -> Result<Self, Misfit> {
        misfit::read(json)
    }

    /// Why a command was refused, if it was.
    pub(crate) fn refusal(&self, name: &str) -> Option<Refusal> {
        self.errors.get(name).map(refusal)
    }

    /// What is said about the time a command took.
    pub(crate) fn time(&self, name: &str) -> Option<Time> {
        Time::deserialize(self.time.get(name)?).ok()
    }

    /// The result of a command that has one.
    pub(super) fn result(&self, name: &str) -> Option<Value> {
        if self.errors.contains_key(name) || self.lost.contains_key(name) {
            return None;
        }
        serde_json::from_str(self.results.get(name)?.get()).ok()
    }

    /// Takes what another run says about its commands in place of what was said before.
    pub(crate) fn replace(&mut self, again: &Batch, newer: Self) {
        for (name, _) in again.methods() {
            self.forget(name);
        }
        self.results.extend(newer.results);
        self.errors.extend(newer.errors);
        self.next.extend(newer.next);
        self.total.extend(newer.total);
        self.time.extend(newer.time);
    }

    /// Another run was sent and its answer lost: what was said about its commands no longer holds.
    pub(crate) fn lose(&mut self, again: &Batch, lost: &Lost) {
        for (name, _) in again.methods() {
            self.forget(name);
            self.lost.insert(name.to_owned(), lost.clone());
        }
    }

    fn forget(&mut self, name: &str) {
        self.results.remove(name);
        for map in [
            &mut self.errors,
            &mut self.next,
            &mut self.total,
            &mut self.time,
        ] {
            map.remove(name);
        }
    }
}

/// An entry of `result_error` is a body of its own; one that is a bare text is its own code.
fn refusal(error: &Value) -> Refusal {
    let bare = |error: &Value| Map::from_iter([("error".to_owned(), error.clone())]);
    error
        .as_object()
        .and_then(|body| Refusal::from_body(body, None))
        .or_else(|| Refusal::from_body(&bare(error), None))
        .unwrap_or_else(Refusal::unnamed)
}

/// The names of the commands; never a result, which may be a client's.
impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome")
            .field("results", &self.results.keys())
            .field("errors", &self.errors.keys())
            .finish_non_exhaustive()
    }
}
