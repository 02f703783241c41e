//! Contacts.

use chrono::{DateTime, Utc};

/// A person (entity type 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Number of the contact.
    pub id: i64,
    /// First name.
    pub name: String,
    /// Family name.
    pub last_name: String,
    /// What the person does.
    pub post: String,
    /// The company the person works for.
    pub company_id: Option<i64>,
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

/// One entry of a field that holds several: a telephone number, an address
/// (`api-reference/crm/data-types.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multifield {
    /// Number of the entry, unique in the portal.
    pub id: i64,
    /// `WORK`, `MOBILE`, `HOME`, …
    pub value_type: String,
    /// The number or address.
    pub value: String,
}

impl Contact {
    /// First and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.name, self.last_name)
    }
}
