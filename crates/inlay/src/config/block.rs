//! `[[widget.block]]`: one thing a widget shows.

use std::collections::BTreeMap;

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

impl Block {
    /// The queries this block reads beside the client's row.
    pub fn queries(&self) -> impl Iterator<Item = &QueryName> {
        let own = match &self.kind {
            BlockKind::Table(table) => Some(&table.query),
            BlockKind::Figures(_) | BlockKind::Gauge(_) => None,
        };
        self.queries.values().chain(own)
    }
}

impl Block {
    /// The expressions it computes, with what each is for.
    pub fn expressions(&self) -> Vec<&Expression> {
        match &self.kind {
            BlockKind::Figures(figures) => figures
                .iter()
                .flat_map(|figure| std::iter::once(&figure.value).chain(&figure.alarm))
                .collect(),
            BlockKind::Gauge(gauge) => vec![&gauge.value, &gauge.max],
            BlockKind::Table(_) => Vec::new(),
        }
    }
}

/// What a block shows.
#[derive(Debug)]
pub enum BlockKind {
    Figures(Vec<Figure>),
    Gauge(Gauge),
    Table(Table),
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

/// Rows of one query.
#[derive(Debug)]
pub struct Table {
    pub query: QueryName,
    pub columns: Vec<Column>,
}

/// One column of a table: `"date:date"`, or with a label of its own.
#[derive(Debug)]
pub struct Column {
    /// The column's name in the query's rows.
    pub name: String,
    pub label: Option<Localized>,
    pub format: Format,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Text,
    /// An amount with its currency.
    Money,
    Number,
    Percent,
    Date,
    /// A short word in a coloured frame.
    Badge,
    Phone,
}

impl Format {
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Money,
        Self::Number,
        Self::Percent,
        Self::Date,
        Self::Badge,
        Self::Phone,
    ];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Money => "money",
            Self::Number => "number",
            Self::Percent => "percent",
            Self::Date => "date",
            Self::Badge => "badge",
            Self::Phone => "phone",
        }
    }
}
