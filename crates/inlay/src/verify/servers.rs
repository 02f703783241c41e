//! The authorization servers our secret may go to.

use bitrix24::{Application, AuthorizationServer, OAuth};

use super::Refusal;
use crate::config::bitrix24::Bitrix24;

/// The configured authorization servers. A request may pick one of them by the address it names,
/// and can never bring its own.
#[derive(Clone, Debug)]
pub struct AuthorizationServers {
    http: reqwest::Client,
    application: Application,
    servers: Vec<AuthorizationServer>,
    allow_http: bool,
}

impl AuthorizationServers {
    /// Those of the configuration, the default one first.
    #[must_use]
    pub fn new(http: reqwest::Client, config: &Bitrix24) -> Self {
        Self {
            http,
            application: config.application.clone(),
            servers: config.authorization_servers.clone(),
            allow_http: config.allow_http,
        }
    }

    /// Our registration, as the servers know it.
    #[must_use]
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// The server behind a `server_endpoint`; the default one when none is named (older portals).
    ///
    /// # Errors
    /// [`Refusal::StrangeServer`] for every address that is not configured.
    pub fn named(&self, server_endpoint: Option<&str>) -> Result<OAuth, Refusal> {
        let server = match server_endpoint {
            None => self.servers.first(),
            Some(endpoint) => {
                let named = if self.allow_http {
                    AuthorizationServer::from_server_endpoint_allowing_http(endpoint)
                } else {
                    AuthorizationServer::from_server_endpoint(endpoint)
                };
                let named = named.map_err(|_| Refusal::StrangeServer)?;
                self.servers.iter().find(|server| **server == named)
            }
        };
        let server = server.ok_or(Refusal::StrangeServer)?;
        Ok(OAuth::new(
            self.http.clone(),
            self.application.clone(),
            server.clone(),
        ))
    }
}
