//! References between the commands of a batch.

use std::fmt;

use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use crate::call::QUERY;

/// A command of a batch: what its result is taken by, and where references to it begin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    name: String,
}

/// The result of an earlier command or a part of it, filled in by the portal while the batch
/// runs: `$result[deal][COMPANY_ID]`.
///
/// Beware of what the portal does when the path leads nowhere: the deepest value found is taken
/// instead, a whole row in place of its field, say. The command itself reports no error for that.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// Stands before what is filled in.
    before: String,
    step: String,
    path: Vec<String>,
}

impl Step {
    pub(super) fn new(name: String) -> Self {
        Self { name }
    }

    /// The name it was added under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole result.
    #[must_use]
    pub fn result(&self) -> Reference {
        Reference {
            before: String::new(),
            step: self.name.clone(),
            path: Vec::new(),
        }
    }

    /// A field of the result.
    #[must_use]
    pub fn at(&self, field: impl Into<String>) -> Reference {
        self.result().at(field)
    }

    /// A row of the result, the first one being 0.
    #[must_use]
    pub fn index(&self, row: usize) -> Reference {
        self.result().index(row)
    }
}

impl Reference {
    /// A field of what is referred to.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.path.push(field.into());
        self
    }

    /// A row of what is referred to, the first one being 0.
    #[must_use]
    pub fn index(self, row: usize) -> Self {
        self.at(row.to_string())
    }

    /// The same after a text, as in `CO_$result[deal][COMPANY_ID]`: what is filled in becomes a
    /// part of that text.
    #[must_use]
    pub fn after(mut self, text: impl Into<String>) -> Self {
        self.before = text.into();
        self
    }

    pub(super) fn step(&self) -> &str {
        &self.step
    }

    /// What the reference means in that result; `None` where the path leads nowhere.
    pub(super) fn within(&self, result: Value) -> Option<Value> {
        let value = self
            .path
            .iter()
            .try_fold(result, |value, part| match value {
                Value::Object(mut map) => map.remove(part),
                Value::Array(mut items) => {
                    let index = part.parse().ok()?;
                    (index < items.len()).then(|| items.swap_remove(index))
                }
                _ => None,
            })?;
        if self.before.is_empty() {
            return Some(value);
        }
        let before = &self.before;
        match value {
            Value::String(text) => Some(format!("{before}{text}").into()),
            Value::Number(number) => Some(format!("{before}{number}").into()),
            _ => None,
        }
    }

    /// Whether it can be written: brackets end a name wherever they stand, and a dollar begins a
    /// reference.
    pub(super) fn is_sayable(&self) -> bool {
        !self.before.contains('$')
            && self
                .path
                .iter()
                .all(|part| !part.is_empty() && !part.contains(['[', ']']))
    }
}

/// As it is written in a command. The brackets stay as the documentation shows them; names are
/// percent-encoded, which the portal undoes before it looks for references.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}$result[{}]",
            utf8_percent_encode(&self.before, QUERY),
            self.step
        )?;
        self.path
            .iter()
            .try_for_each(|part| write!(f, "[{}]", utf8_percent_encode(part, QUERY)))
    }
}
