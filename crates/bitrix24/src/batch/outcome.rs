//! What became of a batch's commands.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::error::CommandError;
use super::maps::map;
use super::reference::Step;
use crate::answer::{Answer, Time};
use crate::misfit::{self, Misfit};
use crate::refusal::Refusal;

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
}

impl Outcome {
    /// The result of a command, as the type it is taken for.
    ///
    /// # Errors
    /// [`CommandError`], for this command only.
    pub fn take<T: DeserializeOwned>(&self, step: &Step) -> Result<T, CommandError> {
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
            time: self
                .time
                .get(step.name())
                .and_then(|time| Time::deserialize(time).ok()),
        })
    }

    pub(crate) fn read(json: &str) -> Result<Self, Misfit> {
        misfit::read(json)
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
