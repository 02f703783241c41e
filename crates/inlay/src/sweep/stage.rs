//! How far a search is, between two steps.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::rule::EntityKind;
use crate::jobs::NewJob;

/// Where the next step begins. Moments are milliseconds of the portal's clock.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) enum Stage {
    #[default]
    Begin,
    /// The portal's queue of changes. What was taken out last is in line by now and may go.
    Queue { taken: Option<String> },
    /// Cards of a kind that were changed since a moment, behind a number.
    Cards {
        kind: EntityKind,
        since: i64,
        /// When this search began: the next one goes on from there.
        began: i64,
        after: u64,
    },
}

/// What a step came to.
pub(super) enum Step {
    On(Stage, Vec<NewJob>),
    End(Vec<NewJob>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Written {
    Queue {
        taken: Option<String>,
    },
    Cards {
        entity_type: u32,
        since: i64,
        began: i64,
        after: u64,
    },
}

impl Stage {
    /// From a job's body; one that cannot be read (an older version's) begins anew.
    pub(super) fn read(body: &Value) -> Self {
        match serde_json::from_value(body.clone()) {
            Ok(Written::Queue { taken }) => Self::Queue { taken },
            Ok(Written::Cards {
                entity_type,
                since,
                began,
                after,
            }) => EntityKind::from_entity_type(entity_type)
                .map(|kind| Self::Cards {
                    kind,
                    since,
                    began,
                    after,
                })
                .unwrap_or_default(),
            Err(_) => Self::Begin,
        }
    }

    pub(super) fn write(self) -> Value {
        let written = match self {
            Self::Begin => return Value::Null,
            Self::Queue { taken } => Written::Queue { taken },
            Self::Cards {
                kind,
                since,
                began,
                after,
            } => Written::Cards {
                entity_type: kind.entity_type(),
                since,
                began,
                after,
            },
        };
        serde_json::to_value(written).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_comes_back_from_a_jobs_body_and_what_is_none_begins_anew() {
        let stages = [
            Stage::Begin,
            Stage::Queue { taken: None },
            Stage::Queue {
                taken: Some("p".into()),
            },
            Stage::Cards {
                kind: EntityKind::Company,
                since: 5,
                began: 6,
                after: 77,
            },
        ];
        for stage in stages {
            assert_eq!(Stage::read(&stage.clone().write()), stage);
        }
        for body in [serde_json::json!({"sheep": 1}), serde_json::json!("x")] {
            assert_eq!(Stage::read(&body), Stage::Begin);
        }
    }
}
