//! The rows of totals under a table: one for each currency, never one for several.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::config::block::Table;
use crate::expression::Value;
use crate::widget::block::cell::Cell;
use crate::widget::block::data::Reading;
use crate::words::{Argument, Language};

/// One cell of a totals row.
#[derive(Debug)]
pub(super) enum Total {
    /// The words in front, over this many columns.
    Label(String, usize),
    Amount(Cell),
    Blank,
}

/// A row of totals for each currency, when there is a column to add up. It says how many rows were
/// added: a query's own limit may have cut the rest.
pub(super) fn totals(table: &Table, reading: &Reading, language: Language) -> Vec<Vec<Total>> {
    let Some(first) = table.totals.iter().min().copied() else {
        return Vec::new();
    };
    let mut by_currency: BTreeMap<Option<String>, (usize, Vec<Option<Decimal>>)> = BTreeMap::new();
    for (row, currency) in reading.rows() {
        let (count, sums) = by_currency
            .entry(currency)
            .or_insert_with(|| (0, vec![None; table.columns.len()]));
        *count += 1;
        for place in &table.totals {
            let column = &table.columns[*place];
            if let Some(amount) = row.get(&column.name).as_ref().and_then(Value::number) {
                // A sum too large for a decimal is not shown rather than wrong.
                sums[*place] = sums[*place].unwrap_or_default().checked_add(amount);
            }
        }
    }
    let key = if reading.rows.truncated {
        "table-total-shown"
    } else {
        "table-total"
    };
    by_currency
        .into_iter()
        .map(|(currency, (count, sums))| {
            let label = language.say_with(key, &[("count", Argument::Count(count))]);
            let amounts =
                table
                    .columns
                    .iter()
                    .zip(sums)
                    .skip(first)
                    .map(|(column, sum)| match sum {
                        Some(sum) => Total::Amount(Cell::new(
                            &Value::Number(sum),
                            column.format,
                            currency.as_deref(),
                            language,
                        )),
                        None => Total::Blank,
                    });
            // Where the first column is added up already, the words have no place of their own.
            let words = (first > 0).then_some(Total::Label(label, first));
            words.into_iter().chain(amounts).collect()
        })
        .collect()
}
