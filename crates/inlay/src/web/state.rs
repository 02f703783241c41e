//! What every handler shares.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ledger::{HttpSettings, ODataSettings, Source, SqlSettings};

use crate::authorizations::Authorizations;
use crate::cache::Cache;
use crate::calls::Calls;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::source::{SourceConfig, SourceKind};
use crate::inbox::Inbox;
use crate::jobs::Queue;
use crate::store::Store;
use crate::verify::AuthorizationServers;
use crate::widget::drawings::Drawings;
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
    /// Calls to portals that nobody is waiting for in a frame.
    pub authorizations: Authorizations,
    pub cache: Cache,
    /// Cards a user was allowed to read within the last minute.
    pub proofs: Proofs,
    /// Blocks drawn a moment ago.
    pub drawings: Drawings,
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
        let calls = Calls::new(http, config.bitrix24.plan, &store);
        Ok(Self(Arc::new(Parts {
            authorizations: Authorizations::new(calls.clone(), store.clone(), servers.clone()),
            calls,
            cache: Cache::kept_in(&store, sources, clock.clone()),
            proofs: Proofs::new(Duration::from_secs(60)),
            drawings: Drawings::default(),
            inbox: Inbox::new(store.clone(), jobs.clone(), clock.clone()),
            jobs,
            config,
            store,
            servers,
            clock,
        })))
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
