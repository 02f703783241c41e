//! Keeps numbers exact on their way through a JSON parser.
//!
//! The parser makes binary fractions of decimals; up to 15 digits they come back unharmed, longer
//! ones do not. Those, and only those, travel as texts with a mark before them. (The parser has a
//! switch for it, but that would be thrown for every crate in the program.)

use std::borrow::Cow;

/// Before a number that travels as a text; of the private use area. A text of somebody's that begins
/// with it is no number behind it.
const MARK: char = '\u{f8f0}';

/// Digits that a binary fraction of 64 bits keeps, whatever they are.
const SAFE: usize = 15;

/// The same document with its long numbers marked.
pub(super) fn kept(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut kept = String::new();
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = after_string(bytes, at + 1),
            b'-' | b'0'..=b'9' => {
                let begin = at;
                while at < bytes.len()
                    && matches!(bytes[at], b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
                {
                    at += 1;
                }
                let number = &text[begin..at];
                if is_long(number) {
                    kept.push_str(&text[copied..begin]);
                    kept.push('"');
                    kept.push(MARK);
                    kept.push_str(number);
                    kept.push('"');
                    copied = at;
                }
            }
            _ => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    kept.push_str(&text[copied..]);
    Cow::Owned(kept)
}

/// The number that travels as this text, if it is one.
pub(super) fn number(text: &str) -> Option<&str> {
    let number = text.strip_prefix(MARK)?;
    let is_one = !number.is_empty()
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    is_one.then_some(number)
}

fn after_string(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

/// Whether the parser could change it. Whole numbers of 18 digits it keeps as they are.
fn is_long(number: &str) -> bool {
    let mantissa = number.split(['e', 'E']).next().unwrap_or(number);
    let digits = mantissa
        .bytes()
        .filter(u8::is_ascii_digit)
        .skip_while(|digit| *digit == b'0')
        .count();
    let whole = mantissa.len() == number.len() && !mantissa.contains('.');
    digits > if whole { 18 } else { SAFE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_that_would_suffer_are_marked() {
        let short = r#"{"a": 0.1, "b": 123456789012.345, "c": 123456789012345678, "d": "12345678901234567.89", "e\"": -1e5}"#;
        assert!(matches!(kept(short), Cow::Borrowed(_)));
        assert_eq!(
            kept(r#"[12345678901234567.89, {"x": -1234567890123456789}]"#),
            format!(r#"["{MARK}12345678901234567.89", {{"x": "{MARK}-1234567890123456789"}}]"#)
        );
        assert_eq!(number(&format!("{MARK}-1.5e3")), Some("-1.5e3"));
        assert_eq!(number(&format!("{MARK} Store")), None);
        assert_eq!(number("15"), None);
    }
}
