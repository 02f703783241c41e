//! `[sources.NAME]`.

mod feed;
mod http;
mod limits;
mod odata;
mod paging;
mod query;
mod texts;
mod web;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono_tz::Tz;
use ledger::Dialect;
use secrecy::{ExposeSecret, SecretString};

use self::feed::{Fed, Feed};
use self::query::Language;
use super::declared::Declared;
use super::draft::{Noted, Read};
use super::field::Field;
use super::nearest;
use super::secret;
use super::section::Section;
use crate::config::source::{QueryConfig, QueryName, SourceConfig, SourceKind, SqlConfig};

/// Of a table that columns are looked up in.
const TABLE_FRESH_FOR: Duration = Duration::from_secs(24 * 60 * 60);
const TABLE_STALE_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Every source, and in `declared` every query's name, the broken ones included.
pub(super) fn read_all(
    field: &Field<'_>,
    declared: &mut Declared,
) -> Read<BTreeMap<String, SourceConfig>> {
    let mut feeds = Vec::new();
    let sources: Vec<Read<(String, SourceConfig)>> = field
        .section()?
        .named()
        .map(|(name, field)| {
            plain_name(&field, name)?;
            Ok((name.to_owned(), read(&field, name, declared, &mut feeds)?))
        })
        .collect();
    let fed = feed::resolve(&feeds, declared);
    let mut sources: BTreeMap<String, SourceConfig> = sources.into_iter().collect::<Read<_>>()?;
    for Fed {
        name,
        given,
        lookups,
    } in fed?
    {
        let source = sources.get_mut(&name.source);
        if let Some(query) = source.and_then(|source| source.queries.get_mut(&name.query)) {
            (query.given, query.lookups) = (given, lookups);
        }
    }
    slow(&mut sources);
    Ok(sources)
}

/// Tables that columns are looked up in change rarely, unless they say otherwise.
fn slow(sources: &mut BTreeMap<String, SourceConfig>) {
    let tables: Vec<QueryName> = sources
        .values()
        .flat_map(|source| source.queries.values())
        .flat_map(|query| query.tables().cloned())
        .collect();
    for name in tables {
        let source = sources.get_mut(&name.source);
        if let Some(table) = source.and_then(|source| source.queries.get_mut(&name.query)) {
            table.fresh_for.get_or_insert(TABLE_FRESH_FOR);
            table.stale_for.get_or_insert(TABLE_STALE_FOR);
        }
    }
}

fn read<'d>(
    field: &Field<'d>,
    name: &str,
    declared: &mut Declared,
    feeds: &mut Vec<Feed<'d>>,
) -> Read<SourceConfig> {
    let mut section = field.section()?;
    // Which keys a source and its queries have depends on its kind: without one, none is unknown.
    let language = language(&mut section);
    if let (Err(noted), Some(field)) = (language, section.optional("queries")) {
        for (query, _) in field.section()?.named() {
            declared.query(QueryName::new(name, query), Err(noted));
        }
    }
    let language = language?;
    let queries = match section.optional("queries") {
        Some(field) => queries(&field, name, language, declared, feeds),
        None => Ok(BTreeMap::new()),
    };
    let limits = limits::read(&mut section);
    let kind = match language {
        Language::Sql => sql(&mut section).map(SourceKind::Sql),
        Language::OData(protocol) => {
            let source = odata::source(&mut section, protocol, limits);
            source.map(SourceKind::OData)
        }
        Language::Http => http::source(&mut section, limits).map(SourceKind::Http),
    };
    let currency = section
        .optional("currency")
        .map(|field| currency(&field))
        .transpose();
    let currencies = match section.optional("currencies") {
        Some(field) => currencies(&field),
        None => Ok(BTreeMap::new()),
    };
    let timezone = section
        .optional("timezone")
        .map_or(Ok(Tz::UTC), |field| timezone(&field));
    section.end();
    Ok(SourceConfig {
        name: name.to_owned(),
        timezone: timezone?,
        kind: kind?,
        limits: limits?,
        currency: currency?,
        currencies: currencies?,
        queries: queries?,
    })
}

/// What the source speaks.
fn language(section: &mut Section<'_>) -> Read<Language> {
    #[derive(Clone, Copy)]
    enum Kind {
        Sql,
        OData,
        Http,
    }
    let kinds = [
        ("sql", Kind::Sql),
        ("odata", Kind::OData),
        ("http", Kind::Http),
    ];
    let kind = section
        .required("kind")
        .and_then(|field| field.choice("kind", &kinds));
    Ok(match kind? {
        Kind::Sql => Language::Sql,
        Kind::OData => Language::OData(odata::protocol(section)?),
        Kind::Http => Language::Http,
    })
}

fn sql(section: &mut Section<'_>) -> Read<SqlConfig> {
    let url = section.required("url").and_then(|field| {
        let url = secret::address(&field)?;
        supported(&field, &url)?;
        Ok(url)
    });
    Ok(SqlConfig { url: url? })
}

/// Whether there is a driver for the database an address names.
fn supported(field: &Field<'_>, url: &SecretString) -> Read<()> {
    if Dialect::of(url.expose_secret()).is_some() {
        return Ok(());
    }
    Err(field.wrong("must begin with `sqlite:`, `postgres:`, `mysql:` or `mssql:`"))
}

fn queries<'d>(
    field: &Field<'d>,
    source: &str,
    language: Language,
    declared: &mut Declared,
    feeds: &mut Vec<Feed<'d>>,
) -> Read<BTreeMap<String, QueryConfig>> {
    let mut queries = Vec::new();
    for (name, field) in field.section()?.named() {
        let full = QueryName::new(source, name);
        match plain_name(&field, name).and_then(|()| query::read(&field, &full, language)) {
            Ok((query, feed)) => {
                declared.query(full, Ok(feed.open_params()));
                feeds.push(feed);
                queries.push(Ok((name.to_owned(), query)));
            }
            Err(noted) => {
                declared.query(full, Err(noted));
                queries.push(Err(noted));
            }
        }
    }
    queries.into_iter().collect()
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

/// A zone by the name the whole world has for it.
fn timezone(field: &Field<'_>) -> Read<Tz> {
    let name = field.text()?;
    name.parse().map_err(|_| {
        let near = nearest::of(name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        field.wrong_at(
            None,
            "is no time zone; write one like `Europe/Moscow`",
            near,
        )
    })
}
