//! The card something hangs on.

use crate::world::{Access, Crm, User};

/// A card by its type and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) type_id: i64,
    pub(crate) id: i64,
}

/// Names of the types where a method takes names
/// (`api-reference/crm/timeline/comments/crm-timeline-comment-add.md`).
const NAMES: &[(&str, i64)] = &[
    ("lead", 1),
    ("deal", 2),
    ("contact", 3),
    ("company", 4),
    ("smart_invoice", 31),
    ("dynamic_31", 31),
    ("dynamic_1032", 1032),
];

impl Owner {
    /// The number of a type by its name, in any case.
    pub(crate) fn type_named(name: &str) -> Option<i64> {
        let found = NAMES.iter().find(|(one, _)| one.eq_ignore_ascii_case(name));
        found.map(|(_, type_id)| *type_id)
    }

    pub(crate) fn is_there(self, crm: &Crm) -> bool {
        self.holder(crm).is_some()
    }

    pub(crate) fn is_seen_by(self, user: &User, crm: &Crm) -> bool {
        let right = match self.type_id {
            3 => user.rights.contacts,
            4 => user.rights.companies,
            _ => user.rights.deals,
        };
        let holder = self.holder(crm);
        right != Access::None && holder.is_some_and(|holder| right.reaches(user.id, holder))
    }

    /// Who is responsible for the card.
    fn holder(self, crm: &Crm) -> Option<i64> {
        let id = &self.id;
        match self.type_id {
            1 => crm.leads.get(id).map(|card| card.assigned_by),
            2 => crm.deals.get(id).map(|card| card.assigned_by),
            3 => crm.contacts.get(id).map(|card| card.assigned_by),
            4 => crm.companies.get(id).map(|card| card.assigned_by),
            31 => crm.invoices.get(id).map(|card| card.assigned_by),
            1032 => crm.processes.get(id).map(|card| card.assigned_by),
            _ => None,
        }
    }
}
