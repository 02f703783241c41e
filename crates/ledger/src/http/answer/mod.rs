//! What an answer says: its rows, or that it is an error.

mod column;
mod date;
mod exact;

use chrono_tz::Tz;
use serde_json::Value as Json;
use serde_json_path::JsonPath;

use super::HttpQueryError;
use super::query::HttpQuery;
use crate::web::Reply;
use crate::{ReadError, Reason, Value};
use column::Column;

/// Where in an answer things are.
#[derive(Debug)]
pub(super) struct Answer {
    rows: JsonPath,
    columns: Vec<Column>,
    error_at: Option<JsonPath>,
    error_code: Option<JsonPath>,
    login_errors: Vec<String>,
    pub(super) not_found_is_empty: bool,
}

impl Answer {
    pub(super) fn parse(query: &HttpQuery) -> Result<Self, HttpQueryError> {
        if query.columns.is_empty() {
            return Err(HttpQueryError::NoColumns {
                at: "columns".to_owned(),
            });
        }
        let columns = query
            .columns
            .iter()
            .map(|(name, column)| Column::parse(name, column));
        let path = |text: Option<&String>, at| text.map(|text| jsonpath(text, at)).transpose();
        Ok(Self {
            rows: jsonpath(&query.rows, "rows")?,
            columns: columns.collect::<Result<_, _>>()?,
            error_at: path(query.error_at.as_ref(), "error_at")?,
            error_code: path(query.error_code.as_ref(), "error_code")?,
            login_errors: query.login_errors.clone(),
            not_found_is_empty: query.not_found_is_empty,
        })
    }

    pub(super) fn columns(&self) -> Vec<String> {
        self.columns.iter().map(Column::name).collect()
    }

    /// The document of an answer that is none of an error.
    pub(super) fn document(&self, reply: &Reply) -> Result<Json, ReadError> {
        let document = document(reply)?;
        let error = self.error_at.as_ref();
        if error.is_some_and(|at| at.query(&document).iter().any(|node| says_something(node))) {
            let code = self.code(&document);
            let source = Reason::new(code.clone(), Some("it answered with an error".to_owned()));
            return Err(if self.is_login_error(code.as_deref()) {
                ReadError::LoginRefused { source }
            } else {
                ReadError::Rejected { source }
            });
        }
        Ok(document)
    }

    /// What an answer means whose status is no success.
    pub(super) fn refusal(&self, reply: &Reply) -> ReadError {
        let code = document(reply).ok().and_then(|json| self.code(&json));
        let Some(code) = code else {
            return reply.refusal();
        };
        if self.is_login_error(Some(&code)) {
            let source = Reason::new(Some(code), None);
            return ReadError::LoginRefused { source };
        }
        reply.refusal().with_code(code)
    }

    pub(super) fn rows<'a>(&self, document: &'a Json) -> Vec<&'a Json> {
        self.rows.query(document).all()
    }

    pub(super) fn row(&self, row: &Json, zone: Tz) -> Result<Vec<Value>, ReadError> {
        self.columns
            .iter()
            .map(|column| column.read(row, zone))
            .collect()
    }

    /// An error's code, where it is one: its words may repeat what we sent.
    fn code(&self, document: &Json) -> Option<String> {
        let code = match self.error_code.as_ref()?.query(document).first()? {
            Json::Number(number) => number.to_string(),
            Json::String(text) => text.clone(),
            _ => return None,
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':');
        (code.len() <= 64 && code.chars().all(plain)).then_some(code)
    }

    fn is_login_error(&self, code: Option<&str>) -> bool {
        code.is_some_and(|code| self.login_errors.iter().any(|known| known == code))
    }
}

/// A JSONPath of the configuration.
pub(super) fn jsonpath(text: &str, at: &str) -> Result<JsonPath, HttpQueryError> {
    JsonPath::parse(text).map_err(|error| HttpQueryError::BadJsonPath {
        at: at.to_owned(),
        path: text.to_owned(),
        problem: error.to_string(),
    })
}

fn document(reply: &Reply) -> Result<Json, ReadError> {
    let text = reply.text();
    serde_json::from_str(&exact::kept(&text)).map_err(|error| {
        // The parser's own words are about places only, but ours say what to look for.
        let problem = if reply.content_type == "text/html" || text.trim_start().starts_with('<') {
            "it sent a page of HTML, or XML, where JSON is expected"
        } else if text.trim().is_empty() {
            "it sent nothing where JSON is expected"
        } else if error.is_eof() {
            "its JSON is cut off"
        } else {
            "it sent what is no JSON"
        };
        ReadError::Garbled {
            source: Reason::text(problem),
        }
    })
}

/// Whether there is an error in it.
fn says_something(node: &Json) -> bool {
    match node {
        Json::Null | Json::Bool(false) => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Object(fields) => !fields.is_empty(),
        Json::Bool(true) | Json::Number(_) => true,
    }
}
