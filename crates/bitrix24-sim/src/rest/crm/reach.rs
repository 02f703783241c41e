//! The fields of those who can be reached (`api-reference/crm/data-types.md`,
//! `crm_multifield`).

use serde_json::{Value, json};

use super::{
    entity::Entity,
    field::{Field, Reads},
};
use crate::world::{Cell, Reach};

/// `PHONE` and its kind: a list of entries, named in `select` or not shown in lists.
pub(super) const fn entries<T: Entity>(
    upper: &'static str,
    read: fn(&T, &crate::world::Crm) -> Cell,
) -> Field<T> {
    Field::own(upper, "", "crm_multifield", read)
        .several()
        .only(Reads::OldNamed)
}

/// A flat field of `crm.item.*`: first values only.
pub(super) const fn first<T: Entity>(
    camel: &'static str,
    read: fn(&T, &crate::world::Crm) -> Cell,
) -> Field<T> {
    Field::own("", camel, "string", read).only(Reads::Item)
}

/// All entries of one kind.
pub(super) fn all<T: Entity>(card: &T, kind: &'static str) -> Cell {
    let entries = card.reach().map(|reach| reach.of(kind).to_vec());
    Cell::Entries(kind, entries.unwrap_or_default())
}

/// The first value of a kind and type.
pub(super) fn value<T: Entity>(card: &T, kind: &str, value_type: Option<&str>) -> Cell {
    let value = card.reach().and_then(|reach| reach.first(kind, value_type));
    Cell::Text(value.unwrap_or_default().to_owned())
}

pub(super) fn has<T: Entity>(card: &T, kind: &str) -> Cell {
    Cell::Flag(card.reach().is_some_and(|reach| !reach.of(kind).is_empty()))
}

/// `fm` of `crm.item.*`: all entries of all kinds.
pub(super) fn fm(reach: &Reach) -> Value {
    let kinds = Reach::KINDS.into_iter();
    let entries = kinds.flat_map(|kind| {
        reach.of(kind).iter().map(move |entry| {
            json!({
                "id": entry.id,
                "valueType": entry.value_type,
                "value": entry.value,
                "typeId": kind,
            })
        })
    });
    entries.collect()
}
