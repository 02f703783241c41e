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
mod missing_column;
mod table;
mod text;

pub(super) use cell::Cell;
pub use currency::Purse;
pub use data::{Absence, Data, Missing, Reading};
pub use drawing::{Drawing, draw, reading};
pub use text::{Unfilled, text};

use crate::config::block::{Block, BlockKind};

/// The block as HTML: one `<section>`.
#[must_use]
pub fn render(block: &Block, data: &Data) -> String {
    match &block.kind {
        BlockKind::Figures(figures) => figures::render(block, figures, data),
        BlockKind::Gauge(gauge) => gauge::render(block, gauge, data),
        BlockKind::Table(table) => table::render(block, table, data),
        BlockKind::Chart(chart) => chart::render(block, chart, data),
    }
}

#[cfg(test)]
mod tests;
