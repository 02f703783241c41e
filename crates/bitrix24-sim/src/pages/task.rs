//! Tasks: a person's list, and one task.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    bb::{self, Piece},
    card::Link,
    chrome::{Chrome, Notice, Person, Section, page},
    money,
    seat::Seat,
    session::Visitor,
    words::Words,
};
use crate::{AppState, Task, TaskStatus};

/// The address of a task, as the portal writes it.
pub(super) fn path(user_id: i64, id: i64) -> String {
    format!("/company/personal/user/{user_id}/tasks/task/view/{id}/")
}

#[derive(Template)]
#[template(path = "tasks.html")]
struct List {
    chrome: Chrome,
    tasks: Vec<Row>,
    tools: Vec<Seat>,
}

struct Row {
    to: String,
    title: String,
    status: &'static str,
    done: bool,
    deadline: String,
    late: bool,
    responsible: Option<Person>,
    created_by: Option<Person>,
    menu: Vec<Seat>,
}

/// `GET /company/personal/user/{id}/tasks/`: what a person is to do or has asked for.
pub(super) async fn list(
    State(state): State<AppState>,
    Path(owner): Path<i64>,
    visitor: Visitor,
) -> Response {
    let tools = Seat::all(&state, &visitor, "TASK_USER_LIST_TOOLBAR");
    let tools = Seat::all_about(&tools, "USER_ID", owner);
    let menu = Seat::all(&state, &visitor, "TASK_LIST_CONTEXT_MENU");
    let all = state.world().tasks().into_iter().rev();
    let shown = all.filter(|task| {
        let about = [task.responsible_id, task.created_by].contains(&owner);
        about && visitor.user.may_see_task(task)
    });
    let tasks = shown
        .map(|task| row(&state, &visitor, &task, &menu))
        .collect();
    let title = Words::of(visitor.user.language).tasks;
    page(&List {
        chrome: Chrome::new(&state, visitor, Section::Tasks, title),
        tasks,
        tools,
    })
}

fn row(state: &AppState, visitor: &Visitor, task: &Task, menu: &[Seat]) -> Row {
    let language = visitor.user.language;
    let person = |id| state.world().user(id).map(|user| Person::new(&user));
    let done = task.status == TaskStatus::Completed;
    Row {
        to: path(task.responsible_id, task.id),
        title: task.title.clone(),
        status: status(task.status, Words::of(language)),
        done,
        deadline: task
            .deadline
            .map_or_else(String::new, |at| money::moment(at, language)),
        late: !done && task.deadline.is_some_and(|at| at < state.clock().now()),
        responsible: person(task.responsible_id),
        created_by: person(task.created_by),
        menu: Seat::all_about(menu, "ID", task.id),
    }
}

fn status(status: TaskStatus, words: &Words) -> &'static str {
    match status {
        TaskStatus::Pending => words.task_pending,
        TaskStatus::InProgress => words.task_in_progress,
        TaskStatus::Awaiting => words.task_awaiting,
        TaskStatus::Completed => words.task_completed,
        TaskStatus::Deferred => words.task_deferred,
    }
}

#[derive(Template)]
#[template(path = "task.html")]
struct One {
    chrome: Chrome,
    id: i64,
    row: Row,
    description: Vec<Piece>,
    created: String,
    items: Vec<Link>,
    tabs: Vec<Seat>,
    side: Vec<Seat>,
    tools: Vec<Seat>,
}

/// `GET /company/personal/user/{owner}/tasks/task/view/{id}/`
pub(super) async fn show(
    State(state): State<AppState>,
    Path((_, id)): Path<(i64, i64)>,
    visitor: Visitor,
) -> Response {
    let task = state.world().task(id);
    let Some(task) = task.filter(|task| visitor.user.may_see_task(task)) else {
        let words = Words::of(visitor.user.language);
        return page(&Notice {
            chrome: Chrome::new(&state, visitor, Section::Tasks, words.not_found),
            heading: words.not_found,
            hint: words.not_found_hint,
        });
    };
    let seats = |place: &str| {
        let all = Seat::all(&state, &visitor, &format!("TASK_VIEW_{place}"));
        Seat::all_about(&all, "taskId", id)
    };
    let (tabs, side, tools) = (seats("TAB"), seats("SIDEBAR"), seats("TOP_PANEL"));
    let row = row(&state, &visitor, &task, &[]);
    let created = money::moment(task.created, visitor.user.language);
    let title = task.title.clone();
    page(&One {
        chrome: Chrome::new(&state, visitor, Section::Tasks, title),
        id,
        row,
        description: bb::pieces(&task.description),
        created,
        items: task
            .crm_items
            .iter()
            .filter_map(|name| Link::to_item(&state, name))
            .collect(),
        tabs,
        side,
        tools,
    })
}
