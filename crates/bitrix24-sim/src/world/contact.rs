//! Contacts.

use chrono::{DateTime, Utc};

use super::{Reach, kept::Kept};

/// A person (entity type 3).
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Number of the contact.
    pub id: i64,
    /// First name.
    pub name: String,
    /// Family name.
    pub last_name: String,
    /// What the person does.
    pub post: String,
    /// The companies the person works for, the primary one first.
    pub company_ids: Vec<i64>,
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

impl Contact {
    /// First and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.name, self.last_name)
            .trim()
            .to_owned()
    }

    /// The company the person works for first of all.
    pub fn company_id(&self) -> Option<i64> {
        self.company_ids.first().copied()
    }
}
