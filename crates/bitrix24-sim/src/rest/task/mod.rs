//! `tasks.task.*` as REST 2 has them: fields named in capitals, answers in camel case,
//! every value text (`api-reference/tasks/tasks-task-get.md`).

mod answer;
mod change;
mod description;
mod field;
mod list;
mod status;

use super::method::{Method, method};

const TASK: &[&str] = &["task"];

pub(super) const METHODS: &[Method] = &[
    method("tasks.task.add", TASK, change::add),
    method("tasks.task.get", TASK, list::get),
    method("tasks.task.list", TASK, list::list),
    method("tasks.task.update", TASK, change::update),
    method("tasks.task.delete", TASK, change::delete),
    method("tasks.task.getfields", TASK, description::fields),
    method("tasks.task.start", TASK, status::start),
    method("tasks.task.pause", TASK, status::pause),
    method("tasks.task.complete", TASK, status::complete),
    method("tasks.task.defer", TASK, status::defer),
    method("tasks.task.renew", TASK, status::renew),
    method("tasks.task.approve", TASK, status::approve),
    method("tasks.task.disapprove", TASK, status::disapprove),
];
