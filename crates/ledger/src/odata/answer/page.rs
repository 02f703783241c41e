//! One answer: rows, and the address of the next ones.

use serde_json::{Map, Value as Json};

use super::refusal;
use crate::odata::Protocol;
use crate::web::Reply;
use crate::{Params, ReadError, Reason};

/// A row as it came.
pub(super) type Fields = Map<String, Json>;

/// What one request brought.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) rows: Vec<Fields>,
    /// Where the service says the list goes on; perhaps relative to `context`.
    pub(crate) next: Option<String>,
    /// What relative addresses begin at, perhaps relative to the request's address.
    pub(crate) context: Option<String>,
}

/// The rows of an answer; none when the service says that the one row asked for is not there.
///
/// # Errors
/// When it is no answer to the question; `params` are what its words must not repeat.
pub(crate) fn parse(
    reply: &Reply,
    protocol: Protocol,
    one: bool,
    params: &Params,
) -> Result<Page, ReadError> {
    if !reply.status.is_success() {
        if refusal::is_absent(reply, protocol, one) {
            return Ok(Page::default());
        }
        return Err(refusal::meaning(reply, protocol, params));
    }
    let mut document = document(reply)?;
    if refusal::is_one(&document) {
        return Err(refusal::meaning(reply, protocol, params));
    }
    let mut context = None;
    if protocol == Protocol::V2 {
        document = match document.remove("d") {
            Some(Json::Array(rows)) => {
                return Ok(Page {
                    rows: fields(rows)?,
                    next: None,
                    context,
                });
            }
            Some(Json::Object(data)) => data,
            _ => return Err(garbled("its answer has no `d`")),
        };
    } else {
        context = text(&mut document, &["@odata.context"]);
    }
    let next = text(
        &mut document,
        &["@odata.nextLink", "odata.nextLink", "__next"],
    );
    let list = match protocol {
        Protocol::V2 => "results",
        Protocol::OneC | Protocol::V4 => "value",
    };
    let rows = match document.remove(list) {
        Some(Json::Array(rows)) => fields(rows)?,
        Some(_) => return Err(garbled("its list is no list")),
        // One row comes without a list around it.
        None => vec![document],
    };
    Ok(Page {
        rows,
        next,
        context,
    })
}

/// The names of the sets a service document lists.
///
/// # Errors
/// When it is no service document.
pub(crate) fn published(reply: &Reply, protocol: Protocol) -> Result<Vec<String>, ReadError> {
    if !reply.status.is_success() {
        return Err(refusal::meaning(reply, protocol, &Params::none()));
    }
    let mut document = document(reply)?;
    let sets = match protocol {
        Protocol::OneC | Protocol::V4 => document.remove("value"),
        Protocol::V2 => match document.remove("d") {
            Some(Json::Object(mut data)) => data.remove("EntitySets"),
            _ => None,
        },
    };
    let Some(Json::Array(sets)) = sets else {
        return Err(garbled("its answer is no list of sets"));
    };
    let name = |set: Json| match set {
        Json::String(name) => Some(name),
        Json::Object(mut set) => match set.remove("name") {
            Some(Json::String(name)) => Some(name),
            _ => None,
        },
        _ => None,
    };
    Ok(sets.into_iter().filter_map(name).collect())
}

/// The object an answer is.
///
/// # Errors
/// When it is something else: a page of a proxy, or of a web server whose base is being updated.
pub(crate) fn document(reply: &Reply) -> Result<Fields, ReadError> {
    let text = reply.text();
    let text = text.trim_start();
    if !text.starts_with('{') {
        return Err(match text.get(..1) {
            Some("<") if reply.content_type.contains("xml") => ReadError::Rejected {
                source: Reason::text("it answers XML where JSON was asked for"),
            },
            Some("<") => garbled("it answers a page instead of data"),
            Some(_) => garbled("it answers something that is no data"),
            None => garbled("its answer is empty"),
        });
    }
    match serde_json::from_str(text) {
        Ok(Json::Object(document)) => Ok(document),
        Ok(_) => Err(garbled("it answers something that is no data")),
        Err(error) if error.is_eof() => Err(garbled("its answer ends in the middle")),
        Err(_) => Err(garbled("its answer is broken JSON")),
    }
}

/// The same question may be answered well a moment later: nothing is wrong with the query.
pub(super) fn garbled(problem: &str) -> ReadError {
    ReadError::Garbled {
        source: Reason::text(problem),
    }
}

fn fields(rows: Vec<Json>) -> Result<Vec<Fields>, ReadError> {
    rows.into_iter()
        .map(|row| match row {
            Json::Object(fields) => Ok(fields),
            _ => Err(garbled("a row of its answer is no row")),
        })
        .collect()
}

fn text(document: &mut Fields, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match document.remove(*name) {
        Some(Json::String(text)) => Some(text),
        _ => None,
    })
}
