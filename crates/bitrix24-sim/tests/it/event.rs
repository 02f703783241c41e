//! Events: binding them and getting them.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;

use crate::{
    handler::Handler,
    support::{Portal, unfinished_application},
};

async fn bind(portal: &Portal, login: &str, handler: &Handler) {
    let params = json!({"event": "OnCrmDealUpdate", "handler": handler.url});
    assert_eq!(
        portal.result(login, "event.bind", params).await,
        json!(true)
    );
}

#[tokio::test]
async fn a_changed_deal_is_told_with_the_acting_users_token() {
    let portal = Portal::start().await;
    let mut handler = Handler::start(StatusCode::OK).await;
    bind(&portal, "admin", &handler).await;

    let change = json!({"id": 77, "fields": {"TITLE": "Changed"}});
    portal.result("manager", "crm.deal.update", change).await;
    let got = handler.next().await;
    assert_eq!(got["event"], "ONCRMDEALUPDATE");
    assert_eq!(got["data[FIELDS][ID]"], "77");
    assert!(got["ts"].parse::<i64>().is_ok());
    assert_eq!(got["auth[user_id]"], portal.user("manager").id.to_string());
    let bearer = portal.http.get(portal.rest("profile"));
    let bearer = bearer.bearer_auth(&got["auth[access_token]"]);
    let (_, profile) = crate::support::answer(bearer).await;
    assert_eq!(profile["result"]["ID"], got["auth[user_id]"]);
    assert_eq!(got["auth[domain]"], portal.sim.portal_url().authority());
    assert_eq!(got["auth[client_endpoint]"], portal.rest(""));
    assert_eq!(got["auth[member_id]"], portal.sim.member_id());
    assert_eq!(
        got["auth[application_token]"],
        portal.application.application_token.expose()
    );
    assert!(!got.contains_key("auth[refresh_token]"));
}

#[tokio::test]
async fn a_change_in_the_page_is_told_like_one_by_rest() {
    let portal = Portal::start().await;
    let mut handler = Handler::start(StatusCode::OK).await;
    bind(&portal, "admin", &handler).await;
    let fields = json!({"STAGE_ID": "WON"});
    let seller = portal.user("seller");
    portal
        .sim
        .state()
        .update_deal(&seller, 76, fields.as_object().unwrap())
        .unwrap();
    assert_eq!(handler.next().await["data[FIELDS][ID]"], "76");
}

#[tokio::test]
async fn a_handler_that_fails_has_lost_the_event() {
    let portal = Portal::start().await;
    let mut handler = Handler::start(StatusCode::INTERNAL_SERVER_ERROR).await;
    bind(&portal, "admin", &handler).await;
    for id in [77, 78] {
        let change = json!({"id": id, "fields": {"TITLE": "x"}});
        portal.result("admin", "crm.deal.update", change).await;
        assert_eq!(handler.next().await["data[FIELDS][ID]"], id.to_string());
    }
    // Nothing came a second time between the two.
    assert!(handler.is_idle());
}

#[tokio::test]
async fn events_wait_for_the_installation_to_finish_and_are_not_made_up_for() {
    let portal = Portal::with(unfinished_application()).await;
    let mut handler = Handler::start(StatusCode::OK).await;
    bind(&portal, "admin", &handler).await;
    let change = async |id: i64| {
        let params = json!({"id": id, "fields": {"TITLE": "x"}});
        portal.result("admin", "crm.deal.update", params).await;
    };
    change(77).await;
    // The sender looks at the registry after the answer: make sure it has looked.
    wait_until_idle(&portal).await;
    portal.sim.world().mark_installed(portal.application.id);
    change(78).await;
    assert_eq!(handler.next().await["data[FIELDS][ID]"], "78");
}

/// Binds a second application that is installed and waits until it got an event:
/// occurrences are looked at in order.
async fn wait_until_idle(portal: &Portal) {
    let mut handler = Handler::start(StatusCode::OK).await;
    let other = portal
        .sim
        .register_application(bitrix24_sim::NewApplication {
            client_id: Some("local.witness.1".to_owned()),
            ..crate::support::local_application()
        });
    let admin = portal.user("admin");
    let token = portal.sim.token_for(admin.id, &other.client_id).unwrap();
    let body = json!({"auth": token.access_token.expose(), "event": "ONCRMDEALADD", "handler": handler.url});
    let request = portal.http.post(portal.rest("event.bind")).json(&body);
    assert_eq!(crate::support::answer(request).await.0, 200);
    portal
        .sim
        .state()
        .add_deal(&admin, json!({}).as_object().unwrap())
        .unwrap();
    handler.next().await;
}

#[tokio::test]
async fn bindings_are_listed_and_removed() {
    let portal = Portal::start().await;
    let handler = "https://app.example/event/key";
    let params = json!({"event": "OnCrmDealUpdate", "handler": handler});
    portal.result("admin", "event.bind", params.clone()).await;
    let expected =
        json!([{"event": "ONCRMDEALUPDATE", "handler": handler, "auth_type": "0", "offline": 0}]);
    assert_eq!(
        portal.result("admin", "event.get", json!({})).await,
        expected
    );
    assert_eq!(
        portal.refusal("admin", "event.bind", params.clone()).await,
        (400, json!("ERROR_CORE"))
    );
    assert_eq!(
        portal.result("admin", "event.unbind", params.clone()).await,
        json!({"count": 1})
    );
    assert_eq!(
        portal.result("admin", "event.unbind", params).await,
        json!({"count": 0})
    );
    assert_eq!(
        portal.result("admin", "event.get", json!({})).await,
        json!([])
    );
}

#[tokio::test]
async fn who_is_no_administrator_binds_for_themselves_only() {
    let portal = Portal::start().await;
    let bind = |auth_type: i64| json!({"event": "ONCRMDEALADD", "handler": "https://app.example/e", "auth_type": auth_type});
    assert_eq!(
        portal.refusal("seller", "event.bind", bind(1)).await,
        (403, json!("ACCESS_DENIED"))
    );
    portal.result("seller", "event.bind", bind(0)).await;
    let bindings = portal
        .sim
        .world()
        .event_bindings_of(&portal.application.client_id);
    assert_eq!(bindings[0].fixed_user, Some(portal.user("seller").id));
}

#[tokio::test]
async fn an_unknown_event_and_a_handler_without_a_host_are_refused() {
    let portal = Portal::start().await;
    let cases = [
        (
            json!({"event": "ONNOTHING", "handler": "https://app.example/e"}),
            "ERROR_EVENT_NOT_FOUND",
        ),
        (
            json!({"event": "ONTASKADD", "handler": "https://app.example/e"}),
            "ERROR_EVENT_NOT_FOUND",
        ),
        (
            json!({"handler": "https://app.example/e"}),
            "ERROR_ARGUMENT",
        ),
        (json!({"event": "ONCRMDEALADD"}), "ERROR_ARGUMENT"),
        (
            json!({"event": "ONCRMDEALADD", "handler": "https://localhost/e"}),
            "ERROR_WRONG_HANDLER_URL",
        ),
    ];
    for (params, error) in cases {
        let refusal = portal.refusal("admin", "event.bind", params.clone()).await;
        assert_eq!(refusal, (400, json!(error)), "{params}");
    }
    let names = portal.result("admin", "events", json!({})).await;
    let names = names.as_array().unwrap();
    assert!(names.contains(&json!("ONCRMDEALUPDATE")) && !names.contains(&json!("ONTASKADD")));
}

#[tokio::test]
async fn applications_that_answer_events_with_changes_do_not_go_round_for_ever() {
    let portal = Portal::start().await;
    let mut handler = Handler::start(StatusCode::OK).await;
    bind(&portal, "admin", &handler).await;
    let change = async |token: &str, id: i64| {
        let body = json!({"auth": token, "id": id, "fields": {"TITLE": "x"}});
        let request = portal.http.post(portal.rest("crm.deal.update")).json(&body);
        assert_eq!(crate::support::answer(request).await.0, 200);
    };
    let mut token = portal.token("admin");
    for _ in 0..3 {
        change(&token, 77).await;
        let got = handler.next().await;
        assert_eq!(got["data[FIELDS][ID]"], "77");
        token = got["auth[access_token]"].clone();
    }
    // The fourth change is made, but nobody is told.
    change(&token, 77).await;
    change(&portal.token("admin"), 78).await;
    assert_eq!(handler.next().await["data[FIELDS][ID]"], "78");
}

#[tokio::test]
async fn a_new_task_is_told_in_the_form_of_task_events() {
    let portal = Portal::with(bitrix24_sim::NewApplication {
        scopes: vec!["task".to_owned()],
        ..crate::support::local_application()
    })
    .await;
    let mut handler = Handler::start(StatusCode::OK).await;
    let params = json!({"event": "ONTASKADD", "handler": handler.url});
    portal.result("admin", "event.bind", params).await;
    let fields = json!({"fields": {"TITLE": "Call", "RESPONSIBLE_ID": 1}});
    let task = portal.result("admin", "tasks.task.add", fields).await;
    let got = handler.next().await;
    assert_eq!(got["data[FIELDS_BEFORE]"], "undefined");
    assert_eq!(json!(got["data[FIELDS_AFTER][ID]"]), task["task"]["id"]);
    assert_eq!(got["data[IS_ACCESSIBLE_BEFORE]"], "N");
}

#[tokio::test]
async fn late_events_may_overtake_each_other_and_none_is_lost() {
    let portal = Portal::start().await;
    portal.sim.knobs().set_bucket(None);
    portal
        .sim
        .knobs()
        .set_event_delay(Duration::from_millis(300));
    let mut handler = Handler::start(StatusCode::OK).await;
    bind(&portal, "admin", &handler).await;
    let ids: Vec<String> = (0..30).map(|at| (51 + at % 25).to_string()).collect();
    for id in &ids {
        let change = json!({"id": id, "fields": {"TITLE": "x"}});
        portal.result("admin", "crm.deal.update", change).await;
    }
    let mut got = Vec::new();
    for _ in &ids {
        got.push(handler.next().await["data[FIELDS][ID]"].clone());
    }
    assert_ne!(got, ids);
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    assert_eq!(sorted(got), sorted(ids));
}

#[tokio::test]
async fn a_slow_handler_is_called_less_often() {
    let portal = Portal::start().await;
    portal
        .sim
        .knobs()
        .set_slow_handler(Duration::from_millis(50));
    let mut handler = Handler::slow(StatusCode::OK, Duration::from_millis(150)).await;
    bind(&portal, "admin", &handler).await;
    let change = async |id: i64| {
        let params = json!({"id": id, "fields": {"TITLE": "x"}});
        portal.result("admin", "crm.deal.update", params).await;
    };
    let before = tokio::time::Instant::now();
    change(77).await;
    handler.next().await;
    // Until the answer is noted, the handler counts as a fast one.
    let noted = |entry: &bitrix24_sim::Entry| entry.record.method == "ONCRMDEALUPDATE";
    while !portal.sim.journal().since(0).iter().any(noted) {
        tokio::task::yield_now().await;
    }
    change(78).await;
    handler.next().await;
    // The time of the answer, and as much again.
    assert!(before.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn an_outgoing_webhook_gets_its_events_with_its_own_secret_and_no_token() {
    let portal = Portal::start().await;
    let mut handler = Handler::start(StatusCode::OK).await;
    let world = portal.sim.world();
    let hook = world.add_outgoing_webhook(&handler.url, &["onCrmDealUpdate"]);
    let change = json!({"id": 77, "fields": {"TITLE": "x"}});
    portal.result("admin", "crm.deal.update", change).await;
    let got = handler.next().await;
    assert_eq!(got["event"], "ONCRMDEALUPDATE");
    assert_eq!(got["data[FIELDS][ID]"], "77");
    assert_eq!(got["event_handler_id"], hook.id.to_string());
    assert_eq!(
        got["auth[application_token]"],
        hook.application_token.expose()
    );
    assert_eq!(got.keys().filter(|key| key.starts_with("auth")).count(), 5);
}
