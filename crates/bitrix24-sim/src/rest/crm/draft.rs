//! Rows that can be written: what a caller's fields make of them.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};

use super::{
    entity::{Entity, Naming},
    field::Write,
    input::{self, Unfit},
    schema::{Column, Schema},
};
use crate::{
    change::ChangeRefusal,
    rest::params::{is_true, scalar},
    world::{Cell, Crm, Kept, Multifield, Reach, Table},
};

/// A kind of row that callers make and change.
pub(crate) trait Card: Entity {
    /// Events of a new row, a changed one, a deleted one; none for what has none.
    const EVENTS: Option<[&'static str; 3]>;

    fn table_mut(crm: &mut Crm) -> &mut Table<Self>;
    fn kept_mut(&mut self) -> &mut Kept;

    /// The row before any field is set.
    fn blank(id: i64, birth: Birth, crm: &Crm) -> Self;

    /// Notes who changed the row, and when.
    fn touch(&mut self, birth: Birth);

    /// Sets what follows from the fields that were set, and refuses what cannot be.
    /// `before` is the row as it was; a new one was not.
    fn settle(
        &mut self,
        before: Option<&Self>,
        birth: Birth,
        crm: &Crm,
    ) -> Result<(), ChangeRefusal>;

    /// Telephone numbers and addresses, for kinds that have any.
    fn reach_mut(&mut self) -> Option<&mut Reach> {
        None
    }

    /// The event of a change that has one of its own, with its data.
    fn event_of_change(&self, _before: &Self) -> Option<(&'static str, Value)> {
        None
    }

    /// What goes with the row when it is deleted.
    fn take_along(_id: i64, _crm: &mut Crm) {}
}

/// Who makes or changes a row, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Birth {
    pub(crate) user_id: i64,
    pub(crate) now: DateTime<Utc>,
    pub(crate) today: NaiveDate,
}

/// Takes over the fields a kind of row knows. Unknown and read-only ones are ignored
/// without a word, in old methods and new (`api-reference/crm/universal/crm-item-add.md`).
pub(crate) fn assign<T: Card>(
    card: &mut T,
    fields: &Map<String, Value>,
    naming: Naming,
    is_new: bool,
    crm: &mut Crm,
) -> Result<(), ChangeRefusal> {
    let schema = Schema::<T>::in_crm(crm, naming);
    for (name, value) in fields {
        if !naming.is_old() && name == "fm" {
            for (kind, entries) in input::entries_of_item(value) {
                set_entries(card, &kind, &entries, crm)?;
            }
            continue;
        }
        match schema.column(name) {
            Some(Column::Own(field)) if field.kind == "crm_multifield" => {
                set_entries(card, field.upper, value, crm)?;
            }
            // Only `crm.item.update` changes what is otherwise fixed at birth.
            Some(Column::Own(field)) if field.immutable && !is_new && naming.is_old() => {}
            Some(Column::Own(field)) => {
                let Some(write) = field.write() else { continue };
                let cell = input::cell(field.kind, field.multiple, value);
                let cell = cell.or_else(|unfit| forgive(unfit, name, naming))?;
                match write {
                    Write::Own(write) => write(card, cell),
                    Write::Kept => card.kept_mut().set(field.upper, cell),
                }
            }
            Some(Column::Added(field)) => {
                let cell = input::added(field, value);
                let cell = cell.or_else(|unfit| forgive(unfit, name, naming))?;
                card.kept_mut().set(&field.name, cell);
            }
            None => {}
        }
    }
    Ok(())
}

/// New methods refuse a value that does not fit; the old ones take it for nothing.
fn forgive(unfit: Unfit, name: &str, naming: Naming) -> Result<Cell, ChangeRefusal> {
    if naming.is_old() {
        return Ok(Cell::Null);
    }
    Err(match unfit {
        Unfit::Value => ChangeRefusal::Value(name.to_owned()),
        Unfit::NotIterable(kind) => ChangeRefusal::NotIterable(kind),
    })
}

/// Adds, changes and deletes entries. One with an `ID` changes that entry, or
/// deletes it, when it says `DELETE` or has no `VALUE`
/// (`api-reference/crm/contacts/crm-contact-update.md`).
fn set_entries<T: Card>(
    card: &mut T,
    kind: &str,
    value: &Value,
    crm: &mut Crm,
) -> Result<(), ChangeRefusal> {
    let rows: Vec<&Value> = match value {
        Value::Array(rows) => rows.iter().collect(),
        Value::Object(rows) => rows.values().collect(),
        _ => Vec::new(),
    };
    let Some(reach) = card.reach_mut() else {
        return Ok(());
    };
    for row in rows {
        let part = |name: &str| row.get(name).and_then(scalar);
        let text = part("VALUE").filter(|text| !text.is_empty());
        let id = part("ID").and_then(|id| id.trim().parse::<i64>().ok());
        let deletes = text.is_none() || part("DELETE").is_some_and(|word| is_true(&word));
        // A change in the new methods need not say what kind of entry it is.
        let kind = match id {
            Some(id) if kind.is_empty() => kind_of(reach, id).unwrap_or_default(),
            _ => kind,
        };
        let Some(entries) = reach.of_mut(kind) else {
            continue;
        };
        match (id, text) {
            (Some(id), _) if deletes => entries.retain(|entry| entry.id != id),
            (Some(id), Some(text)) => {
                check_address(kind, &text)?;
                if let Some(entry) = entries.iter_mut().find(|entry| entry.id == id) {
                    entry.value = text;
                    entry.value_type = part("VALUE_TYPE").unwrap_or(entry.value_type.clone());
                }
            }
            (None, Some(text)) => {
                check_address(kind, &text)?;
                entries.push(Multifield {
                    id: crm.next_multifield_id(),
                    value_type: part("VALUE_TYPE").unwrap_or_else(|| "WORK".to_owned()),
                    value: text,
                });
            }
            (_, None) => {}
        }
    }
    Ok(())
}

fn kind_of(reach: &Reach, id: i64) -> Option<&'static str> {
    let mut kinds = Reach::KINDS.into_iter();
    kinds.find(|kind| reach.of(kind).iter().any(|entry| entry.id == id))
}

/// An e-mail address has something before and behind its sign.
fn check_address(kind: &str, text: &str) -> Result<(), ChangeRefusal> {
    let is_address = || {
        let (name, host) = text.split_once('@')?;
        Some(!name.is_empty() && host.contains('.') && !text.contains(' '))
    };
    if kind != "EMAIL" || is_address() == Some(true) {
        return Ok(());
    }
    Err(ChangeRefusal::Email)
}
