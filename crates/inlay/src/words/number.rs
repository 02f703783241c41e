//! Numbers and shares, with the language's separators.

use icu::decimal::input::Decimal as Digits;
use rust_decimal::{Decimal, RoundingStrategy};

use super::Language;
use super::book::Argument;

/// U+2212: as wide as a plus, and read aloud; a hyphen is neither.
const MINUS: char = '\u{2212}';

impl Language {
    /// A number with the digits it has; zeros at the end are left out.
    #[must_use]
    pub fn number(self, number: Decimal) -> String {
        signed(number, |size| self.digits(size.normalize(), 0))
    }

    /// A number of percent (`41` is 41 %), with one digit after the point at most.
    #[must_use]
    pub fn percent(self, number: Decimal) -> String {
        let rounded = number
            .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
            .normalize();
        signed(rounded, |size| {
            self.say_with(
                "percent",
                &[("number", Argument::Text(&self.digits(size, 0)))],
            )
        })
    }

    /// The digits of `size`, grouped, with zeros up to `places` digits after the point.
    pub(super) fn digits(self, size: Decimal, places: u32) -> String {
        let mut digits = Digits::from(size.mantissa());
        // A decimal's scale is 28 at most.
        let position = |digits: u32| -i16::try_from(digits).unwrap_or_default();
        digits.multiply_pow10(position(size.scale()));
        digits.absolute.pad_end(position(places));
        match &self.book().decimals {
            Some(decimals) => decimals.format_to_string(&digits),
            None => size.to_string(),
        }
    }
}

/// The sign stands before everything else, a currency's sign included.
pub(super) fn signed(number: Decimal, write: impl FnOnce(Decimal) -> String) -> String {
    let size = write(number.abs());
    if number.is_sign_negative() && !number.is_zero() {
        format!("{MINUS}{size}")
    } else {
        size
    }
}
