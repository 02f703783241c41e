//! What a portal's queue server posts when a robot or an activity of ours is to work.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};

use super::error::ParseError;
use super::event::EventAuth;
use super::form::Form;
use crate::secret::EventToken;

/// A run of a robot (`api-reference/bizproc/bizproc-robot/bizproc-robot-add.md`). The documentation
/// has no page for it; this is what the official SDKs read.
///
/// A robot that [waits](Self::waits) holds up its workflow until `bizproc.event.send` is called
/// with the event token (`api-reference/bizproc/bizproc-robot/bizproc-event-send.md`). Answer the
/// POST at once and work later.
#[derive(Clone)]
#[non_exhaustive]
pub struct Robot {
    /// The code the robot was added under.
    pub code: String,
    pub workflow_id: String,
    /// Module, entity and document, as in `crm`, `CCrmDocumentDeal`, `DEAL_77`.
    pub document_id: Vec<String>,
    /// Module, entity and type, as in `crm`, `CCrmDocumentDeal`, `DEAL`.
    pub document_type: Vec<String>,
    /// What the run is answered with.
    pub event_token: EventToken,
    /// What was filled in for the robot, every leaf a text.
    pub properties: Map<String, Value>,
    /// Whether the workflow waits for an answer.
    pub waits: bool,
    /// How long it waits; `None` for ever.
    pub timeout: Option<Duration>,
    /// When the queue sent it, in Unix seconds.
    pub ts: Option<i64>,
    pub auth: EventAuth,
}

impl Robot {
    /// Parses the form of a robot's run.
    ///
    /// # Errors
    /// [`ParseError`] when it is none.
    pub fn parse(body: &[u8]) -> Result<Self, ParseError> {
        let mut form = Form::parse(body)?;
        Ok(Self {
            code: form.required("code")?,
            workflow_id: form.required("workflow_id")?,
            document_id: form.list("document_id"),
            document_type: form.list("document_type"),
            event_token: EventToken::from(form.required("event_token")?),
            properties: match form.value("properties") {
                Some(Value::Object(properties)) => properties,
                _ => Map::new(),
            },
            // Only `N` does not wait; that is so when the robot is added, too.
            waits: form.text("use_subscription").as_deref() != Some("N"),
            timeout: form
                .number("timeout_duration")
                .filter(|seconds| *seconds > 0)
                .map(Duration::from_secs),
            ts: form.number("ts"),
            auth: EventAuth::of(&mut form)?,
        })
    }

    /// The card the robot runs for: 77 of `DEAL_77`, and of `DYNAMIC_128_77`.
    #[must_use]
    pub fn entity_id(&self) -> Option<u64> {
        self.document_id.last()?.rsplit('_').next()?.parse().ok()
    }
}

/// Without the properties, which may be a client's.
impl fmt::Debug for Robot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Robot")
            .field("code", &self.code)
            .field("workflow_id", &self.workflow_id)
            .field("document_id", &self.document_id)
            .field("properties", &self.properties.keys())
            .field("auth", &self.auth)
            .finish_non_exhaustive()
    }
}
