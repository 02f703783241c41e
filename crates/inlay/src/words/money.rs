//! Amounts with their currency.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Language;
use super::book::Argument;
use super::number::signed;

impl Language {
    /// An amount, rounded to the currency's smallest coin. Without a currency the amount stands
    /// alone.
    #[must_use]
    pub fn money(self, amount: Decimal, currency: Option<&str>) -> String {
        self.coined(amount, currency, currency.map_or(2, decimal_places))
    }

    /// A round amount with no more digits than it has, as beside the lines of a chart.
    #[must_use]
    pub fn round_money(self, amount: Decimal, currency: Option<&str>) -> String {
        self.coined(amount, currency, amount.normalize().scale())
    }

    fn coined(self, amount: Decimal, currency: Option<&str>, places: u32) -> String {
        let rounded = amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        signed(rounded, |size| {
            let digits = self.digits(size, places);
            match currency {
                None => digits,
                Some(code) => self.book().money.write(cut(code), symbol(code), &digits),
            }
        })
    }
}

/// Where the language puts a currency: read from its file once, as a table has many amounts.
#[derive(Debug)]
pub(super) struct MoneyPattern {
    with_symbol: String,
    with_code: String,
}

/// Stand in the patterns for the currency and the amount.
const CURRENCY: &str = "\u{1}";
const AMOUNT: &str = "\u{2}";

impl MoneyPattern {
    pub(super) fn read(say: impl Fn(&str, &[(&'static str, Argument<'_>)]) -> String) -> Self {
        let (currency, amount) = (Argument::Text(CURRENCY), Argument::Text(AMOUNT));
        Self {
            with_symbol: say("money", &[("symbol", currency), ("amount", amount)]),
            with_code: say("money-code", &[("code", currency), ("amount", amount)]),
        }
    }

    fn write(&self, code: &str, symbol: Option<&str>, digits: &str) -> String {
        match symbol {
            Some(symbol) => self
                .with_symbol
                .replace(CURRENCY, symbol)
                .replace(AMOUNT, digits),
            None => self
                .with_code
                .replace(AMOUNT, digits)
                .replace(CURRENCY, code),
        }
    }
}

/// Longer ones are no codes, and nobody reads them.
fn cut(code: &str) -> &str {
    match code.char_indices().nth(24) {
        Some((end, _)) => &code[..end],
        None => code,
    }
}

/// The sign of a currency where it has one that is not mistaken for another's; others are written
/// by their ISO 4217 code.
fn symbol(currency: &str) -> Option<&'static str> {
    Some(match currency {
        "AMD" => "֏",
        "AZN" => "₼",
        "CNY" => "CN¥",
        "EUR" => "€",
        "GBP" => "£",
        "GEL" => "₾",
        "ILS" => "₪",
        "INR" => "₹",
        "JPY" => "¥",
        "KRW" => "₩",
        "KZT" => "₸",
        "MNT" => "₮",
        "RUB" => "₽",
        "TRY" => "₺",
        "UAH" => "₴",
        "USD" => "$",
        "VND" => "₫",
        _ => return None,
    })
}

/// Digits after the point, ISO 4217: two but for these.
fn decimal_places(currency: &str) -> u32 {
    match currency {
        "CLP" | "ISK" | "JPY" | "KRW" | "PYG" | "UGX" | "VND" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}
