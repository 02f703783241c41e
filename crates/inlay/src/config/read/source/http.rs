//! `kind = "http"`: the system, and the keys of its queries.

use ledger::{
    Escape, HttpColumn, HttpMethod, HttpQuery, HttpQueryError, Limits, Query, QueryValue, Scalar,
    TemplateError,
};

use super::texts::Texts;
use super::{paging, web};
use crate::config::read::declared::ParamTypes;
use crate::config::read::draft::{Noted, Read};
use crate::config::read::field::Field;
use crate::config::read::nearest;
use crate::config::read::node::{Node, Value};
use crate::config::read::secret;
use crate::config::read::section::Section;
use crate::config::source::{HttpConfig, QueryName};

pub(super) fn source(section: &mut Section<'_>, limits: Read<Limits>) -> Read<HttpConfig> {
    let web = web::read(section, limits);
    let check = section
        .optional("check")
        .map(|field| Ok(field.text()?.to_owned()))
        .transpose();
    Ok(HttpConfig {
        web: web?,
        check: check?,
    })
}

/// What a query asks, and where each of its parts is written.
pub(super) struct Asked<'d> {
    query: HttpQuery,
    texts: Texts<'d>,
}

/// The keys of a query of this kind.
pub(super) fn asked<'d>(section: &mut Section<'d>) -> Read<Asked<'d>> {
    let mut texts = Texts::default();
    let methods = [("GET", HttpMethod::Get), ("POST", HttpMethod::Post)];
    let method = section
        .optional("method")
        .map_or(Ok(HttpMethod::Get), |field| {
            texts.note("method", &field);
            field.choice("method", &methods)
        });
    let read_only = section
        .optional("read_only")
        .map_or(Ok(false), |field| field.flag());
    let path = section
        .required("path")
        .and_then(|field| texts.text("path", &field));
    let query = each(section.optional("query"), &mut texts, query_value);
    let body = section.optional("body").map(|field| {
        texts.note("body", &field);
        json(&field, field.node())
    });
    let secrets = each(section.optional("secrets"), &mut texts, |field, _, _| {
        secret::read(field)
    });
    let rpc_methods = words(section.optional("rpc_methods"));
    let mut optional = |key: &'static str| {
        section
            .optional(key)
            .map(|field| texts.text(key, &field))
            .transpose()
    };
    let datetime_format = optional("datetime_format");
    let rows = optional("rows");
    let (error_at, error_code) = (optional("error_at"), optional("error_code"));
    let columns = match section.required("columns") {
        Ok(field) => each(Some(field), &mut texts, column),
        Err(noted) => Err(noted),
    };
    let paging = section.optional("paging").map(|field| {
        texts.note("paging", &field);
        paging::read(&field)
    });
    let login_errors = words(section.optional("login_errors"));
    let not_found = section
        .optional("not_found")
        .map(|field| field.choice("answer", &[("empty", true), ("error", false)]));
    let query = HttpQuery {
        method: method?,
        read_only: read_only?,
        path: path?,
        query: query?,
        body: body.transpose()?,
        secrets: secrets?,
        rpc_methods: rpc_methods?,
        datetime_format: datetime_format?,
        rows: rows?.unwrap_or_else(|| "$[*]".to_owned()),
        columns: columns?,
        paging: paging.transpose()?.unwrap_or_default(),
        error_at: error_at?,
        error_code: error_code?,
        login_errors: login_errors?,
        not_found_is_empty: not_found.transpose()?.unwrap_or_default(),
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
        Query::http(&name.to_string(), &self.query, params)
            .map_err(|error| self.note(&error, params, declaration.unwrap_or(query), query))
    }

    fn note(
        &self,
        error: &HttpQueryError,
        params: &ParamTypes,
        declaration: &Field<'_>,
        query: &Field<'_>,
    ) -> Noted {
        let near = match error {
            HttpQueryError::Template {
                source: TemplateError::UndeclaredHole { name, .. },
                ..
            } => nearest::of(name, params.keys().map(String::as_str)),
            _ => None,
        };
        if error.at() == "params" {
            return declaration.wrong(error.to_string());
        }
        match self.texts.find(error.at()) {
            Some((field, true)) => field.wrong_at(error.offset(), error.to_string(), near),
            Some((field, false)) => field.wrong_at(None, error.to_string(), near),
            None => query.wrong_at(None, error.to_string(), near),
        }
    }
}

/// The entries of a table, in the order of the file.
fn each<'d, T>(
    field: Option<Field<'d>>,
    texts: &mut Texts<'d>,
    mut read: impl FnMut(&Field<'d>, &str, &mut Texts<'d>) -> Read<T>,
) -> Read<Vec<(String, T)>> {
    let Some(field) = field else {
        return Ok(Vec::new());
    };
    let table = field.name().to_owned();
    texts.note(table.clone(), &field);
    let entries: Vec<Read<(String, T)>> = field
        .section()?
        .named()
        .map(|(name, field)| {
            let key = format!("{table}.{name}");
            texts.note(key.clone(), &field);
            Ok((name.to_owned(), read(&field, &key, texts)?))
        })
        .collect();
    entries.into_iter().collect()
}

/// `"{tax_id}"`, `{ text = "inn={tax_id};…", escape = ";", with = "\\" }`, `{ json = … }`,
/// `{ base64_json = … }`.
fn query_value<'d>(field: &Field<'d>, key: &str, texts: &mut Texts<'d>) -> Read<QueryValue> {
    if !field.is_table() {
        return Ok(QueryValue::text(field.text()?));
    }
    let mut section = field.section()?;
    let value = match (section.optional("json"), section.optional("base64_json")) {
        (Some(value), None) => json(&value, value.node()).map(QueryValue::Json),
        (None, Some(value)) => json(&value, value.node()).map(QueryValue::Base64Json),
        (Some(_), Some(_)) => Err(section.wrong("has both `json` and `base64_json`")),
        (None, None) => {
            let template = section
                .required("text")
                .and_then(|field| texts.text(key, &field));
            let escape = section.optional("escape").map(|chars| {
                let with = section.required("with")?;
                let mut characters = with.text()?.chars();
                let (Some(sign), None) = (characters.next(), characters.next()) else {
                    return Err(with.wrong("must be one character"));
                };
                Ok(Escape {
                    chars: chars.text()?.to_owned(),
                    with: sign,
                })
            });
            match (template, escape.transpose()) {
                (Ok(template), Ok(escape)) => Ok(QueryValue::Text { template, escape }),
                (Err(noted), _) | (_, Err(noted)) => Err(noted),
            }
        }
    };
    section.end();
    value
}

/// `"$.id"`, or `{ path = "$.sum", type = "decimal", scale = -2, format = "unix" }`.
fn column<'d>(field: &Field<'d>, key: &str, texts: &mut Texts<'d>) -> Read<HttpColumn> {
    if !field.is_table() {
        return Ok(HttpColumn::at(field.text()?));
    }
    let mut section = field.section()?;
    let path = section
        .required("path")
        .and_then(|field| texts.text(key, &field));
    let kinds = Scalar::ALL.map(|kind| (kind.as_str(), kind));
    let kind = section
        .optional("type")
        .map(|field| field.choice("type", &kinds))
        .transpose();
    let scale = section
        .optional("scale")
        .map_or(Ok(0), |field| field.integer(-18..=18));
    let format = section
        .optional("format")
        .map(|field| Ok(field.text()?.to_owned()))
        .transpose();
    section.end();
    Ok(HttpColumn {
        path: path?,
        kind: kind?,
        // Within the bounds just checked.
        scale: i8::try_from(scale?).unwrap_or_default(),
        format: format?,
    })
}

fn words(field: Option<Field<'_>>) -> Read<Vec<String>> {
    let Some(field) = field else {
        return Ok(Vec::new());
    };
    let words: Vec<Read<String>> = field
        .list()?
        .iter()
        .map(|item| Ok(item.text()?.to_owned()))
        .collect();
    words.into_iter().collect()
}

/// A value of TOML as JSON.
fn json(field: &Field<'_>, node: &Node) -> Read<serde_json::Value> {
    Ok(match &node.value {
        Value::Text(text) | Value::Loose(text) => text.clone().into(),
        Value::Integer(number) => (*number).into(),
        Value::Bool(flag) => (*flag).into(),
        Value::List(items) => {
            let items: Vec<Read<_>> = items.iter().map(|item| json(field, item)).collect();
            items.into_iter().collect::<Read<Vec<_>>>()?.into()
        }
        Value::Table(table) => {
            let entries = table.entries.iter();
            let entries: Vec<Read<_>> = entries
                .map(|entry| Ok((entry.key.clone(), json(field, &entry.node)?)))
                .collect();
            let entries: serde_json::Map<_, _> = entries.into_iter().collect::<Read<_>>()?;
            entries.into()
        }
        Value::Foreign(kind) => {
            return Err(field.wrong(format!("holds {kind}, which JSON has no form for here")));
        }
    })
}
