//! Parameters as the query of a batch's command: PHP's nesting, percent-encoded
//! (`settings/how-to-call-rest-api/data-encoding.md`).

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::argument::Argument;

/// All but the unreserved characters of RFC 3986.
pub(crate) const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Roots the portal substitutes in any text of a command, in any case.
const ROOTS: [&str; 5] = ["$result[", "$error[", "$total[", "$next[", "$time["];

/// What the encoding has no words for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Inexpressible {
    /// A list or map without entries would vanish, and with it the meaning of what holds it.
    Empty { name: String },
    /// A text the portal would take for a reference, and fill with another command's result.
    LooksLikeReference { name: String },
}

/// Writes parameters as `id=77&filter[%3EID]=5`.
pub(crate) fn query(params: &[(String, Argument)]) -> Result<String, Inexpressible> {
    let mut out = String::new();
    for (name, value) in params {
        match value {
            // Empty is the same as not given: no filter, no order, the default selection.
            Argument::List(items) if items.is_empty() => {}
            Argument::Map(entries) if entries.is_empty() => {}
            _ => write(&mut out, &encoded(name), value)?,
        }
    }
    Ok(out)
}

fn write(out: &mut String, name: &str, value: &Argument) -> Result<(), Inexpressible> {
    match value {
        Argument::Absent => {}
        Argument::Null => pair(out, name, ""),
        Argument::Bool(flag) => pair(out, name, if *flag { "1" } else { "0" }),
        Argument::Number(number) => pair(out, name, &encoded(&number.to_string())),
        Argument::Text(text) => {
            let folded = text.to_ascii_lowercase();
            if ROOTS.iter().any(|root| folded.contains(root)) {
                return Err(Inexpressible::LooksLikeReference {
                    name: name.to_owned(),
                });
            }
            pair(out, name, &encoded(text));
        }
        Argument::Reference(reference) => pair(out, name, &reference.to_string()),
        Argument::List(items) if items.is_empty() => {
            return Err(Inexpressible::Empty {
                name: name.to_owned(),
            });
        }
        Argument::List(items) => {
            for (index, item) in items.iter().enumerate() {
                write(out, &format!("{name}[{index}]"), item)?;
            }
        }
        Argument::Map(entries) if entries.is_empty() => {
            return Err(Inexpressible::Empty {
                name: name.to_owned(),
            });
        }
        Argument::Map(entries) => {
            for (key, value) in entries {
                write(out, &format!("{name}[{}]", encoded(key)), value)?;
            }
        }
    }
    Ok(())
}

fn pair(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    // Writing to a String does not fail.
    let _ = write!(out, "{name}={value}");
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}
