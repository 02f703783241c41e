//! Short words in coloured frames.

use super::Language;
use super::column::humanised;

/// A word and how it is coloured. The word alone says it all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    pub text: String,
    pub tone: Tone,
}

/// The colour of a badge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    Good,
    Warning,
    Alarm,
    Info,
    /// Over and done with, or a word we do not know.
    #[default]
    Quiet,
}

impl Language {
    /// The badge of a value: a usual word of accounting is translated, another stays as it is.
    #[must_use]
    pub fn badge(self, value: &str) -> Badge {
        let key = value.trim().to_lowercase().replace([' ', '-'], "_");
        match self.book().find(&format!("badge-{key}")) {
            Some(text) => Badge {
                text,
                tone: tone(&key),
            },
            None => Badge {
                text: humanised(value),
                tone: Tone::Quiet,
            },
        }
    }
}

fn tone(key: &str) -> Tone {
    match key {
        "paid" | "done" | "resolved" | "shipped" | "active" => Tone::Good,
        "partly_paid" | "in_progress" | "waiting" | "return" => Tone::Warning,
        "overdue" | "rejected" | "unpaid" => Tone::Alarm,
        "open" | "new" => Tone::Info,
        _ => Tone::Quiet,
    }
}

impl Tone {
    /// Its class in the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Alarm => "alarm",
            Self::Info => "info",
            Self::Quiet => "quiet",
        }
    }
}
