//! The fields of a kind of row as they are now: its own and those somebody added.

use std::{collections::HashSet, sync::Arc};

use super::{
    entity::{Entity, Naming},
    field::{Field, Reads},
};
use crate::{
    rest::method::Call,
    world::{Cell, Crm, UserField, World},
};

/// A field of either kind.
#[derive(Clone)]
pub(crate) enum Column<T: 'static> {
    Own(&'static Field<T>),
    Added(Arc<UserField>),
}

/// The fields a method knows, under the names it uses.
pub(crate) struct Schema<T: 'static> {
    columns: Vec<Column<T>>,
    pub(crate) naming: Naming,
}

impl<T: Entity> Schema<T> {
    pub(crate) fn of(world: &World, naming: Naming) -> Self {
        world.read(|state| Self::in_crm(&state.crm, naming))
    }

    pub(crate) fn in_crm(crm: &Crm, naming: Naming) -> Self {
        let own = T::FIELDS.iter().filter(|field| field.is_in(naming));
        let added = crm.user_fields.of(T::TYPE_ID).cloned().map(Column::Added);
        Self {
            columns: own.map(Column::Own).chain(added).collect(),
            naming,
        }
    }

    /// The field of this name. Old names and `UF_CRM_…` are found in any case, added
    /// fields in either spelling.
    pub(crate) fn column(&self, name: &str) -> Option<&Column<T>> {
        let mut columns = self.columns.iter();
        columns.find(|column| match column {
            Column::Own(field) if self.naming.is_old() => field.upper.eq_ignore_ascii_case(name),
            Column::Own(field) => field.camel == name,
            Column::Added(field) => field.name.eq_ignore_ascii_case(name) || field.camel == name,
        })
    }

    /// Every field the methods show.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Column<T>> {
        let columns = self.columns.iter();
        let old = self.naming.is_old();
        columns.filter(move |column| !(old && column.reads() == Reads::Hidden))
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Column<T>> {
        self.columns.iter()
    }

    /// The fields a list shows: those named in `select`, `ID` among them, or else all
    /// that are not shown by name only. `*` means the own fields, `UF_*` the added
    /// ones (`api-reference/crm/deals/crm-deal-list.md`).
    pub(crate) fn selected(&self, call: &Call<'_>) -> Vec<&Column<T>> {
        let names = call.params.list("select");
        let asks = |name: &str| names.iter().any(|one| one.eq_ignore_ascii_case(name));
        // `crm.item.list` shows added fields with `*`, the old lists only with `UF_*`.
        let own = names.is_empty() || asks("*");
        let added = asks("UF_*") || asks("ufCrm*") || (own && !self.naming.is_old());
        let named: HashSet<&str> = names
            .iter()
            .filter_map(|name| self.column(name))
            .map(|column| column.name(self.naming))
            .collect();
        let shown = self.shown().enumerate();
        shown
            .filter(|(at, column)| {
                let by_itself = match column {
                    Column::Own(field) => own && field.reads != Reads::OldNamed,
                    Column::Added(_) => added,
                };
                *at == 0 || by_itself || named.contains(column.name(self.naming))
            })
            .map(|(_, column)| column)
            .collect()
    }
}

impl<T: Entity> Column<T> {
    pub(crate) fn name(&self, naming: Naming) -> &str {
        match (self, naming) {
            (Self::Own(field), naming) => field.name(naming),
            (Self::Added(field), Naming::Item) => &field.camel,
            (Self::Added(field), _) => &field.name,
        }
    }

    pub(crate) fn cell(&self, row: &T, crm: &Crm) -> Cell {
        match self {
            Self::Own(field) => field.cell(row, crm),
            Self::Added(field) => match row.kept().get(&field.name) {
                Some(cell) => cell.clone(),
                None if field.multiple => Cell::Several(Vec::new()),
                None => Cell::Null,
            },
        }
    }

    /// Whether this is the number of the row, the table's key.
    pub(crate) fn is_id(&self) -> bool {
        let first = T::FIELDS.first();
        matches!((self, first), (Self::Own(field), Some(first)) if field.upper == first.upper)
    }

    fn reads(&self) -> Reads {
        match self {
            Self::Own(field) => field.reads,
            Self::Added(_) => Reads::Both,
        }
    }
}
