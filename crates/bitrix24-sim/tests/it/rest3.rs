//! REST 3: `/rest/api/`.

use bitrix24_sim::Fault;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Portal, local_application};

const ADD: &str = "tasks.task.add";

async fn portal() -> Portal {
    let mut application = local_application();
    application.scopes.push("task".to_owned());
    Portal::with(application).await
}

async fn send(portal: &Portal, method: &str, params: Value, key: Option<&str>) -> Response {
    let mut body = params;
    body["auth"] = json!(portal.token("admin"));
    let mut request = portal.http.post(portal.rest(&format!("api/{method}")));
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    request.json(&body).send().await.unwrap()
}

async fn call(portal: &Portal, method: &str, params: Value) -> (StatusCode, Value) {
    let response = send(portal, method, params, None).await;
    (response.status(), response.json().await.unwrap())
}

fn report() -> Value {
    json!({"fields": {
        "title": "Prepare a report", "creatorId": 1, "responsibleId": 5,
        "deadline": "2026-12-31T23:59:59+02:00", "crmItemIds": ["D_77"],
    }})
}

#[tokio::test]
async fn a_task_is_made_and_read_with_types() {
    let portal = portal().await;
    let (status, body) = call(&portal, ADD, report()).await;
    assert_eq!(status, 200, "{body}");
    let item = &body["result"]["item"];
    assert_eq!(item["title"], "Prepare a report");
    assert_eq!(item["status"], "pending");
    assert_eq!(item["deadline"], "2027-01-01T00:59:59+03:00");
    assert_eq!(item["crmItemIds"], json!(["D_77"]));
    assert!(body["time"]["operating"].is_number());
    assert!(body.get("total").is_none());

    let select = json!(["title", "responsible.name", "nonsense"]);
    let params = json!({"id": item["id"], "select": select});
    let (_, body) = call(&portal, "tasks.task.get", params).await;
    let expected = json!({
        "id": item["id"], "title": "Prepare a report", "responsible": {"name": "Martin Keller"},
    });
    assert_eq!(body["result"]["item"], expected);

    // The old method sees the same task, all of it text.
    let old = portal
        .result("admin", "tasks.task.get", json!({"taskId": item["id"]}))
        .await;
    assert_eq!(old["task"]["responsibleId"], "5");
}

#[tokio::test]
async fn errors_are_objects_that_name_the_field() {
    let portal = portal().await;
    for (method, params, status, code, field) in [
        (
            ADD,
            json!({}),
            400,
            "VALIDATION_REQUESTVALIDATIONEXCEPTION",
            "fields",
        ),
        (
            ADD,
            json!({"fields": {}}),
            400,
            "VALIDATION_REQUESTVALIDATIONEXCEPTION",
            "title",
        ),
        (
            ADD,
            json!({"fields": {"title": "A", "creatorId": 1, "responsibleId": "5"}}),
            400,
            "VALIDATION_REQUESTVALIDATIONEXCEPTION",
            "responsibleId",
        ),
        (
            "tasks.task.get",
            json!({"id": "1"}),
            400,
            "VALIDATION_REQUESTVALIDATIONEXCEPTION",
            "id",
        ),
        (
            "tasks.task.get",
            json!({"id": 999}),
            400,
            "ENTITYNOTFOUNDEXCEPTION",
            "",
        ),
    ] {
        let (answered, body) = call(&portal, method, params).await;
        assert_eq!(answered, status, "{body}");
        let expected = format!("BITRIX_REST_V3_EXCEPTION_{code}");
        assert_eq!(body["error"]["code"], expected, "{body}");
        let flawed = body["error"]["validation"][0]["field"].as_str();
        assert_eq!(flawed.unwrap_or_default(), field, "{body}");
        assert!(body["error"]["message"].is_string());
    }

    let (status, body) = call(&portal, "crm.deal.get", json!({"id": 77})).await;
    assert_eq!(
        (status.as_u16(), &body["error"]["code"]),
        (
            404,
            &json!("BITRIX_REST_V3_EXCEPTION_METHODNOTFOUNDEXCEPTION")
        )
    );
}

#[tokio::test]
async fn a_missing_scope_and_a_body_that_is_no_json_are_told_apart() {
    let portal = Portal::start().await;
    let (status, body) = call(&portal, ADD, report()).await;
    assert_eq!(status, 403);
    assert_eq!(
        body["error"]["code"],
        "BITRIX_REST_V3_EXCEPTION_INSUFFICIENTSCOPEEXCEPTION"
    );

    let token = portal.token("admin");
    let request = portal.http.post(portal.rest("api/tasks.task.get"));
    let request = request.bearer_auth(token).form(&[("id", "1")]);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 400);
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        body["error"]["code"],
        "BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION"
    );
}

#[tokio::test]
async fn a_repeated_key_runs_once_and_says_so() {
    let portal = portal().await;
    let first = send(&portal, ADD, report(), Some("k-1")).await;
    assert_eq!(first.headers()["idempotency-key"], "k-1");
    assert!(first.headers().get("idempotent-replayed").is_none());
    let first: Value = first.json().await.unwrap();

    // A renewed token does not make it another call.
    portal.sim.expire_tokens();
    let again = send(&portal, ADD, report(), Some("k-1")).await;
    assert_eq!(again.headers()["idempotency-key"], "k-1");
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    let again: Value = again.json().await.unwrap();
    assert_eq!(again["result"], first["result"]);
    assert_eq!(portal.sim.executions(ADD), 1);
    assert_eq!(portal.sim.world().tasks().len(), 1);

    portal.sim.clock().advance(chrono::Duration::hours(24));
    let late = send(&portal, ADD, report(), Some("k-1")).await;
    assert!(late.headers().get("idempotent-replayed").is_none());
    assert_eq!(portal.sim.world().tasks().len(), 2);
}

#[tokio::test]
async fn a_lost_answer_is_fetched_with_the_same_key() {
    let portal = portal().await;
    portal.sim.faults().next_of(ADD, 1, Fault::html(502));
    assert_eq!(send(&portal, ADD, report(), Some("k")).await.status(), 502);
    let again = send(&portal, ADD, report(), Some("k")).await;
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(portal.sim.world().tasks().len(), 1);
}

#[tokio::test]
async fn a_key_is_for_one_call_only_and_failures_are_not_kept() {
    let portal = portal().await;
    let code = async |response: Response| {
        let body: Value = response.json().await.unwrap();
        body["error"]["code"].as_str().unwrap().to_owned()
    };
    let failed = send(&portal, ADD, json!({"fields": {}}), Some("k")).await;
    assert_eq!(failed.status(), 400);
    let mended = send(&portal, ADD, report(), Some("k")).await;
    assert_eq!(mended.status(), 200);

    let mut other = report();
    other["fields"]["title"] = json!("Another report");
    let reused = send(&portal, ADD, other, Some("k")).await;
    assert_eq!(reused.status(), 422);
    assert_eq!(
        code(reused).await,
        "BITRIX_REST_V3_EXCEPTION_IDEMPOTENCYKEYREUSEDEXCEPTION"
    );

    let long = "k".repeat(256);
    let refused = send(&portal, ADD, report(), Some(&long)).await;
    assert_eq!(refused.status(), 400);
    assert_eq!(
        code(refused).await,
        "BITRIX_REST_V3_EXCEPTION_INVALIDIDEMPOTENCYKEYEXCEPTION"
    );
    let bound = "k".repeat(255);
    assert_eq!(
        send(&portal, ADD, report(), Some(&bound)).await.status(),
        200
    );

    // Reading needs no key and keeps no answer.
    for _ in 0..2 {
        let read = send(&portal, "tasks.task.get", json!({"id": 1}), Some("k")).await;
        assert!(read.headers().get("idempotent-replayed").is_none());
    }
}

#[tokio::test]
async fn a_task_is_deleted_by_who_asked_for_it() {
    let portal = portal().await;
    call(&portal, ADD, report()).await;
    let mut body = json!({"id": 1, "auth": portal.token("manager")});
    let request = portal.http.post(portal.rest("api/tasks.task.delete"));
    let refused = request.json(&body).send().await.unwrap();
    assert_eq!(refused.status(), 403);

    body["auth"] = json!(portal.token("admin"));
    let request = portal.http.post(portal.rest("api/tasks.task.delete"));
    let deleted = request.json(&body).send().await.unwrap();
    let deleted: Value = deleted.json().await.unwrap();
    assert_eq!(deleted["result"], json!({"result": true}));
    assert!(portal.sim.world().tasks().is_empty());
}

#[tokio::test]
async fn tasks_are_listed_by_their_numbers_and_changed() {
    let portal = portal().await;
    for title in ["A", "B", "C"] {
        let fields = json!({"fields": {"title": title, "creatorId": 1, "responsibleId": 7}});
        portal.result("admin", "api/tasks.task.add", fields).await;
    }
    let ids = async |params: Value| {
        let list = portal.result("admin", "api/tasks.task.list", params).await;
        let items = list["items"].as_array().unwrap().iter();
        items
            .map(|item| item["id"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(json!({})).await, [1, 2, 3]);
    assert_eq!(ids(json!({"filter": [["id", ">", 1]]})).await, [2, 3]);
    assert_eq!(ids(json!({"filter": [["id", [1, 3]]]})).await, [1, 3]);
    assert_eq!(
        ids(json!({"order": {"id": "DESC"}, "pagination": {"limit": 2}})).await,
        [3, 2]
    );
    assert_eq!(
        ids(json!({"pagination": {"limit": 2, "page": 2}})).await,
        [3]
    );

    let change = json!({"id": 2, "fields": {"title": "Changed", "priority": "high", "status": "in_progress"}});
    let done = portal
        .result("admin", "api/tasks.task.update", change)
        .await;
    assert_eq!(done, json!({"result": true}));
    let get = json!({"id": 2, "select": ["title", "priority", "status", "responsible.name"]});
    let item = portal.result("admin", "api/tasks.task.get", get).await;
    assert_eq!(
        item["item"],
        json!({"id": 2, "title": "Changed", "priority": "high", "status": "in_progress", "responsible": {"name": "Елена Орлова"}})
    );

    let cases = [
        (
            "list",
            json!({"filter": [["title", "=", "A"]]}),
            "VALIDATION_REQUESTVALIDATIONEXCEPTION",
        ),
        (
            "list",
            json!({"filter": [["id", "like", 1]]}),
            "UNKNOWNFILTEROPERATOREXCEPTION",
        ),
        (
            "list",
            json!({"order": {"title": "ASC"}}),
            "INVALIDORDEREXCEPTION",
        ),
        (
            "list",
            json!({"pagination": {"limit": 0}}),
            "INVALIDPAGINATIONEXCEPTION",
        ),
        (
            "update",
            json!({"id": 2, "fields": {"creatorId": 5}}),
            "VALIDATION_REQUESTVALIDATIONEXCEPTION",
        ),
        (
            "update",
            json!({"id": 99, "fields": {}}),
            "ENTITYNOTFOUNDEXCEPTION",
        ),
    ];
    for (method, params, code) in cases {
        let method = format!("api/tasks.task.{method}");
        let (status, error) = portal.refusal("admin", &method, params).await;
        assert_eq!(status, 400);
        assert_eq!(error["code"], format!("BITRIX_REST_V3_EXCEPTION_{code}"));
    }
}

#[tokio::test]
async fn the_new_methods_describe_themselves() {
    let portal = portal().await;
    for name in ["api/documentation", "api/rest.documentation.openapi"] {
        let document = portal.result("admin", name, json!({})).await;
        assert_eq!(document["openapi"], "3.0.0");
        assert!(document["paths"]["/tasks.task.add"]["post"].is_object());
        assert!(document["components"]["schemas"]["TaskDto"]["properties"]["title"].is_object());
    }
    let scopes = portal
        .result("admin", "api/rest.scope.list", json!({}))
        .await;
    assert_eq!(scopes["items"]["tasks.task.get"], "task");
}
