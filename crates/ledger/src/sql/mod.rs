//! Databases that speak SQL.

mod connections;
mod driver;
mod intake;
mod postgres;
mod settings;
mod sqlite;
pub(crate) mod text;

use std::collections::BTreeMap;

use secrecy::ExposeSecret;

pub use settings::SqlSettings;
pub use text::QueryError;

use crate::{Limits, Params, ReadError, Rows, SourceError};
use connections::Connections;
use postgres::Postgres;
use sqlite::Sqlite;
use text::SqlText;

/// One database.
pub(crate) struct Sql(Engine);

/// The kinds of databases; a closed set.
enum Engine {
    Postgres(Connections<Postgres>),
    Sqlite(Connections<Sqlite>),
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

    pub(crate) async fn read(
        &self,
        text: &SqlText,
        params: &Params,
        limits: Limits,
    ) -> Result<Rows, ReadError> {
        match &self.0 {
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
