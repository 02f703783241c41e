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

/// Whether a text is better not shown: also an address that a slip has made something else.
pub(super) fn is_suspect(key: &str, text: &str) -> bool {
    has_login(text) || text.contains('@') || (key.contains("url") && text.contains('?'))
}

/// Where a text has an address with a login, also in a comment a slip has made.
pub(super) fn addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace()
        .filter(|word| word.contains("://") && word.contains('@'))
        .map(|word| {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            start..start + word.len()
        })
}

/// The text with these byte ranges masked.
pub(super) fn hidden(text: &str, ranges: &[Range<usize>]) -> String {
    let mut masked = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let hide = !character.is_whitespace() && ranges.iter().any(|range| range.contains(&at));
        mask(&mut masked, character, hide);
    }
    masked
}

/// The text with every value masked: nothing parses, so nothing tells which one is a secret. What
/// is left, keys and the signs between values, is what a mistake of syntax is seen by.
pub(super) fn values(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (shown, value) = line.split_at(beginning_of_value(line));
        masked.push_str(shown);
        let mut quoted = false;
        for character in value.chars() {
            quoted |= matches!(character, '"' | '\'');
            let part = character.is_alphanumeric() || (quoted && !character.is_whitespace());
            mask(&mut masked, character, part);
        }
    }
    masked
}

/// Where a line stops being a header or a key. A line that is neither may continue a value.
fn beginning_of_value(line: &str) -> usize {
    let plain = |text: &str| !text.contains(['"', '\'', '#']) && text.len() <= 80;
    match line.find('=') {
        Some(equals) if plain(&line[..equals]) => equals + 1,
        None if line.starts_with('[') && plain(line) => line.len(),
        _ => 0,
    }
}

/// The character, or as many signs as it has bytes.
fn mask(masked: &mut String, character: char, hide: bool) {
    if hide {
        masked.extend(std::iter::repeat_n('*', character.len_utf8()));
    } else {
        masked.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_does_not_parse_shows_its_keys_but_no_value() {
        let text =
            "[bitrix24\nclient_secret = hunter2\nportal = { x = \"acme\", }\n  'hunter2=',\n";
        assert_eq!(
            values(text),
            "[bitrix24\nclient_secret = *******\nportal = { * = ******* *\n  ***********\n"
        );
    }

    #[test]
    fn masking_keeps_every_place() {
        let text = "a = \"пароль\"";
        let masked = hidden(text, &[0..1, 4..text.len()]);
        assert_eq!(masked.len(), text.len());
        assert!(masked.starts_with("* = ***"));
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
