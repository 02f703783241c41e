//! A portal that speaks https, and what a program must know to use it.

use std::fs;

use bitrix24_sim::{Application, Ids, NewApplication, Settings, Sim, Tls};
use tempfile::TempDir;

use crate::support::{SECRET, local_application};

/// A started portal with an installed application; it ends with the test.
pub(super) struct Scene {
    pub(super) sim: Sim,
    pub(super) application: Application,
    folder: TempDir,
}

impl Scene {
    /// With the built-in data and this many deals more.
    pub(super) async fn with_deals(deals: usize) -> Self {
        let tls = Tls::fresh().unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("authority.pem"), tls.authority_pem()).unwrap();
        let settings = Settings {
            tls: Some(tls),
            ..Settings::default()
        };
        let sim = Sim::start(settings).await.unwrap();
        sim.world().add_deals(deals, 1, Ids::Sparse);
        let application = sim.register_application(NewApplication {
            scopes: ["crm", "placement", "task", "user"]
                .map(str::to_owned)
                .to_vec(),
            ..local_application()
        });
        Self {
            sim,
            application,
            folder,
        }
    }

    /// Calls are not limited: a test that makes many is about something else.
    pub(super) fn unlimited(self) -> Self {
        self.sim.knobs().set_bucket(None);
        self
    }

    /// Deals in the portal.
    pub(super) fn deals(&self) -> usize {
        let admin = self.sim.user("admin").unwrap();
        self.sim.world().deals_seen_by(&admin).len()
    }

    /// A code that this user's consent would have brought.
    pub(super) fn code(&self, login: &str) -> String {
        let user = self.sim.user(login).unwrap().id;
        let world = self.sim.world();
        let code = world.authorization_code(user, &self.application.client_id);
        code.code.expose().to_owned()
    }

    /// The access token of a user, as a page would get it.
    pub(super) fn token(&self, login: &str) -> String {
        let user = self.sim.user(login).unwrap().id;
        let pair = self.sim.token_for(user, &self.application.client_id);
        pair.unwrap().access_token.expose().to_owned()
    }

    pub(super) fn environment(&self) -> Vec<(&'static str, String)> {
        let authority = self.folder.path().join("authority.pem");
        let authority = authority.to_str().unwrap().to_owned();
        let domain = self.sim.state().domain().to_owned();
        vec![
            ("PORTAL", self.sim.portal_url().to_string()),
            ("DOMAIN", domain),
            ("AUTHORIZATION_SERVER", self.sim.oauth_url().to_string()),
            (
                "WEBHOOK",
                self.sim.webhook_url().unwrap().expose().to_owned(),
            ),
            ("CLIENT_ID", self.application.client_id.clone()),
            ("CLIENT_SECRET", SECRET.to_owned()),
            // Each of the languages has its own way to be told whom to trust.
            ("NODE_EXTRA_CA_CERTS", authority.clone()),
            ("REQUESTS_CA_BUNDLE", authority.clone()),
            ("SSL_CERT_FILE", authority),
            ("NO_PROXY", "*".to_owned()),
            ("no_proxy", "*".to_owned()),
        ]
    }
}
