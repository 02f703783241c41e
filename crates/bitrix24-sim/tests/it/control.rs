//! The control interface over HTTP, as a test in any language uses it.

use reqwest::header;
use serde_json::{Value, json};

use crate::support::{Portal, SECRET, answer};

impl Portal {
    fn control(&self, path: &str) -> String {
        format!("{}sim/control/{path}", self.sim.portal_url())
    }

    async fn order(&self, path: &str, order: Value) -> Value {
        let (status, body) = answer(self.http.post(self.control(path)).json(&order)).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    async fn refused(&self, path: &str, order: &str) -> (u16, String) {
        let request = self.http.post(self.control(path)).body(order.to_owned());
        let (status, body) = answer(request).await;
        (status.as_u16(), body["error"].as_str().unwrap().to_owned())
    }

    async fn look(&self, path: &str) -> Value {
        let (status, body) = answer(self.http.get(self.control(path))).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }
}

#[tokio::test]
async fn a_program_learns_everything_about_the_portal() {
    let portal = Portal::start().await;
    let all = portal.look("").await;
    assert_eq!(all["applications"][0]["client_secret"], SECRET);
    assert_eq!(all["portal"], portal.sim.portal_url().as_str());
    assert_eq!(all["knobs"]["limit"], "standard");
    assert_eq!(all["faults"], json!([]));
    assert_eq!(all["counters"]["rest"], 0);
    let webhook = all["webhook"].as_str().unwrap();
    let (status, _) = answer(portal.http.get(format!("{webhook}profile"))).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn the_next_answers_go_wrong_as_ordered() {
    let portal = Portal::start().await;
    let planned = portal
        .order(
            "faults",
            json!({"fault": "operation_limit", "times": 2, "method": "Profile"}),
        )
        .await;
    assert_eq!(
        planned["faults"],
        json!([{"at": "request", "method": "profile", "times": 2,
                "fault": "429 OPERATION_TIME_LIMIT", "runs": false}])
    );
    portal.result("admin", "server.time", json!({})).await;
    for _ in 0..2 {
        let refusal = portal.refusal("admin", "profile", json!({})).await;
        assert_eq!(refusal, (429, json!("OPERATION_TIME_LIMIT")));
    }
    portal.result("admin", "profile", json!({})).await;

    portal.order("faults", json!({"fault": "reset"})).await;
    let body = json!({"auth": portal.token("admin")});
    let request = portal.http.post(portal.rest("profile")).json(&body);
    assert!(request.send().await.is_err());

    let html = json!({"fault": "html", "status": 504, "delay_ms": 1, "runs": false});
    let planned = portal.order("faults", html).await;
    assert_eq!(planned["faults"][0]["fault"], "504 HTML, 1 ms late");
    let answer = portal.http.post(portal.rest("profile")).json(&body);
    assert_eq!(answer.send().await.unwrap().status(), 504);

    portal
        .order("faults", json!({"fault": "empty", "times": 9}))
        .await;
    let cleared = portal.http.delete(portal.control("faults"));
    assert_eq!(crate::support::answer(cleared).await.1["faults"], json!([]));
    portal.result("admin", "profile", json!({})).await;

    let token = json!({"fault": "refusal", "at": "token", "status": 401, "error": "wrong_client"});
    portal.order("faults", token).await;
    let (status, body) = portal.refresh("whatever").await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (401, &json!("wrong_client"))
    );

    let counters = portal.look("counters").await;
    assert_eq!(counters["executions"]["profile"], 3);
    assert_eq!(counters["rest"], 7);
}

#[tokio::test]
async fn an_order_that_cannot_be_meant_is_refused_with_its_reason() {
    let portal = Portal::start().await;
    for (path, order, reason) in [
        ("faults", "", "missing field `fault`"),
        ("faults", r#"{"fault": "melt"}"#, "unknown variant `melt`"),
        ("faults", r#"{"fault": "slow"}"#, "`delay_ms` is missing"),
        ("faults", r#"{"fault": "refusal"}"#, "`error` is missing"),
        (
            "faults",
            r#"{"fault": "html", "status": 99}"#,
            "`status` 99 is none",
        ),
        (
            "faults",
            r#"{"fault": "reset", "at": "command"}"#,
            "which command",
        ),
        (
            "faults",
            r#"{"fault": "reset", "times": 1000000}"#,
            "`times` is above",
        ),
        ("knobs", r#"{"latency": 5}"#, "unknown field `latency`"),
        (
            "knobs",
            r#"{"limit": {"depth": 0, "drain_per_second": 1}}"#,
            "at least one call",
        ),
        ("clock", r#"{"forward_seconds": -1}"#, "not between"),
        (
            "applications",
            r#"{"handler": "app.example"}"#,
            "`handler`: it is no http",
        ),
    ] {
        let (status, told) = portal.refused(path, order).await;
        assert_eq!(status, 400, "{path} {order}");
        assert!(told.contains(reason), "{path} {order}: {told}");
    }
    assert_eq!(portal.refused("users/nobody", "{}").await.0, 404);
    let strange = r#"{"user": "admin", "client_id": "local.strange"}"#;
    assert_eq!(portal.refused("tokens", strange).await.0, 404);
    assert_eq!(portal.refused("weather", "{}").await.0, 404);
    assert_eq!(portal.sim.faults().left(), 0);
}

#[tokio::test]
async fn a_page_of_another_site_controls_nothing() {
    let portal = Portal::start().await;
    let request = portal.http.post(portal.control("faults"));
    let request = request
        .header(header::ORIGIN, "http://evil.example")
        .body(r#"{"fault": "reset"}"#);
    assert_eq!(request.send().await.unwrap().status(), 403);
    assert_eq!(portal.sim.faults().left(), 0);
}

#[tokio::test]
async fn an_hour_passes_and_the_tokens_with_it() {
    let portal = Portal::start().await;
    let pair = portal.order("tokens", json!({"user": "manager"})).await;
    assert_eq!(pair["user_id"], 5);
    let token = pair["access_token"].as_str().unwrap();
    let profile = || {
        let url = portal.rest("profile");
        answer(portal.http.get(format!("{url}?auth={token}")))
    };
    assert_eq!(profile().await.1["result"]["ID"], "5");

    let before = portal.look("clock").await;
    let after = portal
        .order("clock", json!({"forward_seconds": 3600}))
        .await;
    assert!(after["now"].as_str() > before["now"].as_str());
    assert_eq!(profile().await.1["error"], "expired_token");

    let renewed = portal
        .refresh(pair["refresh_token"].as_str().unwrap())
        .await;
    assert_eq!(renewed.0, 200);
    portal.order("tokens/expire", json!({})).await;
    let token = renewed.1["access_token"].as_str().unwrap();
    let url = format!("{}?auth={token}", portal.rest("profile"));
    assert_eq!(
        answer(portal.http.get(url)).await.1["error"],
        "expired_token"
    );
}

#[tokio::test]
async fn people_are_dismissed_and_lose_rights() {
    let portal = Portal::start().await;
    let deals = |rights: &str| json!({"deals": rights, "contacts": "all", "companies": "all"});
    let changed = portal
        .order("users/manager", json!({"rights": deals("none")}))
        .await;
    assert_eq!(changed["rights"], deals("none"));
    let refusal = portal
        .refusal("manager", "crm.deal.get", json!({"id": 77}))
        .await;
    assert_eq!(refusal.0, 400);

    let token = portal.token("manager");
    let changed = portal.order("users/5", json!({"active": false})).await;
    assert_eq!(
        (&changed["login"], &changed["active"]),
        (&json!("manager"), &json!(false))
    );
    let url = format!("{}?auth={token}", portal.rest("profile"));
    let (status, body) = answer(portal.http.get(url)).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (401, &json!("authorization_error"))
    );
}

#[tokio::test]
async fn knobs_are_turned_one_at_a_time() {
    let portal = Portal::start().await;
    let own =
        json!({"limit": {"depth": 2.0, "drain_per_second": 0.001}, "operating_limit_s": null});
    let knobs = portal.order("knobs", own.clone()).await;
    assert_eq!(knobs["limit"], own["limit"]);
    assert_eq!(knobs["operating_limit_s"], Value::Null);
    assert_eq!(knobs["request_cap_ms"], 60_000);
    for _ in 0..2 {
        portal.result("admin", "profile", json!({})).await;
    }
    let refusal = portal.refusal("admin", "profile", json!({})).await;
    assert_eq!(refusal, (503, json!("QUERY_LIMIT_EXCEEDED")));
    let knobs = portal.order("knobs", json!({"limit": "off"})).await;
    assert_eq!(
        (&knobs["limit"], &knobs["operating_limit_s"]),
        (&json!("off"), &Value::Null)
    );
    portal.result("admin", "profile", json!({})).await;
}

#[tokio::test]
async fn a_frame_is_opened_without_a_browser() {
    let portal = Portal::start().await;
    let added =
        json!({"title": "Another", "handler": "http://127.0.0.1:9/app", "client_id": "local.2"});
    let added = portal.order("applications", added).await;
    assert_eq!(added["scopes"], json!(["crm", "placement", "user_brief"]));

    let opening = json!({"user": "manager", "client_id": "local.2", "options": {"part": "1"}});
    let frame = portal.order("frame", opening).await;
    let url = frame["url"].as_str().unwrap();
    assert!(
        url.starts_with("http://127.0.0.1:9/app?DOMAIN=127.0.0.1"),
        "{url}"
    );
    assert_eq!(frame["fields"]["PLACEMENT"], "DEFAULT");
    assert_eq!(frame["fields"]["PLACEMENT_OPTIONS"], r#"{"part":"1"}"#);
    assert_eq!(frame["fields"]["member_id"], portal.sim.member_id());

    let unbound = r#"{"user": "manager", "placement": "CRM_DEAL_DETAIL_TAB"}"#;
    let (status, told) = portal.refused("frame", unbound).await;
    assert_eq!(status, 400);
    assert!(
        told.contains("no handler at `CRM_DEAL_DETAIL_TAB`"),
        "{told}"
    );
}

#[tokio::test]
async fn an_application_loses_what_it_is_told_to_lose() {
    let portal = Portal::start().await;
    let path = |deed: &str| format!("applications/{}/{deed}", portal.application.client_id);
    let without = portal
        .order(&path("take-scope"), json!({"scope": "crm"}))
        .await;
    assert_eq!(without["scopes"], json!(["placement", "user"]));
    let refusal = portal
        .refusal("admin", "crm.deal.get", json!({"id": 77}))
        .await;
    assert_eq!(refusal.1, json!("insufficient_scope"));
    let again = portal
        .refused(&path("take-scope"), r#"{"scope": "crm"}"#)
        .await;
    assert_eq!(again.0, 400);

    let updated = portal.order(&path("update"), json!({})).await;
    assert_eq!(updated["version"], 2);

    let token = portal.token("admin");
    portal.order(&path("revoke"), json!({})).await;
    let url = format!("{}?auth={token}", portal.rest("profile"));
    assert_eq!(answer(portal.http.get(&url)).await.0, 401);

    portal
        .order(&path("pay"), json!({"status": "trial", "days": 5}))
        .await;
    portal.order(&path("expire"), json!({})).await;
    let refusal = portal.refusal("admin", "profile", json!({})).await;
    assert_eq!(refusal.1, json!("PAYMENT_REQUIRED"));

    portal
        .order(&path("uninstall"), json!({"clean": true}))
        .await;
    assert_eq!(portal.look("").await["applications"], json!([]));
    assert_eq!(portal.refused(&path("uninstall"), "").await.0, 404);
    // A local application never comes back.
    assert_eq!(portal.refused(&path("install"), "").await.0, 404);
}

#[tokio::test]
async fn the_portal_moves_and_people_join() {
    let portal = Portal::start().await;
    let hired = json!({"login": "new", "name": "Ada", "admin": true});
    let hired = portal.order("users", hired).await;
    assert_eq!(portal.user("new").id, hired["id"]);
    assert_eq!(
        portal
            .refused("users", r#"{"login": "new", "name": "B"}"#)
            .await
            .0,
        400
    );

    let moved = portal.order("rename", json!({"host": "localhost"})).await;
    assert!(
        moved["portal"]
            .as_str()
            .unwrap()
            .starts_with("http://localhost:")
    );
    let (status, told) = portal.refused("rename", r#"{"host": "no host"}"#).await;
    assert_eq!((status, told.as_str()), (400, "`no host` is no host"));
}

#[tokio::test]
async fn robots_run_and_outgoing_webhooks_are_made() {
    let portal = Portal::start().await;
    let (status, told) = portal.refused("robots/nobody", r#"{"deal": 77}"#).await;
    assert_eq!((status, told.as_str()), (400, "no robot has this code"));
    let hook = json!({"handler": "http://127.0.0.1:9/hook", "events": ["OnCrmDealAdd"]});
    let made = portal.order("outgoing-webhooks", hook).await;
    assert_eq!(made["events"], json!(["ONCRMDEALADD"]));
    assert_eq!(made["application_token"].as_str().unwrap().len(), 32);

    let knobs = json!({"event_delay_ms": 20, "token_error_status": 200});
    let knobs = portal.order("knobs", knobs).await;
    assert_eq!(
        (&knobs["event_delay_ms"], &knobs["token_error_status"]),
        (&json!(20), &json!(200))
    );
    assert_eq!(portal.refresh("unknown").await.0, 200);
    portal
        .order("knobs", json!({"token_error_status": null}))
        .await;
    assert_eq!(portal.refresh("unknown").await.0, 400);
}
