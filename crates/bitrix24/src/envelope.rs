//! The frame around every answer: a result or an error
//! (`settings/how-to-call-rest-api/general-principles.md`).

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::answer::Time;
use crate::refusal::Refusal;
use crate::transport::{Lost, Reply};
use crate::values;

/// A result still as text, so that its type may read it exactly.
#[derive(Deserialize)]
pub(crate) struct Envelope<'a> {
    /// `None` when the key is absent; a `null` is a result.
    #[serde(borrow, default, deserialize_with = "present")]
    pub(crate) result: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "values::count")]
    pub(crate) next: Option<u64>,
    #[serde(default, deserialize_with = "values::count")]
    pub(crate) total: Option<u64>,
    #[serde(borrow, default)]
    time: Option<&'a RawValue>,
}

/// What a reply says.
pub(crate) enum Verdict<'a> {
    Result(Envelope<'a>),
    Refused(Refusal),
}

impl Envelope<'_> {
    /// What is said about time is never worth failing a call that has a result.
    pub(crate) fn time(&self) -> Option<Time> {
        self.time
            .and_then(|time| serde_json::from_str(time.get()).ok())
    }
}

/// Reads a reply. An `error` that is not null makes it a refusal under any HTTP status.
pub(crate) fn open(reply: &Reply) -> Result<Verdict<'_>, Lost> {
    let status = reply.status.as_u16();
    let not_json = |_| Lost::NotJson { status };
    let body = std::str::from_utf8(&reply.body).map_err(|_| Lost::NotJson { status })?;
    let Told { error } = serde_json::from_str(body).map_err(not_json)?;
    if error {
        let map: Map<String, Value> = serde_json::from_str(body).map_err(not_json)?;
        if let Some(refusal) = Refusal::from_body(&map, Some(status)) {
            return Ok(Verdict::Refused(refusal));
        }
    }
    let shapeless = Lost::Shapeless { status };
    match serde_json::from_str::<Envelope<'_>>(body) {
        Ok(envelope) if envelope.result.is_some() && !reply.status.is_server_error() => {
            Ok(Verdict::Result(envelope))
        }
        _ => Err(shapeless),
    }
}

/// Whether an error is told, without building the result.
#[derive(Deserialize)]
struct Told {
    #[serde(default, deserialize_with = "is_something")]
    error: bool,
}

fn is_something<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Value::deserialize(deserializer).map(|value| !value.is_null())
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}
