//! REST 3 (`api-reference/rest-v3.md`).

use bitrix24::{Batch, BatchError, Call, CallError, Client, Credential, SecretString};
use bitrix24_sim::Fault;
use serde_json::{Value, json};

use crate::server::Server;
use crate::simulated::Portal;

const TASK: (u16, &str) = (200, r#"{"result":{"item":{"id":7}},"time":{}}"#);

fn add() -> Call {
    Call::rest3("tasks.task.add").param("fields", json!({"title": "Call"}))
}

#[tokio::test]
async fn a_call_goes_to_the_other_api_by_either_right() {
    let portal = Server::in_turn(&[TASK]).await;
    portal.client().send::<Value>(&add()).await.unwrap();
    let webhook = Credential::Webhook {
        user_id: 1,
        code: SecretString::from("c0d3".to_owned()),
    };
    let rest = format!("{}/rest/", portal.origin).parse().unwrap();
    let webhook = Client::new(bitrix24::http_client().unwrap(), rest, webhook);
    webhook.send::<Value>(&add()).await.unwrap();

    let seen = portal.seen();
    assert_eq!(seen[0].uri, "/rest/api/tasks.task.add");
    assert_eq!(
        seen[0].json(),
        json!({"fields": {"title": "Call"}, "auth": "t0k3n"})
    );
    assert_eq!(seen[0].idempotency_key, None);
    assert_eq!(seen[1].uri, "/rest/api/1/c0d3/tasks.task.add");
}

#[tokio::test]
async fn a_lost_call_with_a_key_is_sent_again_under_the_same_key() {
    let portal = Server::in_turn(&[(502, "<html></html>"), TASK]).await;
    let call = add().idempotency_key("job 17");
    let answer = portal.patient().send::<Value>(&call).await.unwrap();
    assert_eq!(answer.result["item"]["id"], 7);
    let keys: Vec<_> = portal
        .seen()
        .into_iter()
        .map(|seen| seen.idempotency_key)
        .collect();
    assert_eq!(keys, [Some("job 17".to_owned()), Some("job 17".to_owned())]);

    let portal = Server::in_turn(&[(502, "<html></html>"), TASK]).await;
    let error = portal.patient().send::<Value>(&add()).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown { .. }), "{error:?}");
    assert_eq!(portal.seen().len(), 1);
}

#[tokio::test]
async fn a_key_that_was_used_for_something_else_is_refused_and_not_repeated() {
    let code = "BITRIX_REST_V3_EXCEPTION_IDEMPOTENCYKEYREUSEDEXCEPTION";
    let body = json!({"error": {"code": code, "message": "Reused."}}).to_string();
    let portal = Server::in_turn(&[(422, &body), TASK]).await;
    let call = add().idempotency_key("job 17");
    let error = portal.patient().send::<Value>(&call).await.unwrap_err();
    assert_eq!(error.refusal().unwrap().code, code);
    assert_eq!(portal.seen().len(), 1);
}

#[tokio::test]
async fn a_key_no_portal_takes_is_not_sent() {
    let portal = Server::in_turn(&[TASK]).await;
    for call in [
        add().idempotency_key(""),
        add().idempotency_key("a".repeat(256)),
        add().idempotency_key("Ключ"),
        add().idempotency_key("a\r\nb"),
        // REST 2 would not look at it.
        Call::new("crm.deal.add").idempotency_key("job 17"),
    ] {
        let error = portal.client().send::<Value>(&call).await.unwrap_err();
        assert!(matches!(error, CallError::Unsayable { .. }), "{error:?}");
    }
    assert!(portal.seen().is_empty());
    assert_eq!(Batch::new().add("a", add()), Err(BatchError::Version));
}

#[tokio::test]
async fn a_lost_task_with_a_key_is_created_once_and_told_by_the_second_answer() {
    let portal = Portal::start().await;
    let client = portal.client();
    let task = |title: &str| {
        let fields = json!({"title": title, "creatorId": 1, "responsibleId": 1});
        Call::rest3("tasks.task.add").param("fields", fields)
    };
    let lost = Fault::reset();
    portal
        .sim
        .faults()
        .next_of("tasks.task.add", 1, lost.clone());
    let keyed = task("Call").idempotency_key("job 17");

    let answer = client.send::<Value>(&keyed).await.unwrap().result;

    assert_eq!(portal.sim.faults().left(), 0);
    assert_eq!(portal.sim.executions("tasks.task.add"), 1);
    let again = client.send::<Value>(&keyed).await.unwrap().result;
    assert_eq!(again["item"]["id"], answer["item"]["id"]);
    let other = task("Write").idempotency_key("job 17");
    let error = client.send::<Value>(&other).await.unwrap_err();
    assert_eq!(error.refusal().unwrap().status, Some(422), "{error:?}");

    portal.sim.faults().next_of("tasks.task.add", 1, lost);
    let error = client.send::<Value>(&task("Visit")).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown { .. }), "{error:?}");
    assert_eq!(portal.sim.executions("tasks.task.add"), 2);
}
