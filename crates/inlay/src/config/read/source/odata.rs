//! `kind = "odata"`: the service, and the keys of its queries.

use ledger::{
    Limits, ODataFunction, ODataProblem, ODataQuery, ODataQueryError, Protocol, Query, SessionUse,
};

use super::texts::Texts;
use super::web;
use crate::config::read::declared::ParamTypes;
use crate::config::read::draft::{Noted, Read};
use crate::config::read::duration;
use crate::config::read::field::Field;
use crate::config::read::nearest;
use crate::config::read::section::Section;
use crate::config::source::{ODataConfig, QueryName};

pub(super) fn source(
    section: &mut Section<'_>,
    protocol: Protocol,
    limits: Read<Limits>,
) -> Read<ODataConfig> {
    let web = web::read(section, limits);
    let sessions = section
        .optional("sessions")
        .map_or(Ok(SessionUse::AsPublished), |field| sessions(&field));
    Ok(ODataConfig {
        protocol,
        web: web?,
        sessions: sessions?,
    })
}

pub(super) fn protocol(section: &mut Section<'_>) -> Read<Protocol> {
    let known = Protocol::ALL.map(|protocol| (protocol.as_str(), protocol));
    section
        .required("protocol")
        .and_then(|field| field.choice("protocol", &known))
}

/// `sessions = { idle = "20s" }`: sessions of 1C are kept, and ended when unused for so long.
fn sessions(field: &Field<'_>) -> Read<SessionUse> {
    let mut section = field.section()?;
    let idle = section
        .required("idle")
        .and_then(|field| duration::read(&field));
    section.end();
    Ok(SessionUse::Kept { idle: idle? })
}

/// What a query asks, and where each of its texts is written.
pub(super) struct Asked<'d> {
    query: ODataQuery,
    texts: Texts<'d>,
}

/// The keys of a query of this kind.
pub(super) fn asked<'d>(section: &mut Section<'d>, protocol: Protocol) -> Read<Asked<'d>> {
    let mut texts = Texts::default();
    let entity = section
        .required("entity")
        .and_then(|field| texts.text("entity", &field));
    let mut optional = |key: &'static str| {
        section
            .optional(key)
            .map(|field| texts.text(key, &field))
            .transpose()
    };
    let (filter, order) = (optional("filter"), optional("order"));
    let select = match section.optional("select") {
        Some(field) => {
            texts.note("select", &field);
            select(&field)
        }
        None => Ok(Vec::new()),
    };
    let top = section
        .optional("top")
        .map(|field| field.integer(1..=1_000_000))
        .transpose();
    let function = section
        .optional("function")
        .map(|field| function(&field, &mut texts))
        .transpose();
    let query = ODataQuery {
        protocol,
        entity: entity?,
        filter: filter?,
        select: select?,
        order: order?,
        // Within the bounds just checked.
        top: top?.and_then(|top| u32::try_from(top).ok()),
        function: function?,
    };
    Ok(Asked { query, texts })
}

impl Asked<'_> {
    /// The query, its holes checked against the parameters.
    pub(super) fn query(
        &self,
        name: &QueryName,
        params: &ParamTypes,
        declaration: Option<&Field<'_>>,
        query: &Field<'_>,
    ) -> Read<Query> {
        Query::odata(&name.to_string(), &self.query, params)
            .map_err(|error| self.note(&error, params, declaration.unwrap_or(query), query))
    }

    fn note(
        &self,
        error: &ODataQueryError,
        params: &ParamTypes,
        declaration: &Field<'_>,
        query: &Field<'_>,
    ) -> Noted {
        let near = match error.problem() {
            ODataProblem::UndeclaredHole { name } => {
                nearest::of(name, params.keys().map(String::as_str))
            }
            _ => None,
        };
        if error.key() == "params" {
            return declaration.wrong(error.to_string());
        }
        match self.texts.find(error.key()) {
            Some((field, true)) => field.wrong_at(error.offset(), error.to_string(), near),
            Some((field, false)) => field.wrong_at(None, error.to_string(), near),
            None => query.wrong_at(None, error.to_string(), near),
        }
    }
}

fn select(field: &Field<'_>) -> Read<Vec<String>> {
    let items: Vec<Read<String>> = field
        .list()?
        .iter()
        .map(|item| Ok(item.text()?.to_owned()))
        .collect();
    items.into_iter().collect()
}

/// `function = { Balance = { Condition = "…" } }`.
fn function<'d>(field: &Field<'d>, texts: &mut Texts<'d>) -> Read<ODataFunction> {
    texts.note("function", field);
    let section = field.section()?;
    let mut functions = section.named();
    let (Some((name, arguments)), None) = (functions.next(), functions.next()) else {
        return Err(
            field.wrong("names one virtual table, like { Balance = { Condition = \"…\" } }")
        );
    };
    texts.note(format!("function.{name}"), &arguments);
    let arguments: Vec<Read<(String, String)>> = arguments
        .section()?
        .named()
        .map(|(argument, field)| {
            let key = format!("function.{name}.{argument}");
            Ok((argument.to_owned(), texts.text(key, &field)?))
        })
        .collect();
    Ok(ODataFunction {
        name: name.to_owned(),
        arguments: arguments.into_iter().collect::<Read<_>>()?,
    })
}
