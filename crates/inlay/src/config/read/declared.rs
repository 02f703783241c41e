//! The queries the file declares, for those who name one.

use std::collections::BTreeMap;

use ledger::ParamType;

use super::draft::{Noted, Read};
use super::field::Field;
use crate::config::source::QueryName;

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

    /// The parameters of a query [`Declared::named`] found, unless it is broken.
    pub(super) fn params(&self, name: &QueryName) -> Result<&ParamTypes, Noted> {
        static NONE: ParamTypes = ParamTypes::new();
        match self.queries.get(name) {
            Some(params) => params.as_ref().map_err(|noted| *noted),
            None => Ok(&NONE),
        }
    }
}
