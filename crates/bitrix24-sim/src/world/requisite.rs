//! Requisites: the legal details of a company.

use chrono::{DateTime, Utc};

use super::kept::Kept;

/// Legal details (entity type 8). A company may own several or none.
#[derive(Clone, Debug, PartialEq)]
pub struct Requisite {
    /// Number of the requisite.
    pub id: i64,
    /// Whose details they are: `4` for companies, `3` for contacts.
    pub entity_type_id: i64,
    /// Number of the owner.
    pub entity_id: i64,
    /// The set of fields that is shown.
    pub preset_id: i64,
    /// Caption of the requisite.
    pub name: String,
    /// Taxpayer number.
    pub inn: String,
    /// Code of the reason for registration.
    pub kpp: String,
    /// Short legal name.
    pub company_name: String,
    /// Who made the record.
    pub created_by: i64,
    /// Who changed it last.
    pub modified_by: i64,
    /// When the record was made.
    pub created: DateTime<Utc>,
    /// When it was changed last.
    pub modified: DateTime<Utc>,
    pub(crate) kept: Kept,
}

impl Requisite {
    /// `ENTITY_TYPE_ID` of a contact.
    pub const OF_CONTACT: i64 = 3;
    /// `ENTITY_TYPE_ID` of a company.
    pub const OF_COMPANY: i64 = 4;
}
