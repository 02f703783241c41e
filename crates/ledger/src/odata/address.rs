//! The addresses of a service.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for itself in a path's step and in an option's value: letters and digits of ASCII,
/// and of the rest only what OData writes literals with and no server takes for a border.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'(')
    .remove(b')')
    .remove(b'\'')
    .remove(b',')
    .remove(b'*')
    .remove(b':');

/// A step of a path, or an option's value. A space is `%20`: a plus is a plus in OData.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// The options of a request, each name as it is and each value encoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options(String);

impl Options {
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0 += name;
        self.0.push('=');
        self.0 += &encoded(value);
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
