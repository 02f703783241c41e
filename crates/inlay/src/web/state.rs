//! What every handler shares.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bitrix24::{Class, Client, Renewal};
use ledger::{HttpSettings, ODataSettings, Source, SqlSettings};

use crate::cache::Cache;
use crate::calls::Calls;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::source::{SourceConfig, SourceKind};
use crate::inbox::Inbox;
use crate::jobs::Queue;
use crate::store::{Keeper, Portal, Store};
use crate::verify::{AuthorizationServers, Refusal};
use crate::widget::proof::Proofs;

/// The server's state; cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// Its parts, built in one place.
#[derive(Debug)]
pub struct Parts {
    pub config: Config,
    pub store: Store,
    pub calls: Calls,
    pub servers: AuthorizationServers,
    pub cache: Cache,
    /// Cards a user was allowed to read within the last minute.
    pub proofs: Proofs,
    /// What portals tell us.
    pub inbox: Inbox,
    /// What is to be done for them.
    pub jobs: Queue,
    pub clock: Clock,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the parts together; nothing is called yet.
    ///
    /// # Errors
    /// When the HTTP client or a source cannot be built from the configuration.
    pub fn new(config: Config, store: Store, clock: Clock) -> anyhow::Result<Self> {
        let http = bitrix24::http_client()?;
        let servers = AuthorizationServers::new(http.clone(), &config.bitrix24);
        let sources = sources(&config)?;
        let jobs = Queue::new(store.clone(), clock.clone());
        Ok(Self(Arc::new(Parts {
            calls: Calls::new(http, config.bitrix24.plan, &store),
            cache: Cache::kept_in(&store, sources, clock.clone()),
            proofs: Proofs::new(Duration::from_secs(60)),
            inbox: Inbox::new(store.clone(), jobs.clone(), clock.clone()),
            jobs,
            config,
            store,
            servers,
            clock,
        })))
    }
}

impl App {
    /// Calls to a portal with the authorization of whoever installed the application.
    ///
    /// # Errors
    /// [`Refusal::StrangeServer`] when the portal's authorization server is not configured any
    /// more.
    pub fn as_application(&self, portal: &Portal, class: Class) -> Result<Client, Refusal> {
        let oauth = self.servers.named(Some(portal.server_endpoint.as_str()))?;
        let keeper = Keeper::new(self.store.clone(), portal.clone());
        let renewal = Renewal::new(oauth, Arc::new(keeper));
        Ok(self
            .calls
            .as_application(&portal.client_endpoint, renewal, class))
    }
}

/// The sources of a configuration, not connected yet.
///
/// # Errors
/// When one cannot be built from what it says.
pub fn sources(config: &Config) -> Result<BTreeMap<String, Arc<Source>>, ledger::SourceError> {
    let sources = config.sources.iter();
    sources
        .map(|(name, source)| Ok((name.clone(), Arc::new(open(source)?))))
        .collect()
}

fn open(source: &SourceConfig) -> Result<Source, ledger::SourceError> {
    let name = &source.name;
    match &source.kind {
        SourceKind::Sql(sql) => Source::sql(
            name,
            SqlSettings {
                url: sql.url.clone(),
                limits: source.limits,
            },
        ),
        SourceKind::OData(odata) => Source::odata(
            name,
            ODataSettings {
                web: odata.web.clone(),
                protocol: odata.protocol,
                timezone: Some(source.timezone),
                sessions: odata.sessions,
            },
        ),
        SourceKind::Http(http) => Source::http(
            name,
            HttpSettings {
                web: http.web.clone(),
                timezone: Some(source.timezone),
                check: http.check.clone(),
            },
        ),
    }
}
