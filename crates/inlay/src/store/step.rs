//! Statements of one transaction as values: prepared outside of it, run one after another.

use std::borrow::Cow;

/// One statement and what is bound to it.
pub(super) struct Step {
    pub(super) sql: Cow<'static, str>,
    pub(super) arguments: Vec<Argument>,
}

/// A value on its way into a column.
pub(super) enum Argument {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Vec<u8>),
    Flag(bool),
}

impl Step {
    pub(super) fn new(
        sql: &'static str,
        arguments: impl IntoIterator<Item = impl Into<Argument>>,
    ) -> Self {
        Self {
            sql: Cow::Borrowed(sql),
            arguments: arguments.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Argument {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<Option<String>> for Argument {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Argument {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<bool> for Argument {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

/// A step as a query of whichever database the surrounding `on!` is about.
macro_rules! query_of {
    ($step:expr) => {{
        let $crate::store::step::Step { sql, arguments } = $step;
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for argument in arguments {
            query = match argument {
                $crate::store::step::Argument::Number(number) => query.bind(number),
                $crate::store::step::Argument::Text(text) => query.bind(text),
                $crate::store::step::Argument::Bytes(bytes) => query.bind(bytes),
                $crate::store::step::Argument::Flag(flag) => query.bind(flag),
            };
        }
        query
    }};
}

/// An insertion of many rows by one statement.
pub(super) struct Insertion {
    /// Up to where the values begin.
    pub(super) head: &'static str,
    /// Values of one row.
    pub(super) columns: usize,
    /// What follows them.
    pub(super) tail: &'static str,
}

impl Insertion {
    /// Rows of one statement at most. The sizes are powers of two, so that few statements are
    /// prepared and every number of rows is a handful of them.
    const MOST: usize = 128;

    /// The steps that insert these rows.
    pub(super) fn of(&self, rows: Vec<Vec<Argument>>) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let size = Self::MOST.min(1 << rows.len().ilog2());
            steps.push(Step {
                sql: Cow::Owned(self.text(size)),
                arguments: rows.by_ref().take(size).flatten().collect(),
            });
        }
        steps
    }

    /// The statement for so many rows.
    pub(super) fn text(&self, rows: usize) -> String {
        let mut text = self.head.to_owned();
        for row in 0..rows {
            text.push_str(if row == 0 { " (" } else { ", (" });
            for column in 0..self.columns {
                let separator = if column == 0 { "$" } else { ", $" };
                text.push_str(separator);
                text.push_str(&(row * self.columns + column + 1).to_string());
            }
            text.push(')');
        }
        text.push(' ');
        text.push_str(self.tail);
        text
    }
}

/// A statement with one value, `$1`, about many rows by their numbers.
pub(super) struct Listing {
    /// Up to where the numbers begin.
    pub(super) head: &'static str,
}

impl Listing {
    const MOST: usize = 64;

    /// The steps for these rows. A number may stand twice, so that few statements are prepared.
    pub(super) fn of(&self, value: i64, rows: &[i64]) -> Vec<Step> {
        let steps = rows.chunks(Self::MOST).map(|rows| {
            let size = rows.len().next_power_of_two();
            let last = rows.last().copied().unwrap_or_default();
            let padding = std::iter::repeat_n(last, size - rows.len());
            let numbers = std::iter::once(value).chain(rows.iter().copied());
            Step {
                sql: Cow::Owned(self.text(size)),
                arguments: numbers.chain(padding).map(Into::into).collect(),
            }
        });
        steps.collect()
    }

    /// The statement for so many rows.
    pub(super) fn text(&self, rows: usize) -> String {
        let numbers = (1..=rows).map(|row| format!("${}", row + 1));
        format!("{} ({})", self.head, numbers.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_named_in_sizes_of_powers_of_two() {
        let listing = Listing {
            head: "delete from t where holder = $1 and id in",
        };
        assert!(listing.of(7, &[]).is_empty());
        for count in [1_i64, 3, 64, 65, 200] {
            let rows: Vec<i64> = (0..count).collect();
            let mut named = std::collections::BTreeSet::new();
            for step in listing.of(-1, &rows) {
                let size = step.arguments.len() - 1;
                assert!(size.is_power_of_two() && size <= 64);
                assert_eq!(step.sql, listing.text(size));
                for argument in step.arguments {
                    if let Argument::Number(Some(number)) = argument {
                        named.insert(number);
                    }
                }
            }
            assert_eq!(named, (-1..count).collect());
        }
        assert_eq!(
            listing.text(2),
            "delete from t where holder = $1 and id in ($2, $3)"
        );
    }

    #[test]
    fn every_number_of_rows_is_inserted_once_in_sizes_of_powers_of_two() {
        let insertion = Insertion {
            head: "insert into t (a, b) values",
            columns: 2,
            tail: "on conflict do nothing",
        };
        for count in [0_i64, 1, 2, 3, 37, 128, 300] {
            let rows = (0..count).map(|n| vec![n.into(), true.into()]).collect();
            let steps = insertion.of(rows);
            let mut numbers = Vec::new();
            for step in steps {
                let rows = step.arguments.len() / 2;
                assert!(rows.is_power_of_two() && rows <= 128);
                assert_eq!(step.sql, insertion.text(rows));
                for argument in step.arguments {
                    if let Argument::Number(number) = argument {
                        numbers.extend(number);
                    }
                }
            }
            assert_eq!(numbers, (0..count).collect::<Vec<_>>());
        }
        assert_eq!(
            insertion.text(2),
            "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing"
        );
    }
}
