//! Values that must never be printed.

use std::fmt;

/// A token, code or secret. It can be compared and shown on purpose
/// ([`expose`](Self::expose)), but not by accident: its `Debug` is a placeholder
/// and it has no `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for whoever must send or compare it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A fresh opaque value of `length` hexadecimal digits.
    pub(crate) fn random(length: usize) -> Self {
        Self(random_hex(length))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

/// `length` random hexadecimal digits: identifiers that are no secrets, too.
pub(crate) fn random_hex(length: usize) -> String {
    use std::fmt::Write as _;

    let mut text = String::with_capacity(length + 1);
    while text.len() < length {
        let _ = write!(text, "{:02x}", rand::random::<u8>());
    }
    text.truncate(length);
    text
}
