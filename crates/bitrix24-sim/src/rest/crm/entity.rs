//! What the generic methods need to know of a kind of card.

use std::collections::BTreeMap;

use super::cell::Cell;
use crate::world::{Access, Crm, User};

/// A kind of card: its table, its fields, who may see it.
pub(crate) trait Entity: Sized + 'static {
    /// `entityTypeId` (`api-reference/crm/data-types.md`).
    const TYPE_ID: i64;
    /// Every field, `ID` first.
    const FIELDS: &'static [Field<Self>];

    fn table(crm: &Crm) -> &BTreeMap<i64, Self>;
    fn right_of(user: &User) -> Access;
    fn is_seen_by(&self, user: &User, crm: &Crm) -> bool;
}

/// A field under its two names.
pub(crate) struct Field<T> {
    /// Name in the old methods: `STAGE_ID`.
    pub(crate) upper: &'static str,
    /// Name in `crm.item.*`: `stageId`.
    pub(crate) camel: &'static str,
    /// The documented type: `string`, `integer`, `crm_status`, …
    pub(crate) kind: &'static str,
    pub(crate) reads: Reads,
    pub(crate) read_only: bool,
    pub(crate) read: fn(&T, &Crm) -> Cell,
}

/// Which methods show a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Old and new ones.
    Both,
    /// The old ones.
    Old,
    /// The old ones, and in their lists only when `select` names it.
    OldNamed,
    /// `crm.item.*`.
    Item,
}

/// The two ways of naming fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    Old,
    Item,
}

impl<T> Field<T> {
    pub(crate) const fn new(
        upper: &'static str,
        camel: &'static str,
        kind: &'static str,
        read: fn(&T, &Crm) -> Cell,
    ) -> Self {
        Self {
            upper,
            camel,
            kind,
            reads: Reads::Both,
            read_only: false,
            read,
        }
    }

    /// The same field, shown by some methods only.
    pub(crate) const fn only(mut self, reads: Reads) -> Self {
        self.reads = reads;
        self
    }

    /// The same field, not to be written.
    pub(crate) const fn fixed(mut self) -> Self {
        self.read_only = true;
        self
    }

    pub(crate) fn name(&self, naming: Naming) -> &'static str {
        match naming {
            Naming::Old => self.upper,
            Naming::Item => self.camel,
        }
    }

    pub(crate) fn is_in(&self, naming: Naming) -> bool {
        match naming {
            Naming::Old => self.reads != Reads::Item,
            Naming::Item => matches!(self.reads, Reads::Both | Reads::Item),
        }
    }
}

/// The field of this name; old names are found in any case.
pub(crate) fn field<T: Entity>(name: &str, naming: Naming) -> Option<&'static Field<T>> {
    T::FIELDS
        .iter()
        .filter(|field| field.is_in(naming))
        .find(|field| match naming {
            Naming::Old => field.upper.eq_ignore_ascii_case(name),
            Naming::Item => field.camel == name,
        })
}

/// Whether this is the number of the card, the table's key.
pub(crate) fn is_id<T: Entity>(field: &Field<T>) -> bool {
    T::FIELDS
        .first()
        .is_some_and(|first| first.upper == field.upper)
}
