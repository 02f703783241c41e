//! `[[user]]`: people besides the four every portal has.

use serde::Deserialize;

use crate::world::head_office;
use crate::{Access, Language, Rights, User, World};

/// One `[[user]]`. A login of the built-in data replaces that user.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserEntry {
    /// The portal's number for this user; the next free one unless set.
    pub id: Option<i64>,
    /// Short name, for links and the control interface.
    pub login: String,
    /// First name.
    pub name: String,
    /// Family name.
    #[serde(default)]
    pub last_name: String,
    /// E-mail address.
    #[serde(default)]
    pub email: String,
    /// What the user does.
    #[serde(default)]
    pub position: String,
    /// Whether the user administers the portal.
    #[serde(default)]
    pub admin: bool,
    /// Language of the user's pages.
    #[serde(default = "english")]
    pub language: Language,
    /// The departments the user is in; the company itself, 1, unless set.
    #[serde(default = "head_office")]
    pub departments: Vec<i64>,
    /// What of the CRM the user may read and change; everything unless set.
    #[serde(default = "everything")]
    pub rights: Rights,
}

impl UserEntry {
    pub(super) fn join(&self, world: &World) {
        let known = world.user_by_login(&self.login).map(|user| user.id);
        let last = world.users().last().map_or(0, |user| user.id);
        world.put_user(self.user(known.unwrap_or(last + 1)));
    }

    /// The employee it describes, with this number unless it names one itself.
    pub(crate) fn user(&self, id: i64) -> User {
        User {
            id: self.id.unwrap_or(id),
            login: self.login.clone(),
            name: self.name.clone(),
            last_name: self.last_name.clone(),
            email: self.email.clone(),
            position: self.position.clone(),
            admin: self.admin,
            active: true,
            language: self.language,
            departments: self.departments.clone(),
            rights: self.rights,
        }
    }
}

fn english() -> Language {
    Language::En
}

fn everything() -> Rights {
    Rights {
        deals: Access::All,
        contacts: Access::All,
        companies: Access::All,
    }
}
