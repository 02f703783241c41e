//! The line that says whose figures these are.

use askama::Template;

use super::rendered;
use crate::config::Config;
use crate::config::matching::CrmField;
use crate::widget::matching::Client;
use crate::words::{Argument, Language};

#[derive(Template)]
#[template(path = "page/client.html", whitespace = "minimize")]
struct Header<'a> {
    name: &'a str,
    tax_id: Option<String>,
    matched: String,
    label: String,
}

/// The client's name and tax number, and the CRM field they were found by: a manager must see at
/// once when it is not the one they thought of.
#[must_use]
pub fn client(language: Language, _config: &Config, client: &Client) -> String {
    let text = |column: &str| match client.get(column) {
        Some(ledger::Value::Text(text)) if !text.trim().is_empty() => Some(text.trim()),
        _ => None,
    };
    let field = field(&client.matched_by);
    rendered(&Header {
        name: text("name").unwrap_or("—"),
        tax_id: text("tax_id")
            .map(|number| language.say_with("client-tax-id", &[("number", Argument::Text(number))])),
        matched: language.say_with("client-matched", &[("field", Argument::Text(&field))]),
        label: language.say("client-label"),
    })
}

fn field(field: &CrmField) -> String {
    match field {
        CrmField::Requisite(name) => format!("requisite.{name}"),
        CrmField::Company(name) => format!("company.{name}"),
        CrmField::Contact(name) => format!("contact.{name}"),
        CrmField::Deal(name) => format!("deal.{name}"),
    }
}
