//! Parameters as the JSON body of a request.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::argument::Argument;

/// The body of a request: the parameters, and the token under `auth`
/// (`settings/how-to-call-rest-api/authorization.md`).
pub(crate) struct Body<'a> {
    pub(crate) params: &'a [(String, Argument)],
    pub(crate) auth: Option<&'a str>,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.params {
            if !matches!(value, Argument::Absent) {
                map.serialize_entry(name, value)?;
            }
        }
        // Last: positional methods read the first keys.
        if let Some(auth) = self.auth {
            map.serialize_entry("auth", auth)?;
        }
        map.end()
    }
}

impl Serialize for Argument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_unit(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, value) in entries {
                    if !matches!(value, Self::Absent) {
                        map.serialize_entry(name, value)?;
                    }
                }
                map.end()
            }
            Self::Reference(reference) => serializer.serialize_str(&reference.to_string()),
        }
    }
}
