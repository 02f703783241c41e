//! An effect whose texts are filled: what is to be done, to whom, and how it is found again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A record of the CRM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Target {
    /// Bitrix24's number of the kind: 2 deals, 3 contacts, 4 companies
    /// (`api-reference/crm/data-types.md`).
    pub entity_type: u32,
    pub id: u64,
}

/// One thing to be done in the portal; nothing in it is still to be computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// `tasks.task.add`, bound to a record.
    Task {
        title: String,
        description: Option<String>,
        /// The user's number in the portal.
        responsible: u64,
        deadline: Option<DateTime<Utc>>,
        bound_to: Option<Target>,
    },
    /// `im.message.add`; `dialog` is a user's number, `chat12`, or `sg4`.
    Message { dialog: String, text: String },
    /// `im.notify.system.add`, one for each user; a tag makes a second one replace the first.
    Notify { to: Vec<u64>, text: String },
    /// `crm.timeline.comment.add`.
    Comment { to: Target, text: String },
    /// `bizproc.workflow.start`.
    Workflow {
        template: u64,
        document: Target,
        parameters: Map<String, Value>,
    },
    /// `crm.item.update` of the fields that differ from what is there.
    Set {
        to: Target,
        fields: Map<String, Value>,
    },
    /// `crm.activity.todo.add` in the record's timeline, or a badge on it.
    Activity {
        to: Target,
        title: String,
        text: Option<String>,
        responsible: Option<u64>,
        deadline: Option<DateTime<Utc>>,
    },
    /// `bizproc.event.send`: the answer a robot waits for.
    Answer {
        /// Sealed with the job; worth nothing after its first use.
        event_token: String,
        values: Map<String, Value>,
        log: String,
    },
}

impl Effect {
    /// Its name in the configuration.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Task { .. } => "task",
            Self::Message { .. } => "message",
            Self::Notify { .. } => "notify",
            Self::Comment { .. } => "comment",
            Self::Workflow { .. } => "workflow",
            Self::Set { .. } => "set",
            Self::Activity { .. } => "activity",
            Self::Answer { .. } => "answer",
        }
    }
}
