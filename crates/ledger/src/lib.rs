//! Reads accounting systems: named, parameterised queries that answer typed rows and never write.
//!
//! A [`Query`] is a text with typed holes, checked when the configuration is loaded; [`Params`] are
//! the values for its holes, checked before anything is sent; a [`Source`] is the system that
//! answers with [`Rows`], or says by [`ReadError`] why it does not, in kinds a caller can act on.
//!
//! ```no_run
//! # use std::{collections::BTreeMap, time::Duration};
//! # use ledger::{ParamType, Params, Query, Source, SqlSettings, Value};
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let erp = Source::sql("erp", SqlSettings {
//!     url: "postgres://reader@db.acme.example/erp".into(),
//!     timeout: Duration::from_secs(3),
//!     max_parallel: 4,
//!     max_rows: 2_000,
//!     max_bytes: 4 * 1024 * 1024,
//! })?;
//! let client = Query::parse(
//!     "erp.client",
//!     "select id, name, debt from clients where tax_id = :tax_id",
//!     &BTreeMap::from([("tax_id".to_owned(), ParamType::Text)]),
//! )?;
//! let params = Params::bind(&client, |_| Some(Value::Text("7701234507".to_owned())))?;
//! let rows = erp.read(&client, &params).await?;
//! # Ok(()) }
//! ```
//!
//! What is absent on purpose: there is no way to write. A text that is not a single query is refused
//! when it is parsed, a session is read-only from the moment it is opened, and values are bound,
//! never pasted.

mod error;
mod param_type;
mod params;
mod query;
mod rows;
mod source;
mod sql;
mod value;

pub use error::{ReadError, Reason};
pub use param_type::{ParamType, UnknownParamType};
pub use params::{ParamError, Params};
pub use query::{Query, QueryError};
pub use rows::{Row, Rows};
pub use source::{Source, SourceError};
pub use sql::SqlSettings;
pub use value::Value;
