//! Tasks.

use chrono::{DateTime, Utc};

use super::{User, World, kept::Kept};

/// Something somebody is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Number of the task.
    pub id: i64,
    /// What is to be done.
    pub title: String,
    /// More about it, in BB code.
    pub description: String,
    /// Where it stands.
    pub status: TaskStatus,
    /// Who is to do it.
    pub responsible_id: i64,
    /// Who asks.
    pub created_by: i64,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// When it was changed last.
    pub changed: DateTime<Utc>,
    /// When it should be done.
    pub deadline: Option<DateTime<Utc>>,
    /// CRM cards it is about: `D_77`, `CO_5`.
    pub crm_items: Vec<String>,
    pub(crate) kept: Kept,
}

/// Where a task stands (`api-reference/tasks/fields.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskStatus {
    /// Nobody has begun.
    Pending,
    /// Somebody works on it.
    InProgress,
    /// Done, to be approved.
    Awaiting,
    /// Done.
    Completed,
    /// Put off.
    Deferred,
}

impl TaskStatus {
    /// The number in `tasks.task.*` of REST 2.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Pending => 2,
            Self::InProgress => 3,
            Self::Awaiting => 4,
            Self::Completed => 5,
            Self::Deferred => 6,
        }
    }

    /// The word in REST 3.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Awaiting => "supposedly_completed",
            Self::Completed => "completed",
            Self::Deferred => "deferred",
        }
    }
}

impl User {
    /// Whether the user may read this task: an administrator any, others those they
    /// asked for or are to do.
    pub fn may_see_task(&self, task: &Task) -> bool {
        self.admin || [task.responsible_id, task.created_by].contains(&self.id)
    }
}

impl World {
    /// Every task, oldest first.
    pub fn tasks(&self) -> Vec<Task> {
        self.read(|state| state.crm.tasks.values().cloned().collect())
    }

    /// A task, whoever asks.
    pub fn task(&self, id: i64) -> Option<Task> {
        self.read(|state| state.crm.tasks.get(&id).cloned())
    }

    /// Gives a draft its number and its times and keeps it. `None` when the user who is to do it does not exist.
    pub(crate) fn add_task(&self, draft: Draft) -> Option<Task> {
        let now = self.clock().now();
        self.write(|state| {
            state.users.get(&draft.responsible_id)?;
            let tasks = &mut state.crm.tasks;
            let id = tasks.next_id();
            let task = Task {
                id,
                title: draft.title,
                description: draft.description,
                status: TaskStatus::Pending,
                responsible_id: draft.responsible_id,
                created_by: draft.created_by,
                created: now,
                changed: now,
                deadline: draft.deadline,
                crm_items: draft.crm_items,
                kept: Kept::default(),
            };
            tasks.insert(id, task.clone());
            Some(task)
        })
    }
}

/// A task before it has a number.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) responsible_id: i64,
    pub(crate) created_by: i64,
    pub(crate) deadline: Option<DateTime<Utc>>,
    pub(crate) crm_items: Vec<String>,
}
