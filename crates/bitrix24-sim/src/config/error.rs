//! Why `sim.toml` cannot be used, and where it says so.

use std::{fmt, ops::Range};

/// What is wrong at which line, about which key. The caller knows the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// Line of the file, from 1; nothing when it is about the file as a whole.
    pub line: Option<usize>,
    /// The key, as it stands in that line.
    pub key: Option<String>,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(key) = &self.key {
            write!(f, "`{key}`: ")?;
        }
        f.write_str(&self.message)
    }
}

impl ConfigError {
    /// No TOML, a key that means nothing, a value of another type.
    pub(super) fn shape(text: &str, error: &toml::de::Error) -> Self {
        Self::at(text, error.span(), error.message())
    }

    /// At a stretch of the text.
    pub(super) fn at(text: &str, span: Option<Range<usize>>, message: &str) -> Self {
        let (line, key) = match span {
            Some(span) => {
                let (number, line) = line_at(text, span.start);
                (Some(number), key_in(line))
            }
            None => (None, None),
        };
        Self {
            line,
            key,
            message: message.trim_end().replace('\n', " "),
        }
    }
}

fn line_at(text: &str, offset: usize) -> (usize, &str) {
    let before = text.get(..offset).unwrap_or(text);
    let number = before.matches('\n').count() + 1;
    (number, text.lines().nth(number - 1).unwrap_or_default())
}

/// The name before `=`, or the table's.
fn key_in(line: &str) -> Option<String> {
    let line = line.trim();
    let key = match line.split_once('=') {
        Some((key, _)) if !line.starts_with('[') => key.trim(),
        _ => line.strip_prefix('[')?.trim_matches(['[', ']', ' ']),
    };
    (!key.is_empty()).then(|| key.to_owned())
}
