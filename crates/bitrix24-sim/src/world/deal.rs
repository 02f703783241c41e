//! Deals.

use chrono::{DateTime, NaiveDate, Utc};

use super::Amount;

/// A sale in progress (entity type 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deal {
    /// Number of the deal.
    pub id: i64,
    /// What it is about.
    pub title: String,
    /// The pipeline; `0` is the main one.
    pub category_id: i64,
    /// The stage's `STATUS_ID`, as in `NEW`.
    pub stage_id: String,
    /// The client, when it is a company.
    pub company_id: Option<i64>,
    /// Contacts, the primary one first.
    pub contact_ids: Vec<i64>,
    /// What the deal is worth.
    pub amount: Amount,
    /// Three letters.
    pub currency: String,
    /// The responsible user.
    pub assigned_by: i64,
    /// Who made the card.
    pub created_by: i64,
    /// Who changed it last.
    pub modified_by: i64,
    /// When the card was made.
    pub created: DateTime<Utc>,
    /// When it was changed last.
    pub modified: DateTime<Utc>,
    /// When work began.
    pub begin: NaiveDate,
    /// When it should be done.
    pub close: NaiveDate,
    /// Free text.
    pub comments: String,
}
