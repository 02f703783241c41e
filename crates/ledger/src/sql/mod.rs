//! Databases that speak SQL.

mod connections;
mod dialect;
mod driver;
mod intake;
mod mysql;
mod postgres;
mod settings;
mod sqlite;
mod sqlserver;
pub(crate) mod text;

use std::collections::BTreeMap;

use secrecy::ExposeSecret;

pub use dialect::Dialect;
pub use settings::SqlSettings;
pub use text::QueryError;

use crate::{Limits, Params, ReadError, Reason, Rows, SourceError};
use connections::Connections;
use mysql::MySql;
use postgres::Postgres;
use sqlite::Sqlite;
use sqlserver::SqlServer;
use text::SqlText;

/// One database.
pub(crate) struct Sql(Engine);

/// The kinds of databases; a closed set.
enum Engine {
    MySql(Connections<MySql>),
    Postgres(Connections<Postgres>),
    Sqlite(Connections<Sqlite>),
    SqlServer(Connections<SqlServer>),
}

impl Sql {
    pub(crate) fn new(name: &str, settings: SqlSettings) -> Result<Self, SourceError> {
        let SqlSettings { url, limits } = settings;
        limits.check(name)?;
        let address = url.expose_secret();
        let bad = |problem| SourceError::BadAddress {
            source_name: name.to_owned(),
            problem,
        };
        let Some(dialect) = Dialect::of(address) else {
            let (scheme, _) = address
                .split_once(':')
                .ok_or_else(|| bad("it has no scheme"))?;
            return Err(SourceError::UnknownScheme {
                source_name: name.to_owned(),
                scheme: scheme.to_owned(),
            });
        };
        let engine = match dialect {
            Dialect::MySql => {
                let driver = MySql::new(address, &limits).map_err(bad)?;
                Engine::MySql(Connections::new(driver, limits))
            }
            Dialect::Postgres => {
                let driver = Postgres::new(address, &limits).map_err(bad)?;
                Engine::Postgres(Connections::new(driver, limits))
            }
            Dialect::Sqlite => {
                let driver = Sqlite::new(address, &limits).map_err(bad)?;
                Engine::Sqlite(Connections::new(driver, limits))
            }
            Dialect::SqlServer => {
                let driver = SqlServer::new(address, &limits).map_err(bad)?;
                Engine::SqlServer(Connections::new(driver, limits))
            }
        };
        Ok(Self(engine))
    }

    pub(crate) async fn read(
        &self,
        text: &SqlText,
        params: &Params,
        limits: Limits,
    ) -> Result<Rows, ReadError> {
        match &self.0 {
            Engine::MySql(connections) => connections.read(text, params, limits).await,
            Engine::SqlServer(connections) => {
                text.fits(Dialect::SqlServer)
                    .map_err(|error| ReadError::Rejected {
                        source: Reason::text(error.to_string()),
                    })?;
                connections.read(text, params, limits).await
            }
            Engine::Postgres(connections) => connections.read(text, params, limits).await,
            Engine::Sqlite(connections) => connections.read(text, params, limits).await,
        }
    }

    /// The smallest possible read.
    pub(crate) async fn check(&self, limits: Limits) -> Result<(), ReadError> {
        let (text, _) =
            SqlText::parse("select 1 as answer", &BTreeMap::new()).map_err(|error| {
                ReadError::Nonsense {
                    column: "answer".to_owned(),
                    problem: error.to_string(),
                }
            })?;
        self.read(&text, &Params::none(), limits).await.map(drop)
    }
}
