//! `batch` of REST 3.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{Answer, Portal, answer, local_application};

async fn portal() -> Portal {
    let mut application = local_application();
    application.scopes.push("task".to_owned());
    Portal::with(application).await
}

fn request(portal: &Portal) -> RequestBuilder {
    let token = portal.token("admin");
    let batch = portal.rest("api/batch");
    portal.http.post(batch).bearer_auth(token)
}

async fn batch(portal: &Portal, steps: Value) -> Answer {
    answer(request(portal).json(&steps)).await
}

fn add(title: &str) -> Value {
    let fields = json!({"title": title, "creatorId": 1, "responsibleId": 5});
    json!({"method": "tasks.task.add", "query": {"fields": fields}})
}

async fn task(portal: &Portal) -> Value {
    let (status, mut body) = batch(portal, json!([add("Report")])).await;
    assert_eq!(status, 200, "{body}");
    body["result"][0]["item"]["id"].take()
}

fn get(id: &Value) -> Value {
    json!({"method": "tasks.task.get", "query": {"id": id, "select": ["title"]}})
}

#[tokio::test]
async fn results_come_in_the_order_of_the_calls() {
    let portal = portal().await;
    let id = task(&portal).await;
    let (status, body) = batch(&portal, json!([add("Second"), get(&id)])).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["result"][0]["item"]["title"], "Second");
    assert_eq!(body["result"][1]["item"]["title"], "Report");
    // The batch itself uses nothing up, and not "-0.0" of it.
    assert_eq!(body["time"]["operating"].to_string(), "0.0");
    assert_eq!(portal.sim.requests().rest, 2);
    assert_eq!(portal.sim.executions("tasks.task.add"), 2);
}

#[tokio::test]
async fn a_list_with_a_token_put_into_it_is_a_batch_as_well() {
    let portal = portal().await;
    let id = task(&portal).await;
    let body = json!({"0": get(&id), "1": get(&id), "auth": portal.token("admin")});
    let request = portal.http.post(portal.rest("api/batch")).json(&body);
    let (status, body) = answer(request).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["result"][1]["item"]["id"], id);
}

#[tokio::test]
async fn a_later_call_takes_what_an_earlier_one_found() {
    let portal = portal().await;
    let id = task(&portal).await;
    let mut first = get(&id);
    first["as"] = json!("report");
    let by_name = get(&json!({"$ref": "report.item.id"}));
    let by_number = get(&json!({"$ref": "1.item.id"}));
    let (status, body) = batch(&portal, json!([first, by_name, by_number])).await;
    assert_eq!(status, 200, "{body}");
    for at in 0..3 {
        assert_eq!(body["result"][at]["item"]["id"], id, "{body}");
    }

    let (status, body) = batch(&portal, json!([get(&json!({"$ref": "nobody.item.id"}))])).await;
    assert_eq!(status, 400);
    let code = "BITRIX_REST_V3_EXCEPTION_INVALIDSELECTEXCEPTION";
    assert_eq!(body["error"]["code"], code);
}

#[tokio::test]
async fn one_error_stands_for_the_whole_answer_and_ends_the_work() {
    let portal = portal().await;
    let missing = get(&json!(999));
    let (status, body) = batch(&portal, json!([add("Done"), missing, add("Never")])).await;
    assert_eq!(status, 400);
    let code = "BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION";
    assert_eq!(body["error"]["code"], code);
    assert!(body.get("result").is_none(), "{body}");
    assert_eq!(portal.sim.executions("tasks.task.add"), 1);
}

#[tokio::test]
async fn what_is_no_list_of_calls_is_refused() {
    let portal = portal().await;
    let code = "BITRIX_REST_V3_EXCEPTION_INVALIDSELECTEXCEPTION";
    let many: Vec<_> = (0..51).map(|_| get(&json!(1))).collect();
    for body in [
        json!([]),
        json!({"cmd": {"a": "tasks.task.get?id=1"}}),
        json!([{"query": {}}]),
        json!([{"method": "tasks.task.get", "query": "id=1"}]),
        json!(many),
    ] {
        let (status, answered) = batch(&portal, body.clone()).await;
        assert_eq!(status, 400, "{body}");
        assert_eq!(answered["error"]["code"], code, "{body}");
    }
    let (status, body) = answer(request(&portal).body("[{")).await;
    assert_eq!(status, 400);
    let code = "BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION";
    assert_eq!(body["error"]["code"], code);
    assert_eq!(portal.sim.executions("tasks.task.get"), 0);
}
