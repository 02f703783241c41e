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
    let by_id = json!({"id": 1, "select": ["ID", "UF_CRM_TASK"]});
    assert_eq!(portal.result("seller", "tasks.task.get", by_id).await, read);
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

#[tokio::test]
async fn a_task_is_moved_by_whose_move_it_is() {
    let portal = portal().await;
    let status = async |login: &str, method: &str| {
        let params = json!({"taskId": 1});
        let (_, body) = portal
            .call(login, &format!("tasks.task.{method}"), params)
            .await;
        match body.get("error") {
            Some(code) => code.clone(),
            None => body["result"]["task"]["status"].clone(),
        }
    };
    let fields =
        json!({"TITLE": "Call", "RESPONSIBLE_ID": 7, "CREATED_BY": 5, "TASK_CONTROL": "Y"});
    portal
        .result("admin", "tasks.task.add", json!({"fields": fields}))
        .await;
    for (login, method, answer) in [
        ("manager", "start", "0"),
        ("seller", "approve", "1048582"),
        ("seller", "start", "3"),
        ("seller", "start", "0"),
        ("seller", "pause", "2"),
        ("seller", "defer", "6"),
        ("seller", "renew", "2"),
        // Under control: first it is shown to whoever asked.
        ("seller", "complete", "4"),
        ("seller", "disapprove", "1048582"),
        ("manager", "disapprove", "2"),
        ("seller", "complete", "4"),
        ("manager", "approve", "5"),
    ] {
        assert_eq!(status(login, method).await, answer, "{login} {method}");
    }
    let read = portal
        .result("seller", "tasks.task.get", json!({"taskId": 1}))
        .await;
    assert_eq!(read["task"]["closedBy"], "5");
    assert_eq!(read["task"]["action"]["renew"], true);
}

#[tokio::test]
async fn a_task_is_changed_by_those_who_see_it_and_deleted_by_who_asked() {
    let portal = portal().await;
    let fields = json!({"TITLE": "Call", "RESPONSIBLE_ID": 7, "CREATED_BY": 5});
    portal
        .result("admin", "tasks.task.add", json!({"fields": fields}))
        .await;
    let change = json!({"taskId": 1, "fields": {"PRIORITY": 2, "UF_CRM_TASK": ["CO_5"], "DEADLINE": "2030-01-31T12:00:00+03:00"}});
    let changed = portal
        .result("seller", "tasks.task.update", change.clone())
        .await;
    assert_eq!(changed["task"]["priority"], "2");
    assert_eq!(changed["task"]["deadline"], "2030-01-31T12:00:00+03:00");
    let refusal = portal.refusal("clerk", "tasks.task.update", change).await;
    assert_eq!(refusal, (400, json!("0")));
    let gone = json!({"taskId": 1, "fields": {"PARENT_ID": 1}});
    let refusal = portal.refusal("seller", "tasks.task.update", gone).await;
    assert_eq!(refusal, (400, json!("ERROR_CORE")));

    let of_deal = json!({"filter": {"UF_CRM_TASK": "CO_5"}, "select": ["ID"]});
    let list = portal.result("seller", "tasks.task.list", of_deal).await;
    assert_eq!(list["tasks"][0]["id"], "1");
    let refusal = portal
        .refusal("seller", "tasks.task.delete", json!({"taskId": 1}))
        .await;
    assert_eq!(refusal, (400, json!("1048582")));
    let done = portal
        .result("manager", "tasks.task.delete", json!({"taskId": 1}))
        .await;
    assert_eq!(done, json!({"task": true}));
}

#[tokio::test]
async fn what_is_late_is_found_by_its_status() {
    let portal = portal().await;
    let now = portal.sim.clock().now();
    for (title, hours) in [("late", -2), ("soon", 3), ("far", 72)] {
        let deadline = (now + chrono::Duration::hours(hours)).to_rfc3339();
        let fields = json!({"TITLE": title, "RESPONSIBLE_ID": 7, "DEADLINE": deadline});
        portal
            .result("admin", "tasks.task.add", json!({"fields": fields}))
            .await;
    }
    let fields = json!({"TITLE": "whenever", "RESPONSIBLE_ID": 7});
    portal
        .result("admin", "tasks.task.add", json!({"fields": fields}))
        .await;
    for (status, title) in [(-1, "late"), (-3, "soon")] {
        let params = json!({"filter": {"STATUS": status}});
        let list = portal.result("admin", "tasks.task.list", params).await;
        let tasks = list["tasks"].as_array().unwrap();
        assert_eq!(tasks.len(), 1, "{status}: {tasks:?}");
        assert_eq!(tasks[0]["title"], title);
        assert_eq!(tasks[0]["subStatus"], status.to_string());
    }
}
