//! `inlay serve`: serves the portal until it is told to stop.

use anyhow::Context;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::config::Config;
use crate::server::Server;
use crate::store::Store;
use crate::web::App;

pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    let store = Store::open(&config.store.url, config.store.keys.clone())
        .await
        .context("the store cannot be opened")?;
    store
        .migrate()
        .await
        .context("the store cannot be migrated")?;
    let listener = bind(config.server.listen).await?;
    let operators = bind(config.server.operator_listen).await?;
    let public_url = config.server.public_url.clone();
    let app = App::new(config, store, Clock::default())?;
    let server = Server::start(app, listener, operators)?;
    tracing::info!(
        server.listen = %server.address(),
        server.operators = %server.operators(),
        server.public_url = %public_url,
        "serving"
    );
    server.run_until_signalled().await
}

async fn bind(address: std::net::SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on"))
}
