//! Companies.

use chrono::{DateTime, Utc};

use super::Multifield;

/// A company (entity type 4). Its tax number is not here but in a
/// [`Requisite`](super::Requisite).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Number of the company.
    pub id: i64,
    /// Its name in the CRM.
    pub title: String,
    /// `CUSTOMER`, `SUPPLIER`, …
    pub company_type: String,
    /// `MANUFACTURING`, `OTHER`, …
    pub industry: String,
    /// Telephone numbers.
    pub phones: Vec<Multifield>,
    /// E-mail addresses.
    pub emails: Vec<Multifield>,
    /// The responsible user.
    pub assigned_by: i64,
    /// When the card was made.
    pub created: DateTime<Utc>,
    /// When it was changed last.
    pub modified: DateTime<Utc>,
}
