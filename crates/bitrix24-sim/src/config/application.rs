//! `[[application]]`, in every portal or in one.

use serde::Deserialize;

use crate::{ApplicationKind, NewApplication, Secret, Status, secret::random_hex};

/// One `[[application]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationEntry {
    /// `local` or `market`.
    #[serde(default = "local")]
    pub kind: ApplicationKind,
    /// Caption in the menu.
    #[serde(default = "untitled")]
    pub title: String,
    /// The main address.
    pub handler: String,
    /// The installer's address.
    pub installer: Option<String>,
    /// No page: the portal calls the installer's address itself.
    #[serde(default)]
    pub api_only: bool,
    /// Where the browser goes with an authorization code; without it the code is shown.
    pub redirect_uri: Option<String>,
    /// `demo`, `trial`, `paid` or `subscription`; otherwise local or free.
    pub status: Option<Status>,
    /// A fixed `client_id`; without it one is made at each start.
    pub client_id: Option<String>,
    /// A fixed secret; without it one is made at each start. It opens a simulated
    /// portal only, so it may stand in the file.
    pub client_secret: Option<String>,
    /// Granted scopes.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
}

/// Why an application of all portals cannot be a local one.
pub(super) const ONE_PORTAL: &str = "a local application belongs to one portal: \
                                     put it under its [[portal]], or say kind = \"market\"";

impl ApplicationEntry {
    pub(super) fn is_local(&self) -> bool {
        self.kind == ApplicationKind::Local
    }

    /// What is added when the file names no application: one on the address that
    /// a first program usually has. In several portals it has one `client_id` and
    /// secret, as an application of the Market has.
    pub(super) fn example(many: bool) -> Self {
        let kind = if many {
            ApplicationKind::Market
        } else {
            local()
        };
        Self {
            kind,
            title: untitled(),
            handler: "http://127.0.0.1:3000/".to_owned(),
            installer: None,
            api_only: false,
            redirect_uri: None,
            status: None,
            client_id: many.then(|| format!("app.{}.1", random_hex(14))),
            client_secret: many.then(|| random_hex(50)),
            scopes: scopes(),
        }
    }
}

impl From<&ApplicationEntry> for NewApplication {
    fn from(entry: &ApplicationEntry) -> Self {
        Self {
            kind: entry.kind,
            client_id: entry.client_id.clone(),
            client_secret: entry.client_secret.clone().map(Secret::new),
            title: entry.title.clone(),
            handler_url: entry.handler.clone(),
            install_url: entry.installer.clone(),
            api_only: entry.api_only,
            redirect_uri: entry.redirect_uri.clone(),
            status: entry.status,
            scopes: entry.scopes.clone(),
        }
    }
}

fn local() -> ApplicationKind {
    ApplicationKind::Local
}

fn untitled() -> String {
    "Application".to_owned()
}

fn scopes() -> Vec<String> {
    ["crm", "placement", "user_brief"]
        .map(str::to_owned)
        .to_vec()
}
