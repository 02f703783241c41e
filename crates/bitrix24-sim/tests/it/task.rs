//! Tasks as REST 2 has them.

use serde_json::json;

use crate::support::{Portal, local_application};

async fn portal() -> Portal {
    let mut application = local_application();
    application.scopes.push("task".to_owned());
    Portal::with(application).await
}

#[tokio::test]
async fn a_task_goes_in_in_capitals_and_comes_out_in_camel_case_as_text() {
    let portal = portal().await;
    let fields = json!({"TITLE": "Call", "RESPONSIBLE_ID": 7, "UF_CRM_TASK": ["D_77"]});
    let made = portal
        .result("admin", "tasks.task.add", json!({"fields": fields}))
        .await;
    let task = &made["task"];
    assert_eq!((&task["id"], &task["status"]), (&json!("1"), &json!("2")));
    assert_eq!(task["responsible"]["name"], "Елена Орлова");
    assert_eq!(task["group"], json!([]));
    assert!(task.get("ufCrmTask").is_none());

    let params = json!({"taskId": 1, "select": ["ID", "UF_CRM_TASK"]});
    let read = portal.result("seller", "tasks.task.get", params).await;
    assert_eq!(read["task"]["ufCrmTask"], json!(["D_77"]));
    assert!(read["task"].get("title").is_none());
}

#[tokio::test]
async fn a_task_that_is_not_there_or_not_yours_is_an_empty_list() {
    let portal = portal().await;
    let fields = json!({"TITLE": "Call", "RESPONSIBLE_ID": 7});
    portal
        .result("admin", "tasks.task.add", json!({"fields": fields}))
        .await;
    for (login, id) in [("manager", 1), ("admin", 2)] {
        let read = portal
            .result(login, "tasks.task.get", json!({"taskId": id}))
            .await;
        assert_eq!(read, json!([]));
    }
    let refusal = |params| portal.refusal("admin", "tasks.task.get", params);
    assert_eq!(refusal(json!({})).await, (400, json!("100")));
    assert_eq!(refusal(json!({"taskId": "x"})).await, (400, json!("0")));
    let nobody = json!({"fields": {"TITLE": "Call", "RESPONSIBLE_ID": 999}});
    for params in [json!({"fields": {}}), nobody] {
        let refusal = portal.refusal("admin", "tasks.task.add", params).await;
        assert_eq!(refusal, (400, json!("ERROR_CORE")));
    }
}

#[tokio::test]
async fn tasks_are_listed_like_everything_else() {
    let portal = portal().await;
    for (title, responsible) in [("A", 5), ("B", 7), ("C", 5)] {
        let fields = json!({"TITLE": title, "RESPONSIBLE_ID": responsible});
        portal
            .result("admin", "tasks.task.add", json!({"fields": fields}))
            .await;
    }
    let params = json!({
        "filter": {"RESPONSIBLE_ID": 5, ">ID": 1}, "order": {"ID": "desc"}, "select": ["TITLE"],
    });
    let (_, body) = portal.call("admin", "tasks.task.list", params).await;
    assert_eq!(
        body["result"],
        json!({"tasks": [{"id": "3", "title": "C"}]})
    );
    assert_eq!(body["total"], 1);

    let params = json!({"order": {"NONSENSE": "asc"}});
    let refusal = portal.refusal("admin", "tasks.task.list", params).await;
    assert_eq!(refusal, (400, json!("0")));
}
