//! `[sources.NAME.queries.QUERY]`.

use std::collections::BTreeMap;
use std::time::Duration;

use ledger::{ParamType, Protocol, Query, QueryError};

use super::feed::Feed;
use super::{currency, http, odata};
use crate::config::read::declared::ParamTypes;
use crate::config::read::draft::Read;
use crate::config::read::duration;
use crate::config::read::field::Field;
use crate::config::read::nearest;
use crate::config::read::section::Section;
use crate::config::source::{QueryConfig, QueryName};

/// What a source speaks decides which keys its queries have.
#[derive(Clone, Copy)]
pub(super) enum Language {
    Sql,
    OData(Protocol),
    Http,
}

/// What is asked, before its holes are known to be parameters.
enum Asked<'d> {
    Sql(&'d str, Field<'d>),
    OData(odata::Asked<'d>),
    Http(Box<http::Asked<'d>>),
}

/// A query, and what feeds it: that is known when all queries are.
pub(super) fn read<'d>(
    field: &Field<'d>,
    name: &QueryName,
    language: Language,
) -> Read<(QueryConfig, Feed<'d>)> {
    let mut section = field.section()?;
    let declaration = section.optional("params");
    let params = declaration.as_ref().map_or(Ok(BTreeMap::new()), params);
    let asked = match language {
        Language::Sql => sql(&mut section),
        Language::OData(protocol) => odata::asked(&mut section, protocol).map(Asked::OData),
        Language::Http => http::asked(&mut section).map(|asked| Asked::Http(Box::new(asked))),
    };
    let (given, lookup) = (section.optional("given"), section.optional("lookup"));
    let currency = section
        .optional("currency")
        .map(|field| currency(&field))
        .transpose();
    let fresh_for = age(section.optional("fresh_for"));
    let stale_for = age(section.optional("stale_for"));
    section.end();
    // Holes are checked against the parameters: with those unknown every hole would be wrong.
    let (asked, params) = (asked?, params?);
    let query = match asked {
        Asked::Sql(sql, at) => sql_query(name, sql, &at, &params, declaration.as_ref()),
        Asked::OData(asked) => asked.query(name, &params, declaration.as_ref(), field),
        Asked::Http(asked) => asked.query(name, &params, declaration.as_ref(), field),
    };
    let config = QueryConfig {
        query: query?,
        given: BTreeMap::new(),
        lookups: BTreeMap::new(),
        currency: currency?,
        fresh_for: fresh_for?,
        stale_for: stale_for?,
    };
    let feed = Feed {
        name: name.clone(),
        params,
        given,
        lookup,
    };
    Ok((config, feed))
}

fn sql<'d>(section: &mut Section<'d>) -> Read<Asked<'d>> {
    let field = section.required("sql")?;
    Ok(Asked::Sql(field.text()?, field))
}

fn sql_query(
    name: &QueryName,
    sql: &str,
    at: &Field<'_>,
    params: &ParamTypes,
    declaration: Option<&Field<'_>>,
) -> Read<Query> {
    Query::sql(&name.to_string(), sql, params).map_err(|error| match (&error, declaration) {
        (QueryError::UnusedParam { .. }, Some(field)) => field.wrong(error.to_string()),
        (QueryError::UndeclaredHole { name, .. }, _) => {
            let near = nearest::of(name, params.keys().map(String::as_str));
            at.wrong_at(error.offset(), error.to_string(), near)
        }
        _ => at.wrong_at(error.offset(), error.to_string(), None),
    })
}

fn age(field: Option<Field<'_>>) -> Read<Option<Duration>> {
    field.map(|field| duration::read(&field)).transpose()
}

fn params(field: &Field<'_>) -> Read<BTreeMap<String, ParamType>> {
    let types: Vec<_> = ParamType::all().map(|kind| (kind.as_str(), kind)).collect();
    let params: Vec<Read<(String, ParamType)>> = field
        .section()?
        .named()
        .map(|(name, field)| {
            let kind = field.choice("type", &types)?;
            Ok((name.to_owned(), kind))
        })
        .collect();
    params.into_iter().collect()
}
