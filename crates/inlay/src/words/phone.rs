//! Telephone numbers.

use super::Language;

impl Language {
    /// A telephone number in groups where we know its country's, else as it is written.
    #[must_use]
    pub fn phone(self, written: &str) -> String {
        let digits: Vec<char> = written.chars().filter(char::is_ascii_digit).collect();
        let plain = written
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '\u{a0}'));
        let part = |range: std::ops::Range<usize>| digits[range].iter().collect::<String>();
        match digits.as_slice() {
            ['7' | '8', ..] if plain && digits.len() == 11 => {
                let (area, a, b, c) = (part(1..4), part(4..7), part(7..9), part(9..11));
                format!("+7 {area} {a}-{b}-{c}")
            }
            _ => written.trim().to_owned(),
        }
    }
}

/// The number as a `tel:` address takes it: digits and a leading plus, nothing else.
#[must_use]
pub fn dialled(written: &str) -> Option<String> {
    let mut dialled: String = written
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    dialled.retain({
        let mut first = true;
        move |c| std::mem::take(&mut first) || c != '+'
    });
    (5..=16).contains(&dialled.len()).then_some(dialled)
}
