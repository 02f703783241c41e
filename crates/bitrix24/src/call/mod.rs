//! A call as a value.

mod argument;
mod json;
mod name;
mod query;

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

pub use argument::Argument;
pub(crate) use json::Body;
pub(crate) use query::{Inexpressible, QUERY, query};

/// One method of the REST API and its parameters: build it, look at it, then send it or add it to
/// a batch.
///
/// ```
/// use bitrix24::Call;
///
/// let call = Call::new("crm.deal.list")
///     .param("filter[>ID]", 77)
///     .param("select", ["ID", "TITLE"])
///     .param("start", -1);
/// assert_eq!(format!("{call:?}"), "Call(crm.deal.list filter select start)");
/// ```
#[derive(Clone)]
pub struct Call {
    method: Cow<'static, str>,
    /// In the order given: old methods bind parameters by position
    /// (`settings/how-to-call-rest-api/data-encoding.md`).
    params: Vec<(String, Argument)>,
    version: Version,
    idempotency_key: Option<String>,
    /// Whether repeating does no harm; the caller's word.
    harmless: bool,
    /// What made a parameter unsayable; told when the call is sent.
    fault: Option<Unsayable>,
}

/// Which of the portal's two APIs a method is called in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// At `/rest/`.
    Two,
    /// At `/rest/api/` (`api-reference/rest-v3.md`).
    Three,
}

/// Why a call cannot be put into a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsayable {
    #[error("the parameters are not a structure or map of JSON values")]
    Params,
    #[error("parameter `{name}` refers to a batch's step, and this is no batch")]
    Reference { name: String },
    #[error("parameter `{name}` is the client's own to fill")]
    Reserved { name: String },
    #[error("`{name}` is not the name of a method")]
    Method { name: String },
    /// Only REST 3 knows them, and only as 1 to 255 printable ASCII characters
    /// (`api-reference/rest-v3.md`).
    #[error("the idempotency key is not one, or the method is not called in REST 3")]
    IdempotencyKey,
}

impl Call {
    /// A call of a method, as in `crm.deal.get`, still without parameters.
    #[must_use]
    pub fn new(method: impl Into<Cow<'static, str>>) -> Self {
        Self {
            method: method.into(),
            params: Vec::new(),
            version: Version::Two,
            idempotency_key: None,
            harmless: false,
            fault: None,
        }
    }

    /// A call of a REST 3 method, at `/rest/api/`: tasks, Knowledge Base, company structure; not the
    /// CRM (`api-reference/rest-v3.md`). It cannot be part of a batch.
    #[must_use]
    pub fn rest3(method: impl Into<Cow<'static, str>>) -> Self {
        Self {
            version: Version::Three,
            ..Self::new(method)
        }
    }

    /// Declares that making the call twice does no harm: it reads, or writes the same again. Only
    /// then is it repeated when its answer was lost, for nobody knows whether it was executed.
    #[must_use]
    pub fn harmless(mut self) -> Self {
        self.harmless = true;
        self
    }

    /// Marks a REST 3 call so that the portal executes it once in 24 hours, however often it is
    /// sent, and answers the same each time: which makes it [`harmless`](Self::harmless). The key
    /// is 1 to 255 printable ASCII characters, new for each thing that is to be done
    /// (`api-reference/rest-v3.md`).
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Adds a parameter. A name in PHP's brackets is a path: `filter[>ID]`, `select[]`.
    ///
    /// An [`Argument`] is made of numbers, texts, flags, lists, JSON values, references to earlier
    /// steps of a batch; `None` leaves the parameter out. A name given twice is replaced.
    #[must_use]
    pub fn param(mut self, name: impl AsRef<str>, value: impl Into<Argument>) -> Self {
        name::set(&mut self.params, name.as_ref(), value.into());
        self
    }

    /// Adds every field of a structure, or every entry of a map, as a parameter.
    ///
    /// What cannot be JSON is an error of the call when it is sent.
    #[must_use]
    pub fn params(mut self, params: impl Serialize) -> Self {
        match serde_json::to_value(params) {
            Ok(serde_json::Value::Object(map)) => {
                for (name, value) in map {
                    name::put(&mut self.params, name, value.into());
                }
            }
            _ => self.fault = Some(Unsayable::Params),
        }
        self
    }

    /// The method's name as it was given.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    pub(crate) fn into_parts(self) -> (Cow<'static, str>, Vec<(String, Argument)>) {
        (self.method, self.params)
    }

    pub(crate) fn version(&self) -> Version {
        self.version
    }

    pub(crate) fn key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// Whether the call may be made again when nobody knows if it was executed.
    pub(crate) fn is_harmless(&self) -> bool {
        self.harmless || self.idempotency_key.is_some()
    }

    /// The parameters, for a request of their own.
    pub(crate) fn alone(&self) -> Result<&[(String, Argument)], Unsayable> {
        let params = self.checked()?;
        match params.iter().find(|(_, value)| value.has_reference()) {
            Some((name, _)) => Err(Unsayable::Reference { name: name.clone() }),
            None => Ok(params),
        }
    }

    /// The parameters, for a place in a batch.
    pub(crate) fn checked(&self) -> Result<&[(String, Argument)], Unsayable> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let named = !self.method.is_empty()
            && self
                .method
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'));
        if !named {
            return Err(Unsayable::Method {
                name: self.method.clone().into_owned(),
            });
        }
        if let Some(key) = &self.idempotency_key {
            let printable = key.bytes().all(|b| matches!(b, b' '..=b'~'));
            if self.version != Version::Three || !printable || !(1..=255).contains(&key.len()) {
                return Err(Unsayable::IdempotencyKey);
            }
        }
        // Taken out of the parameters before the method sees them (general-principles.md).
        let reserved = |name: &str| matches!(name, "auth" | "access_token");
        match self.params.iter().find(|(name, _)| reserved(name)) {
            Some((name, _)) => Err(Unsayable::Reserved { name: name.clone() }),
            None => Ok(&self.params),
        }
    }
}

/// The method and the names of its parameters; never a value, which may be a client's.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({}", self.method)?;
        for (name, _) in &self.params {
            write!(f, " {name}")?;
        }
        f.write_str(")")
    }
}
