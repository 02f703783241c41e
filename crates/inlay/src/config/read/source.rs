//! `[sources.NAME]`.

use std::collections::BTreeMap;
use std::time::Duration;

use ledger::{ParamType, Query, QueryError};
use secrecy::{ExposeSecret, SecretString};

use super::declared::{Declared, ParamTypes};
use super::draft::{Noted, Read};
use super::duration;
use super::field::Field;
use super::nearest;
use super::secret;
use super::section::Section;
use crate::config::source::{QueryConfig, QueryName, SourceConfig, SourceKind, SqlConfig};

const TIMEOUT: Duration = Duration::from_secs(3);
const MAX_PARALLEL: i64 = 4;
const MAX_ROWS: i64 = 2_000;
/// Databases there is a driver for, by the beginning of their address.
const DATABASES: [&str; 3] = ["sqlite:", "postgres:", "postgresql:"];

/// Every source, and in `declared` every query's name, the broken ones included.
pub(super) fn read_all(
    field: &Field<'_>,
    declared: &mut Declared,
) -> Read<BTreeMap<String, SourceConfig>> {
    let sources: Vec<Read<(String, SourceConfig)>> = field
        .section()?
        .named()
        .map(|(name, field)| {
            plain_name(&field, name)?;
            Ok((name.to_owned(), read(&field, name, declared)?))
        })
        .collect();
    sources.into_iter().collect()
}

fn read(field: &Field<'_>, name: &str, declared: &mut Declared) -> Read<SourceConfig> {
    let mut section = field.section()?;
    // Which keys a source and its queries have depends on its kind: without one, none is unknown.
    let kind = section
        .required("kind")
        .and_then(|field| field.choice("kind", &[("sql", ())]));
    if let (Err(noted), Some(field)) = (kind, section.optional("queries")) {
        for (query, _) in field.section()?.named() {
            declared.query(QueryName::new(name, query), Err(noted));
        }
    }
    kind?;
    let queries = match section.optional("queries") {
        Some(field) => queries(&field, name, declared),
        None => Ok(BTreeMap::new()),
    };
    let kind = sql(&mut section);
    let currency = section
        .optional("currency")
        .map(|field| currency(&field))
        .transpose();
    let currencies = match section.optional("currencies") {
        Some(field) => currencies(&field),
        None => Ok(BTreeMap::new()),
    };
    section.end();
    Ok(SourceConfig {
        name: name.to_owned(),
        kind: SourceKind::Sql(kind?),
        currency: currency?,
        currencies: currencies?,
        queries: queries?,
    })
}

fn sql(section: &mut Section<'_>) -> Read<SqlConfig> {
    let url = section.required("url").and_then(|field| {
        let url = secret::address(&field)?;
        supported(&field, &url)?;
        Ok(url)
    });
    let timeout =
        section
            .optional("timeout")
            .map_or(Ok(TIMEOUT), |field| match duration::read(&field)? {
                Duration::ZERO => Err(field.wrong("must be longer than nothing")),
                timeout => Ok(timeout),
            });
    let mut number = |key, default, most| {
        let number = section
            .optional(key)
            .map_or(Ok(default), |field| field.integer(1..=most))?;
        // Within the bounds just checked.
        Ok(usize::try_from(number).unwrap_or(usize::MAX))
    };
    let max_parallel = number("max_parallel", MAX_PARALLEL, 100);
    let max_rows = number("max_rows", MAX_ROWS, 1_000_000);
    Ok(SqlConfig {
        url: url?,
        timeout: timeout?,
        max_parallel: max_parallel?,
        max_rows: max_rows?,
    })
}

/// Whether there is a driver for the database an address names.
pub(super) fn supported(field: &Field<'_>, url: &SecretString) -> Read<()> {
    let url = url.expose_secret();
    if DATABASES.iter().any(|database| url.starts_with(database)) {
        return Ok(());
    }
    Err(field.wrong("must begin with `sqlite:` or `postgres:`"))
}

fn queries(
    field: &Field<'_>,
    source: &str,
    declared: &mut Declared,
) -> Read<BTreeMap<String, QueryConfig>> {
    let mut queries = Vec::new();
    for (name, field) in field.section()?.named() {
        let full = QueryName::new(source, name);
        let query = plain_name(&field, name).and_then(|()| query(&field, &full));
        let params = query
            .as_ref()
            .map(|query| params_of(&query.query))
            .map_err(|noted| *noted);
        declared.query(full, params);
        queries.push(query.map(|query| (name.to_owned(), query)));
    }
    queries.into_iter().collect()
}

fn query(field: &Field<'_>, name: &QueryName) -> Read<QueryConfig> {
    let mut section = field.section()?;
    let declaration = section.optional("params");
    let params = declaration.as_ref().map_or(Ok(BTreeMap::new()), params);
    let sql = section
        .required("sql")
        .and_then(|field| Ok((field.text()?, field)));
    let currency = section
        .optional("currency")
        .map(|field| currency(&field))
        .transpose();
    section.end();
    // Holes are checked against the parameters: with those unknown every hole would be wrong.
    let ((sql, at), params) = (sql?, params?);
    let query = Query::sql(&name.to_string(), sql, &params).map_err(|error| {
        match (&error, &declaration) {
            (QueryError::UnusedParam { .. }, Some(field)) => field.wrong(error.to_string()),
            (QueryError::UndeclaredHole { name, .. }, _) => {
                let near = nearest::of(name, params.keys().map(String::as_str));
                at.wrong_at(error.offset(), error.to_string(), near)
            }
            _ => at.wrong_at(error.offset(), error.to_string(), None),
        }
    })?;
    Ok(QueryConfig {
        query,
        currency: currency?,
    })
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

fn params_of(query: &Query) -> ParamTypes {
    query
        .params()
        .map(|(name, kind)| (name.to_owned(), kind))
        .collect()
}

/// A name that `source.query` can hold.
fn plain_name(field: &Field<'_>, name: &str) -> Result<(), Noted> {
    let fits = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(fits) {
        return Ok(());
    }
    Err(field.wrong_key("is no name: letters, digits, `_` and `-` make one"))
}

fn currencies(field: &Field<'_>) -> Read<BTreeMap<String, String>> {
    let currencies: Vec<Read<(String, String)>> = field
        .section()?
        .named()
        .map(|(name, field)| Ok((name.to_owned(), currency(&field)?)))
        .collect();
    currencies.into_iter().collect()
}

/// An ISO 4217 code.
fn currency(field: &Field<'_>) -> Read<String> {
    let code = field.text()?;
    if code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase()) {
        return Ok(code.to_owned());
    }
    Err(field.wrong("is no currency; write its three capital letters, like `EUR`"))
}
