//! What somebody needs to use a portal.

use serde_json::{Value, json};

use crate::{AppState, Secret, world::Application};

impl AppState {
    /// Address, identity, webhook, applications with their secrets, users. The
    /// secrets open this simulated portal and nothing else.
    pub fn summary(&self) -> Value {
        let applications = self.world().applications().into_iter();
        let users = self.world().users().into_iter().map(|user| {
            json!({
                "id": user.id,
                "login": user.login,
                "name": user.full_name(),
                "admin": user.admin,
                "active": user.active,
            })
        });
        json!({
            "portal": self.hosts().portal.as_str(),
            "authorization_server": self.hosts().oauth.as_str(),
            "member_id": self.world().member_id(),
            "webhook": self.webhook_url().map(|webhook| webhook.expose().to_owned()),
            "applications": applications.map(|one| one.summary()).collect::<Vec<_>>(),
            "users": users.collect::<Vec<_>>(),
        })
    }

    /// The base of the administrator's incoming webhook.
    pub(crate) fn webhook_url(&self) -> Option<Secret> {
        self.world().read(|state| {
            let webhook = state.webhooks.first()?;
            let code = webhook.code.expose();
            Some(Secret::new(format!(
                "{}{}/{code}/",
                self.client_endpoint(),
                webhook.user_id
            )))
        })
    }
}

impl Application {
    pub(crate) fn summary(&self) -> Value {
        json!({
            "id": self.id,
            "title": self.title,
            "client_id": self.client_id,
            "client_secret": self.client_secret.expose(),
            "handler": self.handler_url,
            "installer": self.install_url,
            "scopes": self.scopes,
            "installed": self.installed,
            "version": self.version,
            "application_token": self.application_token.expose(),
        })
    }
}
