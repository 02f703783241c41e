//! The types a query's holes may have.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// What a hole of a query holds; written in the configuration in small letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum ParamType {
    Text,
    /// 64 bits, signed.
    Integer,
    /// An exact decimal.
    Decimal,
    Date,
    /// A wall clock time without a zone.
    Datetime,
    Bool,
    Guid,
}

impl ParamType {
    /// Every type, in the order the documentation tells them.
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Integer,
        Self::Decimal,
        Self::Date,
        Self::Datetime,
        Self::Bool,
        Self::Guid,
    ];

    /// The word of the configuration.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Bool => "bool",
            Self::Guid => "guid",
        }
    }
}

impl fmt::Display for ParamType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no type of a parameter: text, integer, decimal, date, datetime, bool, guid")]
pub struct UnknownParamType(pub String);

impl FromStr for ParamType {
    type Err = UnknownParamType;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|known| known.as_str() == word)
            .ok_or_else(|| UnknownParamType(word.to_owned()))
    }
}

impl TryFrom<String> for ParamType {
    type Error = UnknownParamType;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        word.parse()
    }
}
