//! Secrets in the text a report draws from. Masking keeps every byte's place.

use std::ops::Range;

use url::Url;

/// Words in a key's name that tell a secret.
const SECRET_WORDS: [&str; 8] = [
    "secret", "password", "passwd", "token", "key", "login", "auth", "headers",
];

/// Whether values under this key are to be taken for secrets.
pub(super) fn is_secret_key(key: &str) -> bool {
    let key = key.to_lowercase();
    // Authorization servers are addresses, and no secret.
    !key.contains("oauth") && SECRET_WORDS.iter().any(|word| key.contains(word))
}

/// Whether a text is an address with a password in it, or may be one.
pub(super) fn has_login(text: &str) -> bool {
    match Url::parse(text) {
        Ok(url) => {
            url.password().is_some() || url.query_pairs().any(|(name, _)| is_secret_key(&name))
        }
        Err(_) => text.contains("://") && text.contains('@'),
    }
}

/// The text with these byte ranges masked.
pub(super) fn hidden(text: &str, ranges: &[Range<usize>]) -> String {
    let mut masked = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        if !character.is_whitespace() && ranges.iter().any(|range| range.contains(&at)) {
            masked.extend(std::iter::repeat_n('*', character.len_utf8()));
        } else {
            masked.push(character);
        }
    }
    masked
}

/// The text with everything masked that may be a secret although nothing parses: whatever is
/// quoted, and whatever follows a key that is named like one.
pub(super) fn texts(text: &str) -> String {
    let mut ranges = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let line_range = start..start + line.len();
        start = line_range.end;
        let value = line.find('=').map_or(0, |equals| equals + 1);
        // A line without `=` may continue a value of several lines.
        let header = line.trim_start().starts_with('[') && line.trim_end().ends_with(']');
        if header && value == 0 {
            continue;
        }
        if value == 0 || is_secret_key(&line[..value]) || line.trim_start().starts_with('#') {
            ranges.push(line_range.start + value..line_range.end);
        } else if let Some(quote) = line[value..].find(['"', '\'']) {
            ranges.push(line_range.start + value + quote + 1..line_range.end);
        }
    }
    hidden(text, &ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_does_not_parse_shows_its_keys_but_no_text() {
        let text =
            "[bitrix24]\nclient_secret = hunter2\nportal = \"acme\nburst = 50 50\n  'hunter2',\n";
        assert_eq!(
            texts(text),
            "[bitrix24]\nclient_secret = *******\nportal = \"****\nburst = 50 50\n  **********\n"
        );
    }

    #[test]
    fn masking_keeps_every_place() {
        let text = "a = \"пароль\"";
        let masked = hidden(text, &[4..text.len()]);
        assert_eq!(masked.len(), text.len());
        assert!(masked.starts_with("a = ***"));
    }

    #[test]
    fn an_address_with_a_password_is_told_from_one_without() {
        assert!(has_login("postgres://inlay:hunter2@db/books"));
        assert!(has_login("postgres://db/books?user=inlay&password=hunter2"));
        assert!(has_login("postgres://in lay:hunter2@d b/books"));
        assert!(!has_login("postgres://inlay@db/books"));
        assert!(!has_login("sqlite://books.db"));
    }
}
