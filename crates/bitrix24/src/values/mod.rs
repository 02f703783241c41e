//! Bitrix24's many spellings of simple values, for `#[serde(deserialize_with = "…")]`
//! (`api-reference/data-types.md`).
//!
//! Old methods write numbers as text, newer ones as numbers; PHP writes an empty map as `[]` and a
//! list with gaps as an object; and "nothing" is `null`, `""`, `0`, `"0"`, `[]`, `false` or
//! `"undefined"`. Add `default` where the key itself may be absent.
//!
//! ```
//! use bitrix24::values;
//! use rust_decimal::Decimal;
//!
//! #[derive(serde::Deserialize)]
//! struct Deal {
//!     #[serde(rename = "COMPANY_ID", default, deserialize_with = "values::id")]
//!     company: Option<u64>,
//!     #[serde(rename = "OPPORTUNITY", deserialize_with = "values::decimal")]
//!     amount: Decimal,
//!     #[serde(rename = "CLOSED", deserialize_with = "values::flag")]
//!     closed: bool,
//! }
//!
//! let deal = r#"{"COMPANY_ID":"5","OPPORTUNITY":"1500.00","CLOSED":"N"}"#;
//! let deal: Deal = serde_json::from_str(deal)?;
//! assert_eq!((deal.company, deal.closed), (Some(5), false));
//! assert_eq!(deal.amount.to_string(), "1500.00");
//! # Ok::<(), serde_json::Error>(())
//! ```

mod container;
mod date;
mod decimal;
mod money;
mod scalar;
mod scope;

pub use container::{list, map};
pub use date::{date, moment};
pub use decimal::{decimal, maybe_decimal};
pub use money::{Money, NotMoney, money};
pub use scope::scope;
pub(crate) use scope::split as split_scope;

use serde::de::{Deserializer, Error, Unexpected};

use scalar::Scalar;

/// An id as number or text; `None` for every spelling of "nothing", zero among them.
///
/// # Errors
/// When it is neither a whole number nor nothing.
pub fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(number(deserializer, "an id")?.filter(|id| *id != 0))
}

/// `Y`/`N`, `true`/`false`, `1`/`0`, in any case and as text too; nothing is `false`.
///
/// # Errors
/// When it is none of these.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Scalar::read(deserializer, "a flag")? {
        Scalar::Nothing | Scalar::Number(0) | Scalar::Flag(false) => Ok(false),
        Scalar::Number(1) | Scalar::Flag(true) => Ok(true),
        Scalar::Text(text) if matches!(text.as_str(), "Y" | "y" | "1" | "true") => Ok(true),
        Scalar::Text(text) if matches!(text.as_str(), "N" | "n" | "0" | "false") => Ok(false),
        Scalar::Number(_) | Scalar::Text(_) => Err(unfit("a flag")),
    }
}

/// A count or an offset as number or text, zero being a count.
pub(crate) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    number(deserializer, "a count")
}

/// A text or a number as text; nothing is the empty text.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Scalar::read(deserializer, "a text")? {
        Scalar::Nothing => String::new(),
        Scalar::Flag(flag) => flag.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Text(text) => text,
    })
}

fn number<'de, D: Deserializer<'de>>(
    deserializer: D,
    wanted: &'static str,
) -> Result<Option<u64>, D::Error> {
    match Scalar::read(deserializer, wanted)? {
        Scalar::Nothing | Scalar::Flag(false) => Ok(None),
        Scalar::Number(number) => Ok(Some(number)),
        Scalar::Text(text) => text.trim().parse().map(Some).map_err(|_| unfit(wanted)),
        Scalar::Flag(true) => Err(unfit(wanted)),
    }
}

/// An error that says what was wanted and not what was there.
fn unfit<E: Error>(wanted: &'static str) -> E {
    E::invalid_value(Unexpected::Other("value"), &wanted)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_is_a_number_in_any_clothes() {
        for there in [json!(77), json!("77"), json!(" 77 ")] {
            assert_eq!(id(&there).unwrap(), Some(77), "{there}");
        }
        for nothing in [
            json!(null),
            json!(""),
            json!("0"),
            json!(0),
            json!(false),
            json!([]),
            json!({}),
            json!("undefined"),
        ] {
            assert_eq!(id(&nothing).unwrap(), None, "{nothing}");
        }
        for wrong in [
            json!("D_77"),
            json!(-1),
            json!(7.5),
            json!(true),
            json!([1]),
        ] {
            assert!(id(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_flag_has_five_spellings() {
        for yes in [
            json!("Y"),
            json!("y"),
            json!(true),
            json!(1),
            json!("1"),
            json!("true"),
        ] {
            assert!(flag(&yes).unwrap(), "{yes}");
        }
        for no in [
            json!("N"),
            json!(false),
            json!(0),
            json!("0"),
            json!(""),
            json!(null),
        ] {
            assert!(!flag(&no).unwrap(), "{no}");
        }
        assert!(flag(&json!("maybe")).is_err());
    }

    #[test]
    fn a_count_may_be_zero() {
        assert_eq!(count(&json!(0)).unwrap(), Some(0));
        assert_eq!(count(&json!("50")).unwrap(), Some(50));
        assert_eq!(count(&json!(null)).unwrap(), None);
    }

    #[test]
    fn a_wrong_value_is_not_in_the_error() {
        #[derive(Debug, Deserialize)]
        struct Row {
            #[serde(deserialize_with = "id")]
            _id: Option<u64>,
        }
        let error = serde_json::from_str::<Row>(r#"{"_id":"s3cr3t"}"#).unwrap_err();
        assert!(!error.to_string().contains("s3cr3t"), "{error}");
    }
}
