//! A block of the kind `notice`.

use crate::config::localized_template::LocalizedTemplate;
use crate::expression::Expression;

/// A sentence that is there while its condition holds.
#[derive(Debug)]
pub struct Notice {
    pub when: Expression,
    pub text: LocalizedTemplate,
    pub level: Level,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    #[default]
    Info,
    Warning,
    Alarm,
}

impl Level {
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Alarm];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Alarm => "alarm",
        }
    }
}
