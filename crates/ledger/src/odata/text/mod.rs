//! A checked query: nothing of it can become anything else by a value.

mod entity;
mod error;
mod expression;
mod function;
mod lexer;
mod select;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub(crate) use entity::End;
pub use error::{ODataProblem, ODataQueryError};
pub(crate) use select::Select;

use super::address::Options;
use super::literal::Literals;
use super::{ODataQuery, Protocol};
use crate::{Argument, ParamType, Params};
use entity::Entity;
use expression::Expression;
use function::Call;

/// A query whose holes and names are checked.
#[derive(Debug)]
pub(crate) struct ODataText {
    /// Everything that makes it what it is.
    identity: String,
    pub(crate) protocol: Protocol,
    entity: Entity,
    function: Option<Call>,
    filter: Option<Expression>,
    pub(crate) select: Select,
    order: Option<String>,
    pub(crate) top: Option<usize>,
}

/// Which rows of the answer a request asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice {
    pub(crate) skip: usize,
    pub(crate) top: usize,
}

impl ODataText {
    /// Checks a wording against its parameters; they come back in the order of their holes.
    pub(crate) fn parse(
        query: &ODataQuery,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<(Self, Vec<(String, ParamType)>), ODataQueryError> {
        let protocol = query.protocol;
        let entity = Entity::parse(&query.entity, protocol, params)?;
        let function = query
            .function
            .as_ref()
            .map(|function| {
                if entity.end != End::Set {
                    let hint = ": a virtual table is one of a whole register";
                    let problem = ODataProblem::NotASet { hint };
                    return Err(ODataQueryError::of("entity", problem));
                }
                Call::parse(function, entity.set(), protocol, params)
            })
            .transpose()?;
        let filter = query
            .filter
            .as_ref()
            .map(|text| Expression::parse("filter", text, protocol, params))
            .transpose()?;
        let select = Select::parse(&query.select, protocol)?;
        if let Some(order) = &query.order {
            select::check_order(order)?;
        }
        let text = Self {
            identity: format!("{query:?}"),
            protocol,
            entity,
            function,
            filter,
            select,
            order: query.order.clone(),
            top: query
                .top
                .map(|top| usize::try_from(top).unwrap_or(usize::MAX)),
        };
        let holes = text.holes(params)?;
        Ok((text, holes))
    }

    /// Every hole once, when all parameters have one and at most one is a list.
    fn holes(
        &self,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Vec<(String, ParamType)>, ODataQueryError> {
        let mut holes: Vec<(String, ParamType)> = Vec::new();
        let function = self.function.iter().flat_map(Call::holes);
        let filter = self.filter.iter().flat_map(Expression::holes);
        for (name, kind) in self.entity.holes().chain(function).chain(filter) {
            if !holes.iter().any(|(known, _)| known == name) {
                holes.push((name.to_owned(), kind));
            }
        }
        if holes.iter().filter(|(_, kind)| kind.is_list()).count() > 1 {
            return Err(ODataQueryError::of("filter", ODataProblem::ListNotAlone));
        }
        let unused = params
            .keys()
            .find(|name| !holes.iter().any(|(known, _)| known == *name));
        match unused {
            Some(name) => Err(ODataQueryError::of(
                "params",
                ODataProblem::UnusedParam { name: name.clone() },
            )),
            None => Ok(holes),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.identity
    }

    /// What the path leads to.
    pub(crate) fn end(&self) -> End {
        self.entity.end
    }

    /// Whether a virtual table is asked: all of it is computed for every page.
    pub(crate) fn is_computed(&self) -> bool {
        self.function.is_some()
    }

    /// Whether the query says in which order its rows come.
    pub(crate) fn is_ordered(&self) -> bool {
        self.order.is_some()
    }

    /// Whether `Ref_Key` alone is a row's key for certain: of objects, not of the tables in them.
    pub(crate) fn has_ref_key(&self) -> bool {
        let objects = ["Catalog_", "Document_", "Task_", "BusinessProcess_"];
        let set = self.entity.set();
        self.protocol == Protocol::OneC
            && self.end() == End::Set
            && objects.iter().any(|kind| {
                set.strip_prefix(kind)
                    .is_some_and(|name| !name.contains('_'))
            })
    }

    /// The request below the service's root, percent-encoded; `None` when a value is unknown: then
    /// no row can answer.
    pub(crate) fn address(
        &self,
        params: &Params,
        literals: &Literals,
        slice: Slice,
    ) -> Option<String> {
        let mut path = self.entity.write(params, literals)?;
        if let Some(function) = &self.function {
            path.push('/');
            path += &function.write(params, literals)?;
        }
        let mut options = Options::default();
        if let Some(filter) = &self.filter {
            options.add("$filter", &filter.write(params, literals)?);
        }
        let (select, expand) = self.select.options(self.protocol);
        // A virtual table has no tables inside.
        if let Some(select) = select.filter(|select| !(self.is_computed() && select == "**")) {
            options.add("$select", &select);
        }
        if let Some(expand) = expand {
            options.add("$expand", &expand);
        }
        if let Some(order) = &self.order {
            options.add("$orderby", order);
        }
        if self.end() == End::Set || self.top.is_some() {
            options.add("$top", &slice.top.to_string());
            if slice.skip > 0 {
                options.add("$skip", &slice.skip.to_string());
            }
        }
        match self.protocol {
            Protocol::OneC => {
                options.add("$format", "json");
                if self.end() != End::One {
                    // Else one row this user may not see fails the whole request.
                    options.add("allowedOnly", "true");
                }
            }
            Protocol::V2 => options.add("$format", "json"),
            // Version 4 services of some makers know no `$format`; the header says it.
            Protocol::V4 => {}
        }
        Some(path + options.as_str())
    }

    /// The values in portions whose addresses the service takes; the single one may still be too
    /// long.
    pub(crate) fn portions(&self, params: &Params, fits: impl Fn(&Params) -> bool) -> Vec<Params> {
        let longest = params
            .iter()
            .map(|(_, argument)| match argument {
                Argument::One(_) => 1,
                Argument::Many(list) => list.len(),
            })
            .max()
            .unwrap_or(1);
        let mut most = LONGEST_LIST.min(longest).max(1);
        loop {
            let portions = params.in_portions(most);
            if most == 1 || portions.iter().all(&fits) {
                return portions;
            }
            most = most.div_ceil(2);
        }
    }
}

/// The values of a list in one request: 1C has no `in`, and thirty comparisons are as many as its
/// users report to work well.
const LONGEST_LIST: usize = 30;
