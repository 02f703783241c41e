//! What the generic methods need to know of a kind of row.

use super::field::Field;
use crate::world::{Access, Crm, Kept, Reach, Table, User};

/// A kind of row: its table, its fields, who may see it.
pub(crate) trait Entity: Sized + Clone + PartialEq + 'static {
    /// `entityTypeId` (`api-reference/crm/data-types.md`); `0` for what has none.
    const TYPE_ID: i64;
    /// Every field, `ID` first.
    const FIELDS: &'static [Field<Self>];

    fn table(crm: &Crm) -> &Table<Self>;
    fn right_of(user: &User) -> Access;
    fn is_seen_by(&self, user: &User, crm: &Crm) -> bool;

    /// Whether the user sees every row, without looking at one.
    fn all_is_seen_by(_: &User) -> bool {
        false
    }

    /// Values of the fields that have no place of their own.
    fn kept(&self) -> &Kept;

    /// Telephone numbers and addresses, for kinds that have any.
    fn reach(&self) -> Option<&Reach> {
        None
    }
}

/// The two ways of naming fields, the new one with two spellings of added fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// `STAGE_ID`, `UF_CRM_LIMIT`.
    Old,
    /// `stageId`, `ufCrmLimit`.
    Item,
    /// `stageId`, `UF_CRM_LIMIT`: `useOriginalUfNames`.
    Original,
}

impl Naming {
    /// Whether the old methods name fields this way.
    pub(crate) fn is_old(self) -> bool {
        self == Self::Old
    }
}
