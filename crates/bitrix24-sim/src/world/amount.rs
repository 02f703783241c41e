//! Sums of money.

use std::{fmt, str::FromStr};

/// A sum in hundredths of its currency, exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i64);

/// The text is no sum of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a sum of money")]
pub struct NotAnAmount;

impl fmt::Display for Amount {
    /// `1500.00`: how the old methods write money.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let hundredths = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

impl FromStr for Amount {
    type Err = NotAnAmount;

    /// Reads `1500`, `1500.5`, `1500.50`; further digits are rounded half up.
    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAnAmount);
        }
        if !whole.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAnAmount);
        }
        let digit = |at: usize| i64::from(fraction.as_bytes().get(at).map_or(0, |b| b - b'0'));
        let hundredths = digit(0) * 10 + digit(1) + i64::from(digit(2) >= 5);
        let sum = whole
            .parse::<i64>()
            .ok()
            .and_then(|whole| whole.checked_mul(100))
            .and_then(|whole| whole.checked_add(hundredths))
            .ok_or(NotAnAmount)?;
        Ok(Self(if negative { -sum } else { sum }))
    }
}

#[cfg(test)]
mod tests {
    use super::Amount;

    #[test]
    fn a_sum_is_read_and_written_to_the_hundredth() {
        for (text, hundredths) in [
            ("1500", 150_000),
            ("0.5", 50),
            ("-3.07", -307),
            ("2.005", 201),
        ] {
            assert_eq!(text.parse(), Ok(Amount(hundredths)), "{text}");
        }
        assert_eq!(Amount(-307).to_string(), "-3.07");
        assert_eq!(Amount(150_000).to_string(), "1500.00");
    }

    #[test]
    fn what_is_no_sum_is_refused() {
        for text in ["", "-", ".5", "1,5", "ten", "1.x", "99999999999999999999"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }
}
