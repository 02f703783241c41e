//! Exact decimals.

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A decimal written as text (`"1500.00"`, old methods) or as a number (`999.9`, `crm.item.*`),
/// with every digit of the JSON text. No binary fraction comes between.
///
/// It needs the JSON text, and so does not work below `#[serde(flatten)]` or in an untagged enum.
///
/// # Errors
/// When it is no decimal, or one of more than 28 digits.
pub fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    maybe_decimal(deserializer)?.ok_or_else(|| super::unfit("a decimal"))
}

/// The same, where `null`, `""`, `false` and `[]` are no decimal. Zero is one.
///
/// # Errors
/// As [`decimal`].
pub fn maybe_decimal<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Decimal>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let json = raw.get();
    let text = match serde_json::from_str::<Option<String>>(json) {
        Ok(text) => text.unwrap_or_default(),
        Err(_) if matches!(json, "false" | "[]") => String::new(),
        Err(_) => json.to_owned(),
    };
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    exact(text)
        .map(Some)
        .ok_or_else(|| super::unfit("a decimal"))
}

/// `None` also where digits would have to be dropped.
fn exact(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text)
        .or_else(|_| Decimal::from_scientific(text))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Deal {
        #[serde(deserialize_with = "maybe_decimal")]
        amount: Option<Decimal>,
    }

    fn read(json: &str) -> Result<Option<String>, String> {
        crate::misfit::read::<Deal>(&format!(r#"{{"amount":{json}}}"#))
            .map(|deal| deal.amount.map(|amount| amount.to_string()))
            .map_err(|misfit| misfit.to_string())
    }

    #[test]
    fn a_decimal_keeps_every_digit_of_its_text() {
        for (json, text) in [
            ("\"1500.00\"", "1500.00"),
            ("999.9", "999.9"),
            ("0.1", "0.1"),
            ("12345678901234567.89", "12345678901234567.89"),
            ("-7", "-7"),
            ("0", "0"),
            ("1.5e3", "1500"),
        ] {
            assert_eq!(read(json).unwrap().as_deref(), Some(text), "{json}");
        }
    }

    #[test]
    fn nothing_is_no_decimal() {
        for json in ["null", "\"\"", "false", "[]"] {
            assert_eq!(read(json), Ok(None), "{json}");
        }
    }

    #[test]
    fn what_is_no_decimal_is_said_without_its_value() {
        for json in [
            "\"s3cr3t\"",
            "true",
            "{}",
            "0.12345678901234567890123456789012345",
        ] {
            assert_eq!(
                read(json),
                Err("`amount`: expected a decimal".to_owned()),
                "{json}"
            );
        }
    }
}
