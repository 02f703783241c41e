//! Rows as they lie in the store: JSON, so that a later version reads them, or sees that it cannot.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use ledger::{Rows, Value};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::cache::copy::Copied;
use crate::cache::key::Reading;

/// Goes up when what is written is no longer what an older version reads.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Record {
    version: u32,
    /// What was asked: an answer moved to another key is not taken for its answer.
    reading: Reading,
    read_at: DateTime<Utc>,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
    truncated: bool,
}

/// A value. What JSON has a form for is written plainly, the rest is marked.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Cell {
    Null(()),
    Bool(bool),
    Integer(i64),
    Text(String),
    Marked(Marked),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Marked {
    /// As a text: exact, with its scale.
    Decimal(Decimal),
    Date(NaiveDate),
    DateTime(NaiveDateTime),
}

/// A copy as bytes; `None` when it cannot be written.
pub(super) fn write(reading: &Reading, copied: &Copied) -> Option<Vec<u8>> {
    let rows = &copied.rows;
    let record = Record {
        version: VERSION,
        reading: *reading,
        read_at: copied.read_at,
        columns: rows.columns.to_vec(),
        rows: rows
            .rows
            .iter()
            .map(|row| row.iter().map(cell).collect())
            .collect(),
        truncated: rows.truncated,
    };
    serde_json::to_vec(&record).ok()
}

/// A copy from bytes; `None` when they are of another version, or of another reading.
pub(super) fn read(reading: &Reading, bytes: &[u8]) -> Option<Copied> {
    let record: Record = serde_json::from_slice(bytes).ok()?;
    let whole = record
        .rows
        .iter()
        .all(|row| row.len() == record.columns.len());
    if record.version != VERSION || record.reading != *reading || !whole {
        return None;
    }
    let rows = Rows {
        columns: record.columns.into(),
        rows: record
            .rows
            .into_iter()
            .map(|row| row.into_iter().map(value).collect())
            .collect(),
        truncated: record.truncated,
    };
    Some(Copied {
        rows: Arc::new(rows),
        read_at: record.read_at,
    })
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null(()),
        Value::Bool(flag) => Cell::Bool(*flag),
        Value::Integer(number) => Cell::Integer(*number),
        Value::Text(text) => Cell::Text(text.clone()),
        Value::Decimal(number) => Cell::Marked(Marked::Decimal(*number)),
        Value::Date(date) => Cell::Marked(Marked::Date(*date)),
        Value::DateTime(moment) => Cell::Marked(Marked::DateTime(*moment)),
    }
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null(()) => Value::Null,
        Cell::Bool(flag) => Value::Bool(flag),
        Cell::Integer(number) => Value::Integer(number),
        Cell::Text(text) => Value::Text(text),
        Cell::Marked(Marked::Decimal(number)) => Value::Decimal(number),
        Cell::Marked(Marked::Date(date)) => Value::Date(date),
        Cell::Marked(Marked::DateTime(moment)) => Value::DateTime(moment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READING: Reading = [7; 32];

    fn copied() -> Copied {
        let moment = DateTime::from_timestamp_millis(1_790_000_000_123).unwrap();
        let date: NaiveDate = "2024-02-29".parse().unwrap();
        let values = vec![
            Value::Null,
            Value::Bool(false),
            Value::Integer(i64::MIN),
            Value::Decimal("-79228162514264337593543950335".parse().unwrap()),
            Value::Decimal("12.30".parse().unwrap()),
            Value::Text("{\"date\":\"2024-02-29\"} «ё» \u{1}".into()),
            Value::Text(String::new()),
            Value::Date(date),
            Value::DateTime(date.and_hms_micro_opt(23, 59, 59, 7).unwrap()),
        ];
        let columns: Vec<String> = (0..values.len()).map(|n| format!("Колонка {n}")).collect();
        let rows = Rows {
            columns: columns.into(),
            rows: vec![values],
            truncated: true,
        };
        Copied::new(rows, moment)
    }

    #[test]
    fn every_value_comes_back_as_it_was() {
        let (before, bytes) = (copied(), write(&READING, &copied()).unwrap());
        let after = read(&READING, &bytes).unwrap();
        assert_eq!(after.rows, before.rows);
        assert_eq!(after.read_at, before.read_at);
    }

    #[test]
    fn what_is_written_stays_readable() {
        // As version 1 wrote it; if this fails, the version has to go up.
        let written = br#"{"version":1,"reading":[7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7],"read_at":"2026-09-21T14:13:20.123Z","columns":["a","b","c","d","e"],"rows":[[null,true,5,"x",{"decimal":"1.50"}],[null,false,6,"",{"date":"2024-02-29"}],[null,false,6,"",{"date_time":"2024-02-29T10:00:00"}]],"truncated":false}"#;
        let copied = read(&READING, written).unwrap();
        assert_eq!(copied.rows.len(), 3);
        assert_eq!(
            copied.rows.rows[0][4],
            Value::Decimal("1.50".parse().unwrap())
        );
    }

    #[test]
    fn what_cannot_be_read_is_no_copy() {
        let bytes = write(&READING, &copied()).unwrap();
        assert!(read(&[8; 32], &bytes).is_none(), "another reading's");
        let text = String::from_utf8(bytes).unwrap();
        for (from, to) in [
            ("\"version\":1", "\"version\":2"),
            ("\"Колонка 0\",", ""),
            ("{\"decimal\":\"12.30\"}", "{\"money\":\"12.30\"}"),
            ("\"truncated\":true}", ""),
        ] {
            assert!(text.contains(from), "{from} is in {text}");
            let changed = text.replacen(from, to, 1);
            assert!(read(&READING, changed.as_bytes()).is_none(), "{changed}");
        }
    }
}
