//! One value of a card, before it is written in either way.

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::{Value, json};

use super::{Amount, Multifield};
use crate::{clock::moment, rest::envelope::iso};

/// A value with its meaning. The old methods write it as text
/// ([`old`](Self::old)), `crm.item.*` with its type ([`typed`](Self::typed))
/// (`api-reference/data-types.md`).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Null,
    Text(String),
    Integer(i64),
    Money(Amount),
    /// A number with a fraction that is no money.
    Number(f64),
    /// `Y` or `N`, both ways.
    Flag(bool),
    /// An added yes-or-no field: `1` or `0` in old methods, `Y` or `N` in new ones.
    Switch(bool),
    Date(NaiveDate),
    Time(DateTime<Utc>),
    /// Another card; none is `0`.
    Link(Option<i64>),
    /// Another card; none is `null` in old methods, `0` in new ones.
    LooseLink(Option<i64>),
    /// Several cards.
    Links(Vec<i64>),
    /// Several texts.
    Texts(Vec<String>),
    /// Several values of an added field.
    Several(Vec<Self>),
    /// A value with parts of its own, written the same way everywhere.
    Whole(Value),
    /// Telephone numbers, addresses.
    Entries(&'static str, Vec<Multifield>),
}

impl Cell {
    /// As the old methods write it; `None` when the key is left out.
    pub(crate) fn old(&self) -> Option<Value> {
        let value = match self {
            Self::Null | Self::LooseLink(None) => Value::Null,
            Self::Entries(_, entries) if entries.is_empty() => return None,
            Self::Entries(kind, entries) => {
                entries.iter().map(|one| old_entry(kind, one)).collect()
            }
            Self::Links(ids) => json!(ids),
            Self::Texts(texts) => json!(texts),
            Self::Several(cells) => cells.iter().filter_map(Self::old).collect(),
            Self::Whole(value) => value.clone(),
            Self::Switch(on) => json!(if *on { "1" } else { "0" }),
            other => json!(other.text()),
        };
        Some(value)
    }

    /// As `crm.item.*` writes it.
    pub(crate) fn typed(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Integer(number) => json!(number),
            Self::Money(amount) => number(*amount),
            Self::Link(id) | Self::LooseLink(id) => json!(id.unwrap_or(0)),
            Self::Links(ids) => json!(ids),
            Self::Texts(texts) => json!(texts),
            Self::Number(number) => json!(number),
            Self::Several(cells) => cells.iter().map(Self::typed).collect(),
            Self::Whole(value) => value.clone(),
            other => json!(other.text()),
        }
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Null | Self::Link(None) | Self::LooseLink(None) => true,
            Self::Text(text) => text.is_empty(),
            Self::Links(ids) => ids.is_empty(),
            Self::Texts(texts) => texts.is_empty(),
            Self::Several(cells) => cells.is_empty(),
            Self::Entries(_, entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// A whole number, a link among them.
    pub(crate) fn number(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Link(id) | Self::LooseLink(id) => *id,
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Several numbers; one alone is a list of one.
    pub(crate) fn numbers(&self) -> Vec<i64> {
        match self {
            Self::Links(ids) => ids.clone(),
            other => other.number().into_iter().collect(),
        }
    }

    /// A sum of money; nothing is none.
    pub(crate) fn amount(&self) -> Amount {
        match self {
            Self::Money(amount) => *amount,
            _ => Amount::default(),
        }
    }

    pub(crate) fn date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(*date),
            _ => None,
        }
    }

    pub(crate) fn time(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Time(at) => Some(*at),
            _ => None,
        }
    }

    /// As text: what filters compare and old methods show.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Money(amount) => amount.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) | Self::Switch(flag) => if *flag { "Y" } else { "N" }.to_owned(),
            Self::Several(cells) => cells.iter().map(Self::text).collect::<Vec<_>>().join(","),
            Self::Whole(value) => value.to_string(),
            // A date comes back as a moment: midnight UTC in the server's zone.
            Self::Date(date) => iso(date.and_time(NaiveTime::MIN).and_utc()),
            Self::Time(at) => iso(*at),
            Self::Link(id) | Self::LooseLink(id) => id.unwrap_or(0).to_string(),
            Self::Links(ids) => ids.iter().map(i64::to_string).collect::<Vec<_>>().join(","),
            Self::Texts(texts) => texts.join(","),
            Self::Entries(_, entries) => entries
                .first()
                .map(|one| one.value.clone())
                .unwrap_or_default(),
        }
    }

    /// How this value stands to one written in a filter; `None` when they cannot
    /// be compared.
    pub(crate) fn compare(&self, wanted: &str) -> Option<Ordering> {
        let wanted = wanted.trim();
        match self {
            // Nothing equals nothing, and is neither more nor less than anything.
            Self::Null => wanted.is_empty().then_some(Ordering::Equal),
            Self::Text(text) => Some(text.to_lowercase().cmp(&wanted.to_lowercase())),
            Self::Integer(number) => Some(number.cmp(&wanted.parse().ok()?)),
            Self::Link(None) | Self::LooseLink(None) if wanted.is_empty() => Some(Ordering::Equal),
            Self::Link(id) | Self::LooseLink(id) => {
                Some(id.unwrap_or(0).cmp(&wanted.parse().ok()?))
            }
            Self::Money(amount) => Some(amount.cmp(&wanted.parse().ok()?)),
            Self::Number(number) => number.partial_cmp(&wanted.parse().ok()?),
            Self::Flag(flag) | Self::Switch(flag) => {
                Some(flag.cmp(&matches!(wanted, "Y" | "1" | "true")))
            }
            Self::Date(date) => Some(date.cmp(&wanted.get(..10)?.parse().ok()?)),
            Self::Time(at) => Some(at.cmp(&moment(wanted)?)),
            Self::Links(_)
            | Self::Texts(_)
            | Self::Several(_)
            | Self::Whole(_)
            | Self::Entries(..) => None,
        }
    }

    /// Whether the value, or one of several, is the wanted one.
    pub(crate) fn equals(&self, wanted: &str) -> bool {
        match self {
            Self::Links(ids) => ids.iter().any(|id| id.to_string() == wanted.trim()),
            Self::Texts(texts) => texts.iter().any(|text| text == wanted.trim()),
            Self::Several(cells) => cells.iter().any(|cell| cell.equals(wanted)),
            Self::Entries(_, entries) => entries.iter().any(|one| one.value == wanted.trim()),
            other => other.compare(wanted) == Some(Ordering::Equal),
        }
    }

    /// How two values of one field stand to each other in a sorted list.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Money(a), Self::Money(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Link(a), Self::Link(b)) | (Self::LooseLink(a), Self::LooseLink(b)) => a.cmp(b),
            (a, b) => a.text().to_lowercase().cmp(&b.text().to_lowercase()),
        }
    }
}

fn old_entry(kind: &str, entry: &Multifield) -> Value {
    json!({
        "ID": entry.id.to_string(),
        "VALUE_TYPE": entry.value_type,
        "VALUE": entry.value,
        "TYPE_ID": kind,
    })
}

/// A whole sum is written without a fraction, as PHP writes it.
fn number(amount: Amount) -> Value {
    if amount.0 % 100 == 0 {
        json!(amount.0 / 100)
    } else {
        json!(amount.0 as f64 / 100.0)
    }
}
