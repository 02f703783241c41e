//! Adding rows up, exactly.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::config::block::{By, Chart, Format};
use crate::expression::Value;
use crate::widget::block::data::Reading;

/// Stretches that are drawn at most: narrower bars nobody sees. Five years of months.
const MOST: usize = 60;

/// Every stretch from the first to the last, whether anything happened in it or not.
#[derive(Debug)]
pub(super) struct Sums {
    /// The first stretch that is drawn, by its number.
    pub(super) first: i32,
    pub(super) count: usize,
    /// One for each currency, by its code.
    pub(super) series: Vec<Series>,
    /// Earlier stretches are left out.
    pub(super) earlier: bool,
    /// Rows without a day.
    pub(super) undated: usize,
}

#[derive(Debug)]
pub(super) struct Series {
    pub(super) currency: Option<String>,
    /// Of every stretch; one in which nothing happened is zero.
    pub(super) amounts: Vec<Decimal>,
    /// Of all that is drawn; `None` when it is too large for a decimal.
    pub(super) total: Option<Decimal>,
}

impl Sums {
    /// Up to today, and at least a year back: one month alone is no chart.
    pub(super) fn of(chart: &Chart, reading: &Reading, today: NaiveDate) -> Self {
        let mut undated = 0;
        let mut sums: BTreeMap<Option<String>, BTreeMap<i32, Decimal>> = BTreeMap::new();
        for (row, currency) in reading.rows() {
            let value = |column: &str| row.get(column).unwrap_or(Value::Null);
            let Some(amount) = value(&chart.y).number() else {
                continue;
            };
            let Some(day) = value(&chart.x).date() else {
                undated += 1;
                continue;
            };
            let currency = currency.filter(|_| chart.format == Format::Money);
            let sum = sums
                .entry(currency)
                .or_default()
                .entry(chart.by.number(day))
                .or_default();
            *sum = sum.saturating_add(amount);
        }
        let stretches = || sums.values().flat_map(BTreeMap::keys).copied();
        let now = chart.by.number(today);
        let last = stretches().max().map_or(now, |latest| latest.max(now));
        let usual = now - usual(chart.by);
        let earliest = stretches().min().map_or(usual, |first| first.min(usual));
        let most = i32::try_from(MOST).unwrap_or(i32::MAX);
        let first = earliest.max(last - most + 1);
        let count = usize::try_from(last - first + 1).unwrap_or_default();
        let series = sums
            .into_iter()
            .map(|(currency, by_number)| {
                let amounts: Vec<Decimal> = (first..=last)
                    .map(|number| by_number.get(&number).copied().unwrap_or_default())
                    .collect();
                let total = amounts
                    .iter()
                    .try_fold(Decimal::ZERO, |total, amount| total.checked_add(*amount));
                Series {
                    currency,
                    amounts,
                    total,
                }
            })
            .collect();
        Self {
            first,
            count,
            series,
            earlier: earliest < first,
            undated,
        }
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = i32> {
        (self.first..).take(self.count)
    }

    pub(super) fn last(&self) -> i32 {
        self.numbers().last().unwrap_or(self.first)
    }
}

/// Stretches before the present one that are drawn even when nothing happened in them.
fn usual(by: By) -> i32 {
    match by {
        By::Month => 11,
        By::Quarter => 3,
        By::Year => 2,
    }
}
