//! OAuth 2.0 as Bitrix24 speaks it (`settings/oauth/index.md`).

mod app_info;
mod application;
mod authorization_server;
mod error;
mod grant;

pub use app_info::{AppInfo, Installation};
pub use application::Application;
pub use authorization_server::AuthorizationServer;
pub use error::OAuthError;
pub use grant::Grant;

use tracing::Instrument as _;

use crate::call::Call;
use crate::call_error::CallError;
use crate::client::Client;
use crate::credential::Credential;
use crate::secret::{AccessToken, RefreshToken};
use crate::transport;

/// An application's dealings with one authorization server.
///
/// The client secret goes to this server only; portals never see it.
#[derive(Clone, Debug)]
pub struct OAuth {
    http: reqwest::Client,
    application: Application,
    server: AuthorizationServer,
}

impl OAuth {
    /// An application at a server. Which server that may be is for the configuration to say, never
    /// for a request.
    #[must_use]
    pub fn new(
        http: reqwest::Client,
        application: Application,
        server: AuthorizationServer,
    ) -> Self {
        Self {
            http,
            application,
            server,
        }
    }

    /// Which application it is.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.application.client_id
    }

    /// Trades the code of a finished authorization for tokens. A code lives for 30 seconds and
    /// works once.
    ///
    /// # Errors
    /// [`OAuthError`].
    pub async fn exchange(&self, code: &str) -> Result<Grant, OAuthError> {
        self.grant("authorization_code", "code", code).await
    }

    /// Trades a refresh token for a new pair of tokens. Both old ones are to be thought of as
    /// spent, so the new pair must be stored before it is used, and no two renewals of one token
    /// may run at once.
    ///
    /// # Errors
    /// [`OAuthError`]. After [`OAuthError::Unreachable`] the old token may have been spent.
    pub async fn renew(&self, token: &RefreshToken) -> Result<Grant, OAuthError> {
        self.grant("refresh_token", "refresh_token", token.expose())
            .await
    }

    /// What the authorization server knows of a token: whose it is, for which application and
    /// portal. The one trustworthy answer while the portal is a stranger
    /// (`settings/oauth/simple-way.md`).
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn app_info(&self, token: &AccessToken) -> Result<AppInfo, CallError> {
        let credential = Credential::Token(token.clone());
        let client = Client::new(self.http.clone(), self.server.rest(), credential);
        Ok(client.send(&Call::new("app.info")).await?.result)
    }

    /// The documentation shows a GET; the servers take a form as well, and a form keeps the secret
    /// out of addresses, which are written to logs.
    async fn grant(
        &self,
        grant_type: &'static str,
        name: &'static str,
        value: &str,
    ) -> Result<Grant, OAuthError> {
        let span = tracing::debug_span!(
            "call.oauth",
            call.grant = grant_type,
            call.server = %self.server,
            call.status = tracing::field::Empty,
        );
        let form = [
            ("grant_type", grant_type),
            ("client_id", &self.application.client_id),
            ("client_secret", self.application.client_secret.expose()),
            (name, value),
        ];
        async {
            let request = self.http.post(self.server.token()).form(&form);
            let reply = transport::exchange(request)
                .await
                .map_err(|source| OAuthError::Unreachable { source })?;
            tracing::Span::current().record("call.status", reply.status.as_u16());
            grant::read(&reply)
        }
        .instrument(span)
        .await
    }
}
