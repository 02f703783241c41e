//! Blocks, drawn: one folder or file for each kind.
//!
//! A block is drawn from what the accounting system answered, never refused: what is missing or
//! cannot be computed says so in its own place, and every block says whose data it shows and how
//! old they are.

mod cell;
mod chart;
mod currency;
mod cut;
mod data;
mod drawing;
mod figures;
mod footing;
mod frame;
mod gauge;
mod list;
mod missing_column;
mod more;
mod notice;
mod sentence;
mod table;
mod tasks;
mod text;

pub(super) use cell::Cell;
pub use currency::Purse;
pub use data::{Absence, Data, Missing, Reading};
pub use drawing::{Drawing, draw, reading};
pub use text::{Unfilled, text};

use crate::config::block::{Block, BlockKind};

/// The block as HTML: one `<section>`, or nothing for a notice that is not due.
#[must_use]
pub fn render(block: &Block, data: &Data) -> String {
    match &block.kind {
        BlockKind::Figures(figures) => figures::render(block, figures, data),
        BlockKind::Gauge(gauge) => gauge::render(block, gauge, data),
        BlockKind::Table(table) => table::render(block, table, data),
        BlockKind::Chart(chart) => chart::render(block, chart, data),
        BlockKind::List(list) => list::render(block, list, data),
        BlockKind::Notice(notice) => notice::render(block, notice, data),
        BlockKind::Tasks(tasks) => tasks::render(block, tasks, data),
    }
}

#[cfg(test)]
mod tests;
