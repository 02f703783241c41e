use bitrix24::{Batch, BatchError, Call, CallError, CommandError, incoming::php};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::server::Server;

const MIXED: &str = r#"{"result":{
    "result":{"deal":{"ID":"77","COMPANY_ID":"5"},"reqs":[{"RQ_INN":"1234567890"}],"nil":null,"late":[]},
    "result_error":{"gone":{"error":"","error_description":"Not found"},
        "late":{"error":"OPERATION_TIME_LIMIT","error_description":"Method is blocked"},
        "odd":"Access denied."},
    "result_total":{"reqs":51},"result_next":{"reqs":50},
    "result_time":{"deal":{"operating":0.5},"reqs":[]}},"time":{}}"#;

#[derive(Debug, Deserialize)]
struct Requisite {
    #[serde(rename = "RQ_INN")]
    tax_id: String,
}

fn deal() -> Call {
    Call::new("crm.deal.get").param("ID", 77)
}

#[tokio::test]
async fn a_batch_is_one_request_with_references_as_documented() {
    let portal = Server::answering(200, MIXED).await;
    let mut batch = Batch::new();
    let deal = batch.add("deal", deal()).unwrap();
    let reqs = Call::new("crm.requisite.list")
        .param("filter[ENTITY_TYPE_ID]", 4)
        .param("filter[ENTITY_ID]", deal.at("COMPANY_ID"))
        .param("select", ["RQ_INN"]);
    let reqs = batch.add("reqs", reqs).unwrap();
    batch
        .add(
            "bank",
            Call::new("x.get").param("id", reqs.index(0).at("ID")),
        )
        .unwrap();
    batch
        .add("whole", Call::new("x.add").param("fields", &deal))
        .unwrap();
    let tasks = Call::new("tasks.task.list")
        .param("filter[UF_CRM_TASK]", deal.at("COMPANY_ID").after("CO_"));
    batch.add("tasks", tasks).unwrap();
    batch.add("me", Call::new("profile")).unwrap();

    portal.client().run(&batch).await.unwrap();

    let seen = portal.only();
    assert_eq!(seen.uri, "/rest/batch");
    assert_eq!(
        seen.json(),
        json!({
            "halt": 0,
            "cmd": {
                "deal": "crm.deal.get?ID=77",
                "reqs": "crm.requisite.list?filter[ENTITY_TYPE_ID]=4\
                         &filter[ENTITY_ID]=$result[deal][COMPANY_ID]&select[0]=RQ_INN",
                "bank": "x.get?id=$result[reqs][0][ID]",
                "whole": "x.add?fields=$result[deal]",
                "tasks": "tasks.task.list?filter[UF_CRM_TASK]=CO_$result[deal][COMPANY_ID]",
                "me": "profile",
            },
            "auth": "t0k3n",
        })
    );
    // The portal runs them in the order of the text, which a map of JSON does not promise.
    let places: Vec<_> = ["deal", "reqs", "bank", "whole", "tasks", "me"]
        .map(|n| seen.body.find(&format!("\"{n}\":")))
        .into();
    assert!(places.is_sorted(), "{}", seen.body);
}

#[tokio::test]
async fn each_command_has_its_own_result_or_error() {
    let portal = Server::answering(200, MIXED).await;
    let mut batch = Batch::new();
    let [deal, reqs, nil, gone, late, odd, missing] =
        ["deal", "reqs", "nil", "gone", "late", "odd", "missing"]
            .map(|name| batch.add(name, Call::new("x.get")).unwrap());

    let outcome = portal.client().run(&batch).await.unwrap();

    assert_eq!(outcome.take::<Value>(&deal).unwrap()["COMPANY_ID"], "5");
    assert_eq!(
        outcome.take::<Vec<Requisite>>(&reqs).unwrap()[0].tax_id,
        "1234567890"
    );
    assert_eq!(outcome.take::<Option<u64>>(&nil).unwrap(), None);
    let answer = outcome.answer::<Vec<Requisite>>(&reqs).unwrap();
    assert_eq!((answer.next, answer.total), (Some(50), Some(51)));
    let time = outcome.answer::<Value>(&deal).unwrap().time.unwrap();
    assert_eq!(time.operating, Some(0.5));
    for (step, code) in [
        (&gone, ""),
        (&late, "OPERATION_TIME_LIMIT"),
        (&odd, "Access denied."),
    ] {
        let error = outcome.take::<Value>(step).unwrap_err();
        let CommandError::Refused(refusal) = error else {
            panic!("{error:?}")
        };
        assert_eq!(refusal.code, code);
        assert_eq!(refusal.status, None);
    }
    let error = outcome.take::<Value>(&missing).unwrap_err();
    assert!(matches!(error, CommandError::Missing), "{error:?}");
    let error = outcome.take::<Vec<Requisite>>(&deal).unwrap_err();
    assert!(matches!(error, CommandError::Misfit(_)), "{error:?}");
}

#[tokio::test]
async fn empty_maps_may_be_lists_and_absent() {
    for body in [
        r#"{"result":{"result":[],"result_error":[],"result_total":[],"result_next":[],"result_time":[]}}"#,
        r#"{"result":{"result":[1,2],"result_error":null}}"#,
        r#"{"result":[]}"#,
    ] {
        let portal = Server::answering(200, body).await;
        let mut batch = Batch::new();
        let deal = batch.add("deal", deal()).unwrap();
        let outcome = portal.client().run(&batch).await.unwrap();
        let error = outcome.take::<Value>(&deal).unwrap_err();
        assert!(
            matches!(error, CommandError::Missing),
            "{error:?} for {body}"
        );
    }
}

#[tokio::test]
async fn a_batch_refused_as_a_whole_is_a_refused_call() {
    let portal = Server::answering(401, r#"{"error":"expired_token"}"#).await;
    let mut batch = Batch::new();
    batch.add("deal", deal()).unwrap();
    let error = portal.client().run(&batch).await.unwrap_err();
    assert_eq!(error.method(), "batch");
    assert!(error.is_expired_token());

    let portal = Server::answering(200, r#"{"result":true}"#).await;
    let error = portal.client().run(&batch).await.unwrap_err();
    assert!(matches!(error, CallError::Misfit { .. }), "{error:?}");
}

#[tokio::test]
async fn an_empty_batch_is_not_sent() {
    let portal = Server::answering(500, "").await;
    portal.client().run(&Batch::new()).await.unwrap();
    assert!(portal.seen().is_empty());
}

#[tokio::test]
async fn values_survive_their_way_into_a_command() {
    let texts = [
        "a&b=c#d?e",
        "50% + 1",
        "[x][y]",
        "$5 and $result",
        "\"quoted\" 'quoted'",
        "Контрагент «Ромашка»",
        "line\r\nline\ttab",
        "🙂",
        "",
        "%24result%5Bdeal%5D",
    ];
    let portal = Server::answering(200, MIXED).await;
    let mut batch = Batch::new();
    let call = Call::new("crm.deal.add")
        .param("fields", json!({"TITLE": texts, "a&b": {"в": "г"}}))
        .param("flag", true)
        .param("no", false)
        .param("null", Value::Null)
        .param("empty", json!({}));
    batch.add("deal", call).unwrap();

    portal.client().run(&batch).await.unwrap();

    let seen = portal.only().json();
    let (method, query) = seen["cmd"]["deal"]
        .as_str()
        .unwrap()
        .split_once('?')
        .unwrap();
    assert_eq!(method, "crm.deal.add");
    assert!(query.is_ascii(), "{query}");
    assert_eq!(
        Value::from(php::parse(query.as_bytes()).unwrap()),
        json!({
            "fields": {"TITLE": texts, "a&b": {"в": "г"}},
            "flag": "1",
            "no": "0",
            "null": "",
        })
    );
}

#[test]
fn a_batch_holds_fifty_calls_and_refuses_the_next() {
    let mut batch = Batch::new();
    for index in 0..50 {
        batch.add(format!("c{index}"), deal()).unwrap();
    }
    assert_eq!(batch.add("c50", deal()), Err(BatchError::Full));
    assert_eq!(batch.len(), 50);
}

#[test]
fn a_call_the_portal_would_misread_is_not_added() {
    let mut batch = Batch::new();
    let known = batch.add("deal", deal()).unwrap();
    let stranger = Batch::new().add("company", deal()).unwrap();
    let x = || Call::new("x.add");
    let name = |name: &str| name.to_owned();
    for (added, call, error) in [
        ("deal", deal(), BatchError::Taken { name: name("deal") }),
        ("0", deal(), BatchError::Name { name: name("0") }),
        ("a b", deal(), BatchError::Name { name: name("a b") }),
        ("", deal(), BatchError::Name { name: name("") }),
        ("a", Call::new("Batch"), BatchError::Nested),
        (
            "a",
            x().param("id", &stranger),
            BatchError::UnknownStep {
                name: name("company"),
            },
        ),
        (
            "a",
            x().param("fields[LIST][]", stranger.at("ID")),
            BatchError::UnknownStep {
                name: name("company"),
            },
        ),
        (
            "a",
            x().param("id", known.at("A][B")),
            BatchError::Path { name: name("deal") },
        ),
        (
            "a",
            x().param("id", known.at("")),
            BatchError::Path { name: name("deal") },
        ),
        (
            "a",
            x().param("filter[@ID]", json!([])),
            BatchError::Empty {
                name: name("filter[%40ID]"),
            },
        ),
        (
            "a",
            x().param("fields[COMMENT]", "see $Result[deal][ID]"),
            BatchError::LooksLikeReference {
                name: name("fields[COMMENT]"),
            },
        ),
        (
            "a",
            x().param("id", "$time[deal]"),
            BatchError::LooksLikeReference { name: name("id") },
        ),
    ] {
        assert_eq!(batch.add(added, call), Err(error));
    }
    assert!(matches!(
        batch.add("a", Call::new("crm.deal.get?id=1")),
        Err(BatchError::Unsayable { .. })
    ));
    assert!(matches!(
        batch.add("a", x().param("auth", "another")),
        Err(BatchError::Unsayable { .. })
    ));
    assert_eq!(batch.len(), 1);
}
