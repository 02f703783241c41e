//! What moves through stages: leads, deals, smart invoices, items of a smart process.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Amount, Reach, kept::Kept};

/// A card that moves through stages, is worth something and has clients. `TYPE` is
/// its `entityTypeId` (`api-reference/crm/data-types.md`).
#[derive(Clone, Debug, PartialEq)]
pub struct Sale<const TYPE: i64> {
    /// Number of the card.
    pub id: i64,
    /// What it is about.
    pub title: String,
    /// The pipeline; leads have none.
    pub category_id: i64,
    /// The stage's `STATUS_ID`, as in `NEW`.
    pub stage_id: String,
    /// The client, when it is a company.
    pub company_id: Option<i64>,
    /// Contacts, the primary one first.
    pub contact_ids: Vec<i64>,
    /// What it is worth.
    pub amount: Amount,
    /// Three letters.
    pub currency: String,
    /// The responsible user.
    pub assigned_by: i64,
    /// Who made the card.
    pub created_by: i64,
    /// Who changed it last.
    pub modified_by: i64,
    /// Who moved it to its stage.
    pub moved_by: i64,
    /// When the card was made.
    pub created: DateTime<Utc>,
    /// When it was changed last.
    pub modified: DateTime<Utc>,
    /// When it came to its stage.
    pub moved: DateTime<Utc>,
    /// When work began.
    pub begin: NaiveDate,
    /// When it should be done.
    pub close: NaiveDate,
    /// Free text.
    pub comments: String,
    /// A lead's telephone numbers and addresses, before it is a contact.
    pub reach: Reach,
    pub(crate) kept: Kept,
}

/// Somebody who may become a client.
pub type Lead = Sale<1>;
/// A sale in progress.
pub type Deal = Sale<2>;
/// A smart invoice.
pub type Invoice = Sale<31>;
/// An item of the portal's smart process, "Deliveries".
pub type Process = Sale<1032>;
