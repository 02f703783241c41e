//! The portal's own open tasks about the card.

use askama::Template;
use chrono::Utc;

use super::cell::Cell;
use super::data::Data;
use super::footing::Footing;
use super::frame::{framed, title};
use super::more::More;
use crate::config::block::{Block, Format, TaskList};
use crate::expression::Value;
use crate::widget::card::{OpenTasks, Task};

#[derive(Debug, Template)]
#[template(path = "block/tasks.html", whitespace = "minimize")]
struct Drawn {
    groups: Vec<Group>,
    more: Option<More>,
    empty: String,
    /// The portal has more of them than it told of.
    truncated: Option<String>,
    /// Why there are none, and what helps.
    absent: Option<(String, String)>,
}

#[derive(Debug)]
struct Group {
    entries: Vec<Entry>,
    more: bool,
}

#[derive(Debug)]
struct Entry {
    title: String,
    link: String,
    responsible: Option<String>,
    /// "until Nov 24, 2026".
    deadline: Option<String>,
    /// "overdue", or that somebody has to look at it.
    state: Option<(String, &'static str)>,
}

pub(super) fn render(block: &Block, list: &TaskList, data: &Data) -> String {
    let language = data.language;
    let heading = match title(block, data) {
        Some(title) => title.to_owned(),
        None => language.say("tasks-title"),
    };
    let mut drawn = Drawn {
        groups: Vec::new(),
        more: None,
        empty: language.say("tasks-none"),
        truncated: None,
        absent: None,
    };
    let mut footing = Footing::of([], data.now, language);
    let absent = |key: &str| (language.say(key), language.say(&format!("{key}-hint")));
    match &data.tasks {
        OpenTasks::NotGranted => drawn.absent = Some(absent("tasks-not-granted")),
        OpenTasks::Unasked | OpenTasks::Untold => drawn.absent = Some(absent("tasks-untold")),
        OpenTasks::Told { tasks, more } => {
            let mut entries: Vec<Entry> = tasks.iter().map(|task| Entry::new(task, data)).collect();
            let rest = entries.split_off(list.first.min(entries.len()));
            drawn.more = More::of(rest.len(), list.first, language);
            drawn.groups = [(entries, false), (rest, true)]
                .into_iter()
                .filter(|(entries, _)| !entries.is_empty())
                .map(|(entries, more)| Group { entries, more })
                .collect();
            drawn.truncated = more.then(|| language.say("tasks-more"));
            footing = Footing::of_portal(data.card_read_at, data.now, language);
        }
    }
    framed("tasks", Some(&heading), drawn, footing)
}

impl Entry {
    fn new(task: &Task, data: &Data) -> Self {
        let language = data.language;
        let late = |deadline: &chrono::DateTime<_>| deadline.with_timezone(&Utc) < data.now;
        let written = |text: &str| Cell::new(&Value::text(text), Format::Text, None, language).text;
        let state = if task.awaits_control {
            Some((language.say("tasks-awaits-control"), "info"))
        } else {
            let overdue = task.deadline.as_ref().is_some_and(late);
            overdue.then(|| (language.say("tasks-overdue"), "alarm"))
        };
        Self {
            title: written(&task.title),
            link: task.link.clone(),
            responsible: task.responsible.as_deref().map(written),
            // The day in the portal's own time, as the portal shows it.
            deadline: task.deadline.map(|deadline| {
                let day = language.date(deadline.date_naive());
                let arguments = [("date", crate::words::Argument::Text(&day))];
                language.say_with("tasks-until", &arguments)
            }),
            state,
        }
    }
}
