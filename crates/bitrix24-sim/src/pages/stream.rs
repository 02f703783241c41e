//! What happened to a card, the newest first.

use chrono::{DateTime, Utc};

use super::{
    bb::{self, Piece},
    card::{CardKind, Item},
    chrome::Person,
    money,
    session::Visitor,
    task,
    words::Words,
};
use crate::{
    AppState,
    world::{Cell, Kept},
};

/// One thing that happened.
pub(super) struct Moment {
    /// Picks the mark beside it.
    pub(super) mark: &'static str,
    pub(super) heading: String,
    /// Where the heading leads; nowhere if empty.
    pub(super) to: String,
    pub(super) text: Vec<Piece>,
    pub(super) at: String,
    pub(super) by: Option<Person>,
    order: DateTime<Utc>,
}

/// Everything that happened to the item, as far as the visitor may know.
pub(super) fn of(state: &AppState, visitor: &Visitor, item: &Item) -> Vec<Moment> {
    let words = Words::of(visitor.user.language);
    let draw = Draw { state, visitor };
    let mut all = vec![draw.moment("born", words.was_created, item.created.at, item.created.by)];
    if item.modified.at > item.created.at {
        let (at, by) = (item.modified.at, item.modified.by);
        all.push(draw.moment("changed", words.was_changed, at, by));
    }
    all.extend(draw.tasks(item.kind, item.id));
    all.extend(draw.comments(item.kind, item.id));
    all.extend(draw.activities(item.kind, item.id));
    all.sort_by_key(|moment| std::cmp::Reverse(moment.order));
    all
}

struct Draw<'a> {
    state: &'a AppState,
    visitor: &'a Visitor,
}

impl Draw<'_> {
    fn moment(
        &self,
        mark: &'static str,
        heading: &str,
        at: DateTime<Utc>,
        by: Option<i64>,
    ) -> Moment {
        let by = by.and_then(|id| self.state.world().user(id));
        Moment {
            mark,
            heading: heading.to_owned(),
            to: String::new(),
            text: Vec::new(),
            at: money::moment(at, self.visitor.user.language),
            by: by.map(|user| Person::new(&user)),
            order: at,
        }
    }

    /// Tasks that name the card in `UF_CRM_TASK`.
    fn tasks(&self, kind: CardKind, id: i64) -> Vec<Moment> {
        let name = format!("{}_{id}", kind.letter());
        let words = Words::of(self.visitor.user.language);
        let tasks = self.state.world().tasks().into_iter();
        let mine = tasks
            .filter(|task| task.crm_items.contains(&name) && self.visitor.user.may_see_task(task));
        let moments = mine.map(|task| Moment {
            to: task::path(task.responsible_id, task.id),
            text: bb::pieces(&task.description),
            ..self.moment(
                "task",
                &format!("{}: {}", words.task, task.title),
                task.created,
                Some(task.created_by),
            )
        });
        moments.collect()
    }

    fn comments(&self, kind: CardKind, id: i64) -> Vec<Moment> {
        let words = Words::of(self.visitor.user.language);
        let comments = self.state.world().read(|state| {
            let comments = state.crm.comments.values();
            let mine = comments.filter(|comment| hangs_on(&comment.kept, kind, id));
            mine.map(|comment| comment.kept.clone()).collect::<Vec<_>>()
        });
        let moments = comments.iter().map(|kept| Moment {
            text: bb::pieces(&kept.text("COMMENT")),
            ..self.moment(
                "comment",
                words.comment,
                time(kept, "CREATED"),
                kept.number("AUTHOR_ID"),
            )
        });
        moments.collect()
    }

    fn activities(&self, kind: CardKind, id: i64) -> Vec<Moment> {
        let words = Words::of(self.visitor.user.language);
        let activities = self.state.world().read(|state| {
            let activities = state.crm.activities.values();
            let mine = activities.filter(|activity| hangs_on(&activity.kept, kind, id));
            mine.map(|activity| activity.kept.clone())
                .collect::<Vec<_>>()
        });
        let moments = activities.iter().map(|kept| {
            let done = kept.get("COMPLETED") == Some(&Cell::Flag(true));
            let mark = if done { "activity done" } else { "activity" };
            let mut text = bb::pieces(&kept.text("DESCRIPTION"));
            if let Some(Cell::Time(deadline)) = kept.get("DEADLINE") {
                let language = self.visitor.user.language;
                let until = format!("{}: {}", words.deadline, money::moment(*deadline, language));
                text.extend([Piece::Break, Piece::Text(until)]);
            }
            Moment {
                text,
                ..self.moment(
                    mark,
                    &kept.text("SUBJECT"),
                    time(kept, "CREATED"),
                    kept.number("RESPONSIBLE_ID"),
                )
            }
        });
        moments.collect()
    }
}

fn hangs_on(kept: &Kept, kind: CardKind, id: i64) -> bool {
    kept.number("OWNER_TYPE_ID") == Some(kind.type_id()) && kept.number("OWNER_ID") == Some(id)
}

/// The epoch for what has no time: the end of the list.
fn time(kept: &Kept, name: &str) -> DateTime<Utc> {
    match kept.get(name) {
        Some(Cell::Time(at)) => *at,
        _ => DateTime::UNIX_EPOCH,
    }
}
