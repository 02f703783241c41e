//! Rules from end to end: something happens in the portal, and effects are there.

#[path = "rules/event.rs"]
mod event;
#[path = "rules/killed.rs"]
mod killed;
#[path = "rules/schedule.rs"]
mod schedule;
#[path = "rules/thousand.rs"]
mod thousand;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use inlay::demo::house::{CONFIGURATION, House, Plan};
use inlay::store::Portal;
use serde_json::{Map, Value, json};

use super::visitor::{http, installed_after};

/// Northwind Trading's deal, and another's.
const DEAL: u64 = 77;

/// A house of the demo with these rules instead of its own, and a portal that lets everybody call
/// as often as he likes.
async fn with_rules(rules: &str, plan: Plan) -> House {
    let own = CONFIGURATION
        .find("[[rule]]")
        .unwrap_or(CONFIGURATION.len());
    let configuration = format!("{}\n{rules}", &CONFIGURATION[..own]);
    let unlimited = (
        "INLAY__BITRIX24__PLAN",
        "{ burst = 10000, per_second = 1000 }",
    );
    let house = installed_after(Plan {
        configuration: Some(configuration),
        overrides: BTreeMap::from([(unlimited.0.to_owned(), unlimited.1.to_owned())]),
        ..plan
    })
    .await;
    house.sim().knobs().set_bucket(None);
    house
}

async fn portal(house: &House) -> Portal {
    let mut portals = house.app().store.portals().await.unwrap();
    portals.remove(0)
}

/// A call as the portal's administrator.
async fn rest(house: &House, method: &str, parameters: &Value) -> Value {
    let webhook = house.sim().webhook_url().expect("a webhook");
    let request = http().post(format!("{}{method}", webhook.expose()));
    let answer = request.json(parameters).send().await.expect("an answer");
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).expect("JSON");
    assert!(answer.get("error").is_none(), "{answer}");
    answer["result"].clone()
}

/// A change somebody makes in the page of a deal, a second after whatever was before: two changes
/// within one second cannot be told apart by their events.
fn change_deal(house: &House, login: &str, fields: Value) {
    let user = house.sim().user(login).expect(login);
    let Value::Object(fields) = fields else {
        panic!("fields")
    };
    let fields: Map<String, Value> = fields;
    let id = DEAL.cast_signed();
    house.sim().clock().advance(TimeDelta::seconds(1));
    house.sim().state().update_deal(&user, id, &fields).unwrap();
}

/// Waits until this holds; the state it is about comes by itself or never.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(waited.await.is_ok(), "in a minute: {what}");
}

/// Waits until so many events have come in all, and nothing is left to be done.
async fn after_events(house: &House, count: usize) {
    let portal = portal(house).await;
    let scope = house.app().store.scope(&portal);
    until("the events have come", async || {
        scope.all_received(1_000).await.unwrap().len() >= count
    })
    .await;
    house.idle().await.unwrap();
}

/// The comments in a deal's timeline, without the signs by which they are found again.
async fn comments(house: &House) -> Vec<String> {
    let of_deal = json!({"filter": {"ENTITY_ID": DEAL, "ENTITY_TYPE": "deal"}});
    let comments = rest(house, "crm.timeline.comment.list", &of_deal).await;
    let comments = comments.as_array().expect("comments").clone();
    comments
        .iter()
        .map(|comment| {
            let text = comment["COMMENT"].as_str().expect("a text");
            text.replace(|c| matches!(c, '\u{200b}' | '\u{2060}'..='\u{2064}'), "")
        })
        .collect()
}
