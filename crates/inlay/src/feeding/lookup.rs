//! Columns that are found in small tables: the code of a currency by its reference.

use std::collections::HashMap;
use std::sync::Arc;

use ledger::{Rows, Value};

use super::Failure;
use crate::cache::Answer;
use crate::config::source::{Lookup, QueryName};

/// The answer with a column more, found in the table by its key; a key the table does not hold
/// finds nothing. A column of the same name gives way.
pub(super) fn add(
    answer: Answer,
    name: &str,
    lookup: &Lookup,
    of: &QueryName,
    table: &Answer,
) -> Result<Answer, Failure> {
    let rows = answer.rows();
    if rows.is_empty() {
        return Ok(answer);
    }
    let known = index(table.rows(), lookup)?;
    let mut columns = rows.columns.to_vec();
    let place = columns.iter().position(|column| column == name);
    if place.is_none() {
        columns.push(name.to_owned());
    }
    let mut found = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        let key = row.get(&lookup.by);
        let key = key.ok_or_else(|| Failure::no_column(of, &lookup.by))?;
        let value = text(key).and_then(|key| known.get(&key).copied());
        let mut values: Vec<Value> = row.iter().map(|(_, value)| value.clone()).collect();
        let value = value.cloned().unwrap_or(Value::Null);
        match place {
            Some(place) => values[place] = value,
            None => values.push(value),
        }
        found.push(values);
    }
    let rows = Rows {
        columns: columns.into(),
        rows: found,
        truncated: rows.truncated,
    };
    Ok(answer.with_rows(Arc::new(rows)))
}

/// The table's values by their keys; of two rows with one key the first counts.
fn index<'t>(table: &'t Arc<Rows>, lookup: &Lookup) -> Result<HashMap<String, &'t Value>, Failure> {
    let missing = |column: &str| Failure::no_column(&lookup.keys.query, column);
    let mut known = HashMap::new();
    for row in table.iter() {
        let key = row.get(&lookup.keys.column);
        let key = key.ok_or_else(|| missing(&lookup.keys.column))?;
        let value = row.get(&lookup.take).ok_or_else(|| missing(&lookup.take))?;
        if let Some(key) = text(key) {
            known.entry(key).or_insert(value);
        }
    }
    Ok(known)
}

/// A key as a text: systems write one and the same as a number here and as a text there.
fn text(key: &Value) -> Option<String> {
    match key {
        Value::Text(text) => Some(text.trim().to_lowercase()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Decimal(number) => Some(number.normalize().to_string()),
        Value::Date(_) | Value::DateTime(_) | Value::Bool(_) | Value::Null => None,
    }
}
