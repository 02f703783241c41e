//! Which installed portal a command is about, and calls to it with our own authorization.

use anyhow::{Context, bail};
use bitrix24::{Class, Client};

use crate::clock::Clock;
use crate::config::Config;
use crate::store::{Portal, Store};
use crate::web::App;

/// The server's parts and one of its portals.
pub(super) struct Seat {
    pub(super) app: App,
    pub(super) portal: Portal,
}

impl Seat {
    /// Opens the store and picks the portal that is named by its address or `member_id`, or the
    /// only one there is.
    pub(super) async fn take(config: Config, wanted: Option<&str>) -> anyhow::Result<Self> {
        let store = Store::open(&config.store.url, config.store.keys.clone())
            .await
            .context("the store cannot be opened")?;
        store
            .migrate()
            .await
            .context("the store cannot be migrated")?;
        let portals = store.portals().await.context("the store does not answer")?;
        let portal = pick(portals, wanted)?;
        let app = App::new(config, store, Clock::default())?;
        Ok(Self { app, portal })
    }

    /// Calls with the authorization of whoever installed the application.
    pub(super) fn client(&self, class: Class) -> anyhow::Result<Client> {
        Ok(self.app.as_application(&self.portal, class)?)
    }
}

fn pick(portals: Vec<Portal>, wanted: Option<&str>) -> anyhow::Result<Portal> {
    let names = |portals: &[Portal]| {
        let names: Vec<String> = portals.iter().map(|p| p.address.to_string()).collect();
        names.join(", ")
    };
    let mut portals: Vec<Portal> = portals.into_iter().filter(Portal::is_served).collect();
    if portals.is_empty() {
        bail!("no portal is installed: open the application in Bitrix24 as an administrator");
    }
    let Some(wanted) = wanted else {
        if portals.len() > 1 {
            bail!("name one with --portal: {}", names(&portals));
        }
        return Ok(portals.swap_remove(0));
    };
    match portals.iter().position(|portal| is_called(portal, wanted)) {
        Some(index) => Ok(portals.swap_remove(index)),
        None => bail!(
            "no portal is called {wanted}; installed: {}",
            names(&portals)
        ),
    }
}

/// Whether these words name the portal: its address, with or without the scheme, or `member_id`.
pub(super) fn is_called(portal: &Portal, wanted: &str) -> bool {
    let address = portal.address.to_string();
    let host = address
        .split_once("://")
        .map_or(&*address, |(_, host)| host);
    portal.member_id.as_ref() == wanted || [&*address, host].contains(&wanted.trim_end_matches('/'))
}
