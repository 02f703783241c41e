//! The names an expression may start from.

use std::collections::BTreeMap;

use super::value::Value;

/// Names with their values; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Scope(BTreeMap<String, Value>);

impl Scope {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same names and one more; an old value of the same name is replaced.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: Value) -> Self {
        self.0.insert(name.into(), value);
        self
    }

    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}
