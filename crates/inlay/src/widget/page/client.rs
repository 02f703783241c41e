//! The line that says whose figures these are.

use askama::Template;
use ledger::{Rows, Value};

use super::rendered;
use crate::config::matching::CrmField;
use crate::matching::Client;
use crate::words::{Argument, Language};

#[derive(Template)]
#[template(path = "page/client.html", whitespace = "minimize")]
struct Header {
    /// A better answer is on its way.
    renewing: bool,
    /// Absent when the query has no such column.
    name: Option<String>,
    tax_id: Option<String>,
    matched: String,
    label: String,
    /// What an administrator presses to take a manager's choice back.
    undo: Option<String>,
    failed: String,
}

/// The client's name and tax number, and the CRM field they were found by: a manager must see at
/// once when it is not the one they thought of.
#[must_use]
pub fn client(language: Language, client: &Client, may_undo: bool) -> String {
    let matched = if client.chosen.is_some() {
        language.say("client-chosen")
    } else {
        let field = field(&client.matched_by, language);
        language.say_with("client-matched", &[("field", Argument::Text(&field))])
    };
    let line = Line {
        matched,
        renewing: !client.answer.renewals().is_empty(),
        may_undo,
    };
    header(language, client.answer.rows(), line)
}

/// What stands in the line beside the client's own row.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// How the client was found.
    pub(super) matched: String,
    pub(super) renewing: bool,
    pub(super) may_undo: bool,
}

/// The line for the first of these rows.
pub(super) fn header(language: Language, rows: &Rows, line: Line) -> String {
    let text = |column: &str| match rows.first()?.get(column)? {
        Value::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        _ => None,
    };
    rendered(&Header {
        renewing: line.renewing,
        name: text("name").map(shortened),
        tax_id: text("tax_id").map(|number| {
            language.say_with(
                "client-tax-id",
                &[("number", Argument::Text(&shortened(number)))],
            )
        }),
        matched: line.matched,
        label: language.say("client-label"),
        undo: line.may_undo.then(|| language.say("choice-undo")),
        failed: language.say("choice-failed"),
    })
}

/// A name of 10 000 letters is nobody's name.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// A CRM field in a manager's words; one that has none by its own name.
pub(super) fn field(field: &CrmField, language: Language) -> String {
    match field.name() {
        "RQ_INN" | "RQ_VAT_ID" | "RQ_BIN" | "RQ_IIN" => language.say("field-tax-number"),
        "PHONE" | "phone" => language.say("field-phone"),
        "EMAIL" | "email" => language.say("field-email"),
        name => language.say_with("field-other", &[("name", Argument::Text(name))]),
    }
}
