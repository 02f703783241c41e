//! The open tasks that are about a card's company, deal and contact, read with the card.

use std::collections::BTreeMap;

use bitrix24::{Argument, Batch, BatchError, Call, CommandError, ErrorCode, Outcome, Step};
use chrono::{DateTime, FixedOffset};
use serde::Deserialize;
use serde_json::Value;

use super::reading::read;
use super::{Entity, number};
use crate::config::widget::Place;
use crate::matching::{Record, Subject};
use crate::store::Portal;

/// A status (`api-reference/tasks/fields.md`).
const AWAITING_CONTROL: u64 = 4;
const COMPLETED: u64 = 5;

/// What the portal told of the tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenTasks {
    /// No widget of this place shows any.
    Unasked,
    /// The application has not the scope `task`.
    NotGranted,
    /// The portal refused for another reason.
    Untold,
    /// In the order of their deadlines, those without one last.
    Told { tasks: Vec<Task>, more: bool },
}

/// A task that is not completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub id: u64,
    pub title: String,
    /// Who is to do it.
    pub responsible: Option<String>,
    pub deadline: Option<DateTime<FixedOffset>>,
    /// Done, and somebody has to look at it: it is not late any more.
    pub awaits_control: bool,
    /// Where the portal shows it to the reader.
    pub link: String,
}

/// The steps of the batch that ask for them. One for each record: that several bindings in one
/// filter mean any of them is documented nowhere.
pub(super) struct Asked(Vec<Step>);

#[derive(Deserialize)]
struct Answer {
    tasks: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: Value,
    title: Option<String>,
    status: Option<Value>,
    deadline: Option<String>,
    #[serde(default)]
    responsible: Value,
    #[serde(default)]
    uf_crm_task: Value,
}

impl Asked {
    /// `item` is the step that reads the card's own record.
    pub(super) fn add(batch: &mut Batch, entity: Entity, item: &Step) -> Result<Self, BatchError> {
        let linked =
            |prefix: &str, field: &str| Argument::from(item.at("item").at(field).after(prefix));
        let own = |prefix: &str| Argument::from(format!("{prefix}{}", entity.id));
        let bindings = match entity.place {
            Place::CompanyTab => vec![own("CO_")],
            Place::ContactTab => vec![own("C_"), linked("CO_", "companyId")],
            Place::DealTab => vec![
                own("D_"),
                linked("CO_", "companyId"),
                linked("C_", "contactId"),
            ],
        };
        let steps = bindings
            .into_iter()
            .enumerate()
            .map(|(index, binding)| batch.add(format!("tasks{index}"), about(binding)));
        Ok(Self(steps.collect::<Result<_, _>>()?))
    }

    /// Those that really are about one of the card's records: a reference that led nowhere may
    /// bring anybody's.
    pub(super) fn told(
        &self,
        outcome: &Outcome,
        portal: &Portal,
        user_id: u64,
        subject: &Subject,
    ) -> OpenTasks {
        let bindings = bindings(subject);
        let mut found = BTreeMap::new();
        let mut more = false;
        for step in &self.0 {
            let answer = match outcome.answer::<Answer>(step) {
                Ok(answer) => answer,
                Err(CommandError::Refused(refusal))
                    if refusal.code == ErrorCode::InsufficientScope =>
                {
                    return OpenTasks::NotGranted;
                }
                Err(error) => {
                    tracing::warn!(
                        portal.member_id = %portal.member_id,
                        error = &error as &dyn std::error::Error,
                        "the portal did not tell of the tasks"
                    );
                    return OpenTasks::Untold;
                }
            };
            more |= answer.next.is_some();
            let rows = answer.result.tasks.into_iter();
            let ours = rows.filter(|row| row.is_about(&bindings));
            for row in ours {
                if let Some(task) = row.task(portal, user_id) {
                    found.insert(task.id, task);
                }
            }
        }
        let mut tasks: Vec<Task> = found.into_values().collect();
        tasks.sort_by_key(|task| (task.deadline.is_none(), task.deadline, task.id));
        OpenTasks::Told { tasks, more }
    }
}

/// The open tasks bound to one record, fifty at most.
///
/// Source: `api-reference/tasks/tasks-task-list.md`.
fn about(binding: Argument) -> Call {
    read("tasks.task.list")
        .param("filter[UF_CRM_TASK]", binding)
        .param("filter[!REAL_STATUS]", COMPLETED)
        .param("order[DEADLINE]", "asc")
        .param(
            "select",
            [
                "ID",
                "TITLE",
                "STATUS",
                "DEADLINE",
                "RESPONSIBLE_ID",
                "UF_CRM_TASK",
            ],
        )
}

/// How a task is bound to a card's records. Source: `api-reference/tasks/fields.md`.
fn bindings(subject: &Subject) -> Vec<String> {
    let id = |fields: &Option<Record>| number(fields.as_ref()?.get("id"));
    let records = [
        ("D_", id(&subject.deal)),
        ("CO_", id(&subject.company)),
        ("C_", id(&subject.contact)),
    ];
    records
        .into_iter()
        .filter_map(|(prefix, id)| Some(format!("{prefix}{}", id?)))
        .collect()
}

impl Row {
    fn is_about(&self, bindings: &[String]) -> bool {
        let Value::Array(bound) = &self.uf_crm_task else {
            return false;
        };
        bound
            .iter()
            .filter_map(Value::as_str)
            .any(|bound| bindings.iter().any(|binding| binding == bound))
    }

    fn task(self, portal: &Portal, user_id: u64) -> Option<Task> {
        let id = number(Some(&self.id))?;
        let status = number(self.status.as_ref());
        if status == Some(COMPLETED) {
            return None;
        }
        let name = self.responsible.get("name").and_then(Value::as_str);
        let deadline = self.deadline.as_deref();
        Some(Task {
            id,
            title: self.title.unwrap_or_default(),
            responsible: name.filter(|name| !name.is_empty()).map(str::to_owned),
            deadline: deadline.and_then(|text| DateTime::parse_from_rfc3339(text).ok()),
            awaits_control: status == Some(AWAITING_CONTROL),
            link: format!(
                "{}/company/personal/user/{user_id}/tasks/task/view/{id}/",
                portal.address.origin()
            ),
        })
    }
}
