//! Several portals, one authorization server.

mod desk;

use std::net::SocketAddr;

use serde_json::{Value, json};
use url::Url;

use crate::{Settings, Sim, StartError, listener::Listener};

/// Portals that share an authorization server, as all portals of the vendor's
/// cloud do. An application that is installed in several has one `client_id` and
/// one secret; a token says by itself which portal it belongs to.
///
/// It runs until [`stop`](Self::stop) or until it is dropped.
#[derive(Debug)]
pub struct Cloud {
    portals: Vec<Sim>,
    oauth: Listener,
}

impl Cloud {
    /// Starts a portal for each of the `settings`; their own `oauth_listen` is not used.
    /// The authorization server speaks `https` if the first portal does.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(
        oauth_listen: SocketAddr,
        settings: Vec<Settings>,
    ) -> Result<Self, StartError> {
        let mut oauth = Listener::bind(
            oauth_listen,
            settings.first().and_then(|one| one.tls.clone()),
        )
        .await?;
        let mut portals = Vec::with_capacity(settings.len());
        for one in settings {
            portals.push(Sim::at(one, oauth.url().clone()).await?);
        }
        let states = portals.iter().map(|sim| sim.state().clone());
        oauth.serve(desk::router(states.collect()));
        Ok(Self { portals, oauth })
    }

    /// The portals, in the order of their settings.
    pub fn portals(&self) -> &[Sim] {
        &self.portals
    }

    /// Address of the authorization server.
    pub fn oauth_url(&self) -> &Url {
        self.oauth.url()
    }

    /// What a program needs to use the portals, as JSON. The first portal's part
    /// stands at the top; `portals` has everybody's.
    pub fn summary(&self) -> Value {
        let portals = self.portals.iter().map(|sim| sim.state().summary());
        let portals: Vec<_> = portals.collect();
        let mut summary = portals.first().cloned().unwrap_or_else(|| json!({}));
        summary["portals"] = Value::from(portals);
        summary
    }

    /// Stops listening, lets open answers end, and returns when all ports are free.
    pub async fn stop(mut self) {
        self.oauth.end().await;
        for portal in self.portals {
            portal.stop().await;
        }
    }
}
