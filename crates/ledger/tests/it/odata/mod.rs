//! OData services: SAP CAP, which nobody here wrote, and a stand-in for 1C.

mod cap;
mod onec;

mod onec_faults;
mod onec_reading;
mod onec_sessions;
mod presets;
mod v2;
mod v4;
mod values;

use std::collections::BTreeMap;
use std::time::Duration;

use ledger::{
    Argument, Limits, ODataQuery, ODataSettings, ParamType, Params, Protocol, Query, ReadError,
    Rows, SessionUse, Source, Value, WebSettings,
};

use crate::database::text;

/// Settings with patient limits.
pub(crate) fn settings(url: &str, protocol: Protocol) -> ODataSettings {
    let mut web = WebSettings::new(url.to_owned());
    web.limits = Limits {
        timeout: Duration::from_secs(60),
        ..Limits::default()
    };
    ODataSettings {
        web,
        protocol,
        timezone: None,
        sessions: SessionUse::AsPublished,
    }
}

pub(crate) fn source(url: &str, protocol: Protocol) -> Source {
    Source::odata("books", settings(url, protocol)).unwrap()
}

/// A query of a set with a filter and columns.
pub(crate) fn query(protocol: Protocol, entity: &str, filter: &str, select: &[&str]) -> ODataQuery {
    ODataQuery {
        filter: (!filter.is_empty()).then(|| filter.to_owned()),
        select: select.iter().map(|name| (*name).to_owned()).collect(),
        ..ODataQuery::all(protocol, entity)
    }
}

pub(crate) type Given<'a> = &'a [(&'a str, ParamType, Argument)];

pub(crate) fn bound(query: &ODataQuery, given: Given<'_>) -> (Query, Params) {
    let types: BTreeMap<_, _> = given
        .iter()
        .map(|(name, kind, _)| ((*name).to_owned(), *kind))
        .collect();
    let query = Query::odata("test", query, &types).unwrap();
    let params = Params::bind(&query, |name| {
        given
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(.., value)| value.clone())
    });
    (query, params.unwrap())
}

pub(crate) async fn read(
    source: &Source,
    query: &ODataQuery,
    given: Given<'_>,
) -> Result<Rows, ReadError> {
    let (query, params) = bound(query, given);
    source.read(&query, &params).await
}

pub(crate) fn one(value: &str) -> Argument {
    Argument::One(text(value))
}

/// The values of a column.
pub(crate) fn column(rows: &Rows, name: &str) -> Vec<Value> {
    rows.iter()
        .map(|row| row.get(name).unwrap().clone())
        .collect()
}

/// The texts of a column.
pub(crate) fn texts(rows: &Rows, name: &str) -> Vec<String> {
    column(rows, name)
        .into_iter()
        .map(|value| match value {
            Value::Text(text) => text,
            other => panic!("{other:?}"),
        })
        .collect()
}
