//! One thing that is well, or is not, and what helps.

use crate::lookup::Tone;
use crate::words::Language;

pub(super) struct Point {
    pub(super) tone: Tone,
    pub(super) what: String,
    pub(super) hint: Option<String>,
}

impl Point {
    pub(super) fn new(tone: Tone, what: String) -> Self {
        Self {
            tone,
            what,
            hint: None,
        }
    }

    /// With what helps, from the file of words.
    pub(super) fn hint(self, language: Language, key: &str) -> Self {
        self.with(language.say(key))
    }

    pub(super) fn with(self, hint: String) -> Self {
        Self {
            hint: Some(hint),
            ..self
        }
    }
}
