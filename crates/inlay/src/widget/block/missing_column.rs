//! Columns a block names and the rows do not have.

use super::data::{Data, Reading};
use crate::expression::EvaluateError;

/// What an administrator is told of them; nobody else can help.
pub(super) fn missing_columns<'a>(
    reading: &Reading,
    named: impl Iterator<Item = &'a str>,
    data: &Data,
) -> Vec<String> {
    if !data.administrator {
        return Vec::new();
    }
    let known = |name: &str| reading.rows.columns.iter().any(|column| column == name);
    named
        .filter(|name| !known(name))
        .map(|name| {
            EvaluateError::Unknown {
                name: name.to_owned(),
            }
            .to_string()
        })
        .collect()
}
