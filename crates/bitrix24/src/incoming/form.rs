//! A parsed form, asked for its fields.

use serde_json::{Map, Value};

use super::error::ParseError;
use super::php;

/// The fields of a form or of one of its branches.
pub(super) struct Form(Map<String, Value>);

impl Form {
    pub(super) fn parse(form: &[u8]) -> Result<Self, ParseError> {
        php::parse(form).map(Self)
    }

    /// Takes out a field's text; an empty one is `None`, as is a branch.
    pub(super) fn text(&mut self, field: &str) -> Option<String> {
        match self.0.get_mut(field)? {
            Value::String(text) => Some(std::mem::take(text)).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Takes out a text that must be there.
    pub(super) fn required(&mut self, field: &'static str) -> Result<String, ParseError> {
        self.text(field).ok_or(ParseError::Missing { field })
    }

    /// Takes out a text as a number; what is none is `None`.
    pub(super) fn number<T: std::str::FromStr>(&mut self, field: &str) -> Option<T> {
        self.text(field)?.trim().parse().ok()
    }

    /// Takes out a branch, such as `auth[…]`.
    pub(super) fn branch(&mut self, field: &str) -> Option<Self> {
        match self.0.get_mut(field)? {
            Value::Object(map) => Some(Self(std::mem::take(map))),
            _ => None,
        }
    }

    /// Takes out a list's texts; what is no list is an empty one.
    pub(super) fn list(&mut self, field: &str) -> Vec<String> {
        match self.value(field) {
            Some(Value::Array(items)) => items
                .into_iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Takes out whatever a field holds.
    pub(super) fn value(&mut self, field: &str) -> Option<Value> {
        self.0.get_mut(field).map(Value::take)
    }
}
