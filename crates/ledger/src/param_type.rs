//! The types a query's holes may have.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// What a hole of a query holds: one value, or a list of them; written in the configuration as
/// `guid` and `guid[]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct ParamType {
    scalar: Scalar,
    list: bool,
}

/// What one value is; written in the configuration in small letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
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

impl Scalar {
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
    pub const fn as_str(self) -> &'static str {
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

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ParamType {
    pub const TEXT: Self = Self::one(Scalar::Text);
    pub const INTEGER: Self = Self::one(Scalar::Integer);
    pub const DECIMAL: Self = Self::one(Scalar::Decimal);
    pub const DATE: Self = Self::one(Scalar::Date);
    pub const DATETIME: Self = Self::one(Scalar::Datetime);
    pub const BOOL: Self = Self::one(Scalar::Bool);
    pub const GUID: Self = Self::one(Scalar::Guid);

    /// One value.
    #[must_use]
    pub const fn one(scalar: Scalar) -> Self {
        Self {
            scalar,
            list: false,
        }
    }

    /// Any number of values.
    #[must_use]
    pub const fn list(scalar: Scalar) -> Self {
        Self { scalar, list: true }
    }

    /// What one of its values is.
    #[must_use]
    pub const fn scalar(self) -> Scalar {
        self.scalar
    }

    /// Whether it takes a list.
    #[must_use]
    pub const fn is_list(self) -> bool {
        self.list
    }

    /// The word of the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match (self.scalar, self.list) {
            (scalar, false) => scalar.as_str(),
            (Scalar::Text, true) => "text[]",
            (Scalar::Integer, true) => "integer[]",
            (Scalar::Decimal, true) => "decimal[]",
            (Scalar::Date, true) => "date[]",
            (Scalar::Datetime, true) => "datetime[]",
            (Scalar::Bool, true) => "bool[]",
            (Scalar::Guid, true) => "guid[]",
        }
    }

    /// Every type, single ones first.
    pub fn all() -> impl Iterator<Item = Self> {
        let single = Scalar::ALL.into_iter().map(Self::one);
        single.chain(Scalar::ALL.into_iter().map(Self::list))
    }
}

impl fmt::Display for ParamType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no type of a parameter: text, integer, decimal, date, datetime, bool, guid, or a \
     list of one of them, like guid[]"
)]
pub struct UnknownParamType(pub String);

impl FromStr for ParamType {
    type Err = UnknownParamType;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::all()
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
