//! The people of the portal and what each may see.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::World;

/// The department everybody is in who is in no other.
pub(crate) const HEAD_OFFICE: i64 = 1;

/// An employee.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The portal's number for this user.
    pub id: i64,
    /// The fixture's short name: `admin`, `manager`, `seller`, `clerk`.
    pub login: String,
    /// First name.
    pub name: String,
    /// Family name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// What the user does.
    pub position: String,
    /// Whether the user administers the portal.
    #[serde(default)]
    pub admin: bool,
    /// Dismissed employees are inactive: their tokens stop working.
    #[serde(default = "yes")]
    pub active: bool,
    /// Language of the user's pages; travels to frames as `LANG`.
    pub language: Language,
    /// The departments the user is in; everybody is in the company itself, which is 1, unless
    /// said otherwise.
    #[serde(default = "head_office")]
    pub departments: Vec<i64>,
    /// What of the CRM the user may read and change.
    pub rights: Rights,
}

/// Languages the portal's pages speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// Russian.
    Ru,
}

/// Rights to the three kinds of CRM cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// Rights to deals.
    pub deals: Access,
    /// Rights to contacts.
    pub contacts: Access,
    /// Rights to companies.
    pub companies: Access,
}

/// How far a right goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Everybody's cards.
    All,
    /// Cards the user is responsible for.
    Own,
    /// No card at all.
    None,
}

/// Users by id.
pub(crate) type Users = BTreeMap<i64, User>;

impl User {
    /// First and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.name, self.last_name)
    }
}

impl Language {
    /// The two-letter code.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }
}

impl Access {
    /// Whether a user with this right may touch a card of `responsible`.
    pub fn reaches(self, user_id: i64, responsible: i64) -> bool {
        match self {
            Self::All => true,
            Self::Own => user_id == responsible,
            Self::None => false,
        }
    }
}

impl World {
    /// Everybody, in order of id.
    pub fn users(&self) -> Vec<User> {
        self.read(|state| state.users.values().cloned().collect())
    }

    /// The user with this number.
    pub fn user(&self, id: i64) -> Option<User> {
        self.read(|state| state.users.get(&id).cloned())
    }

    /// The user with this fixture name.
    pub fn user_by_login(&self, login: &str) -> Option<User> {
        self.read(|state| {
            state
                .users
                .values()
                .find(|user| user.login == login)
                .cloned()
        })
    }

    /// Adds a user, or replaces the one with the same number.
    pub fn put_user(&self, user: User) {
        self.write(|state| state.users.insert(user.id, user));
    }

    /// Gives a user other rights. Nothing happens for an unknown user.
    pub fn set_rights(&self, user_id: i64, rights: Rights) {
        self.write(|state| {
            if let Some(user) = state.users.get_mut(&user_id) {
                user.rights = rights;
            }
        });
    }

    /// Dismisses a user, or takes them back.
    pub fn set_active(&self, user_id: i64, active: bool) {
        self.write(|state| {
            if let Some(user) = state.users.get_mut(&user_id) {
                user.active = active;
            }
        });
    }

    /// Moves a user to other departments.
    pub fn set_departments(&self, user_id: i64, departments: Vec<i64>) {
        self.write(|state| {
            if let Some(user) = state.users.get_mut(&user_id) {
                user.departments = departments;
            }
        });
    }

    /// Makes a user an administrator, or no longer one.
    pub fn set_admin(&self, user_id: i64, admin: bool) {
        self.write(|state| {
            if let Some(user) = state.users.get_mut(&user_id) {
                user.admin = admin;
            }
        });
    }
}

/// The departments of whom nothing else is said of.
pub(crate) fn head_office() -> Vec<i64> {
    vec![HEAD_OFFICE]
}

fn yes() -> bool {
    true
}
