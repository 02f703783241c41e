//! `[[widget.block]]`: one thing a widget shows.

mod chart;
mod format;
mod table;

use std::collections::BTreeMap;

pub use chart::{By, Chart};
pub use format::Format;
pub use table::{Column, FIRST, Table};

use super::localized::Localized;
use super::source::QueryName;
use crate::expression::Expression;

/// One block: what it is called and what it shows.
#[derive(Debug)]
pub struct Block {
    pub title: Option<Localized>,
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

    /// The expressions it computes, with what each is for.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expression> {
        match &self.kind {
            BlockKind::Figures(figures) => figures
                .iter()
                .flat_map(|figure| std::iter::once(&figure.value).chain(&figure.alarm))
                .collect(),
            BlockKind::Gauge(gauge) => vec![&gauge.value, &gauge.max],
            BlockKind::Table(_) | BlockKind::Chart(_) => Vec::new(),
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
        }
    }

    /// The query whose rows it shows one by one or added up.
    #[must_use]
    pub fn query(&self) -> Option<&QueryName> {
        match self {
            Self::Table(table) => Some(&table.query),
            Self::Chart(chart) => Some(&chart.query),
            Self::Figures(_) | Self::Gauge(_) => None,
        }
    }
}
