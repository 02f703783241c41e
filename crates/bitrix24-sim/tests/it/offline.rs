//! The queue of offline events.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};

use crate::{handler::Handler, support::Portal};

async fn bind(portal: &Portal, event: &str, connector: &str) {
    let params = json!({"event": event, "event_type": "offline", "auth_connector": connector});
    assert_eq!(portal.result("admin", "event.bind", params).await, true);
}

async fn change(portal: &Portal, id: i64, connector: &str) {
    let params = json!({"id": id, "fields": {"TITLE": "x"}, "auth_connector": connector});
    portal.result("admin", "crm.deal.update", params).await;
}

async fn get(portal: &Portal, params: Value) -> Value {
    portal.result("admin", "event.offline.get", params).await
}

/// Deals named by events, in their order.
fn deals(answer: &Value) -> Vec<&str> {
    let events = answer.get("events").unwrap_or(answer).as_array().unwrap();
    let ids = events
        .iter()
        .map(|event| &event["EVENT_DATA"]["FIELDS"]["ID"]);
    ids.map(|id| id.as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_object_that_changes_often_waits_once_with_its_last_time() {
    let portal = Portal::start().await;
    bind(&portal, "ONCRMDEALUPDATE", "").await;
    change(&portal, 77, "").await;
    let early = portal.sim.clock().now();
    portal.sim.clock().advance(Duration::minutes(5));
    change(&portal, 78, "").await;
    change(&portal, 77, "").await;

    let listed = portal
        .result("admin", "event.offline.list", json!({}))
        .await;
    assert_eq!(deals(&listed), ["77", "78"]);
    assert_eq!(
        (&listed[0]["PROCESS_ID"], &listed[0]["ERROR"]),
        (&json!(""), &json!("0"))
    );
    let first = &get(&portal, json!({})).await["events"][0];
    let at = first["TIMESTAMP_X"].as_str().unwrap();
    assert!(chrono::DateTime::parse_from_rfc3339(at).unwrap() > early);
    assert_eq!(first["EVENT_NAME"], "ONCRMDEALUPDATE");
    assert_eq!(first["EVENT_ADDITIONAL"], json!({"user_id": "1"}));
    assert_eq!(first["MESSAGE_ID"].as_str().unwrap().len(), 32);
    // What was fetched is gone.
    assert_eq!(
        get(&portal, json!({})).await,
        json!({"process_id": null, "events": []})
    );
}

#[tokio::test]
async fn two_who_reserve_get_different_events_and_confirm_their_own() {
    let portal = Portal::start().await;
    bind(&portal, "ONCRMDEALUPDATE", "").await;
    for id in 71..=76 {
        change(&portal, id, "").await;
    }
    let ask = || get(&portal, json!({"clear": 0, "limit": 3}));
    let (first, second) = tokio::join!(ask(), ask());
    let mine: BTreeSet<_> = deals(&first).into_iter().collect();
    let yours: BTreeSet<_> = deals(&second).into_iter().collect();
    assert_eq!((mine.len(), yours.len()), (3, 3));
    assert!(mine.is_disjoint(&yours));
    assert_eq!(deals(&ask().await), [] as [&str; 0]);

    // The same reservation again, for who forgot what was in it.
    let process_id = &first["process_id"];
    let again = get(&portal, json!({"clear": 0, "process_id": process_id})).await;
    assert_eq!(deals(&again), deals(&first));
    // Changed meanwhile: it waits anew, and confirming does not lose that.
    let (again, confirmed) = (deals(&first)[0], &first["events"][0]["ID"]);
    change(&portal, again.parse().unwrap(), "").await;
    let clear = json!({"process_id": process_id, "id": [confirmed]});
    portal.result("admin", "event.offline.clear", clear).await;
    let left = portal
        .result(
            "admin",
            "event.offline.list",
            json!({"filter": {"=PROCESS_ID": process_id}}),
        )
        .await;
    assert_eq!(deals(&left).len(), 2);
    let clear = json!({"process_id": process_id});
    portal.result("admin", "event.offline.clear", clear).await;
    assert_eq!(deals(&get(&portal, json!({})).await), [again]);
}

#[tokio::test]
async fn what_could_not_be_processed_is_fetched_on_request_only() {
    let portal = Portal::start().await;
    bind(&portal, "ONCRMDEALUPDATE", "").await;
    change(&portal, 77, "").await;
    change(&portal, 78, "").await;
    let got = get(&portal, json!({"clear": 0})).await;
    change(&portal, 77, "").await;
    let params =
        json!({"process_id": got["process_id"], "message_id": [got["events"][0]["MESSAGE_ID"]]});
    portal.result("admin", "event.offline.error", params).await;

    // The newer change of the same deal went into it.
    assert_eq!(
        deals(&get(&portal, json!({"clear": 0})).await),
        [] as [&str; 0]
    );
    assert_eq!(deals(&get(&portal, json!({"error": 1})).await), ["77"]);
    let by_message =
        json!({"process_id": got["process_id"], "message_id": [got["events"][1]["MESSAGE_ID"]]});
    portal
        .result("admin", "event.offline.clear", by_message)
        .await;
    let left = portal
        .result("admin", "event.offline.list", json!({}))
        .await;
    assert_eq!(left, json!([]));
}

#[tokio::test]
async fn a_reservation_ends_after_a_month() {
    let portal = Portal::start().await;
    bind(&portal, "ONCRMDEALUPDATE", "").await;
    change(&portal, 77, "").await;
    get(&portal, json!({"clear": 0})).await;
    let list = async || {
        portal
            .result("admin", "event.offline.list", json!({}))
            .await
    };
    portal.sim.clock().advance(Duration::days(29));
    assert_eq!(deals(&list().await), ["77"]);
    portal.sim.clock().advance(Duration::days(1));
    assert_eq!(list().await, json!([]));
}

#[tokio::test]
async fn a_source_does_not_hear_of_its_own_changes() {
    let portal = Portal::start().await;
    bind(&portal, "ONCRMDEALUPDATE", "mine").await;
    change(&portal, 77, "mine").await;
    change(&portal, 78, "other").await;
    change(&portal, 79, "").await;
    assert_eq!(deals(&get(&portal, json!({})).await), [] as [&str; 0]);
    let got = get(&portal, json!({"auth_connector": "mine"})).await;
    assert_eq!(deals(&got), ["78", "79"]);
}

#[tokio::test]
async fn the_queue_is_filtered_ordered_and_paged() {
    let portal = Portal::start().await;
    portal.sim.knobs().set_bucket(None);
    bind(&portal, "ONCRMDEALADD", "").await;
    bind(&portal, "ONCRMDEALUPDATE", "").await;
    for _ in 0..55 {
        portal
            .result("admin", "crm.deal.add", json!({"fields": {}}))
            .await;
    }
    change(&portal, 77, "").await;
    let (_, body) = portal.call("admin", "event.offline.list", json!({})).await;
    assert_eq!((&body["total"], &body["next"]), (&json!(56), &json!(50)));
    let (_, body) = portal
        .call("admin", "event.offline.list", json!({"start": 50}))
        .await;
    assert_eq!(
        (body["result"].as_array().unwrap().len(), body.get("next")),
        (6, None)
    );
    let params = json!({"filter": {"EVENT_NAME": "ONCRMDEALUPDATE"}});
    assert_eq!(deals(&get(&portal, params).await), ["77"]);
    let params = json!({"filter": {">ID": 53}, "order": {"ID": "DESC"}});
    let events = get(&portal, params).await;
    let ids = events["events"].as_array().unwrap().iter();
    assert_eq!(
        ids.map(|event| &event["ID"]).collect::<Vec<_>>(),
        ["55", "54"]
    );
}

#[tokio::test]
async fn news_in_the_queue_are_told_at_most_once_in_a_while() {
    let portal = Portal::start().await;
    let mut handler = Handler::start(StatusCode::OK).await;
    bind(&portal, "ONCRMDEALUPDATE", "").await;
    let params =
        json!({"event": "onOfflineEvent", "handler": handler.url, "options": {"minTimeout": 60}});
    portal.result("admin", "event.bind", params).await;

    change(&portal, 77, "").await;
    let got = handler.next().await;
    assert_eq!(got["event"], "ONOFFLINEEVENT");
    assert!(!got.keys().any(|key| key.starts_with("data")));
    assert!(got.contains_key("auth[refresh_token]"));
    change(&portal, 78, "").await;
    portal.sim.clock().advance(Duration::seconds(60));
    change(&portal, 79, "").await;
    handler.next().await;
    assert!(handler.is_idle());
}

#[tokio::test]
async fn without_a_pause_each_call_is_told_once_however_much_it_changes() {
    let portal = Portal::start().await;
    let mut handler = Handler::start(StatusCode::OK).await;
    bind(&portal, "ONCRMDEALUPDATE", "").await;
    let params =
        json!({"event": "ONOFFLINEEVENT", "handler": handler.url, "options": {"minTimeout": 0}});
    portal.result("admin", "event.bind", params).await;
    let command = |id: i64| format!("crm.deal.update?id={id}&fields[TITLE]=x");
    let batch = json!({"cmd": {"a": command(77), "b": command(78)}});
    for _ in 0..2 {
        portal.result("admin", "batch", batch.clone()).await;
        handler.next().await;
    }
    change(&portal, 79, "").await;
    handler.next().await;
    assert!(handler.is_idle());
}

#[tokio::test]
async fn the_queue_is_for_administrators() {
    let portal = Portal::start().await;
    let params = json!({"event": "ONCRMDEALUPDATE", "event_type": "offline"});
    assert_eq!(
        portal.refusal("seller", "event.bind", params).await,
        (403, json!("ACCESS_DENIED"))
    );
    for method in ["get", "list", "clear", "error"] {
        let refusal = portal
            .refusal("seller", &format!("event.offline.{method}"), json!({}))
            .await;
        assert_eq!(refusal, (403, json!("ACCESS_DENIED")), "{method}");
    }
    for method in ["clear", "error"] {
        let refusal = portal
            .refusal("admin", &format!("event.offline.{method}"), json!({}))
            .await;
        assert_eq!(refusal, (400, json!("ERROR_ARGUMENT")), "{method}");
    }
}

#[tokio::test]
async fn a_binding_to_the_queue_is_listed_and_removed() {
    let portal = Portal::start().await;
    bind(&portal, "ONCRMDEALUPDATE", "mine").await;
    assert_eq!(
        portal.result("admin", "event.get", json!({})).await,
        json!([{"event": "ONCRMDEALUPDATE", "connector_id": "mine", "offline": 1}])
    );
    let params = |connector| json!({"event": "ONCRMDEALUPDATE", "event_type": "offline", "auth_connector": connector});
    for (connector, count) in [("", 0), ("mine", 1)] {
        let removed = portal
            .result("admin", "event.unbind", params(connector))
            .await;
        assert_eq!(removed, json!({"count": count}));
    }
    change(&portal, 77, "").await;
    assert_eq!(
        deals(&get(&portal, json!({"auth_connector": "mine"})).await),
        [] as [&str; 0]
    );
}

#[tokio::test]
async fn a_plan_without_reservations_says_so_and_refuses_them() {
    let portal = Portal::start().await;
    bind(&portal, "ONCRMDEALUPDATE", "").await;
    change(&portal, 77, "").await;
    let feature = json!({"CODE": "rest_offline_extended"});
    let answer = portal.result("admin", "feature.get", feature.clone()).await;
    assert_eq!(answer["value"], "Y");

    portal.sim.knobs().set_offline_extended(false);
    let answer = portal.result("admin", "feature.get", feature).await;
    assert_eq!(answer["value"], "N");
    let reserve = json!({"clear": "0"});
    let (status, _) = portal.call("admin", "event.offline.get", reserve).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(deals(&get(&portal, json!({})).await), ["77"]);
}
