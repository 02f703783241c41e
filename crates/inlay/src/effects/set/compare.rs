//! Whether a field has its value already.
//!
//! One value is written in several ways: `1500` and `"1500.00"`, `Y` and `true`, a date and the
//! moment it begins. What is taken for the same is not written; in doubt it is written, which does
//! no harm: a portal saves nothing where nothing changes
//! (`api-reference/crm/universal/crm-item-update.md`).

use bitrix24::values::Money;
use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;
use serde_json::Value;

/// Whether what is there is what is wanted.
pub(super) fn is_same(is: &Value, wanted: &Value) -> bool {
    match (is, wanted) {
        _ if is_empty(is) && is_empty(wanted) => true,
        (Value::Array(is), Value::Array(wanted)) => are_same(is, wanted),
        (Value::Array(is), wanted) => matches!(is.as_slice(), [only] if is_same(only, wanted)),
        (is, Value::Array(wanted)) => matches!(wanted.as_slice(), [only] if is_same(is, only)),
        (Value::Bool(_), _) | (_, Value::Bool(_)) => {
            flag(is).is_some_and(|is| flag(wanted) == Some(is))
        }
        // Text against text may be a number's digits and mean a name: `007` is not `7`.
        (Value::Number(_), _) | (_, Value::Number(_)) if amount(is).is_some() => {
            amount(is) == amount(wanted)
        }
        (Value::String(is), Value::String(wanted)) => is_same_text(is, wanted),
        (is, wanted) => is == wanted,
    }
}

/// A value as it is to be written where `is` stands: a list where there are several, the amount
/// with the currency that is there, `Y` and `N`.
pub(super) fn written(is: Option<&Value>, wanted: &Value) -> Value {
    let wanted = match wanted {
        Value::Bool(true) => Value::from("Y"),
        Value::Bool(false) => Value::from("N"),
        Value::Null => Value::from(""),
        other => other.clone(),
    };
    match is {
        Some(Value::Array(_)) if !wanted.is_array() && !is_empty(&wanted) => {
            Value::Array(vec![wanted])
        }
        Some(Value::String(is)) => match (is.parse::<Money>(), plain_amount(&wanted)) {
            (Ok(money), Some(amount)) => Value::from(Money { amount, ..money }.to_string()),
            _ => wanted,
        },
        _ => wanted,
    }
}

/// The order of a field's several values means nothing.
fn are_same(is: &[Value], wanted: &[Value]) -> bool {
    if is.len() != wanted.len() {
        return false;
    }
    let mut left: Vec<&Value> = is.iter().collect();
    wanted.iter().all(|wanted| {
        let place = left.iter().position(|is| is_same(is, wanted));
        place.is_some_and(|place| {
            left.swap_remove(place);
            true
        })
    })
}

fn is_same_text(is: &str, wanted: &str) -> bool {
    if is == wanted {
        return true;
    }
    if let Ok(there) = is.parse::<Money>() {
        return match wanted.parse::<Money>() {
            Ok(wanted) => there == wanted,
            Err(_) => Decimal::from_str_exact(wanted).is_ok_and(|wanted| wanted == there.amount),
        };
    }
    match (moment(is), moment(wanted)) {
        (Some(is), Some(wanted)) => is == wanted,
        // A date comes back as the moment it begins (`api-reference/data-types.md`).
        _ => match (date(is), date(wanted)) {
            (Some(there), Some(then)) if is.len() == 10 || wanted.len() == 10 => there == then,
            _ => false,
        },
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(is_empty),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => match text.as_str() {
            "Y" | "1" | "true" => Some(true),
            "N" | "0" | "false" => Some(false),
            _ => None,
        },
        Value::Number(number) => match number.as_u64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        // A flag that was never set.
        Value::Null => Some(false),
        _ => None,
    }
}

fn amount(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => match text.parse::<Money>() {
            Ok(money) => Some(money.amount),
            Err(_) => plain_amount(value),
        },
        _ => plain_amount(value),
    }
}

fn plain_amount(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    Decimal::from_str_exact(&text)
        .or_else(|_| Decimal::from_scientific(&text))
        .ok()
}

fn moment(text: &str) -> Option<DateTime<chrono::FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

fn date(text: &str) -> Option<NaiveDate> {
    text.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_value_in_two_spellings_is_not_written_again() {
        for (is, wanted) in [
            (json!(999.9), json!("999.90")),
            (json!(1500), json!(1500.0)),
            (json!("1500.00|RUB"), json!("1500|RUB")),
            (json!("1500.00|RUB"), json!("1500")),
            (json!("1500.00|RUB"), json!(1500)),
            (json!("Y"), json!(true)),
            (json!(null), json!(false)),
            (json!("2026-01-01T02:00:00+03:00"), json!("2026-01-01")),
            (
                json!("2026-01-01T02:00:00+03:00"),
                json!("2025-12-31T23:00:00Z"),
            ),
            (json!(null), json!("")),
            (json!([]), json!(null)),
            (json!(["a", "b"]), json!(["b", "a"])),
            (json!(["a"]), json!("a")),
        ] {
            assert!(is_same(&is, &wanted), "{is} and {wanted}");
        }
    }

    #[test]
    fn what_differs_is_told_apart() {
        for (is, wanted) in [
            (json!("007"), json!("7")),
            (json!(1500), json!("1500.01")),
            (json!("1500.00|RUB"), json!("1500.00|EUR")),
            (json!(null), json!(0)),
            (json!(0), json!(null)),
            (json!("N"), json!(true)),
            (json!("2026-01-01T02:00:00+03:00"), json!("2026-01-02")),
            (json!(["a", "a"]), json!(["a", "b"])),
            (json!("Romashka"), json!("Vasilyok")),
        ] {
            assert!(!is_same(&is, &wanted), "{is} and {wanted}");
        }
    }

    #[test]
    fn a_value_is_written_as_the_field_has_them() {
        let money = json!("1500.00|RUB");
        assert_eq!(written(Some(&money), &json!("1600")), json!("1600|RUB"));
        assert_eq!(written(Some(&money), &json!("1600|EUR")), json!("1600|EUR"));
        assert_eq!(written(Some(&json!([])), &json!("a")), json!(["a"]));
        assert_eq!(written(Some(&json!("N")), &json!(true)), json!("Y"));
        assert_eq!(written(None, &json!(null)), json!(""));
        assert_eq!(written(Some(&json!("7")), &json!("8")), json!("8"));
    }
}
