//! A method's parameters, read as loosely as PHP reads them.

use serde_json::{Map, Value};

/// Parameters by name. Names are found in any case: the documents write `id`,
/// their examples `ID`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Map<String, Value>);

/// A parameter that should hold several values holds one.
#[derive(Debug)]
pub(crate) struct NotAnArray;

impl Params {
    pub(crate) fn new(map: Map<String, Value>) -> Self {
        Self(map)
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    pub(crate) fn value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let exact = self.0.get(name);
        exact.or_else(|| {
            let mut entries = self.0.iter();
            entries
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value)
        })
    }

    /// A scalar as text; `None` when absent, null, or no scalar.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(scalar)
    }

    /// A whole number, also when written as text.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.text(name)?.trim().parse().ok()
    }

    /// `Y`, `1`, `true`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| is_true(&text))
    }

    /// A map, empty when absent. Lists are maps with numbered keys, `""` and
    /// `null` are empty ones.
    pub(crate) fn map(&self, name: &str) -> Result<Map<String, Value>, NotAnArray> {
        match self.get(name) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(map)) => Ok(map.clone()),
            Some(Value::Array(items)) => Ok(numbered(items)),
            Some(Value::String(text)) if text.is_empty() => Ok(Map::new()),
            Some(_) => Err(NotAnArray),
        }
    }

    /// Texts of a list; a single scalar is a list of one.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        match self.get(name) {
            Some(Value::Array(items)) => items.iter().filter_map(scalar).collect(),
            Some(Value::Object(map)) => map.values().filter_map(scalar).collect(),
            Some(other) => scalar(other).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

/// A scalar as text. `true` is `1` and `false` is empty, as PHP has it.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("1".to_owned()),
        Value::Bool(false) => Some(String::new()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(crate) fn is_true(text: &str) -> bool {
    matches!(text, "Y" | "y" | "1" | "true")
}

fn numbered(items: &[Value]) -> Map<String, Value> {
    let entries = items.iter().enumerate();
    entries
        .map(|(at, item)| (at.to_string(), item.clone()))
        .collect()
}
