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
    let field = field(&client.matched_by, language);
    header(language, client.answer.rows(), &field, may_undo)
}

/// The line for the first of these rows.
pub(super) fn header(language: Language, rows: &Rows, field: &str, may_undo: bool) -> String {
    let text = |column: &str| match rows.first()?.get(column)? {
        Value::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        _ => None,
    };
    rendered(&Header {
        name: text("name").map(shortened),
        tax_id: text("tax_id").map(|number| {
            language.say_with(
                "client-tax-id",
                &[("number", Argument::Text(&shortened(number)))],
            )
        }),
        matched: language.say_with("client-matched", &[("field", Argument::Text(field))]),
        label: language.say("client-label"),
        undo: may_undo.then(|| language.say("choice-undo")),
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
fn field(field: &CrmField, language: Language) -> String {
    let (entity, name) = match field {
        CrmField::Requisite(name) => ("requisite", name),
        CrmField::Company(name) => ("company", name),
        CrmField::Contact(name) => ("contact", name),
        CrmField::Deal(name) => ("deal", name),
    };
    match name.as_str() {
        "RQ_INN" | "RQ_VAT_ID" | "RQ_BIN" | "RQ_IIN" => language.say("field-tax-number"),
        "PHONE" | "phone" => language.say("field-phone"),
        "EMAIL" | "email" => language.say("field-email"),
        _ => format!("{entity}.{name}"),
    }
}
