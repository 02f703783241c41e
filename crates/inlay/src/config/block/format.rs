//! How a value is written.

/// How a value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Text,
    /// An amount with its currency.
    Money,
    Number,
    Percent,
    Date,
    /// A short word in a coloured frame.
    Badge,
    Phone,
}

impl Format {
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Money,
        Self::Number,
        Self::Percent,
        Self::Date,
        Self::Badge,
        Self::Phone,
    ];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Money => "money",
            Self::Number => "number",
            Self::Percent => "percent",
            Self::Date => "date",
            Self::Badge => "badge",
            Self::Phone => "phone",
        }
    }
}
