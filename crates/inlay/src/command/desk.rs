//! The store and the portals a command is about, without calls to any of them.

use anyhow::{Context, bail};

use super::portal::is_called;
use crate::config::Config;
use crate::store::{Portal, Store};

/// What a command looks through.
pub(super) struct Desk {
    pub(super) store: Store,
    pub(super) portals: Vec<Portal>,
}

impl Desk {
    /// Opens the store; every portal, or the one that is named by its address or `member_id`.
    pub(super) async fn open(config: &Config, wanted: Option<&str>) -> anyhow::Result<Self> {
        let store = Store::open(&config.store.url, config.store.keys.clone())
            .await
            .context("the store cannot be opened")?;
        store
            .migrate()
            .await
            .context("the store cannot be migrated")?;
        let mut portals = store.portals().await.context("the store does not answer")?;
        if let Some(wanted) = wanted {
            portals.retain(|portal| is_called(portal, wanted));
            if portals.is_empty() {
                bail!("no portal is called {wanted}");
            }
        }
        Ok(Self { store, portals })
    }
}
