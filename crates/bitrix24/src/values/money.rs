//! An amount with its currency, as fields of the type `money` write it.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer};
use serde::{Serialize, Serializer};

use super::Scalar;

/// The value of a user field of the type `money`: `"1500.00|EUR"`, amount, bar, currency
/// (`api-reference/data-types.md`). Read without loss, written the same.
///
/// It has no order: amounts of different currencies do not compare.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    pub amount: Decimal,
    /// As in `EUR`, in the portal's own words.
    pub currency: String,
}

/// A text that is no money: not an exact decimal, a bar and the name of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not an amount, a bar and a currency")]
pub struct NotMoney;

impl FromStr for Money {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let (amount, currency) = text.trim().split_once('|').ok_or(NotMoney)?;
        let named = !currency.is_empty() && currency.bytes().all(|b| b.is_ascii_alphanumeric());
        if !named {
            return Err(NotMoney);
        }
        Ok(Self {
            amount: Decimal::from_str_exact(amount.trim()).map_err(|_| NotMoney)?,
            currency: currency.to_owned(),
        })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}", self.amount, self.currency)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        money(deserializer)?.ok_or_else(|| super::unfit("money"))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A [`Money`]; `None` for every spelling of "nothing", and for a currency without an amount. An
/// amount without a currency is an error: nobody guesses.
///
/// # Errors
/// When it is neither money nor nothing.
pub fn money<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Money>, D::Error> {
    match Scalar::read(deserializer, "money")? {
        Scalar::Nothing | Scalar::Flag(false) => Ok(None),
        // A field that was emptied keeps its currency.
        Scalar::Text(text) if text.starts_with('|') => Ok(None),
        Scalar::Text(text) => text.parse().map(Some).map_err(|_| super::unfit("money")),
        Scalar::Number(_) | Scalar::Flag(true) => Err(super::unfit("money")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn money_is_read_and_written_digit_by_digit() {
        for text in [
            "1500.00|EUR",
            "0|RUB",
            "-7.5|USD",
            "12345678901234567.89|KZT",
        ] {
            let there: Money = serde_json::from_value(json!(text)).unwrap();
            assert_eq!(there.to_string(), text);
            assert_eq!(serde_json::to_value(&there).unwrap(), json!(text));
        }
    }

    #[test]
    fn no_money_is_none_and_half_of_it_is_an_error() {
        for nothing in [
            json!(null),
            json!(""),
            json!(false),
            json!([]),
            json!("|EUR"),
        ] {
            assert_eq!(money(&nothing).unwrap(), None, "{nothing}");
        }
        for wrong in [
            json!("1500"),
            json!("1500|"),
            json!("a|EUR"),
            json!(1500),
            json!("1|E|R"),
        ] {
            assert!(money(&wrong).is_err(), "{wrong}");
        }
    }
}
