//! The account of working time.

use std::time::Duration;

use bitrix24_sim::Billing;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::Portal;

/// A portal whose clock stands on a full minute; each run of a method is charged
/// two minutes of the eight it may use.
async fn portal() -> (Portal, DateTime<Utc>) {
    let portal = Portal::start().await;
    let minute = portal.sim.clock().now().timestamp().div_euclid(60) * 60;
    let start = DateTime::from_timestamp(minute, 0).unwrap();
    portal.sim.clock().stop_at(start);
    let two_minutes = Duration::from_secs(120);
    portal.sim.knobs().set_operating_cost(Some(two_minutes));
    (portal, start)
}

async fn time(portal: &Portal, method: &str, params: Value) -> Value {
    let (status, mut body) = portal.call("admin", method, params).await;
    assert_eq!(status, 200, "{body}");
    body["time"].take()
}

#[tokio::test]
async fn the_call_that_crosses_the_limit_is_served_and_the_next_is_not() {
    let (portal, start) = portal().await;
    for used in [120.0, 240.0, 360.0, 480.0] {
        let time = time(&portal, "crm.deal.list", json!({})).await;
        assert_eq!(time["operating"], used);
        assert_eq!(time["operating_reset_at"], start.timestamp() + 600);
    }
    let refusal = portal.refusal("admin", "crm.deal.list", json!({})).await;
    assert_eq!(refusal, (429, json!("OPERATION_TIME_LIMIT")));
    assert_eq!(portal.sim.executions("crm.deal.list"), 4);

    // Other methods have accounts of their own, and so have other callers.
    portal
        .result("admin", "crm.item.list", json!({"entityTypeId": 2}))
        .await;
    let webhook = portal.sim.webhook_url().unwrap();
    let address = format!("{}crm.deal.list", webhook.expose());
    assert_eq!(portal.http.get(address).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_account_empties_minute_by_minute() {
    let (portal, start) = portal().await;
    for minute in 0..4 {
        portal
            .sim
            .clock()
            .stop_at(start + chrono::Duration::minutes(minute));
        portal.result("admin", "crm.deal.list", json!({})).await;
    }
    portal.refusal("admin", "crm.deal.list", json!({})).await;

    let reset = start + chrono::Duration::minutes(10);
    portal
        .sim
        .clock()
        .stop_at(reset - chrono::Duration::seconds(1));
    portal.refusal("admin", "crm.deal.list", json!({})).await;
    portal.sim.clock().stop_at(reset);
    let time = time(&portal, "crm.deal.list", json!({})).await;
    assert_eq!(time["operating"], 480.0);
    assert_eq!(time["operating_reset_at"], start.timestamp() + 660);
}

#[tokio::test]
async fn commands_are_charged_under_their_own_methods() {
    let (portal, _) = portal().await;
    let cmd = json!({
        "a": "crm.deal.list", "b": "crm.deal.list", "c": "crm.deal.list",
        "d": "crm.deal.list", "e": "crm.deal.list", "f": "crm.deal.get?id=77",
    });
    let result = portal.result("admin", "batch", json!({"cmd": cmd})).await;
    assert_eq!(result["result_time"]["d"]["operating"], 480.0);
    assert_eq!(result["result_time"]["f"]["operating"], 120.0);
    assert_eq!(result["result_error"]["e"]["error"], "OPERATION_TIME_LIMIT");

    let time = time(&portal, "batch", json!({"cmd": {"a": "profile"}})).await;
    assert_eq!(time["operating"], 0.0);
    portal.refusal("admin", "crm.deal.list", json!({})).await;
}

#[tokio::test]
async fn or_under_batch_where_the_documents_are_read_that_way() {
    let (portal, _) = portal().await;
    portal.sim.knobs().set_billing(Billing::Batch);
    let cmd = json!({"a": "crm.deal.list", "b": "crm.deal.list", "c": "profile", "d": "scope"});
    let spent = time(&portal, "batch", json!({"cmd": cmd})).await;
    assert_eq!(spent["operating"], 480.0);

    let refusal = portal.refusal("admin", "batch", json!({"cmd": {}})).await;
    assert_eq!(refusal, (429, json!("OPERATION_TIME_LIMIT")));
    let alone = time(&portal, "crm.deal.list", json!({})).await;
    assert_eq!(alone["operating"], 120.0);
}

#[tokio::test]
async fn without_a_limit_answers_do_not_mention_working_time() {
    let (portal, _) = portal().await;
    portal.sim.knobs().set_operating_limit(None);
    for _ in 0..6 {
        let time = time(&portal, "profile", json!({})).await;
        assert!(time.get("operating").is_none(), "{time}");
        assert!(time.get("operating_reset_at").is_none(), "{time}");
    }
}

#[tokio::test]
async fn unless_told_otherwise_a_page_is_charged_the_time_it_took() {
    let portal = Portal::start().await;
    portal.sim.knobs().set_page_time(Duration::from_millis(30));
    let time = time(&portal, "crm.deal.list", json!({})).await;
    let used = time["operating"].as_f64().unwrap();
    assert!((0.03..0.5).contains(&used), "{used}");
}
