//! The dialects of OData.

use std::fmt;

/// How a service speaks OData; a closed set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Version 3 as 1C:Enterprise speaks it; written `1c`.
    OneC,
    /// Version 2: SAP Gateway and its relatives.
    V2,
    /// Version 4: Business Central, Dynamics, CAP, Business One's `/b1s/v2`.
    V4,
}

impl Protocol {
    /// Every dialect, in the order the documentation tells them.
    pub const ALL: [Self; 3] = [Self::OneC, Self::V2, Self::V4];

    /// The word of the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OneC => "1c",
            Self::V2 => "v2",
            Self::V4 => "v4",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
