//! `[[widget.block]]`: one thing a widget shows.

mod chart;
mod format;
mod list;
mod notice;
mod table;

use std::collections::BTreeMap;

pub use chart::{By, Chart};
pub use format::Format;
pub use list::{FIRST_ENTRIES, List, ROW};
pub use notice::{Level, Notice};
pub use table::{Column, FIRST, Table};

use super::audience::Audience;
use super::localized::Localized;
use super::source::QueryName;
use crate::expression::Expression;

/// One block: what it is called and what it shows.
#[derive(Debug)]
pub struct Block {
    pub title: Option<Localized>,
    /// Who is shown it; everybody when it does not say.
    pub visible_to: Option<Audience>,
    /// Further queries whose rows its expressions may use, by the name they use.
    pub queries: BTreeMap<String, QueryName>,
    pub kind: BlockKind,
}

/// What a block shows.
#[derive(Debug)]
pub enum BlockKind {
    Figures(Vec<Figure>),
    Gauge(Gauge),
    Table(Table),
    Chart(Chart),
    List(List),
    Notice(Notice),
    /// The open tasks of the card's company, deal and contact.
    Tasks(TaskList),
}

/// What of the tasks is shown.
#[derive(Debug)]
pub struct TaskList {
    /// Tasks that are shown before anybody asks for more.
    pub first: usize,
}

/// One labelled value.
#[derive(Debug)]
pub struct Figure {
    pub label: Localized,
    pub value: Expression,
    pub format: Format,
    /// Drawn as a warning while this holds.
    pub alarm: Option<Expression>,
}

/// How much of a limit is used.
#[derive(Debug)]
pub struct Gauge {
    pub value: Expression,
    /// A limit that is not set (null) is not a limit of zero.
    pub max: Expression,
    pub format: Format,
}

impl Block {
    /// The queries this block reads beside the client's row.
    pub fn queries(&self) -> impl Iterator<Item = &QueryName> {
        self.queries.values().chain(self.kind.query())
    }

    /// The query whose rows are all it shows: nothing of the card or of another query is in it.
    #[must_use]
    pub fn rows_alone(&self) -> Option<&QueryName> {
        let speaks_of_rows = match &self.kind {
            BlockKind::List(list) => list.roots().into_iter().all(|root| root == ROW),
            _ => true,
        };
        let query = self.kind.query()?;
        (self.queries.is_empty() && speaks_of_rows).then_some(query)
    }

    /// The expressions it computes, with what each is for.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expression> {
        match &self.kind {
            BlockKind::Figures(figures) => figures
                .iter()
                .flat_map(|figure| std::iter::once(&figure.value).chain(&figure.alarm))
                .collect(),
            BlockKind::Gauge(gauge) => vec![&gauge.value, &gauge.max],
            BlockKind::Notice(notice) => {
                let holes = notice.text.holes().map(|hole| &hole.expression);
                std::iter::once(&notice.when).chain(holes).collect()
            }
            // A list's texts speak of its rows, which are many.
            BlockKind::Table(_)
            | BlockKind::Chart(_)
            | BlockKind::List(_)
            | BlockKind::Tasks(_) => Vec::new(),
        }
    }
}

impl BlockKind {
    /// Its name in the configuration.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Figures(_) => "figures",
            Self::Gauge(_) => "gauge",
            Self::Table(_) => "table",
            Self::Chart(_) => "chart",
            Self::List(_) => "list",
            Self::Notice(_) => "notice",
            Self::Tasks(_) => "tasks",
        }
    }

    /// The query whose rows it shows one by one or added up.
    #[must_use]
    pub fn query(&self) -> Option<&QueryName> {
        match self {
            Self::Table(table) => Some(&table.query),
            Self::Chart(chart) => Some(&chart.query),
            Self::List(list) => Some(&list.query),
            Self::Figures(_) | Self::Gauge(_) | Self::Notice(_) | Self::Tasks(_) => None,
        }
    }
}
