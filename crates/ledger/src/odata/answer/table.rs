//! Rows taken in while they come, up to the limits.

use std::collections::HashSet;
use std::ops::ControlFlow;

use serde_json::Value as Json;

use super::decode;
use super::page::Fields;
use crate::odata::Protocol;
use crate::odata::literal::Literals;
use crate::odata::text::{ODataText, Select};
use crate::{Limits, ReadError, Rows, Value};

/// What 1C says of a field that holds nothing of any type.
const UNDEFINED: &str = "StandardODATA.Undefined";

/// The rows so far.
pub(crate) struct Table<'q> {
    text: &'q ODataText,
    dialect: Literals,
    limits: Limits,
    /// For a query that names none: those that came.
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
    bytes: usize,
    /// The keys of the rows so far, where rows have one for certain.
    keys: HashSet<String>,
}

impl<'q> Table<'q> {
    /// `limits.max_rows` is where the answer is cut.
    pub(crate) fn new(text: &'q ODataText, dialect: Literals, limits: Limits) -> Self {
        let columns = match &text.select {
            Select::All => Vec::new(),
            Select::These(columns) => columns.iter().map(|column| column.name.clone()).collect(),
        };
        Self {
            text,
            dialect,
            limits,
            columns,
            rows: Vec::new(),
            bytes: 0,
            keys: HashSet::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Takes one row, or says that it was one too many. A row that came before, because another
    /// one slipped in between two pages, is left out.
    ///
    /// # Errors
    /// When a value is not of its column's type, or the row alone is larger than everything.
    pub(crate) fn take(&mut self, mut fields: Fields) -> Result<ControlFlow<()>, ReadError> {
        if self.text.has_ref_key()
            && let Some(Json::String(key)) = fields.get("Ref_Key")
            && !self.keys.insert(key.clone())
        {
            return Ok(ControlFlow::Continue(()));
        }
        if self.dialect.protocol == Protocol::OneC {
            forget_undefined(&mut fields);
        }
        let row = match &self.text.select {
            Select::These(columns) => columns
                .iter()
                .map(|column| {
                    let field = find(&fields, &column.path);
                    self.decode(&column.name, field, column.kind)
                })
                .collect::<Result<Vec<_>, _>>()?,
            Select::All => self.whole(&fields)?,
        };
        let bytes = row.iter().map(Value::weight).sum::<usize>();
        if self.rows.len() == self.limits.max_rows || self.bytes + bytes > self.limits.max_bytes {
            if self.rows.is_empty() {
                return Err(ReadError::TooLarge);
            }
            return Ok(ControlFlow::Break(()));
        }
        self.bytes += bytes;
        self.rows.push(row);
        Ok(ControlFlow::Continue(()))
    }

    pub(crate) fn finish(mut self, truncated: bool) -> Rows {
        // A column that came late is nothing in the rows before.
        for row in &mut self.rows {
            row.resize(self.columns.len(), Value::Null);
        }
        Rows {
            columns: self.columns.into(),
            rows: self.rows,
            truncated,
        }
    }

    /// Every field, in the order in which they first came.
    fn whole(&mut self, fields: &Fields) -> Result<Vec<Value>, ReadError> {
        let mut row = vec![Value::Null; self.columns.len()];
        for (name, field) in fields {
            if is_noise(name, field) {
                continue;
            }
            let value = self.decode(name, Some(field), None)?;
            match self.columns.iter().position(|known| known == name) {
                Some(at) => row[at] = value,
                None => {
                    self.columns.push(name.clone());
                    row.push(value);
                }
            }
        }
        Ok(row)
    }

    fn decode(
        &self,
        name: &str,
        field: Option<&Json>,
        kind: Option<crate::Scalar>,
    ) -> Result<Value, ReadError> {
        let Some(field) = field else {
            return Ok(Value::Null);
        };
        decode::value(field, kind, &self.dialect).map_err(|problem| ReadError::Nonsense {
            column: name.to_owned(),
            problem,
        })
    }
}

/// The field at the end of a path. 1C opens a link of several types under a name of its own.
fn find<'f>(fields: &'f Fields, path: &[String]) -> Option<&'f Json> {
    let (name, rest) = path.split_first()?;
    if rest.is_empty() {
        return fields.get(name);
    }
    let inner = match fields.get(name) {
        Some(Json::Object(inner)) => inner,
        _ => fields.get(&format!("{name}_Expanded"))?.as_object()?,
    };
    find(inner, rest)
}

/// What speaks of the row and is not of it: annotations, links.
fn is_noise(name: &str, field: &Json) -> bool {
    let deferred = |field: &Json| {
        field
            .as_object()
            .is_some_and(|field| field.contains_key("__deferred"))
    };
    name.contains('@') || name.starts_with("odata.") || name == "__metadata" || deferred(field)
}

/// A field of several types whose type is "none" holds nothing, whatever is written in it.
fn forget_undefined(fields: &mut Fields) {
    let undefined: Vec<String> = fields
        .iter()
        .filter(|(_, kind)| kind.as_str() == Some(UNDEFINED))
        .filter_map(|(name, _)| name.strip_suffix("_Type").map(str::to_owned))
        .collect();
    for name in undefined {
        if let Some(field) = fields.get_mut(&name) {
            *field = Json::Null;
        }
    }
}
