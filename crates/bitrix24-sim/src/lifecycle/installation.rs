//! Adding, updating, removing and bringing back applications.

use serde_json::json;

use crate::{
    AppState, Secret,
    events::{Letter, Occurrence},
    world::{Application, ApplicationKind, NewApplication},
};

impl AppState {
    /// Adds an application, as an administrator would. One that has no pages is told
    /// at its installer's address at once (`ONAPPINSTALL`).
    pub fn register_application(&self, new: NewApplication) -> Application {
        let application = self.world().register_application(new);
        self.greet(&application);
        application
    }

    /// What `installFinish` does: widgets appear, events are sent from now on, and
    /// handlers the installer has bound hear `ONAPPINSTALL`. `false` when there is no
    /// such application.
    pub fn finish_installation(&self, id: i64) -> bool {
        let Some(before) = self.world().application(id) else {
            return false;
        };
        self.world().mark_installed(id);
        if !before.installed {
            self.announce(self.installed(&before.client_id, before.version));
        }
        true
    }

    /// Takes an application off the portal; `clean` is the administrator's tick at
    /// "delete settings and data". What it has bound is removed, its tokens open
    /// nothing any more, and then it hears `ONAPPUNINSTALL` without a token. Of a
    /// local application nothing stays; one from the Marketplace keeps its options
    /// without `clean`, and may be [installed again](Self::install_application)
    /// (`settings/app-uninstallation.md`). `None` when it is not there.
    pub fn uninstall(&self, client_id: &str, clean: bool) -> Option<Application> {
        let data = json!({
            "LANGUAGE_ID": self.language(),
            "CLEAN": i32::from(clean),
        });
        let farewell = Occurrence::of_application(client_id, "ONAPPUNINSTALL", data, None);
        let letters = self.letters(&farewell);

        let application = self.world().write(|state| {
            let application = state.remove_application(client_id)?;
            let is_local = application.kind == ApplicationKind::Local;
            if clean || is_local {
                state.options.forget_application(client_id);
            }
            if !is_local {
                state.uninstalled.push(application.clone());
            }
            Some(application)
        })?;
        for letter in letters {
            self.post(letter);
        }
        Some(application)
    }

    /// Installs an application from the Marketplace again: the portal's identity and
    /// the application's keys are the same, its tokens, its number and its
    /// `application_token` are new. `None` for one that was not
    /// [removed](Self::uninstall); a local one never comes back.
    pub fn install_application(&self, client_id: &str) -> Option<Application> {
        let application = self.world().write(|state| {
            let mut gone = state.uninstalled.iter();
            let at = gone.position(|app| app.client_id == client_id)?;
            let id = state.next_application_id();
            let mut application = state.uninstalled.remove(at);
            application.id = id;
            application.application_token = Secret::random(32);
            application.installed = !application.needs_finishing();
            state.tokens.forget_application(client_id);
            state.applications.push(application.clone());
            Some(application)
        })?;
        self.greet(&application);
        Some(application)
    }

    /// Brings an application to its next version. `ONAPPUPDATE` goes to the handlers
    /// of the old version, with the new `application_token` and both tokens; then all
    /// that the old version has bound is removed, and an installer's page has to be
    /// run again.
    ///
    /// That event handlers are removed is documented (`api-reference/events/event-bind.md`),
    /// of robots, too; for widgets nobody says so, and this is the stricter reading.
    pub fn update_application(&self, client_id: &str) -> Option<Application> {
        let (previous, version) = self.world().change_application(client_id, |application| {
            let previous = application.version;
            application.version += 1;
            application.application_token = Secret::random(32);
            (previous, application.version)
        })?;
        let data = json!({
            "VERSION": version.to_string(),
            "PREVIOUS_VERSION": previous.to_string(),
            "LANGUAGE_ID": self.language(),
        });
        let administrator = self.administrator().map(|user| user.id);
        let update = Occurrence::of_application(client_id, "ONAPPUPDATE", data, administrator);
        let letters = self.letters(&update);

        let application = self.world().write(|state| {
            state.unbind_application(client_id);
            let mut applications = state.applications.iter_mut();
            let application = applications.find(|app| app.client_id == client_id)?;
            application.installed = !application.needs_finishing();
            Some(application.clone())
        })?;
        for letter in letters {
            self.post(letter);
        }
        if application.api_only {
            let letter = Letter::to_installer(self, &update, &application);
            letter.into_iter().for_each(|letter| self.post(letter));
        }
        Some(application)
    }

    /// `ONAPPINSTALL` for an application without pages. Events wait for the end of an
    /// installation, but this call does not
    /// (`settings/app-installation/local-apps/installation-callback.md`).
    fn greet(&self, application: &Application) {
        if application.api_only {
            let installed = self.installed(&application.client_id, application.version);
            let letter = Letter::to_installer(self, &installed, application);
            letter.into_iter().for_each(|letter| self.post(letter));
        }
    }

    fn installed(&self, client_id: &str, version: i64) -> Occurrence {
        let data = json!({
            "VERSION": version.to_string(),
            "ACTIVE": "Y",
            "INSTALLED": "Y",
            "LANGUAGE_ID": self.language(),
        });
        let administrator = self.administrator().map(|user| user.id);
        Occurrence::of_application(client_id, "ONAPPINSTALL", data, administrator)
    }
}
