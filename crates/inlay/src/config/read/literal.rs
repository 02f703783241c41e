//! Where in the file a byte of a string's value was written.

/// The offset within a string literal, quotes included, of byte `wanted` of its value.
pub(super) fn raw_offset(raw: &str, wanted: usize) -> usize {
    let (start, escapes) = opening(raw);
    if !escapes {
        return boundary(raw, start + wanted);
    }
    let (mut at, mut value) = (start, 0);
    while value < wanted && at < raw.len() {
        let (written, meant) = step(&raw[at..]);
        // An escape that stands for nothing (a folded line) belongs to what follows it.
        at += written;
        value += meant;
    }
    while at < raw.len() && raw[at..].starts_with('\\') && step(&raw[at..]).1 == 0 {
        at += step(&raw[at..]).0;
    }
    boundary(raw, at)
}

/// The nearest place before `at` where a character begins.
fn boundary(raw: &str, at: usize) -> usize {
    let mut at = at.min(raw.len());
    while !raw.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where the value begins, and whether a backslash means anything in it.
fn opening(raw: &str) -> (usize, bool) {
    let (quotes, escapes) = match raw {
        _ if raw.starts_with("\"\"\"") => (3, true),
        _ if raw.starts_with("'''") => (3, false),
        _ if raw.starts_with('"') => (1, true),
        _ if raw.starts_with('\'') => (1, false),
        _ => return (0, false),
    };
    // The line break right after three quotes is not part of the value.
    let newline = match &raw[quotes..] {
        body if quotes == 3 && body.starts_with("\r\n") => 2,
        body if quotes == 3 && body.starts_with('\n') => 1,
        _ => 0,
    };
    (quotes + newline, escapes)
}

/// How many bytes the next character is written in, and how many it is in the value.
fn step(raw: &str) -> (usize, usize) {
    let mut characters = raw.chars();
    match (characters.next(), characters.next()) {
        (Some('\\'), Some(kind @ ('x' | 'u' | 'U'))) => {
            let digits = match kind {
                'x' => 2,
                'u' => 4,
                _ => 8,
            };
            let meant = raw
                .get(2..2 + digits)
                .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                .and_then(char::from_u32)
                .map_or(1, char::len_utf8);
            (2 + digits, meant)
        }
        (Some('\\'), Some(' ' | '\t' | '\r' | '\n')) => {
            let rest = raw[1..].trim_start_matches([' ', '\t', '\r', '\n']);
            (raw.len() - rest.len(), 0)
        }
        (Some('\\'), Some(escaped)) => (1 + escaped.len_utf8(), 1),
        (Some(character), _) => (character.len_utf8(), character.len_utf8()),
        (None, _) => (1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, proptest};

    /// What the literal shows from the place of the value's byte `wanted` on.
    fn shown(raw: &str, wanted: usize) -> &str {
        &raw[raw_offset(raw, wanted)..]
    }

    #[test]
    fn every_way_to_write_a_text_is_followed() {
        assert_eq!(shown("\"select x\"", 7), "x\"");
        assert_eq!(shown("'select x'", 7), "x'");
        assert_eq!(shown("'''\nselect x'''", 7), "x'''");
        assert_eq!(shown("\"\"\"\r\nselect\n x\"\"\"", 8), "x\"\"\"");
        assert_eq!(shown(r#""a\tb\"x""#, 4), "x\"");
        assert_eq!(shown(r#""\u0434x""#, 2), "x\"");
        assert_eq!(shown("\"\"\"a \\\n   x\"\"\"", 2), "x\"\"\"");
        assert_eq!(shown("\"дx\"", 2), "x\"");
    }

    proptest! {
        #[test]
        fn any_text_and_place_is_within_the_literal(raw in any::<String>(), wanted in 0_usize..64) {
            assert!(raw.is_char_boundary(raw_offset(&raw, wanted)));
        }
    }
}
