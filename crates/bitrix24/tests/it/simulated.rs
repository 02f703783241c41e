//! A simulated portal with an installed application, and clients of it.

use std::sync::Arc;
use std::time::Duration;

use bitrix24::{
    AccessToken, Application, AuthorizationServer, Client, ClientSecret, Credential, MemoryKeeper,
    OAuth, RefreshToken, Renewal, TokenKeeper,
};
use bitrix24_sim::{ApplicationKind, NewApplication, Secret, Settings, Sim};

use crate::server::patience;

const SECRET: &str = "the-application-secret";

/// The portal; it ends with the test.
pub(crate) struct Portal {
    pub(crate) sim: Sim,
    application: bitrix24_sim::Application,
}

impl Portal {
    pub(crate) async fn start() -> Self {
        let sim = Sim::start(Settings::default()).await.unwrap();
        let application = sim.register_application(NewApplication {
            kind: ApplicationKind::Local,
            client_id: None,
            client_secret: Some(Secret::new(SECRET)),
            title: "Under test".into(),
            handler_url: "http://127.0.0.1:9/app".into(),
            install_url: None,
            scopes: vec!["crm".into(), "task".into(), "user".into()],
            ..NewApplication::default()
        });
        sim.knobs().set_bucket(None);
        Self { sim, application }
    }

    pub(crate) fn rest(&self) -> reqwest::Url {
        self.sim.portal_url().join("rest/").unwrap()
    }

    pub(crate) fn oauth(&self) -> OAuth {
        let application = Application {
            client_id: self.application.client_id.clone(),
            client_secret: ClientSecret::from(SECRET.to_owned()),
        };
        let server = AuthorizationServer::parse_allowing_http(self.sim.oauth_url().as_str());
        OAuth::new(
            bitrix24::http_client().unwrap(),
            application,
            server.unwrap(),
        )
    }

    /// A live pair of the administrator's.
    pub(crate) fn pair(&self) -> (AccessToken, RefreshToken) {
        let admin = self.sim.user("admin").unwrap().id;
        let pair = self.sim.token_for(admin, &self.application.client_id);
        let pair = pair.unwrap();
        (
            AccessToken::from(pair.access_token.expose().to_owned()),
            RefreshToken::from(pair.refresh_token.expose().to_owned()),
        )
    }

    pub(crate) fn keeper(&self) -> Arc<MemoryKeeper> {
        let (access, refresh) = self.pair();
        Arc::new(MemoryKeeper::new(access, refresh))
    }

    pub(crate) fn renewal(&self, keeper: Arc<dyn TokenKeeper>) -> Renewal {
        Renewal::new(self.oauth(), keeper)
    }

    /// A client whose token is renewed, and which tries again without noticeable pauses.
    pub(crate) fn client(&self) -> Client {
        self.client_with(self.renewal(self.keeper()))
    }

    pub(crate) fn client_with(&self, renewal: Renewal) -> Client {
        let http = bitrix24::http_client().unwrap();
        Client::new(http, self.rest(), Credential::Renewed(renewal)).with_patience(patience())
    }

    /// How often tokens were asked for.
    pub(crate) fn renewals(&self) -> u64 {
        self.sim.requests().oauth_token
    }
}

/// Waits for a state, and fails when it does not come about.
pub(crate) async fn until(what: &str, is: impl Fn() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while !is() {
        assert!(
            tokio::time::Instant::now() < deadline,
            "not in time: {what}"
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
