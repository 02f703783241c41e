//! What a card says of its client.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::config::matching::{CrmField, Step};
use crate::store::Holder;
use crate::widget::card::number;

/// CRM type ids (`api-reference/crm/data-types.md`).
pub const CONTACT: u32 = 3;
pub const COMPANY: u32 = 4;

/// Telephones one record may have before we stop asking.
const MOST_VALUES: usize = 20;

/// The fields of one record of the CRM; whoever computes with them shares them.
pub type Record = Arc<Map<String, Json>>;

/// The records a client can be found by; absent when the card has none or its reader may not see
/// them. Fields have the names of `crm.item.*`, and `UF_CRM_*`.
#[derive(Clone, Default)]
pub struct Subject {
    pub deal: Option<Record>,
    /// The deal's own company, else its contact's.
    pub company: Option<Record>,
    pub contact: Option<Record>,
    /// In the order they are tried: the one chosen in the deal, the company's, the contact's.
    pub requisites: Vec<Requisite>,
}

/// Legal details, and how soon they are tried: those of one rank together.
#[derive(Clone)]
pub struct Requisite {
    pub rank: u8,
    pub fields: Map<String, Json>,
}

/// One value of a step's field, with what stands beside it in its record.
#[derive(Clone)]
pub struct Value {
    pub text: String,
    /// Of the fields to narrow by: the column, and what the record holds.
    pub beside: Vec<(String, String, String)>,
}

impl Subject {
    /// Whether there is anybody a client could be found by.
    #[must_use]
    pub fn has_client(&self) -> bool {
        self.company.is_some() || self.contact.is_some()
    }

    /// Whom a choice is about: the company, else the contact.
    #[must_use]
    pub fn holder(&self) -> Option<Holder> {
        let of = |record: &Option<Record>, entity_type| {
            let id = number(record.as_ref()?.get("id"))?;
            Some(Holder { entity_type, id })
        };
        of(&self.company, COMPANY).or_else(|| of(&self.contact, CONTACT))
    }

    /// Whether a field of the company or the contact holds anything.
    #[must_use]
    pub fn holds(&self, holder: Holder, field: &str) -> bool {
        let record = if holder.entity_type == COMPANY {
            &self.company
        } else {
            &self.contact
        };
        record
            .as_ref()
            .is_some_and(|record| !texts(record, field).is_empty())
    }

    /// The values of a step's field, those tried together in one group; records that are not what
    /// the step wants are left out.
    #[must_use]
    pub fn values(&self, step: &Step) -> Vec<Vec<Value>> {
        let single = |record: &Option<Record>| -> Vec<Vec<Value>> {
            let values = record.iter().flat_map(|record| of_record(record, step));
            Some(values.take(MOST_VALUES).collect::<Vec<_>>())
                .filter(|values| !values.is_empty())
                .into_iter()
                .collect()
        };
        match &step.field {
            CrmField::Company(_) => single(&self.company),
            CrmField::Contact(_) => single(&self.contact),
            CrmField::Deal(_) => single(&self.deal),
            CrmField::Requisite(_) => {
                let mut groups: BTreeMap<u8, Vec<Value>> = BTreeMap::new();
                for requisite in &self.requisites {
                    let values = of_record(&requisite.fields, step);
                    groups.entry(requisite.rank).or_default().extend(values);
                }
                groups
                    .into_values()
                    .filter(|values| !values.is_empty())
                    .collect()
            }
        }
    }
}

/// The values of one record, if it is what the step wants.
fn of_record(record: &Map<String, Json>, step: &Step) -> Vec<Value> {
    let wanted = step
        .when
        .iter()
        .all(|(field, wanted)| texts(record, field).iter().any(|text| text == wanted));
    if !wanted {
        return Vec::new();
    }
    let beside: Vec<(String, String, String)> = step
        .narrow
        .iter()
        .flat_map(|(field, column)| {
            let values = texts(record, field).into_iter();
            values.map(move |text| (field.clone(), column.clone(), text))
        })
        .collect();
    texts(record, step.field.name())
        .into_iter()
        .map(|text| Value {
            text,
            beside: beside.clone(),
        })
        .collect()
}

/// What a field holds: several texts where it is a list, none where it is empty.
///
/// Telephones and addresses are all in `fm`, and only the first of them in a field of its own
/// (`api-reference/crm/universal/object-fields.md`).
fn texts(record: &Map<String, Json>, field: &str) -> Vec<String> {
    let kind = field.to_ascii_uppercase();
    if matches!(kind.as_str(), "PHONE" | "EMAIL" | "WEB" | "IM")
        && let Some(entries) = record.get("fm").map(entries)
        && !entries.is_empty()
    {
        return entries
            .into_iter()
            .filter(|entry| entry.get("typeId").and_then(Json::as_str) == Some(&kind))
            .filter_map(|entry| text(entry.get("value")?))
            .collect();
    }
    let value = record.get(field).or_else(|| record.get(&item_name(field)));
    match value {
        Some(Json::Array(items)) => items.iter().filter_map(text).collect(),
        Some(value) => text(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// A list, which PHP writes as an object where its keys have gaps.
fn entries(value: &Json) -> Vec<&Map<String, Json>> {
    match value {
        Json::Array(items) => items.iter().filter_map(Json::as_object).collect(),
        Json::Object(items) => items.values().filter_map(Json::as_object).collect(),
        _ => Vec::new(),
    }
}

/// `ORIGIN_ID` as `crm.item.*` calls it: `originId`. Custom fields keep their names.
#[must_use]
pub(crate) fn item_name(field: &str) -> String {
    if field.starts_with("UF_") || !field.contains(|c: char| c.is_ascii_uppercase()) {
        return field.to_owned();
    }
    if field.contains(|c: char| c.is_ascii_lowercase()) {
        return field.to_owned();
    }
    let mut name = String::with_capacity(field.len());
    for (index, word) in field.split('_').enumerate() {
        let word = word.to_ascii_lowercase();
        match word.chars().next() {
            Some(first) if index > 0 => {
                name.push(first.to_ascii_uppercase());
                name.push_str(&word[first.len_utf8()..]);
            }
            _ => name.push_str(&word),
        }
    }
    name
}

/// A scalar as text; `None` for what Bitrix24 means by empty.
fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Json::Number(number) => Some(number.to_string()).filter(|text| text != "0"),
        _ => None,
    }
}

/// Which records there are, not what they hold.
impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject")
            .field("deal", &self.deal.is_some())
            .field("company", &self.company.is_some())
            .field("contact", &self.contact.is_some())
            .field("requisites", &self.requisites.len())
            .finish()
    }
}

impl fmt::Debug for Requisite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Requisite")
            .field("rank", &self.rank)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({} beside)", self.beside.len())
    }
}
