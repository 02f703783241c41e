//! The columns that are asked for.

use super::error::{ODataProblem, ODataQueryError};
use crate::odata::Protocol;
use crate::{ParamType, Scalar};

const KEY: &str = "select";

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// What the rows call it: what the query says after `as`, else its path with `_` for `/`.
    pub(crate) name: String,
    /// The steps to it; the last one is the field.
    pub(crate) path: Vec<String>,
    /// What its values are, where the query says so.
    pub(crate) kind: Option<Scalar>,
}

/// Which columns a query has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Select {
    /// Whatever the service sends.
    All,
    These(Vec<Column>),
}

impl Select {
    pub(super) fn parse(items: &[String], protocol: Protocol) -> Result<Self, ODataQueryError> {
        let stars = items.iter().any(|item| matches!(item.as_str(), "*" | "**"));
        if items.is_empty() || (stars && items.len() == 1) {
            return Ok(Self::All);
        }
        let mut columns: Vec<Column> = Vec::new();
        for item in items {
            let column = column(item, protocol)?;
            if columns.iter().any(|known| known.name == column.name) {
                let name = column.name;
                return Err(ODataQueryError::of(KEY, ODataProblem::ColumnTwice { name }));
            }
            columns.push(column);
        }
        Ok(Self::These(columns))
    }

    /// `$select` and `$expand`; a link is opened where a column is behind it.
    pub(crate) fn options(&self, protocol: Protocol) -> (Option<String>, Option<String>) {
        let Self::These(columns) = self else {
            // Without the tables inside: a document would drag all its rows along.
            let all = (protocol == Protocol::OneC).then(|| "**".to_owned());
            return (all, None);
        };
        let mut select: Vec<String> = Vec::new();
        let mut links: Vec<(String, Vec<&str>)> = Vec::new();
        for column in columns {
            let (field, link) = match column.path.split_last() {
                Some((field, link)) if !link.is_empty() => (field, link.join("/")),
                _ => {
                    once(&mut select, column.path.concat());
                    continue;
                }
            };
            if protocol != Protocol::V4 {
                once(&mut select, column.path.join("/"));
            }
            match links.iter_mut().find(|(known, _)| *known == link) {
                Some((_, fields)) if fields.contains(&field.as_str()) => {}
                Some((_, fields)) => fields.push(field),
                None => links.push((link, vec![field])),
            }
        }
        let expand: Vec<String> = links
            .into_iter()
            .map(|(link, fields)| match protocol {
                Protocol::V4 => format!("{link}($select={})", fields.join(",")),
                Protocol::OneC | Protocol::V2 => link,
            })
            .collect();
        let listed = |items: Vec<String>| (!items.is_empty()).then(|| items.join(","));
        (listed(select), listed(expand))
    }
}

/// A field that two columns show is asked for once.
fn once(select: &mut Vec<String>, field: String) {
    if !select.contains(&field) {
        select.push(field);
    }
}

fn column(item: &str, protocol: Protocol) -> Result<Column, ODataQueryError> {
    let bad = || {
        let found = item.to_owned();
        ODataQueryError::of(KEY, ODataProblem::NotAField { found })
    };
    let (field, alias) = match item.split_once(" as ") {
        Some((field, alias)) if is_name(alias.trim()) => (field.trim(), Some(alias.trim())),
        Some(_) => return Err(bad()),
        None => (item, None),
    };
    let (path, kind) = match field.split_once(':') {
        Some((path, kind)) => match kind.parse::<ParamType>() {
            Ok(kind) if !kind.is_list() => (path, Some(kind.scalar())),
            _ => return Err(bad()),
        },
        None => (field, None),
    };
    let path: Vec<String> = path.split('/').map(str::to_owned).collect();
    // In version 4 a link's own links would be opened in nested parentheses.
    let deep = protocol == Protocol::V4 && path.len() > 2;
    if deep || !path.iter().all(|name| is_name(name)) {
        return Err(bad());
    }
    Ok(Column {
        name: alias.map_or_else(|| path.join("_"), str::to_owned),
        path,
        kind,
    })
}

/// A field's name.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// `$orderby`: fields, each with a direction or without.
pub(super) fn check_order(order: &str) -> Result<(), ODataQueryError> {
    for item in order.split(',') {
        let mut words = item.split_whitespace();
        let path = words.next().unwrap_or_default();
        let direction = words.next();
        let known = matches!(direction, None | Some("asc" | "desc")) && words.next().is_none();
        if !(known && path.split('/').all(is_name)) {
            let found = item.trim().to_owned();
            return Err(ODataQueryError::of(
                "order",
                ODataProblem::NotAField { found },
            ));
        }
    }
    Ok(())
}
