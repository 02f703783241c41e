//! The registry of applications.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::{State, World};
use crate::{Secret, secret::random_hex};

/// How long a paid application goes on after its time. That there is such a time is
/// documented (`api-reference/common/system/app-info.md`), how long it is only in
/// older sources.
const GRACE: Duration = Duration::days(14);

/// An application added to the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The portal's number for it; `app.info` shows it, pages use it in addresses.
    pub id: i64,
    /// How it came to the portal.
    pub kind: ApplicationKind,
    /// On which terms it is there.
    pub status: Status,
    /// Until when it may be used; for ever without a date.
    pub paid_until: Option<DateTime<Utc>>,
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
    /// No page, no menu item: the installer's address is called by the portal itself
    /// (`settings/app-installation/local-apps/installation-callback.md`).
    pub api_only: bool,
    /// Where the browser goes with an authorization code; without an address the
    /// portal shows the code.
    pub redirect_uri: Option<String>,
    /// Granted scopes.
    pub scopes: Vec<String>,
    /// Who may use it; everybody, unless an administrator has chosen.
    pub audience: Option<BTreeSet<i64>>,
    /// Whether the installation is finished. Until then widgets stay invisible and
    /// events are not sent (`settings/app-installation/installation-finish.md`).
    pub installed: bool,
    /// Marks calls that come from this portal for this installation.
    pub application_token: Secret,
    /// The version, as `app.info` tells it.
    pub version: i64,
}

/// How an application came to the portal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationKind {
    /// Added by an administrator, for this portal alone.
    #[default]
    Local,
    /// From the Marketplace.
    Market,
}

/// The terms of use (`api-reference/common/system/app-info.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The portal's own.
    Local,
    /// Free.
    Free,
    /// A demonstration.
    Demo,
    /// To be tried for some time.
    Trial,
    /// Paid for.
    Paid,
    /// Part of the portal's subscription. Seen in a sample of `ONAPPPAYMENT` and in
    /// clients, in no list of the documents.
    Subscription,
}

/// What an administrator fills in to add an application.
#[derive(Clone, Debug, Default)]
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
    /// No page: the portal itself calls the installer's address.
    pub api_only: bool,
    /// Where the browser goes with an authorization code.
    pub redirect_uri: Option<String>,
    /// Terms of use other than the usual ones: local, or free.
    pub status: Option<Status>,
    /// Granted scopes.
    pub scopes: Vec<String>,
}

/// Applications in the order they were added.
pub(crate) type Registry = Vec<Application>;

impl Status {
    /// The letter in answers, forms and events.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Local => "L",
            Self::Free => "F",
            Self::Demo => "D",
            Self::Trial => "T",
            Self::Paid => "P",
            Self::Subscription => "S",
        }
    }
}

impl ApplicationKind {
    fn usual_status(self) -> Status {
        match self {
            Self::Local => Status::Local,
            Self::Market => Status::Free,
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

    /// Days until the paid or trial time ends, begun ones counted; negative as soon as
    /// it is over; nothing for applications that cost nothing.
    pub fn days_left(&self, now: DateTime<Utc>) -> Option<i64> {
        let left = (self.paid_until? - now).num_milliseconds();
        let day = Duration::days(1).num_milliseconds();
        Some(if left > 0 {
            (left + day - 1) / day
        } else {
            left / day - 1
        })
    }

    /// Whether the paid or trial time is over. Events stop then.
    pub fn payment_expired(&self, now: DateTime<Utc>) -> bool {
        self.paid_until.is_some_and(|end| end <= now)
    }

    /// Whether calls are refused for want of payment: a trial at once, what was paid
    /// for some time later.
    pub fn is_blocked(&self, now: DateTime<Utc>) -> bool {
        let grace = match self.status {
            Status::Trial => Duration::zero(),
            _ => GRACE,
        };
        self.paid_until.is_some_and(|end| end + grace <= now)
    }

    /// Whether this user may use it.
    pub fn is_open_to(&self, user_id: i64) -> bool {
        let audience = self.audience.as_ref();
        audience.is_none_or(|audience| audience.contains(&user_id))
    }

    /// Whether an installer's page has to be run to its end first.
    pub(crate) fn needs_finishing(&self) -> bool {
        self.install_url.is_some() && !self.api_only
    }
}

impl World {
    /// Adds an application. One without an installer's page is installed at once; one
    /// with such a page waits for `installFinish`. A registered `client_id` is
    /// replaced: its bindings and tokens go with it.
    pub fn register_application(&self, new: NewApplication) -> Application {
        self.write(|state| {
            let mut application = Application {
                id: state.next_application_id(),
                kind: new.kind,
                status: new.status.unwrap_or(new.kind.usual_status()),
                paid_until: None,
                client_id: new.client_id.unwrap_or_else(|| new.kind.fresh_client_id()),
                client_secret: new.client_secret.unwrap_or_else(|| Secret::random(50)),
                title: new.title,
                handler_url: new.handler_url,
                installed: false,
                install_url: new.install_url,
                api_only: new.api_only,
                redirect_uri: new.redirect_uri,
                scopes: new.scopes,
                audience: None,
                application_token: Secret::random(32),
                version: 1,
            };
            application.installed = !application.needs_finishing();
            let client_id = &application.client_id;
            state.remove_application(client_id);
            state.tokens.forget_application(client_id);
            state.uninstalled.retain(|app| app.client_id != *client_id);
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

    /// What `installFinish` does to the data: widgets appear and events are sent from
    /// now on. `false` when there is no such application.
    /// [`AppState::finish_installation`](crate::AppState::finish_installation) tells
    /// the application, too.
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

    /// Lets an administrator choose who may use an application; `None` lets
    /// everybody. Others get `user_access_error`.
    pub fn open_to(&self, client_id: &str, users: Option<BTreeSet<i64>>) {
        self.change_application(client_id, |application| application.audience = users);
    }

    /// Changes an application; `None` when there is none with this `client_id`.
    pub(crate) fn change_application<T>(
        &self,
        client_id: &str,
        change: impl FnOnce(&mut Application) -> T,
    ) -> Option<T> {
        self.write(|state| {
            let mut applications = state.applications.iter_mut();
            let application = applications.find(|app| app.client_id == client_id)?;
            Some(change(application))
        })
    }

    /// An application that was on this portal once; the authorization server still
    /// knows it.
    pub(crate) fn uninstalled_application(&self, client_id: &str) -> Option<Application> {
        self.read(|state| {
            let mut applications = state.uninstalled.iter();
            applications.find(|app| app.client_id == client_id).cloned()
        })
    }
}

impl State {
    pub(crate) fn next_application_id(&self) -> i64 {
        let all = self.applications.iter().chain(&self.uninstalled);
        all.map(|app| app.id).max().unwrap_or(0) + 1
    }

    /// Takes an application off the portal with all that it has bound. Its tokens are
    /// left: they open nothing, but the portal knows whose they were.
    pub(crate) fn remove_application(&mut self, client_id: &str) -> Option<Application> {
        self.unbind_application(client_id);
        let mut applications = self.applications.iter();
        let at = applications.position(|app| app.client_id == client_id)?;
        Some(self.applications.remove(at))
    }

    /// Removes all that an application has bound.
    pub(crate) fn unbind_application(&mut self, client_id: &str) {
        self.placements.forget_application(client_id);
        self.handlers.forget_application(client_id);
        self.offline.forget_application(client_id);
        self.robots.forget_application(client_id);
    }
}
