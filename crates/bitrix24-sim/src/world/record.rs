//! Rows of small tables that are nothing but named values.

use super::kept::Kept;

/// A row of the table `KIND` stands for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Record<const KIND: u8> {
    pub(crate) id: i64,
    pub(crate) kept: Kept,
}

/// Which fields a requisite shows (`api-reference/crm/requisites/presets/`).
pub(crate) type Preset = Record<1>;
/// A bank account of a requisite (`api-reference/crm/requisites/bank-detail/`).
pub(crate) type BankDetail = Record<2>;
/// Something to do, or done, about a card (`api-reference/crm/timeline/activities/`).
pub(crate) type Activity = Record<3>;
/// A remark in a card's timeline (`api-reference/crm/timeline/comments/`).
pub(crate) type Comment = Record<4>;
/// A currency (`api-reference/crm/currency/`).
pub(crate) type Currency = Record<5>;
