//! The queries the file declares, for those who name one.

use std::collections::BTreeMap;

use ledger::ParamType;

use super::draft::{Noted, Read};
use super::field::Field;
use crate::config::source::{ColumnName, QueryName};

/// A query's parameters.
pub(super) type ParamTypes = BTreeMap<String, ParamType>;

/// Every declared name. A query that is broken is declared all the same: whoever names it is not
/// wrong, too.
#[derive(Debug, Default)]
pub(super) struct Declared {
    queries: BTreeMap<QueryName, Read<ParamTypes>>,
}

impl Declared {
    pub(super) fn query(&mut self, name: QueryName, params: Read<ParamTypes>) {
        self.queries.insert(name, params);
    }

    /// The query a value names.
    pub(super) fn named(&self, field: &Field<'_>) -> Read<QueryName> {
        let text = field.text()?;
        let name = text
            .split_once('.')
            .map(|(source, query)| QueryName::new(source, query));
        match name {
            Some(name) if self.queries.contains_key(&name) => Ok(name),
            _ => {
                let known: Vec<String> = self.queries.keys().map(ToString::to_string).collect();
                Err(field.unknown("query", text, known.iter().map(String::as_str)))
            }
        }
    }

    /// The column a value names: `query.column` of the same source, else `source.query.column`.
    /// Whether the query has such a column only its source knows.
    pub(super) fn column(&self, field: &Field<'_>, source: &str) -> Read<ColumnName> {
        let text = field.text()?;
        let parts = |text: &str| {
            let (first, rest) = text.split_once('.')?;
            (!rest.is_empty()).then(|| (first.to_owned(), rest.to_owned()))
        };
        let Some((first, rest)) = parts(text) else {
            return Err(field.wrong("names no column; write one like `query.column`"));
        };
        let own = QueryName::new(source, &first);
        if self.queries.contains_key(&own) {
            return Ok(ColumnName {
                query: own,
                column: rest,
            });
        }
        let of_another = parts(&rest).map(|(second, column)| ColumnName {
            query: QueryName::new(&first, &second),
            column,
        });
        match of_another {
            Some(column) if self.queries.contains_key(&column.query) => Ok(column),
            _ => {
                let known: Vec<String> = self
                    .queries
                    .keys()
                    .map(|name| match name {
                        QueryName { source: of, query } if of == source => query.clone(),
                        name => name.to_string(),
                    })
                    .collect();
                let known = known.iter().map(String::as_str);
                Err(field.unknown("query", &first, known))
            }
        }
    }

    /// The parameters of a query [`Declared::named`] found that are left to be filled, unless it
    /// is broken.
    pub(super) fn params(&self, name: &QueryName) -> Result<&ParamTypes, Noted> {
        static NONE: ParamTypes = ParamTypes::new();
        match self.queries.get(name) {
            Some(params) => params.as_ref().map_err(|noted| *noted),
            None => Ok(&NONE),
        }
    }
}
