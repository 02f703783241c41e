//! `tasks.task.start`, `.complete` and the like (`api-reference/tasks/status/`).

use super::{
    answer,
    change::{not_allowed, task_id},
};
use crate::{
    rest::{
        crm::entity::Naming,
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Task, TaskStatus, User},
};

/// Whose move it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mover {
    /// Who is to do it.
    Doer,
    /// Who asked for it.
    Asker,
    Either,
}

pub(super) fn start(call: &Call<'_>) -> Result<Reply, Refusal> {
    let from = [TaskStatus::Pending, TaskStatus::Deferred];
    turn(call, "0", Mover::Doer, &from, |_| TaskStatus::InProgress)
}

pub(super) fn pause(call: &Call<'_>) -> Result<Reply, Refusal> {
    let from = [TaskStatus::InProgress];
    turn(call, REFUSED, Mover::Doer, &from, |_| TaskStatus::Pending)
}

/// A task under control is first shown to whoever asked for it.
pub(super) fn complete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let from = [
        TaskStatus::Pending,
        TaskStatus::InProgress,
        TaskStatus::Deferred,
    ];
    let user_id = call.caller.user.id;
    turn(call, "0", Mover::Either, &from, |task| {
        let is_controlled = task.kept.text("TASK_CONTROL") == "Y";
        if is_controlled && task.created_by != user_id {
            TaskStatus::Awaiting
        } else {
            TaskStatus::Completed
        }
    })
}

pub(super) fn defer(call: &Call<'_>) -> Result<Reply, Refusal> {
    let from = [TaskStatus::Pending, TaskStatus::InProgress];
    turn(call, REFUSED, Mover::Either, &from, |_| {
        TaskStatus::Deferred
    })
}

pub(super) fn renew(call: &Call<'_>) -> Result<Reply, Refusal> {
    let from = [
        TaskStatus::Awaiting,
        TaskStatus::Completed,
        TaskStatus::Deferred,
    ];
    turn(call, REFUSED, Mover::Either, &from, |_| TaskStatus::Pending)
}

pub(super) fn approve(call: &Call<'_>) -> Result<Reply, Refusal> {
    let from = [TaskStatus::Awaiting];
    turn(call, REFUSED, Mover::Asker, &from, |_| {
        TaskStatus::Completed
    })
}

pub(super) fn disapprove(call: &Call<'_>) -> Result<Reply, Refusal> {
    let from = [TaskStatus::Awaiting];
    turn(call, REFUSED, Mover::Asker, &from, |_| TaskStatus::Pending)
}

/// The code most of these methods refuse with; `start` and `complete` say `0`.
const REFUSED: &str = "1048582";

fn turn(
    call: &Call<'_>,
    code: &str,
    mover: Mover,
    from: &[TaskStatus],
    to: impl FnOnce(&Task) -> TaskStatus,
) -> Result<Reply, Refusal> {
    let id = task_id(call)?;
    let task = call.state.world().task(id);
    let task = task.filter(|task| mover.is(&call.caller.user, task));
    let task = task.filter(|task| from.contains(&task.status));
    let task = task.ok_or_else(|| not_allowed(code))?;
    let status = serde_json::json!(to(&task).number());
    let fields = [("STATUS".to_owned(), status)].into_iter().collect();
    let done = call
        .state
        .update::<Task>(call.actor(), id, &fields, Naming::Old);
    done.map_err(|_| not_allowed(code))?;
    Ok(answer::task(call, id))
}

impl Mover {
    fn is(self, user: &User, task: &Task) -> bool {
        let does = user.id == task.responsible_id && self != Self::Asker;
        let asks = user.id == task.created_by && self != Self::Doer;
        user.admin || does || asks
    }
}
