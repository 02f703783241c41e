//! Sums and dates as people read them.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{Amount, Language, clock::in_server_zone};

/// `₽1,500.50` or `1 500,50 ₽`; whole sums have no fraction.
pub(super) fn sum(amount: Amount, currency: &str, language: Language) -> String {
    let sign = match currency {
        "RUB" => "₽",
        "EUR" => "€",
        "USD" => "$",
        other => other,
    };
    let minus = if amount.0 < 0 { "−" } else { "" };
    let number = number(amount, language);
    match language {
        Language::En if sign.chars().count() == 1 => format!("{minus}{sign}{number}"),
        _ => format!("{minus}{number}\u{a0}{sign}"),
    }
}

fn number(amount: Amount, language: Language) -> String {
    let (thousands, point) = match language {
        Language::En => (",", "."),
        Language::Ru => ("\u{a0}", ","),
    };
    let hundredths = amount.0.unsigned_abs();
    let digits = (hundredths / 100).to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(thousands);
        }
        text.push(digit);
    }
    match hundredths % 100 {
        0 => text,
        rest => format!("{text}{point}{rest:02}"),
    }
}

/// A day.
pub(super) fn day(day: NaiveDate, language: Language) -> String {
    let pattern = match language {
        Language::En => "%b %-d, %Y",
        Language::Ru => "%d.%m.%Y",
    };
    day.format(pattern).to_string()
}

/// A moment in the portal's time zone, to the minute.
pub(super) fn moment(at: DateTime<Utc>, language: Language) -> String {
    let at = in_server_zone(at);
    format!("{} {}", day(at.date_naive(), language), at.format("%H:%M"))
}

#[cfg(test)]
mod tests {
    use super::{Amount, Language, sum};

    #[test]
    fn a_sum_is_grouped_in_threes_as_its_reader_expects() {
        for (hundredths, english, russian) in [
            (0, "₽0", "0\u{a0}₽"),
            (99_900, "₽999", "999\u{a0}₽"),
            (
                123_456_750,
                "₽1,234,567.50",
                "1\u{a0}234\u{a0}567,50\u{a0}₽",
            ),
            (-100_005, "−₽1,000.05", "−1\u{a0}000,05\u{a0}₽"),
        ] {
            let amount = Amount(hundredths);
            assert_eq!(sum(amount, "RUB", Language::En), english);
            assert_eq!(sum(amount, "RUB", Language::Ru), russian);
        }
        assert_eq!(sum(Amount(100), "KZT", Language::En), "1\u{a0}KZT");
    }
}
