//! Databases that speak SQL.

mod connections;
mod driver;
mod intake;
mod postgres;
mod settings;
mod sqlite;

use std::collections::BTreeMap;

use secrecy::ExposeSecret;

pub use settings::SqlSettings;

use crate::{Params, Query, ReadError, Rows, SourceError};
use connections::Connections;
use postgres::Postgres;
use sqlite::Sqlite;

/// One database.
pub(crate) struct Sql(Engine);

/// The kinds of databases; a closed set.
enum Engine {
    Postgres(Connections<Postgres>),
    Sqlite(Connections<Sqlite>),
}

impl Sql {
    pub(crate) fn new(name: &str, settings: SqlSettings) -> Result<Self, SourceError> {
        let limits = settings.limits(name)?;
        let SqlSettings { url, .. } = settings;
        let address = url.expose_secret();
        let bad = |problem| SourceError::BadAddress {
            source_name: name.to_owned(),
            problem,
        };
        let (scheme, _) = address
            .split_once(':')
            .ok_or_else(|| bad("it has no scheme"))?;
        let engine = match scheme {
            "postgres" | "postgresql" => {
                let driver = Postgres::new(address, &limits).map_err(bad)?;
                Engine::Postgres(Connections::new(driver, limits))
            }
            "sqlite" => {
                let driver = Sqlite::new(address, &limits).map_err(bad)?;
                Engine::Sqlite(Connections::new(driver, limits))
            }
            unknown => {
                return Err(SourceError::UnknownScheme {
                    source_name: name.to_owned(),
                    scheme: unknown.to_owned(),
                });
            }
        };
        Ok(Self(engine))
    }

    pub(crate) async fn read(&self, query: &Query, params: &Params) -> Result<Rows, ReadError> {
        match &self.0 {
            Engine::Postgres(connections) => connections.read(query, params).await,
            Engine::Sqlite(connections) => connections.read(query, params).await,
        }
    }

    /// The smallest possible read.
    pub(crate) async fn check(&self) -> Result<(), ReadError> {
        let nonsense = |problem: String| ReadError::Nonsense {
            column: "answer".to_owned(),
            problem,
        };
        let query = Query::parse("check", "select 1 as answer", &BTreeMap::new())
            .map_err(|error| nonsense(error.to_string()))?;
        let params = Params::bind(&query, |_| None).map_err(|error| nonsense(error.to_string()))?;
        self.read(&query, &params).await.map(drop)
    }
}
