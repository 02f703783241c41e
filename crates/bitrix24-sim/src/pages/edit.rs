//! The form in a card: what can be typed over, and what comes of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{card::CardKind, words::Words};
use crate::{ChangeRefusal, Multifield, world::Reach};

/// What can be typed over.
pub(super) struct Form {
    pub(super) inputs: Vec<Input>,
}

/// One field of it, named as in `crm.deal.update`.
pub(super) struct Input {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) value: String,
    /// What it may be, when not anything; then the value is among them.
    pub(super) choices: Vec<String>,
    pub(super) required: bool,
}

/// What the form sent; a field that is not there is left alone.
pub(super) type Sent = BTreeMap<String, String>;

impl Input {
    pub(super) fn new(name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            label,
            value: value.into(),
            choices: Vec::new(),
            required: false,
        }
    }

    pub(super) fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// The first telephone number, the first address.
    pub(super) fn reach(kind: &'static str, label: &'static str, entries: &[Multifield]) -> Self {
        let first = entries.first().map(|entry| entry.value.clone());
        Self::new(kind, label, first.unwrap_or_default())
    }
}

/// Fields of `crm.contact.update` and its like. Of numbers and addresses the first
/// one is changed, or removed if nothing is left of it; without its number it would
/// be a second one (`api-reference/crm/data-types.md`, `crm_multifield`).
pub(super) fn fields(sent: &Sent, names: &[&str], reach: &Reach) -> Map<String, Value> {
    let given = names.iter().filter_map(|name| {
        let text = sent.get(*name)?.trim();
        let value = match *name {
            "PHONE" => entry(&reach.phones, text)?,
            "EMAIL" => entry(&reach.emails, text)?,
            _ => json!(text),
        };
        Some(((*name).to_owned(), value))
    });
    given.collect()
}

fn entry(known: &[Multifield], text: &str) -> Option<Value> {
    match known.first() {
        Some(first) if first.value == text => None,
        Some(first) => Some(json!([{"ID": first.id.to_string(), "VALUE": text}])),
        None if text.is_empty() => None,
        None => Some(json!([{"VALUE": text, "VALUE_TYPE": "WORK"}])),
    }
}

/// What is told of a change that was not taken; nothing where the card itself says it.
pub(super) fn alert(refusal: &ChangeRefusal, words: &Words) -> Option<&'static str> {
    match refusal {
        ChangeRefusal::NotFound | ChangeRefusal::AccessDenied => None,
        ChangeRefusal::Stage => Some(words.wrong_stage),
        ChangeRefusal::Currency => Some(words.wrong_currency),
        ChangeRefusal::Email => Some(words.wrong_email),
        _ => Some(words.not_saved),
    }
}

impl CardKind {
    /// Number of the kind (`api-reference/crm/data-types.md`, object types).
    pub(super) fn type_id(self) -> i64 {
        match self {
            Self::Deal => 2,
            Self::Contact => 3,
            Self::Company => 4,
        }
    }
}
