//! `crm.duplicate.findbycomm`: who has this telephone number or address
//! (`api-reference/crm/duplicates/crm-duplicate-find-by-comm.md`).

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::{
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Access, Reach},
};

/// Values looked for; further ones are not.
const MOST_VALUES: usize = 20;

/// Once a kind of card has this many hits, the further kinds are left out.
const ENOUGH: usize = 20;

/// Numbers of cards by kind; nothing found is an empty list.
pub(crate) fn find(call: &Call<'_>) -> Result<Reply, Refusal> {
    let sentence = |code: &str, text: &str| Refusal::new(code, text);
    let kind = call.params.text("type").filter(|kind| !kind.is_empty());
    let kind = kind.ok_or_else(|| {
        sentence(
            "Communication type is not defined",
            "Parameter 'type' is required.",
        )
    })?;
    let kind = kind.to_ascii_uppercase();
    if !matches!(kind.as_str(), "PHONE" | "EMAIL") {
        let text = format!("Communication type '{kind}' is not supported in current context");
        return Err(sentence(&text, ""));
    }
    let values = call.params.list("values");
    let mut wanted: Vec<String> = values
        .iter()
        .take(MOST_VALUES)
        .map(|value| comparable(&kind, value))
        .collect();
    wanted.retain(|value| !value.is_empty());
    if wanted.is_empty() {
        return Err(sentence(
            "Communication values is not defined",
            "Parameter 'values' is required.",
        ));
    }
    let user = &call.caller.user;
    let rights = user.rights;
    if [rights.deals, rights.contacts, rights.companies] == [Access::None; 3] {
        return Err(Refusal::with_status(
            StatusCode::FORBIDDEN,
            "Access denied",
            "",
        ));
    }
    let only = call.params.text("entity_type").unwrap_or_default();
    let has = |reach: &Reach| {
        let mut entries = reach.of(&kind).iter();
        entries.any(|entry| wanted.contains(&comparable(&kind, &entry.value)))
    };
    let found = call.state.world().read(|state| {
        let crm = &state.crm;
        let leads = crm
            .leads
            .values()
            .filter(|card| has(&card.reach) && rights.deals.reaches(user.id, card.assigned_by));
        let contacts = crm
            .contacts
            .values()
            .filter(|card| has(&card.reach) && user.may_see_contact(card));
        let companies = crm
            .companies
            .values()
            .filter(|card| has(&card.reach) && user.may_see_company(card));
        let kinds: [(&str, Vec<i64>); 3] = [
            ("LEAD", leads.map(|card| card.id).collect()),
            ("CONTACT", contacts.map(|card| card.id).collect()),
            ("COMPANY", companies.map(|card| card.id).collect()),
        ];
        kinds
    });
    let mut result = Map::new();
    for (name, ids) in found {
        if !only.is_empty() && !only.eq_ignore_ascii_case(name) {
            continue;
        }
        let is_enough = ids.len() >= ENOUGH;
        if !ids.is_empty() {
            result.insert(name.to_owned(), json!(ids));
        }
        if is_enough && only.is_empty() {
            break;
        }
    }
    if result.is_empty() {
        return Ok(json!([]).into());
    }
    Ok(Value::Object(result).into())
}

/// Telephone numbers by their digits, without an extension; a Russian `8` in front is
/// a `+7`. Addresses by their letters.
fn comparable(kind: &str, value: &str) -> String {
    if kind == "EMAIL" {
        return value.trim().to_lowercase();
    }
    let number = value.split([';', ',', '#', 'x', 'w']).next();
    let digits: String = number
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    match digits.strip_prefix('8') {
        Some(rest) if digits.len() == 11 && !value.trim_start().starts_with('+') => {
            format!("7{rest}")
        }
        _ => digits,
    }
}
