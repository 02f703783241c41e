//! Reads accounting systems: named, parameterised queries that answer typed rows and never write.
//!
//! A [`Query`] is a text with typed holes, checked when the configuration is loaded; [`Params`] are
//! the values for its holes, checked before anything is sent; a [`Source`] is the system that
//! answers with [`Rows`], or says by [`ReadError`] why it does not, in kinds a caller can act on.
//!
//! ```no_run
//! # use std::{collections::BTreeMap, time::Duration};
//! # use ledger::{Limits, ParamType, Params, Query, Source, SqlSettings, Value};
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let erp = Source::sql("erp", SqlSettings {
//!     url: "postgres://reader@db.acme.example/erp".into(),
//!     limits: Limits { timeout: Duration::from_secs(1), ..Limits::default() },
//! })?;
//! let client = Query::sql(
//!     "erp.client",
//!     "select id, name, debt from clients where tax_id = :tax_id",
//!     &BTreeMap::from([("tax_id".to_owned(), ParamType::TEXT)]),
//! )?;
//! let params = Params::bind(&client, |_| Some(Value::Text("7701234507".to_owned())))?;
//! let rows = erp.read(&client, &params).await?;
//! # Ok(()) }
//! ```
//!
//! What is absent on purpose: there is no way to write. A text that is not a single query is refused
//! when it is parsed, a session is read-only from the moment it is opened, over HTTP nothing leaves
//! but GET and what is declared to be a read, and values are written by their place, never pasted.
//!
//! A source in trouble is left alone for a while, see [`SourceState`].

mod error;
mod http;
mod limits;
mod odata;
mod param_type;
mod params;
mod places;
mod protection;
mod query;
mod rows;
mod source;
mod sql;
mod template;
mod value;
mod web;

pub use error::{ReadError, Reason};
pub use http::{
    Escape, HttpColumn, HttpMethod, HttpQuery, HttpQueryError, HttpSettings, Paging, PagingKind,
    QueryValue,
};
pub use limits::Limits;
pub use odata::{
    ODataFunction, ODataProblem, ODataQuery, ODataQueryError, ODataSettings, Protocol, SessionUse,
};
pub use param_type::{ParamType, Scalar, UnknownParamType};
pub use params::{Argument, ParamError, Params};
pub use protection::{BreakerSettings, SourceState};
pub use query::Query;
pub use rows::{Row, Rows};
pub use source::{Source, SourceError};
pub use sql::{Dialect, QueryError, SqlSettings};
pub use template::TemplateError;
pub use value::Value;
pub use web::{ClientProof, CookieLogin, Login, OAuth2, Rate, RetryAfter, WaitUnit, WebSettings};
