//! Workflows: templates, and what runs (`api-reference/bizproc/`).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{Document, DocumentKind, FollowUp, World};
use crate::{Secret, rest::params::scalar, secret::random_hex};

/// A made-up template. Real ones are drawn by people in the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) kind: DocumentKind,
    pub(crate) course: Course,
}

/// What a template does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Course {
    /// Waits for a person, until it is stopped.
    Waits,
    /// Moves the deal to a stage and ends; nobody is behind that change.
    MovesTo(&'static str),
}

/// The templates of every portal.
pub(crate) const TEMPLATES: [Template; 3] = [
    Template {
        id: 1,
        name: "Approve the deal",
        kind: DocumentKind::Deal,
        course: Course::Waits,
    },
    Template {
        id: 2,
        name: "Win the deal",
        kind: DocumentKind::Deal,
        course: Course::MovesTo("WON"),
    },
    Template {
        id: 3,
        name: "Check the company",
        kind: DocumentKind::Company,
        course: Course::Waits,
    },
];

/// One run of a template, or of a robot.
#[derive(Clone, Debug, PartialEq)]
pub struct Workflow {
    /// `66e81a641752f8.56521481`
    pub id: String,
    /// The template; robots of a stage have none here.
    pub template_id: Option<i64>,
    /// The card it is about.
    pub document: Document,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it got further.
    pub modified: DateTime<Utc>,
    /// Who started it; nobody when a stage did.
    pub started_by: Option<i64>,
    /// Where it stands.
    pub state: WorkflowState,
    /// The values it was started with.
    pub parameters: Map<String, Value>,
    /// The robot it is a run of.
    pub robot: Option<RobotRun>,
    /// What applications wrote into its log, and why it was stopped.
    pub log: Vec<String>,
}

/// Where a workflow stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkflowState {
    /// It waits: for a person, or for an application's answer.
    Running,
    /// It came to its end.
    Completed,
    /// Somebody stopped it.
    Terminated,
}

/// A robot at work.
#[derive(Clone, Debug, PartialEq)]
pub struct RobotRun {
    /// The application that was called.
    pub client_id: String,
    /// Which robot.
    pub code: String,
    /// Opens `bizproc.event.send`, once.
    pub event_token: Secret,
    /// The answers it may give.
    pub(crate) allowed: Vec<String>,
    /// The answers it gave.
    pub returned: Map<String, Value>,
    /// What follows from them.
    pub(crate) then: Option<FollowUp>,
}

impl RobotRun {
    /// The stage the deal is moved to, after what the robot has answered.
    pub(crate) fn follow_up(&self) -> Option<String> {
        let then = self.then.as_ref()?;
        let mut returned = self.returned.iter();
        let (_, value) = returned.find(|(name, _)| name.eq_ignore_ascii_case(&then.result))?;
        (scalar(value)? == then.equals).then(|| then.stage_id.clone())
    }
}

/// Workflows in the order they were started, ended ones, too.
pub(crate) type Workflows = Vec<Workflow>;

/// A number as workflows have them.
pub(crate) fn fresh_id() -> String {
    format!(
        "{}.{:08}",
        random_hex(14),
        rand::random::<u32>() % 100_000_000
    )
}

impl Workflow {
    pub(crate) fn is_running(&self) -> bool {
        self.state == WorkflowState::Running
    }

    /// Ends it.
    pub(crate) fn end(&mut self, state: WorkflowState, now: DateTime<Utc>) {
        self.state = state;
        self.modified = now;
    }
}

impl World {
    /// Every workflow, oldest first, ended ones, too.
    pub fn workflows(&self) -> Vec<Workflow> {
        self.read(|state| state.workflows.clone())
    }

    /// Changes the running workflow that `is_meant` points at; `None` when there is none.
    pub(crate) fn change_workflow<T>(
        &self,
        is_meant: impl Fn(&Workflow) -> bool,
        change: impl FnOnce(&mut Workflow) -> T,
    ) -> Option<T> {
        self.write(|state| {
            let mut running = state.workflows.iter_mut().filter(|one| one.is_running());
            running.find(|one| is_meant(one)).map(change)
        })
    }
}
