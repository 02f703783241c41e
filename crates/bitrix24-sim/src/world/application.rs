//! The registry of applications.

use super::World;
use crate::{Secret, secret::random_hex};

/// An application added to the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The portal's number for it; `app.info` shows it, pages use it in addresses.
    pub id: i64,
    /// How it came to the portal.
    pub kind: ApplicationKind,
    /// `local.…` or `app.…`.
    pub client_id: String,
    /// Known to the application and the authorization server only.
    pub client_secret: Secret,
    /// What the menu shows.
    pub title: String,
    /// The main address.
    pub handler_url: String,
    /// The installer's address; without one the application needs no finishing.
    pub install_url: Option<String>,
    /// Granted scopes.
    pub scopes: Vec<String>,
    /// Whether the installation is finished. Until then widgets stay invisible and
    /// events are not sent (`settings/app-installation/installation-finish.md`).
    pub installed: bool,
    /// Marks calls that come from this portal for this installation.
    pub application_token: Secret,
    /// The version, as `app.info` tells it.
    pub version: i64,
}

/// How an application came to the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationKind {
    /// Added by an administrator, for this portal alone.
    Local,
    /// From the Marketplace, free.
    Market,
}

/// What an administrator fills in to add an application.
#[derive(Clone, Debug)]
pub struct NewApplication {
    /// How it comes to the portal.
    pub kind: ApplicationKind,
    /// A chosen `client_id`; without it one is made.
    pub client_id: Option<String>,
    /// A chosen secret; without it one is made.
    pub client_secret: Option<Secret>,
    /// What the menu shows.
    pub title: String,
    /// The main address.
    pub handler_url: String,
    /// The installer's address.
    pub install_url: Option<String>,
    /// Granted scopes.
    pub scopes: Vec<String>,
}

/// Applications in the order they were added.
pub(crate) type Registry = Vec<Application>;

impl ApplicationKind {
    /// The status letter (`api-reference/common/system/app-info.md`).
    pub fn status(self) -> &'static str {
        match self {
            Self::Local => "L",
            Self::Market => "F",
        }
    }

    fn fresh_client_id(self) -> String {
        let serial = rand::random::<u32>() % 90_000_000 + 10_000_000;
        match self {
            Self::Local => format!("local.{}.{serial}", random_hex(14)),
            Self::Market => format!("app.{}.{serial}", random_hex(14)),
        }
    }
}

impl Application {
    /// Scopes as tokens and frames write them.
    pub fn scope_list(&self) -> String {
        self.scopes.join(",")
    }

    /// Whether the application was granted a scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}

impl World {
    /// Adds an application. One without an installer is installed at once; one
    /// with an installer waits for `installFinish`. A registered `client_id` is
    /// replaced: its bindings and tokens go with it.
    pub fn register_application(&self, new: NewApplication) -> Application {
        self.write(|state| {
            let id = state
                .applications
                .iter()
                .map(|app| app.id)
                .max()
                .unwrap_or(0)
                + 1;
            let application = Application {
                id,
                kind: new.kind,
                client_id: new.client_id.unwrap_or_else(|| new.kind.fresh_client_id()),
                client_secret: new.client_secret.unwrap_or_else(|| Secret::random(50)),
                title: new.title,
                handler_url: new.handler_url,
                installed: new.install_url.is_none(),
                install_url: new.install_url,
                scopes: new.scopes,
                application_token: Secret::random(32),
                version: 1,
            };
            let client_id = &application.client_id;
            state.applications.retain(|app| app.client_id != *client_id);
            state.placements.forget_application(client_id);
            state.handlers.forget_application(client_id);
            state.tokens.forget_application(client_id);
            state.applications.push(application.clone());
            application
        })
    }

    /// All applications in the order they were added.
    pub fn applications(&self) -> Vec<Application> {
        self.read(|state| state.applications.clone())
    }

    /// The application with this number.
    pub fn application(&self, id: i64) -> Option<Application> {
        self.read(|state| state.applications.iter().find(|app| app.id == id).cloned())
    }

    /// The application with this `client_id`.
    pub fn application_by_client_id(&self, client_id: &str) -> Option<Application> {
        self.read(|state| {
            let mut applications = state.applications.iter();
            applications.find(|app| app.client_id == client_id).cloned()
        })
    }

    /// What `installFinish` does: widgets appear and events are sent from now on.
    /// `false` when there is no such application.
    pub fn mark_installed(&self, id: i64) -> bool {
        self.write(
            |state| match state.applications.iter_mut().find(|app| app.id == id) {
                Some(application) => {
                    application.installed = true;
                    true
                }
                None => false,
            },
        )
    }
}
