//! Queries that feed queries: `given` and `lookup`, which may name what stands further below.

use std::collections::BTreeMap;

use ledger::ParamType;

use crate::config::read::declared::{Declared, ParamTypes};
use crate::config::read::draft::Read;
use crate::config::read::field::Field;
use crate::config::source::{ColumnName, Lookup, QueryName};

/// What one query wants of others, as it is written.
#[derive(Debug)]
pub(super) struct Feed<'d> {
    pub(super) name: QueryName,
    pub(super) params: ParamTypes,
    pub(super) given: Option<Field<'d>>,
    pub(super) lookup: Option<Field<'d>>,
}

/// The same, when every query is known.
#[derive(Debug)]
pub(super) struct Fed {
    pub(super) name: QueryName,
    pub(super) given: BTreeMap<String, ColumnName>,
    pub(super) lookups: BTreeMap<String, Lookup>,
}

/// That a query reads another one first, and where it says so.
struct Need<'d> {
    query: QueryName,
    first: QueryName,
    at: Field<'d>,
}

/// Finds what every query wants; none may want, in the end, itself.
pub(super) fn resolve(feeds: &[Feed<'_>], declared: &Declared) -> Read<Vec<Fed>> {
    let mut needs = Vec::new();
    let fed: Vec<Read<Fed>> = feeds
        .iter()
        .map(|feed| feed.read(declared, &mut needs))
        .collect();
    let fed: Vec<Fed> = fed.into_iter().collect::<Read<_>>()?;
    acyclic(&needs)?;
    Ok(fed)
}

impl<'d> Feed<'d> {
    /// The parameters that are left for others to fill.
    pub(super) fn open_params(&self) -> ParamTypes {
        let mut params = self.params.clone();
        if let Some(Ok(section)) = self.given.as_ref().map(Field::section) {
            for (name, _) in section.named() {
                params.remove(name);
            }
        }
        params
    }

    fn read(&self, declared: &Declared, needs: &mut Vec<Need<'d>>) -> Read<Fed> {
        let given = match &self.given {
            Some(field) => self.each(field, |name, field| {
                let column = self.given(name, field, declared)?;
                needs.push(self.need(&column.query, field));
                Ok(column)
            }),
            None => Ok(BTreeMap::new()),
        };
        let lookups = match &self.lookup {
            Some(field) => self.each(field, |_, field| {
                let (lookup, at) = self.lookup(field, declared)?;
                needs.push(self.need(&lookup.keys.query, &at));
                Ok(lookup)
            }),
            None => Ok(BTreeMap::new()),
        };
        Ok(Fed {
            name: self.name.clone(),
            given: given?,
            lookups: lookups?,
        })
    }

    fn each<T>(
        &self,
        field: &Field<'d>,
        mut read: impl FnMut(&str, &Field<'d>) -> Read<T>,
    ) -> Read<BTreeMap<String, T>> {
        let entries: Vec<Read<(String, T)>> = field
            .section()?
            .named()
            .map(|(name, field)| Ok((name.to_owned(), read(name, &field)?)))
            .collect();
        entries.into_iter().collect()
    }

    /// `keys = "keys.Ref_Key"`: every value of that column.
    fn given(&self, param: &str, field: &Field<'d>, declared: &Declared) -> Read<ColumnName> {
        match self.params.get(param) {
            Some(kind) if kind.is_list() => {}
            Some(kind) => {
                let list = ParamType::list(kind.scalar());
                return Err(field.wrong_key(format!(
                    "is filled with every value of a column, so it must take a list: `{list}`"
                )));
            }
            None => {
                let known = self.params.keys().map(String::as_str);
                return Err(field.unknown_key("parameter", param, known));
            }
        }
        declared.column(field, &self.name.source)
    }

    /// `currency = { by = "Валюта_Key", in = "currencies.Ref_Key", take = "Code" }`.
    fn lookup(&self, field: &Field<'d>, declared: &Declared) -> Read<(Lookup, Field<'d>)> {
        let mut section = field.section()?;
        let by = section
            .required("by")
            .and_then(|field| Ok(field.text()?.to_owned()));
        let keys = section
            .required("in")
            .and_then(|field| Ok((declared.column(&field, &self.name.source)?, field)));
        let take = section
            .required("take")
            .and_then(|field| Ok(field.text()?.to_owned()));
        section.end();
        let (keys, at) = keys?;
        let lookup = Lookup {
            by: by?,
            keys,
            take: take?,
        };
        Ok((lookup, at))
    }

    fn need(&self, first: &QueryName, at: &Field<'d>) -> Need<'d> {
        Need {
            query: self.name.clone(),
            first: first.clone(),
            at: at.clone(),
        }
    }
}

/// Whether every query can be read before those that need it.
fn acyclic(needs: &[Need<'_>]) -> Read<()> {
    let mut noted = Ok(());
    for need in needs {
        if let Some(way) = way(needs, vec![&need.first], &need.query) {
            let way: Vec<String> = way.iter().map(|name| format!("`{name}`")).collect();
            noted = Err(need.at.wrong(format!(
                "`{}` would need itself: by way of {}",
                need.query,
                way.join(", ")
            )));
        }
    }
    noted
}

/// How a query is needed by the last of `so_far`, directly or by way of others.
fn way<'n>(
    needs: &'n [Need<'_>],
    so_far: Vec<&'n QueryName>,
    wanted: &QueryName,
) -> Option<Vec<&'n QueryName>> {
    let last = *so_far.last()?;
    if last == wanted {
        return Some(so_far);
    }
    needs
        .iter()
        .filter(|need| need.query == *last && !so_far.contains(&&need.first))
        .find_map(|need| {
            let further = so_far.iter().copied().chain([&need.first]).collect();
            way(needs, further, wanted)
        })
}
