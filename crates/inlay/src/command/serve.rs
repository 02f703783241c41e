//! `inlay serve`: serves the portal until it is told to stop.

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::config::Config;
use crate::server::{Role, Server};
use crate::store::Store;
use crate::web::App;

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Answer, do the work, or both.
    #[arg(long, value_enum, default_value_t)]
    role: Role,
}

impl Serve {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<()> {
        let store = Store::open(&config.store.url, config.store.keys.clone())
            .await
            .context("the store cannot be opened")?;
        store
            .migrate()
            .await
            .context("the store cannot be migrated")?;
        let listener = match self.role {
            Role::Worker => None,
            Role::All | Role::Web => Some(bind(config.server.listen).await?),
        };
        let operators = bind(config.server.operator_listen).await?;
        let public_url = config.server.public_url.clone();
        let app = App::new(config, store, Clock::default())?;
        let server = Server::start_as(self.role, app, listener, operators)?;
        tracing::info!(
            server.listen = %server.address(),
            server.operators = %server.operators(),
            server.public_url = %public_url,
            "serving"
        );
        server.run_until_signalled().await
    }
}

async fn bind(address: std::net::SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on"))
}
