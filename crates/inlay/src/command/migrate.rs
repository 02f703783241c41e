//! `inlay migrate`: brings the store's tables up to date.

use anyhow::Context;

use crate::config::Config;
use crate::store::Store;

pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    let store = Store::open(&config.store.url, config.store.keys.clone())
        .await
        .context("the store cannot be opened")?;
    store
        .migrate()
        .await
        .context("the store cannot be migrated")?;
    println!("the store is up to date");
    Ok(())
}
