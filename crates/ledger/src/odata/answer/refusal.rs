//! What a service's "no" means.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value as Json;

use super::page::{self, Fields};
use crate::odata::Protocol;
use crate::web::Reply;
use crate::{Argument, Params, ReadError, Reason, Value};

/// Longer messages are stories: a stack of 1C's own calls, say.
const LONGEST_MESSAGE: usize = 300;

/// What the service says of its error.
#[derive(Debug, Default, PartialEq, Eq)]
struct Fault {
    code: Option<String>,
    message: Option<String>,
}

/// Whether a success is none.
pub(super) fn is_one(document: &Fields) -> bool {
    !document.contains_key("value")
        && ["odata.error", "error"]
            .iter()
            .any(|key| document.get(*key).is_some_and(Json::is_object))
}

/// Whether the one row that was asked for is not there.
pub(super) fn is_absent(reply: &Reply, protocol: Protocol, one: bool) -> bool {
    if reply.status.as_u16() != 404 || !one {
        return false;
    }
    match (protocol, fault(reply)) {
        // 8 is a set that is not published.
        (Protocol::OneC, Some(fault)) => fault.code.as_deref() == Some("9"),
        (Protocol::V2 | Protocol::V4, fault) => fault.is_some(),
        (Protocol::OneC, None) => false,
    }
}

/// What an answer that brings no rows means.
pub(super) fn meaning(reply: &Reply, protocol: Protocol, params: &Params) -> ReadError {
    let status = reply.status.as_u16();
    let fault = fault(reply);
    if protocol == Protocol::OneC
        && let Some(error) = of_1c(status, fault.as_ref(), reply)
    {
        return error;
    }
    match (status, fault) {
        (200..300 | 400 | 404..=407 | 410..=428 | 501, Some(fault)) => ReadError::Rejected {
            source: fault.reason(protocol, params),
        },
        (403, Some(fault)) => match reply.refusal() {
            ReadError::Denied { .. } => ReadError::Denied {
                source: fault.reason(protocol, params),
            },
            other => other,
        },
        (404, None) => ReadError::Rejected {
            source: Reason::new(
                Some("404".to_owned()),
                Some("there is no service at this address, or not this set".to_owned()),
            ),
        },
        (500.., Some(fault)) if protocol == Protocol::OneC => fault.rejection(params),
        _ => reply.refusal(),
    }
}

/// What only 1C says.
fn of_1c(status: u16, fault: Option<&Fault>, reply: &Reply) -> Option<ReadError> {
    if let Some(Fault {
        code: Some(code), ..
    }) = fault
    {
        return (code == "20").then(|| ReadError::Denied {
            source: Reason::new(
                Some(code.clone()),
                Some("this user has no right to these data".to_owned()),
            ),
        });
    }
    // A session that cannot be started: no licence is free, or no place among the sessions. The
    // web server says it in words, in the language of its own.
    let in_words = || {
        let text = reply.text().to_lowercase();
        ["лиценз", "licen", "сеанс", "session"]
            .iter()
            .any(|word| text.contains(word))
    };
    match status {
        406 => Some(ReadError::Busy),
        500..=503 if in_words() => Some(ReadError::Busy),
        _ => None,
    }
}

impl Fault {
    fn reason(self, protocol: Protocol, params: &Params) -> Reason {
        let ours = match (protocol, self.code.as_deref()) {
            (Protocol::OneC, Some(code)) => words_of_1c(code),
            _ => None,
        };
        let theirs = self
            .message
            .filter(|message| speaks_of_the_query_only(message, params))
            .map(|message| message.chars().take(LONGEST_MESSAGE).collect::<String>());
        let message = match (ours, theirs) {
            (Some(ours), Some(theirs)) => Some(format!("{ours}: {theirs}")),
            (Some(ours), None) => Some(ours.to_owned()),
            (None, theirs) => theirs,
        };
        Reason::new(self.code, message)
    }

    /// A 500 of 1C is an accident, unless it has one of the interface's own codes.
    fn rejection(self, params: &Params) -> ReadError {
        let known = self.code.as_deref().and_then(words_of_1c).is_some();
        let source = self.reason(Protocol::OneC, params);
        if known {
            ReadError::Rejected { source }
        } else {
            ReadError::Unreachable { source }
        }
    }
}

/// The codes of 1C's interface (developer's guide, "Standard OData interface", errors).
fn words_of_1c(code: &str) -> Option<&'static str> {
    Some(match code {
        "0" => "it does not support this",
        "1" => "it cannot parse a value",
        "2" => "it does not understand the request",
        "3" => "it cannot show this as JSON",
        "4" => "it does not accept a value",
        "6" => "it does not know a field or a method of the address",
        "7" => "a part of the key is missing",
        "8" => "there is no such set, or it is not published",
        "9" => "there is no such object",
        "10" => "there is no such field",
        "11" => "there is no such method",
        "12" => "an argument is missing",
        "14" => "it cannot parse an option",
        "19" => "it does not allow the method",
        "21" => "the virtual table is asked in a wrong way",
        _ => return None,
    })
}

/// Whether a message can hold nothing of our values: services quote what they choke on, free text
/// in pieces.
fn speaks_of_the_query_only(message: &str, params: &Params) -> bool {
    let message = message.to_lowercase();
    let held = |value: &Value| match value {
        Value::Null | Value::Bool(_) => false,
        Value::Text(text) => {
            uuid::Uuid::parse_str(text).is_err() || message.contains(&text.to_lowercase())
        }
        Value::Integer(number) => message.contains(&number.to_string()),
        Value::Decimal(number) => message.contains(&number.to_string()),
        Value::Date(date) => message.contains(&date.to_string()),
        Value::DateTime(moment) => message.contains(&moment.date().to_string()),
    };
    !params.iter().any(|(_, argument)| match argument {
        Argument::One(value) => held(value),
        Argument::Many(values) => values.iter().any(held),
    })
}

/// The error an answer tells, as JSON or as XML.
fn fault(reply: &Reply) -> Option<Fault> {
    let text = reply.text();
    if text.trim_start().starts_with('<') {
        return xml_fault(&text);
    }
    let document = page::document(reply).ok()?;
    let error = document
        .get("odata.error")
        .or_else(|| document.get("error"))?;
    let error = error.as_object()?;
    let code = match error.get("code") {
        Some(Json::String(code)) => Some(code.clone()),
        Some(Json::Number(code)) => Some(code.to_string()),
        _ => None,
    };
    let message = match error.get("message") {
        Some(Json::String(message)) => Some(message.clone()),
        Some(Json::Object(message)) => message
            .get("value")
            .and_then(Json::as_str)
            .map(str::to_owned),
        _ => None,
    };
    Some(Fault { code, message })
}

/// `<m:error><m:code>…</m:code><m:message>…`, whatever the prefix; `None` for a page.
fn xml_fault(text: &str) -> Option<Fault> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut fault = Fault::default();
    let mut inside = false;
    let mut field: Option<bool> = None;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                b"error" => inside = true,
                b"code" if inside => field = Some(true),
                b"message" if inside => field = Some(false),
                _ if !inside => return None,
                _ => {}
            },
            Event::Text(text) => {
                let text = text.decode().ok()?.into_owned();
                match field {
                    Some(true) => fault.code = Some(text),
                    Some(false) => fault.message = Some(text),
                    None => {}
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == b"error" => return Some(fault),
            Event::End(_) => field = None,
            Event::Eof => return None,
            _ => {}
        }
    }
}
