//! Many calls in few requests.

use bitrix24::{Call, CallError, Lost};
use bitrix24_sim::Fault;
use serde_json::{Value, json};

use crate::server::Server;
use crate::simulated::Portal;

fn get(id: u64) -> Call {
    Call::new("crm.deal.get").param("id", id).harmless()
}

#[tokio::test]
async fn results_come_in_the_order_asked_in_one_request_for_fifty() {
    let portal = Portal::start().await;
    let client = portal.client();
    let list = Call::new("crm.deal.list");
    let list = client.send::<Vec<Value>>(&list).await.unwrap();
    let ids: Vec<u64> = list.result.iter().map(id).collect();
    let asked: Vec<u64> = ids.iter().rev().cycle().take(120).copied().collect();
    let before = portal.sim.requests().rest;

    let results = portal
        .client()
        .many::<Value>(asked.iter().map(|id| get(*id)))
        .await;

    let got: Vec<u64> = results
        .iter()
        .map(|answer| id(&answer.as_ref().unwrap().result))
        .collect();
    assert_eq!(got, asked);
    assert_eq!(portal.sim.requests().rest - before, 3);
}

fn id(deal: &Value) -> u64 {
    deal["ID"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn each_call_has_its_own_error_and_the_others_their_results() {
    let portal = Portal::start().await;
    let results = portal
        .client()
        .many::<Value>([
            Call::new("user.current"),
            get(999_999),
            // No batch has words for this one.
            Call::new("crm.deal.list").param("filter[TITLE]", "$result[x]"),
            Call::new("../admin"),
            Call::new("crm.deal.get").param("id", get_one(&portal)),
        ])
        .await;

    assert!(results[0].is_ok());
    assert_eq!(results[1].as_ref().unwrap_err().method(), "crm.deal.get");
    assert!(results[1].as_ref().unwrap_err().is_refused());
    assert!(results[2].is_ok(), "{:?}", results[2]);
    assert!(matches!(results[3], Err(CallError::Unsayable { .. })));
    assert!(results[4].is_ok());
    assert!(portal.client().many::<Value>([]).await.is_empty());
}

fn get_one(portal: &Portal) -> i64 {
    portal
        .sim
        .world()
        .deals_seen_by(&portal.sim.user("admin").unwrap())[0]
        .id
}

#[tokio::test]
async fn a_lost_batch_loses_its_writes_once_and_repeats_its_reads() {
    let portal = Portal::start().await;
    let add = || Call::new("crm.deal.add").param("fields[TITLE]", "Pipes");
    let deal = u64::try_from(get_one(&portal)).unwrap();
    let calls = [add(), get(deal), add(), get(deal)];
    portal.sim.faults().next_of("batch", 2, Fault::reset());

    let results = portal.client().many::<Value>(calls).await;

    for at in [0, 2] {
        assert!(matches!(results[at], Err(CallError::Unknown { .. })));
    }
    for at in [1, 3] {
        assert!(results[at].is_ok(), "{:?}", results[at]);
    }
    assert_eq!(portal.sim.executions("crm.deal.add"), 2);
    assert_eq!(portal.sim.requests().rest, 3);
}

#[tokio::test]
async fn a_call_the_answer_is_silent_about_is_lost_not_empty() {
    let portal = Server::answering(200, r#"{"result":{"result":{"c0":1}}}"#).await;
    let results = portal.client().many::<u64>([get(1), get(2)]).await;
    assert_eq!(results[0].as_ref().unwrap().result, 1);
    let lost = matches!(
        results[1],
        Err(CallError::Unknown {
            source: Lost::Missing,
            ..
        })
    );
    assert!(lost, "{:?}", results[1]);
    assert_eq!(
        portal.only().json()["cmd"],
        json!({"c0": "crm.deal.get?id=1", "c1": "crm.deal.get?id=2"})
    );
}
