//! A named read with typed holes, checked once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::http::{HttpQuery, HttpQueryError, HttpText};
use crate::odata::text::ODataText;
use crate::odata::{ODataQuery, ODataQueryError};
use crate::sql::text::{QueryError, SqlText};
use crate::{Dialect, ParamType};

/// One read of a source, as the configuration words it; cheap to clone.
#[derive(Clone, Debug)]
pub struct Query(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    name: String,
    /// In the order in which the wording first names them.
    params: Vec<(String, ParamType)>,
    wording: Wording,
}

/// What is asked, in the language of one kind of source; a closed set.
#[derive(Debug)]
pub(crate) enum Wording {
    Sql(SqlText),
    OData(Arc<ODataText>),
    Http(Arc<HttpText>),
}

impl Query {
    /// A text for a database.
    ///
    /// A hole is `:name`; inside strings, quoted names and comments, and after another colon (a
    /// cast), it is plain text. A hole for a list stands where its values stand apart by commas:
    /// `in (:ids)`. `name` is what logs call the query.
    ///
    /// # Errors
    /// When the text is not exactly one query, or its holes are not exactly the declared ones; the
    /// error knows where in the text.
    pub fn sql(
        name: &str,
        sql: &str,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Self, QueryError> {
        let (text, params) = SqlText::parse(sql, params)?;
        Ok(Self::new(name, params, Wording::Sql(text)))
    }

    /// A question to an OData service.
    ///
    /// A hole is `{name}` where a value stands; the value is written as its dialect writes literals
    /// of its type.
    ///
    /// # Errors
    /// When something in it is no name, its holes are not exactly the declared ones, or a value
    /// could mean something else where its hole stands; the error knows the key and the place.
    pub fn odata(
        name: &str,
        query: &ODataQuery,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Self, ODataQueryError> {
        let (text, params) = ODataText::parse(query, params)?;
        Ok(Self::new(name, params, Wording::OData(Arc::new(text))))
    }

    /// A request to a system that answers with JSON.
    ///
    /// # Errors
    /// When its holes are not exactly the declared parameters or stand where no value may, when it
    /// could write, or when something of it is malformed; the error knows the key.
    pub fn http(
        name: &str,
        query: &HttpQuery,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Self, HttpQueryError> {
        let (text, params) = HttpText::parse(query, params)?;
        Ok(Self::new(name, params, Wording::Http(Arc::new(text))))
    }

    fn new(name: &str, params: Vec<(String, ParamType)>, wording: Wording) -> Self {
        Self(Arc::new(Parts {
            name: name.to_owned(),
            params,
            wording,
        }))
    }

    /// Whether the text is one query that reads in the dialect of the database it is for. A source
    /// refuses one that is not; told here, it is told when the configuration is loaded.
    ///
    /// # Errors
    /// The word that acts in this dialect, and where it stands.
    pub fn fits(&self, dialect: Dialect) -> Result<(), QueryError> {
        match &self.0.wording {
            Wording::Sql(text) => text.fits(dialect),
            Wording::OData(_) | Wording::Http(_) => Ok(()),
        }
    }

    /// What logs call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Everything its wording says, as one text: two queries that differ in it ask different
    /// things.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.0.wording {
            Wording::Sql(text) => text.as_str(),
            Wording::OData(text) => text.as_str(),
            Wording::Http(text) => text.as_str(),
        }
    }

    /// The holes' names and types, in the order in which the wording first names them.
    pub fn params(&self) -> impl ExactSizeIterator<Item = (&str, ParamType)> {
        self.0
            .params
            .iter()
            .map(|(name, kind)| (name.as_str(), *kind))
    }

    pub(crate) fn wording(&self) -> &Wording {
        &self.0.wording
    }
}
