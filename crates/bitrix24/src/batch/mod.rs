//! Up to 50 calls in one request (`settings/how-to-call-rest-api/batch.md`).

mod again;
mod error;
mod maps;
mod outcome;
mod reference;

use std::borrow::Cow;

pub use error::{BatchError, CommandError};
pub use outcome::Outcome;
pub use reference::{Reference, Step};

use crate::call::{Argument, Call, Version, query};

/// Calls that travel in one request, one hit of the portal's rate limit, and are run in order. A
/// later one may use the results of an earlier one through its [`Step`].
///
/// ```
/// use bitrix24::{Batch, Call};
///
/// # fn build() -> Result<(), bitrix24::BatchError> {
/// let mut batch = Batch::new();
/// let deals = batch.add("deals", Call::new("crm.deal.list").param("filter[STAGE_ID]", "NEW"))?;
/// let first = deals.index(0).at("COMPANY_ID");
/// batch.add("company", Call::new("crm.company.get").param("id", first))?;
/// # Ok(())
/// # }
/// # build().unwrap();
/// ```
#[derive(Clone, Debug, Default)]
pub struct Batch {
    commands: Vec<Command>,
}

/// A call in its place: the name of its step, and `method?query`.
#[derive(Clone)]
struct Command {
    name: String,
    method: Cow<'static, str>,
    /// What the query was written from, to write it anew when the command is repeated.
    params: Vec<(String, Argument)>,
    query: String,
    harmless: bool,
}

impl Batch {
    /// How many commands a portal runs; further ones it refuses one by one.
    pub const MOST: usize = 50;

    /// A batch without commands.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a call under a name of letters, digits and `_` that begins with a letter, and returns
    /// the handle by which later calls refer to its result and by which its result is taken.
    ///
    /// # Errors
    /// [`BatchError`]; the batch is then as it was before.
    pub fn add(&mut self, name: impl Into<String>, call: Call) -> Result<Step, BatchError> {
        let name = name.into();
        if self.commands.len() == Self::MOST {
            return Err(BatchError::Full);
        }
        if !is_name(&name) {
            return Err(BatchError::Name { name });
        }
        if self.knows(&name) {
            return Err(BatchError::Taken { name });
        }
        if call.method().eq_ignore_ascii_case("batch") {
            return Err(BatchError::Nested);
        }
        if call.version() != Version::Two {
            return Err(BatchError::Version);
        }
        let params = call
            .checked()
            .map_err(|source| BatchError::Unsayable { source })?;
        for (_, value) in params {
            self.check_references(value)?;
        }
        let query = query(params).map_err(BatchError::from)?;
        let harmless = call.is_harmless();
        let (method, params) = call.into_parts();
        self.commands.push(Command {
            name: name.clone(),
            method,
            params,
            query,
            harmless,
        });
        Ok(Step::new(name))
    }

    /// How many calls it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.commands.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// The parameters of the `batch` method.
    pub(crate) fn params(&self) -> Vec<(String, Argument)> {
        let commands = self.commands.iter().map(|command| {
            let Command {
                name,
                method,
                query,
                ..
            } = command;
            let text = if query.is_empty() {
                method.to_string()
            } else {
                format!("{method}?{query}")
            };
            (name.clone(), Argument::Text(text))
        });
        // One failed command must not hide the results of the others.
        vec![
            ("halt".to_owned(), 0.into()),
            ("cmd".to_owned(), Argument::Map(commands.collect())),
        ]
    }

    /// Whether the whole may be run again when nobody knows if it was run.
    pub(crate) fn is_harmless(&self) -> bool {
        self.commands.iter().all(|command| command.harmless)
    }

    /// The names of the commands and their methods.
    pub(crate) fn methods(&self) -> impl Iterator<Item = (&str, &str)> {
        let commands = self.commands.iter();
        commands.map(|command| (command.name.as_str(), &*command.method))
    }

    fn knows(&self, name: &str) -> bool {
        self.commands.iter().any(|command| command.name == name)
    }

    /// A reference the portal cannot resolve yields the deepest value it found, or nothing, and
    /// the command runs with that. So it is refused here.
    fn check_references(&self, value: &Argument) -> Result<(), BatchError> {
        match value {
            Argument::Reference(reference) => {
                if !self.knows(reference.step()) {
                    return Err(BatchError::UnknownStep {
                        name: reference.step().to_owned(),
                    });
                }
                if !reference.is_sayable() {
                    return Err(BatchError::Path {
                        name: reference.step().to_owned(),
                    });
                }
                Ok(())
            }
            Argument::List(items) => items
                .iter()
                .try_for_each(|item| self.check_references(item)),
            Argument::Map(entries) => entries
                .iter()
                .try_for_each(|(_, value)| self.check_references(value)),
            _ => Ok(()),
        }
    }
}

/// Names of digits only would turn the answer's maps into lists.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Without the query, which holds values.
impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name, self.method)
    }
}
