//! Reading what is bound, and changing what differs.

use bitrix24::{Batch, BatchError, Call, CallError, Client, CommandError};
use serde_json::json;

use super::binding::{EventBinding, PlacementBinding, Wanted};
use super::difference::{Change, difference};
use super::robot::RobotBinding;

/// Commands a batch may hold (`settings/how-to-call-rest-api/batch.md`).
const BATCH: usize = 50;

/// One step of the installation, as the page shows it.
#[derive(Clone, Debug)]
pub struct Step {
    pub change: Change,
    pub outcome: Outcome,
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// It was as wanted already.
    Kept,
    /// The portal refused; its own code, for the administrator.
    Refused(String),
    /// The portal cannot do it (robots are not in every plan), and nothing else depends on it; its
    /// own code.
    Unavailable(String),
}

impl Outcome {
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Done | Self::Kept | Self::Unavailable(_))
    }
}

/// Why the portal could not be brought to what is wanted.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    #[error("the portal did not answer the batch")]
    Call(#[from] CallError),
    #[error("what is bound could not be read")]
    Present(#[from] CommandError),
    #[error("the batch could not be built")]
    Batch(#[from] BatchError),
}

/// The commands that read what is bound, in a batch of the caller's.
#[derive(Clone, Debug)]
pub struct PresentBatch {
    placements: bitrix24::Step,
    events: bitrix24::Step,
    robots: bitrix24::Step,
}

impl PresentBatch {
    /// Adds the commands.
    ///
    /// # Errors
    /// When the batch is full.
    pub fn add(batch: &mut Batch) -> Result<Self, BatchError> {
        Ok(Self {
            placements: batch.add("placements", Call::new("placement.get").harmless())?,
            events: batch.add("events", Call::new("event.get").harmless())?,
            robots: batch.add("robots", Call::new("bizproc.robot.list").harmless())?,
        })
    }

    /// What is bound, from the batch's outcome.
    ///
    /// # Errors
    /// When the portal refuses (not an administrator), or answers in another shape.
    pub fn take(&self, outcome: &bitrix24::Outcome) -> Result<Wanted, CommandError> {
        let events: Vec<EventBinding> = outcome.take(&self.events)?;
        // Refused where there are none.
        let robots: Vec<String> = outcome.take(&self.robots).unwrap_or_default();
        Ok(Wanted {
            placements: outcome.take::<Vec<PlacementBinding>>(&self.placements)?,
            // Offline bindings have no handler and are nobody's business here.
            events: events
                .into_iter()
                .filter(|event| !event.handler.is_empty())
                .collect(),
            robots: robots.into_iter().map(RobotBinding::known).collect(),
        })
    }
}

async fn present(client: &Client) -> Result<Wanted, ReconcileError> {
    let mut batch = Batch::new();
    let bound = PresentBatch::add(&mut batch)?;
    Ok(bound.take(&client.run(&batch).await?)?)
}

/// Makes the portal what the configuration wants, and says of each step what became of it.
///
/// # Errors
/// When the portal does not answer at all; a step it refuses is reported, not an error.
pub async fn reconcile(client: &Client, wanted: &Wanted) -> Result<Vec<Step>, ReconcileError> {
    let changes = difference(&present(client).await?, wanted);
    let mut steps = Vec::with_capacity(changes.len());
    for chunk in changes.chunks(BATCH) {
        steps.extend(apply(client, chunk).await?);
    }
    Ok(steps)
}

async fn apply(client: &Client, changes: &[Change]) -> Result<Vec<Step>, ReconcileError> {
    let mut batch = Batch::new();
    let mut commands = Vec::with_capacity(changes.len());
    for (index, change) in changes.iter().enumerate() {
        commands.push(match call(change) {
            Some(call) => Some(batch.add(format!("c{index}"), call)?),
            None => None,
        });
    }
    let outcome = if batch.is_empty() {
        None
    } else {
        Some(client.run(&batch).await?)
    };
    let steps = changes.iter().zip(commands).map(|(change, command)| {
        let result = match (&outcome, command) {
            (Some(outcome), Some(command)) => match outcome.take::<serde_json::Value>(&command) {
                Ok(_) => Outcome::Done,
                Err(error) if change.is_about_a_robot() => Outcome::Unavailable(error.to_string()),
                Err(error) => Outcome::Refused(error.to_string()),
            },
            _ => Outcome::Kept,
        };
        Step {
            change: change.clone(),
            outcome: result,
        }
    });
    Ok(steps.collect())
}

fn call(change: &Change) -> Option<Call> {
    match change {
        Change::Keep(_) | Change::KeepEvent(_) => None,
        Change::AddRobot(robot) => Some(robot.add()),
        Change::KeepRobot(robot) => Some(robot.update()),
        Change::RemoveRobot(robot) => {
            Some(Call::new("bizproc.robot.delete").param("CODE", &robot.code))
        }
        Change::Unbind(binding) => Some(
            Call::new("placement.unbind")
                .param("PLACEMENT", &binding.placement)
                .param("HANDLER", &binding.handler),
        ),
        Change::Bind(binding) => {
            let titles: serde_json::Map<String, serde_json::Value> = binding
                .titles
                .iter()
                .map(|(language, title)| (language.clone(), json!({ "TITLE": title })))
                .collect();
            let title = binding
                .titles
                .get("en")
                .or_else(|| binding.titles.values().next());
            Some(
                Call::new("placement.bind")
                    .param("PLACEMENT", &binding.placement)
                    .param("HANDLER", &binding.handler)
                    .param("TITLE", title)
                    .param("LANG_ALL", titles),
            )
        }
        Change::UnbindEvent(event) => Some(
            Call::new("event.unbind")
                .param("event", &event.event)
                .param("handler", &event.handler),
        ),
        Change::BindEvent(event) => Some(
            Call::new("event.bind")
                .param("event", &event.event)
                .param("handler", &event.handler),
        ),
    }
}
