//! The request a query makes of its values, each written as its place wants it.

mod leaf;
mod pair;
mod path;
mod scalar;

use std::collections::BTreeMap;

use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::SecretString;
use serde_json::Value as Json;

use super::query::{HttpMethod, HttpQuery};
use super::{HttpQueryError, rpc};
use crate::template::{Piece, Template};
use crate::web::{Method, Question, Web};
use crate::{ParamType, Params, ReadError, Reason};
use leaf::Leaf;
use pair::Pair;
use path::Path;
pub(super) use scalar::Spelling;

/// Everything but what no server gives a meaning (RFC 3986, section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request with holes.
#[derive(Debug)]
pub(super) struct Request {
    method: Method,
    path: Path,
    pairs: Vec<Pair>,
    body: Option<Leaf>,
    spelling: Spelling,
}

/// A request with its values, before it is told which page to bring.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    method: Method,
    path: String,
    pairs: Vec<(String, String)>,
    body: Option<Json>,
    pub(super) headers: HeaderMap,
}

/// What a hole may name.
pub(super) struct Names<'a> {
    pub(super) params: &'a BTreeMap<String, ParamType>,
    pub(super) secrets: &'a [(String, SecretString)],
}

impl Request {
    pub(super) fn parse(
        query: &HttpQuery,
        params: &BTreeMap<String, ParamType>,
    ) -> Result<Self, HttpQueryError> {
        let names = Names {
            params,
            secrets: &query.secrets,
        };
        let (path, address) = match query.path.split_once('?') {
            Some((path, address)) => (path, Some(address)),
            None => (query.path.as_str(), None),
        };
        let parsed = Path::parse(path, &names)?;
        let mut pairs = match address {
            Some(address) => Pair::in_address(address, path.len() + 1, &names)?,
            None => Vec::new(),
        };
        for (name, value) in &query.query {
            pairs.push(Pair::parse(name, value, &names)?);
        }
        let at = || "method".to_owned();
        let method = match query.method {
            HttpMethod::Get if query.body.is_some() => {
                let at = "body".to_owned();
                return Err(HttpQueryError::BodyOfGet { at });
            }
            HttpMethod::Get => Method::Get,
            HttpMethod::Post if !query.read_only => {
                return Err(HttpQueryError::NotReadOnly { at: at() });
            }
            HttpMethod::Post if !parsed.is_constant() => {
                let at = "path".to_owned();
                return Err(HttpQueryError::VariablePath { at });
            }
            HttpMethod::Post => Method::Post,
        };
        if method == Method::Post {
            let body = query.body.as_ref().unwrap_or(&Json::Null);
            rpc::check(path, body, &query.rpc_methods)?;
        }
        let body = query.body.as_ref();
        let body = body.map(|body| Leaf::parse(body, "body", &names));
        Ok(Self {
            method,
            path: parsed,
            pairs,
            body: body.transpose()?,
            spelling: Spelling::new(query.datetime_format.as_deref())?,
        })
    }

    /// The parameters it uses, in the order of their first use; a name may come twice.
    pub(super) fn params(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.path.params(&mut names);
        for pair in &self.pairs {
            pair.params(&mut names);
        }
        if let Some(body) = &self.body {
            body.params(&mut names);
        }
        names
    }

    /// Whether one of the values equals nothing, so that there is nothing to ask.
    pub(super) fn asks_for_nothing(&self, params: &Params) -> bool {
        self.params()
            .iter()
            .any(|name| params.get(name).is_none_or(scalar::equals_nothing))
    }

    /// Writes the values in.
    pub(super) fn write(&self, params: &Params) -> Result<Asked, ReadError> {
        let mut pairs = Vec::new();
        for pair in &self.pairs {
            pair.write(params, &self.spelling, &mut pairs)?;
        }
        Ok(Asked {
            method: self.method,
            path: self.path.write(params, &self.spelling)?,
            pairs,
            body: self
                .body
                .as_ref()
                .map(|body| body.write(params, &self.spelling)),
            headers: HeaderMap::new(),
        })
    }
}

impl Asked {
    /// Sets a parameter: of the query, or, where there is a body, of the body.
    pub(super) fn set(&mut self, name: &str, value: Json) -> Result<(), ReadError> {
        let Some(body) = &mut self.body else {
            let text = match value {
                Json::String(text) => text,
                other => other.to_string(),
            };
            match self.pairs.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => *known = text,
                None => self.pairs.push((name.to_owned(), text)),
            }
            return Ok(());
        };
        let (above, field) = name.rsplit_once('/').unwrap_or(("", name));
        match body.pointer_mut(above) {
            Some(Json::Object(fields)) => {
                fields.insert(field.to_owned(), value);
                Ok(())
            }
            Some(Json::Array(items)) => {
                let item = field.parse().ok().and_then(|at: usize| items.get_mut(at));
                *item.ok_or_else(misplaced)? = value;
                Ok(())
            }
            _ => Err(misplaced()),
        }
    }

    /// What is sent.
    pub(super) fn question(&self, web: &Web) -> Result<Question, ReadError> {
        let mut url = web.below(&self.path).ok_or_else(|| ReadError::Rejected {
            source: Reason::text("a value cannot be written into the path"),
        })?;
        if !self.pairs.is_empty() {
            let pairs: Vec<String> = self
                .pairs
                .iter()
                .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
                .collect();
            url.set_query(Some(&pairs.join("&")));
        }
        Ok(Question {
            method: self.method,
            url,
            headers: self.headers.clone(),
            body: self.body.as_ref().map(Json::to_string),
        })
    }
}

fn misplaced() -> ReadError {
    ReadError::Rejected {
        source: Reason::text("`paging` names no place in the body"),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// A text cut at its holes.
fn template(
    text: &str,
    at: &str,
    offset: usize,
    names: &Names<'_>,
) -> Result<Template, HttpQueryError> {
    Template::parse(text, names.params).map_err(|source| HttpQueryError::Template {
        at: at.to_owned(),
        offset,
        source,
    })
}

/// The holes of a value that is made of several pieces: none may be a list, none a text.
fn apart(template: &Template, at: &str) -> Result<(), HttpQueryError> {
    if template.pieces().len() < 2 {
        return Ok(());
    }
    for (name, kind) in template.holes() {
        let (at, name) = (at.to_owned(), name.to_owned());
        if kind.is_list() {
            return Err(HttpQueryError::ListInside { at, name });
        }
        if kind == ParamType::TEXT {
            return Err(HttpQueryError::TextInside { at, name });
        }
    }
    Ok(())
}

/// The plain text of a name.
fn name(text: &str, at: &str, names: &Names<'_>) -> Result<String, HttpQueryError> {
    let template = template(text, at, 0, names)?;
    if let Some((name, _)) = template.holes().next() {
        return Err(HttpQueryError::HoleInName {
            at: at.to_owned(),
            name: name.to_owned(),
        });
    }
    Ok(template.pieces().iter().map(plain).collect())
}

fn plain(piece: &Piece) -> &str {
    match piece {
        Piece::Text(text) => text,
        Piece::Hole { .. } => "",
    }
}
