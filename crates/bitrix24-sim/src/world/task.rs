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

    const ALL: [Self; 5] = [
        Self::Pending,
        Self::InProgress,
        Self::Awaiting,
        Self::Completed,
        Self::Deferred,
    ];

    /// The status with this number in REST 2.
    pub(crate) fn numbered(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.number() == number)
    }

    /// The status with this word in REST 3.
    pub(crate) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
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
}
