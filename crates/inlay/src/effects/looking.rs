//! Looking through a list of the portal for what an earlier try may have left there.

use bitrix24::{Answer, Call};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::Failure;
use super::perform::Doing;

/// Pages looked at, of 50 rows each: nothing that was done minutes ago lies deeper.
const MOST_PAGES: u64 = 20;
/// How far the portal's clock may be from ours.
const CLOCKS: TimeDelta = TimeDelta::hours(1);

/// A row of a list that is walked, newest first.
pub(super) enum Row {
    /// It is what is looked for.
    Found(String),
    Other,
    /// It is older than the effect, and so is what follows.
    TooOld,
}

impl Doing<'_> {
    /// Walks a list of the old kind (`start`, `next`), newest first.
    pub(super) async fn walk(
        &self,
        list: &Call,
        rows: impl Fn(&Value) -> &Value,
        mut judge: impl FnMut(&Map<String, Value>) -> Row,
    ) -> Result<Option<String>, Failure> {
        let mut start = 0;
        for _ in 0..MOST_PAGES {
            let call = list.clone().param("start", start).harmless();
            let page: Answer<Value> = self.client.send(&call).await?;
            for row in objects(rows(&page.result)) {
                match judge(row) {
                    Row::Found(id) => return Ok(Some(id)),
                    Row::Other => {}
                    Row::TooOld => return Ok(None),
                }
            }
            match page.next {
                Some(next) if next > start => start = next,
                _ => return Ok(None),
            }
        }
        Err(Failure::undecided(format!(
            "`{}` has more rows than are looked through",
            list.method()
        )))
    }

    /// Before this moment, by the portal's clock, nothing of this effect has happened.
    pub(super) fn earliest(&self) -> DateTime<Utc> {
        self.attempt.since - CLOCKS
    }

    /// Whether a row's moment is before the effect; one that cannot be read is not.
    pub(super) fn is_older(&self, moment: Option<&Value>) -> bool {
        let moment = moment.and_then(Value::as_str);
        moment
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
            .is_some_and(|moment| moment < self.earliest())
    }

    /// Whether a user's number is that of whoever does this.
    pub(super) fn is_ours(&self, user: Option<&Value>) -> bool {
        user.and_then(number)
            .is_some_and(|user| user == self.user_id.to_string())
    }
}

/// The rows of a list, which PHP writes as an object when its numbers have gaps.
pub(super) fn objects(rows: &Value) -> Vec<&Map<String, Value>> {
    match rows {
        Value::Array(rows) => rows.iter().filter_map(Value::as_object).collect(),
        Value::Object(rows) => rows.values().filter_map(Value::as_object).collect(),
        _ => Vec::new(),
    }
}

/// A number of the portal's, which some methods write as a text.
pub(super) fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}
