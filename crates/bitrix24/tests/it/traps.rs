//! One thing said in many ways: what a portal does and a client must not be misled by.

use bitrix24::{Batch, Call, CallError, CommandError, values};
use chrono::{DateTime, FixedOffset, NaiveDate};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::server::Server;
use crate::simulated::Portal;

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Task {
    id: Option<u64>,
}

#[tokio::test]
async fn an_object_that_is_not_there_is_a_refusal_or_nothing_and_never_another_object() {
    for (status, body) in [
        (400, json!({"error": "", "error_description": "Not found"})),
        (400, json!({"error": "NOT_FOUND"})),
        (
            400,
            json!({"error": "0", "error_description": "wrong task id"}),
        ),
        (200, json!({"error": "", "error_description": "Not found."})),
    ] {
        let portal = Server::answering(status, body.to_string()).await;
        let call = Call::new("tasks.task.get").harmless();
        let error = portal.patient().send::<Task>(&call).await.unwrap_err();
        assert!(error.is_refused(), "{body}");
        assert_eq!(portal.seen().len(), 1, "it is not asked for again: {body}");
    }
    for result in [json!([]), json!({})] {
        let body = json!({ "result": result }).to_string();
        let portal = Server::answering(200, body).await;
        let call = Call::new("tasks.task.get");
        let task = portal.patient().send::<Task>(&call).await.unwrap();
        assert_eq!(task.result, Task::default(), "{result}");
    }
    for result in [json!(null), json!([])] {
        let portal = Server::answering(200, json!({ "result": result }).to_string()).await;
        let call = Call::new("user.get");
        let users = portal.patient().send::<Option<Vec<Value>>>(&call).await;
        assert!(users.unwrap().result.unwrap_or_default().is_empty());
    }
}

#[tokio::test]
async fn missing_rights_are_told_by_the_refusal_and_not_by_a_lost_authorization() {
    for (status, code, description) in [
        (400, "", "Access denied."),
        (400, "", "Access denied"),
        (400, "ACCESS_DENIED", "Access denied!"),
        (403, "ACCESS_DENIED", "Access denied!"),
        (400, "0", "Action on the task is not allowed"),
        (403, "allowed_only_intranet_user", ""),
        (403, "user_access_error", ""),
    ] {
        let body = json!({"error": code, "error_description": description});
        let portal = Server::answering(status, body.to_string()).await;
        let error = portal
            .patient()
            .send::<Value>(&Call::new("x.get"))
            .await
            .unwrap_err();
        assert!(
            error.is_refused() && !error.is_authorization_lost(),
            "{body}"
        );
        assert_eq!(error.refusal().unwrap().description, description);
    }
}

#[derive(Debug, Deserialize)]
struct OldDeal {
    #[serde(rename = "ID", deserialize_with = "values::id")]
    id: Option<u64>,
    #[serde(rename = "OPPORTUNITY", deserialize_with = "values::decimal")]
    amount: Decimal,
    #[serde(rename = "COMPANY_ID", default, deserialize_with = "values::id")]
    company: Option<u64>,
    #[serde(rename = "BEGINDATE", default, deserialize_with = "values::date")]
    begins: Option<NaiveDate>,
    #[serde(rename = "DATE_CREATE", default, deserialize_with = "values::moment")]
    created: Option<DateTime<FixedOffset>>,
    #[serde(rename = "CLOSED", deserialize_with = "values::flag")]
    closed: bool,
}

#[derive(Debug, Deserialize)]
struct Items {
    items: Vec<NewDeal>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewDeal {
    #[serde(deserialize_with = "values::id")]
    id: Option<u64>,
    #[serde(rename = "opportunity", deserialize_with = "values::decimal")]
    amount: Decimal,
    #[serde(rename = "companyId", default, deserialize_with = "values::id")]
    company: Option<u64>,
    #[serde(rename = "begindate", default, deserialize_with = "values::date")]
    begins: Option<NaiveDate>,
    #[serde(rename = "createdTime", default, deserialize_with = "values::moment")]
    created: Option<DateTime<FixedOffset>>,
    #[serde(deserialize_with = "values::flag")]
    closed: bool,
}

/// Old methods answer texts, new ones numbers; nothing, dates and flags differ too.
#[tokio::test]
async fn the_same_deals_are_read_from_old_and_new_methods() {
    let portal = Portal::start().await;
    let client = portal.client();
    let old = Call::new("crm.deal.list")
        .param("order[ID]", "ASC")
        .param("select", ["*"]);
    let new = Call::new("crm.item.list")
        .param("entityTypeId", 2)
        .param("order[id]", "ASC");

    let old = client.send::<Vec<OldDeal>>(&old).await.unwrap().result;
    let new = client.send::<Items>(&new).await.unwrap().result.items;

    assert!(old.len() > 20 && old.len() == new.len());
    for (old, new) in old.iter().zip(&new) {
        assert_eq!(
            (
                old.id,
                old.amount,
                old.company,
                old.begins,
                old.created,
                old.closed
            ),
            (
                new.id,
                new.amount,
                new.company,
                new.begins,
                new.created,
                new.closed
            ),
        );
    }
    assert!(old.iter().any(|deal| deal.company.is_none()));
    assert!(
        old.iter()
            .all(|deal| deal.begins.is_some() && deal.created.is_some())
    );
}

/// Some commands were executed, and nobody knows which.
#[tokio::test]
async fn a_batch_that_ran_into_the_gateways_limit_is_lost_as_a_whole() {
    let portal = Server::answering(504, "<html>Gateway Time-out</html>").await;
    let mut batch = Batch::new();
    batch
        .add("read", Call::new("crm.deal.list").harmless())
        .unwrap();
    batch.add("write", Call::new("crm.deal.add")).unwrap();
    let error = portal.patient().run(&batch).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown { .. }), "{error:?}");
    assert_eq!(portal.seen().len(), 1);
}

/// The 51st command and a file's upload are refused inside an answer with status 200.
#[tokio::test]
async fn what_a_batch_refuses_is_not_run_again() {
    let body = json!({"result": {"result": [], "result_error": {
        "a": {"error": "ERROR_BATCH_LENGTH_EXCEEDED"},
        "b": {"error": "ERROR_BATCH_METHOD_NOT_ALLOWED"},
        "c": {"error": "insufficient_scope", "error_description": ""},
        "d": {"error": "OVERLOAD_LIMIT"},
        "e": {"error": "expired_token"},
    }}});
    let portal = Server::answering(200, body.to_string()).await;
    let mut batch = Batch::new();
    let steps = ["a", "b", "c", "d", "e"]
        .map(|name| batch.add(name, Call::new("x.get").harmless()).unwrap());
    let outcome = portal.patient().run(&batch).await.unwrap();
    for step in steps {
        let error = outcome.take::<Value>(&step).unwrap_err();
        assert!(matches!(error, CommandError::Refused(_)), "{error:?}");
    }
    assert_eq!(portal.seen().len(), 1);
}
