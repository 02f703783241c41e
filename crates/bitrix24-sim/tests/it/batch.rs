//! `batch`.

use serde_json::{Value, json};

use crate::support::{Portal, answer};

#[tokio::test]
async fn one_request_reads_a_deal_its_company_and_the_tax_number() {
    let portal = Portal::start().await;
    let before = portal.sim.requests().rest;
    let result = portal
        .result("admin", "batch", json!({"halt": 0, "cmd": {
            "me": "profile",
            "deal": "crm.item.get?entityTypeId=2&id=77",
            "company": "crm.item.get?entityTypeId=4&id=$result[deal][item][companyId]",
            "reqs": "crm.requisite.list?filter[ENTITY_TYPE_ID]=4&filter[ENTITY_ID]=%24result%5Bdeal%5D%5Bitem%5D%5BcompanyId%5D&select[]=RQ_INN",
            "gone": "crm.deal.get?ID=999999",
        }}))
        .await;

    assert_eq!(portal.sim.requests().rest, before + 1);
    assert_eq!(result["result"]["me"]["ID"], "1");
    assert_eq!(
        result["result"]["company"]["item"]["title"],
        "Northwind Trading"
    );
    assert_eq!(result["result"]["reqs"], json!([{"RQ_INN": "7701234507"}]));
    assert_eq!(
        result["result_error"],
        json!({"gone": {"error": "", "error_description": "Not found"}})
    );
    assert_eq!(result["result_total"], json!({"reqs": 1}));
    assert_eq!(result["result_next"], json!([]));
    assert!(result["result_time"]["deal"]["duration"].is_number());
    assert!(result["result_time"].get("gone").is_none());
}

#[tokio::test]
async fn the_maps_are_lists_or_objects_as_php_would_have_it() {
    let portal = Portal::start().await;
    let run = async |cmd: Value| portal.result("admin", "batch", json!({"cmd": cmd})).await;

    let empty = run(json!({})).await;
    for map in [
        "result",
        "result_error",
        "result_total",
        "result_next",
        "result_time",
    ] {
        assert_eq!(empty[map], json!([]), "{map}");
    }
    let list = run(json!(["scope", "server.time"])).await;
    assert!(list["result"].is_array(), "{list}");

    let gap = run(json!(["scope", "no.such.method", "scope"])).await;
    let keys: Vec<_> = gap["result"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["0", "2"]);
    assert_eq!(gap["result_error"]["1"]["error"], "ERROR_METHOD_NOT_FOUND");
}

#[tokio::test]
async fn the_fifty_first_command_is_not_run() {
    let portal = Portal::start().await;
    let cmd: serde_json::Map<_, _> = (0..52)
        .map(|n| (format!("c{n}"), json!("server.time")))
        .collect();
    let result = portal.result("admin", "batch", json!({"cmd": cmd})).await;
    assert_eq!(result["result"].as_object().unwrap().len(), 50);
    let errors = result["result_error"].as_object().unwrap();
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["c50", "c51"]);
    assert_eq!(errors["c50"]["error"], "ERROR_BATCH_LENGTH_EXCEEDED");
}

#[tokio::test]
async fn halt_stops_at_the_first_error_and_without_it_the_rest_runs() {
    let portal = Portal::start().await;
    let cmd = json!({"a": "scope", "b": "crm.deal.get?ID=0", "c": "scope"});
    for halt in [json!(1), json!(true), json!("1")] {
        let result = portal
            .result("admin", "batch", json!({"halt": halt, "cmd": cmd}))
            .await;
        assert_eq!(result["result"].as_object().unwrap().len(), 1, "{halt}");
        assert_eq!(
            result["result_error"].as_object().unwrap().len(),
            1,
            "{halt}"
        );
    }
    for halt in [json!(0), json!(false), Value::Null] {
        let result = portal
            .result("admin", "batch", json!({"halt": halt, "cmd": cmd}))
            .await;
        assert_eq!(result["result"].as_object().unwrap().len(), 2, "{halt}");
    }
}

#[tokio::test]
async fn a_batch_in_a_batch_is_refused_and_so_is_a_scope_it_lacks() {
    let portal = Portal::with(bitrix24_sim::NewApplication {
        scopes: vec!["placement".to_owned()],
        ..crate::support::local_application()
    })
    .await;
    let cmd = json!({"inner": "batch?cmd[a]=scope", "deal": "crm.deal.get?ID=77"});
    let result = portal.result("admin", "batch", json!({"cmd": cmd})).await;
    assert_eq!(result["result"], json!([]));
    assert_eq!(
        result["result_error"]["inner"]["error"],
        "ERROR_BATCH_METHOD_NOT_ALLOWED"
    );
    assert_eq!(
        result["result_error"]["deal"]["error"],
        "insufficient_scope"
    );
}

#[tokio::test]
async fn a_batch_comes_as_form_and_query_too() {
    let portal = Portal::start().await;
    let token = portal.token("admin");
    let pairs = [
        ("auth", token.as_str()),
        ("cmd[deal]", "crm.deal.get?ID=77"),
        (
            "cmd[company]",
            "crm.company.get?ID=$result[deal][COMPANY_ID]",
        ),
    ];
    let requests = [
        portal.http.post(portal.rest("batch")).form(&pairs),
        portal.http.get(portal.rest("batch")).query(&pairs),
    ];
    for request in requests {
        let (status, body) = answer(request).await;
        assert_eq!(status, 200);
        assert_eq!(
            body["result"]["result"]["company"]["TITLE"], "Northwind Trading",
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_chain_of_lists_walks_on_from_the_last_row() {
    let portal = Portal::start().await;
    let cmd = json!({
        "c0": "crm.deal.list?start=-1&order[ID]=ASC&filter[<ID]=54",
        "c1": "crm.deal.list?start=-1&order[ID]=ASC&filter[>ID]=$result[c0][2][ID]&filter[<ID]=56",
    });
    let result = portal.result("admin", "batch", json!({"cmd": cmd})).await;
    let ids: Vec<_> = result["result"]["c1"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["ID"])
        .collect();
    assert_eq!(ids, ["54", "55"]);
    assert_eq!(result["result_total"], json!({"c0": 0, "c1": 0}));
}

#[tokio::test]
async fn a_command_acts_as_the_caller_whatever_it_says() {
    let portal = Portal::start().await;
    let command = format!("profile?auth={}", portal.token("admin"));
    let result = portal
        .result("seller", "batch", json!({"cmd": {"me": command}}))
        .await;
    assert_eq!(
        result["result"]["me"]["ID"],
        portal.user("seller").id.to_string()
    );
}
