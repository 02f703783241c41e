//! What a rule says of a case.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use ledger::Rows;
use serde_json::{Map, Value as Json, json};

use super::Case;
use crate::config::Config;
use crate::config::rule::Rule;
use crate::effects::{Effect, Target};
use crate::expression::{Row, Value};
use crate::matching::Subject;
use crate::widget::block::{Data, Purse, Reading};
use crate::words::Language;

const CONFIGURATION: &str = r#"
[server]
public_url = "https://inlay.acme.example"
[bitrix24]
portal        = "acme.bitrix24.com"
client_id     = "local.6641"
client_secret = { env = "SECRET" }
[store]
url  = "sqlite://inlay.db"
keys = [{ id = "k1", env = "KEY" }]
[sources.erp]
kind = "sql"
url  = { env = "ERP" }
[sources.erp.queries.client]
params = { tax_id = "text" }
sql    = "select id from clients where tax_id = :tax_id"
[match]
steps = [{ crm = "requisite.RQ_INN", query = "erp.client" }]
[[rule]]
id = "a"
on = { event = "ONCRMDEALUPDATE" }
"#;

/// A rule of one effect on deals.
fn rule(effect: &str) -> Rule {
    let text = format!("{CONFIGURATION}effects = [{{ {effect} }}]\n");
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let environment = [("SECRET", "s"), ("KEY", key), ("ERP", "sqlite://erp.db")]
        .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let environment = BTreeMap::from(environment);
    let config = Config::parse("inlay.toml", &text, &environment, Path::new(""));
    let mut config = config.unwrap_or_else(|errors| panic!("it is sound:\n{errors}"));
    config.rules.remove(0)
}

fn fields(value: &Json) -> Map<String, Json> {
    value.as_object().cloned().unwrap()
}

/// Deal 77 of a company that owes 12 500,75 roubles and has no limit.
fn case() -> Case {
    let deal = fields(&json!({
        "id": 77, "title": "Shelves", "assignedById": 5, "opportunity": 900.5,
        "currencyId": "EUR", "observers": [7, 9], "closedate": "2026-12-24T03:00:00+03:00",
    }));
    let company = fields(&json!({"id": 3, "title": "Northwind"}));
    let rows = Rows {
        columns: ["name", "debt", "credit_limit", "due", "currency"]
            .map(str::to_owned)
            .into(),
        rows: vec![vec![
            ledger::Value::Text("Northwind".into()),
            ledger::Value::Decimal("12500.75".parse().unwrap()),
            ledger::Value::Null,
            ledger::Value::Date(NaiveDate::from_ymd_opt(2026, 12, 1).unwrap()),
            ledger::Value::Text("RUB".into()),
        ]],
        truncated: false,
    };
    let now = now();
    let mut data = Data::new(Language::ENGLISH, now).with_row(
        "client",
        Reading {
            rows: Arc::new(rows),
            read_at: now,
            stale: false,
            renewing: false,
            source: "erp".to_owned(),
            purse: Purse::default(),
        },
    );
    for (name, fields) in [("deal", &deal), ("company", &company)] {
        data.scope = data.scope.with(name, Value::Row(Row::crm(fields.clone())));
    }
    data.scope = data.scope.with("contact", Value::Null);
    Case {
        target: Some(Target {
            entity_type: 2,
            id: 77,
        }),
        subject: Subject {
            deal: Some(deal.into()),
            company: Some(company.into()),
            ..Subject::default()
        },
        data,
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-29T10:00:00Z".parse().unwrap()
}

fn filled(effect: &str) -> Result<Vec<Effect>, String> {
    let filled = case().fill(&rule(effect), Language::ENGLISH, now());
    filled.map_err(|trouble| trouble.to_string())
}

#[test]
fn a_task_is_filled_with_money_a_user_and_a_deadline() {
    let effects = filled(
        "task = { title = \"Call {{ client.name }}: {{ client.debt | money }}\", responsible = \"{{ deal.assignedById }}\", deadline = \"+2d\" }",
    );
    let expected = Effect::Task {
        title: "Call Northwind: ₽12,500.75".to_owned(),
        description: None,
        responsible: 5,
        deadline: Some("2026-12-01T10:00:00Z".parse().unwrap()),
        bound_to: Some(Target {
            entity_type: 2,
            id: 77,
        }),
    };
    assert_eq!(effects, Ok(vec![expected]));
}

#[test]
fn an_amount_has_the_currency_of_its_row_and_a_limit_that_is_not_set_is_a_dash() {
    let effects = filled(
        "comment = { text = \"{{ deal.opportunity | money }} of {{ client.credit_limit | money }}, {{ contact.name }}\" }",
    );
    let Ok([Effect::Comment { to, text }]) = effects.as_deref() else {
        panic!("a comment: {effects:?}")
    };
    assert_eq!((to.entity_type, to.id), (2, 77));
    assert_eq!(text, "€900.50 of —, —");
}

#[test]
fn money_of_two_currencies_is_not_added_in_a_text() {
    let problem = filled("comment = { text = \"{{ (deal.opportunity + client.debt) | money }}\" }");
    insta::assert_snapshot!(problem.unwrap_err(), @"effect 1, `comment`: `text`: `deal.opportunity + client.debt` adds money of several currencies");
}

#[test]
fn what_is_set_keeps_its_type_to_the_last_digit() {
    let effects = filled(
        "set = { to = \"company\", UF_LIMIT = \"{{ client.credit_limit }}\", UF_DEBT = \"{{ client.debt }}\", UF_DUE = \"{{ client.due }}\", UF_WHO = \"{{ deal.observers }}\", UF_TEXT = \"owes {{ client.debt | money }}\" }",
    );
    let Ok([Effect::Set { to, fields }]) = effects.as_deref() else {
        panic!("a set: {effects:?}")
    };
    assert_eq!((to.entity_type, to.id), (4, 3));
    assert_eq!(
        json!(fields),
        json!({
            "UF_DEBT": "12500.75", "UF_DUE": "2026-12-01", "UF_LIMIT": null,
            "UF_TEXT": "owes ₽12,500.75", "UF_WHO": [7, 9],
        })
    );
}

#[test]
fn who_is_told_is_a_user_or_several() {
    let effects = filled(
        "notify = { to = [\"{{ deal.observers }}\", \"{{ deal.assignedById }}\", \"7\"], text = \"x\" }",
    );
    let Ok([Effect::Notify { to, .. }]) = effects.as_deref() else {
        panic!("a notification: {effects:?}")
    };
    assert_eq!(to, &[7, 9, 5]);
    let problem = filled("notify = { to = \"{{ deal.title }}\", text = \"x\" }");
    insta::assert_snapshot!(problem.unwrap_err(), @"effect 1, `notify`: `to` is no user's number");
}

#[test]
fn a_date_is_a_deadline_at_its_noon_and_nothing_is_none() {
    let deadline = |deadline: &str| {
        let effects = filled(&format!(
            "activity = {{ title = \"x\", deadline = \"{deadline}\" }}"
        ));
        let Ok([Effect::Activity { deadline, .. }]) = effects.as_deref() else {
            panic!("an activity: {effects:?}")
        };
        deadline.map(|deadline| deadline.to_rfc3339())
    };
    assert_eq!(
        deadline("{{ client.due }}").as_deref(),
        Some("2026-12-01T12:00:00+00:00")
    );
    assert_eq!(
        deadline("{{ deal.closedate }}").as_deref(),
        Some("2026-12-24T00:00:00+00:00")
    );
    assert_eq!(deadline("{{ client.credit_limit }}"), None);
}

#[test]
fn an_effect_with_no_record_to_go_to_is_left_out() {
    assert_eq!(
        filled("comment = { to = \"contact\", text = \"x\" }"),
        Ok(Vec::new())
    );
}

#[test]
fn what_is_not_there_is_named_and_no_value_is() {
    let problem = filled("message = { to = \"chat7\", text = \"{{ client.phone }}\" }");
    insta::assert_snapshot!(problem.unwrap_err(), @"effect 1, `message`: `text`: `{{ client.phone }}`: there is no `client.phone`");
}

#[test]
fn the_same_state_has_the_same_digest_whenever_it_is_seen() {
    let rule =
        rule("task = { title = \"{{ client.debt }}\", responsible = \"5\", deadline = \"+2d\" }");
    let state = |case: &Case, now: DateTime<Utc>| {
        let effects = case.fill(&rule, Language::ENGLISH, now).unwrap();
        case.digest(b"key", &rule, &["UF_SET"], &effects)
    };
    let first = state(&case(), now());
    assert_eq!(first, state(&case(), now() + chrono::TimeDelta::hours(5)));
    let with = |name: &str, value: Json| {
        let mut case = case();
        let deal = case.subject.deal.as_mut().unwrap();
        Arc::make_mut(deal).insert(name.to_owned(), value);
        state(&case, now())
    };
    assert_eq!(first, with("updatedTime", json!("2026-11-29T11:00:00Z")));
    assert_eq!(first, with("UF_SET", json!("what another rule has set")));
    assert_ne!(first, with("title", json!("Racks")));
}
