//! Companies.

use chrono::{DateTime, Utc};

use super::{Amount, Reach, kept::Kept};

/// A company (entity type 4). Its tax number is not here but in a
/// [`Requisite`](super::Requisite).
#[derive(Clone, Debug, PartialEq)]
pub struct Company {
    /// Number of the company.
    pub id: i64,
    /// Its name in the CRM.
    pub title: String,
    /// `CUSTOMER`, `SUPPLIER`, …
    pub company_type: String,
    /// `MANUFACTURING`, `OTHER`, …
    pub industry: String,
    /// What it turns over in a year.
    pub revenue: Amount,
    /// Three letters.
    pub currency: String,
    /// Telephone numbers, e-mail addresses.
    pub reach: Reach,
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
    pub(crate) kept: Kept,
}
