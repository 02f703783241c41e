//! What is sent again, and what never is: did it run? (`_includes/system-errors.md`, `limits.md`)

use std::time::Duration;

use bitrix24::{Batch, Call, CallError, Client, CommandError, Limiter, Patience, Plan};
use bitrix24_sim::Fault;
use serde_json::{Value, json};

use crate::server::{self, Server, patience};
use crate::simulated::Portal;

const RESULT: (u16, &str) = (200, r#"{"result":7}"#);

fn add() -> Call {
    Call::new("crm.deal.add").param("fields[TITLE]", "Pipes")
}

fn read() -> Call {
    Call::new("crm.deal.list").harmless()
}

/// How often a call was sent that failed once like this and would have succeeded then.
async fn sent(status: u16, body: &str, call: &Call) -> (usize, Result<u64, CallError>) {
    let portal = Server::in_turn(&[(status, body), RESULT]).await;
    let answer = portal.patient().send::<u64>(call).await;
    (portal.seen().len(), answer.map(|answer| answer.result))
}

#[tokio::test]
async fn every_documented_refusal_is_repeated_or_not_as_documented() {
    let never = (1, 1);
    for (status, code, (plain, harmless)) in [
        (400, "INVALID_REQUEST", never),
        (400, "ERROR_ARGUMENT", never),
        (400, "ERROR_CORE", never),
        (400, "", never),
        (400, "0", never),
        (400, "100", never),
        (400, "Access denied.", never),
        (400, "ArgumentNullException", never),
        (400, "ERROR_BATCH_LENGTH_EXCEEDED", never),
        (401, "NO_AUTH_FOUND", never),
        // There is nothing to renew a plain token with.
        (401, "expired_token", never),
        (401, "invalid_token", never),
        (401, "APPLICATION_NOT_FOUND", never),
        (401, "ERROR_OAUTH", never),
        (401, "authorization_error", never),
        (401, "PAYMENT_REQUIRED", never),
        (401, "METHOD_CONFIRM_WAITING", never),
        (403, "METHOD_CONFIRM_DENIED", never),
        (403, "insufficient_scope", never),
        (401, "insufficient_scope", never),
        (403, "INVALID_CREDENTIALS", never),
        (403, "user_access_error", never),
        (403, "ACCESS_DENIED", never),
        (400, "ACCESS_DENIED", never),
        (403, "WRONG_AUTH_TYPE", never),
        (403, "allowed_only_intranet_user", never),
        (404, "ERROR_METHOD_NOT_FOUND", never),
        (404, "ERROR_MANIFEST_IS_NOT_AVAILABLE", never),
        (405, "ERROR_BATCH_METHOD_NOT_ALLOWED", never),
        // A minute is more than this client's patience.
        (429, "OPERATION_TIME_LIMIT", never),
        (500, "INTERNAL_SERVER_ERROR", (1, 2)),
        (500, "ERROR_UNEXPECTED_ANSWER", (1, 2)),
        (500, "PORTAL_DELETED", never),
        (410, "PORTAL_DELETED", never),
        (403, "PORTAL_DELETED", never),
        (503, "QUERY_LIMIT_EXCEEDED", (2, 2)),
        (200, "QUERY_LIMIT_EXCEEDED", (2, 2)),
        (503, "OVERLOAD_LIMIT", never),
        (400, "WRONG_ENCODING", never),
        (500, "CONNECTION_ERROR", (1, 2)),
    ] {
        let body = json!({"error": code, "error_description": "Because."}).to_string();
        for (call, times) in [(add(), plain), (read(), harmless)] {
            let (sent, answer) = sent(status, &body, &call).await;
            assert_eq!(sent, times, "{status} {code} {call:?}");
            match answer {
                Ok(result) => assert_eq!((result, times), (7, 2), "{code}"),
                Err(error) => {
                    assert_eq!(error.refusal().unwrap().code, code);
                    assert_eq!(times, 1, "{code}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_only_where_that_does_no_harm() {
    for (status, body) in [
        (200, ""),
        (200, "<html>Please log in</html>"),
        (200, r#"{"result":{"ID":"77","TIT"#),
        (200, "{}"),
        (403, "<html>Forbidden</html>"),
        (500, ""),
        (502, "<html>Bad Gateway</html>"),
        (504, "<html>Gateway Time-out</html>"),
    ] {
        let (times, answer) = sent(status, body, &read()).await;
        assert_eq!((times, answer.unwrap()), (2, 7), "{status} {body}");

        let (times, answer) = sent(status, body, &add()).await;
        assert_eq!(times, 1, "{status} {body}");
        assert!(
            matches!(answer, Err(CallError::Unknown { .. })),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_lost_deal_is_created_once_however_the_answer_was_lost() {
    for fault in [
        Fault::reset(),
        Fault::empty(),
        Fault::cut_off(),
        Fault::broken_off(),
        Fault::html(502),
        Fault::html(504),
    ] {
        let portal = Portal::start().await;
        let client = portal.client();
        portal
            .sim
            .faults()
            .next_of("crm.deal.add", 1, fault.clone());

        let error = client.send::<u64>(&add()).await.unwrap_err();

        assert!(matches!(error, CallError::Unknown { .. }), "{error:?}");
        assert_eq!(portal.sim.executions("crm.deal.add"), 1, "{fault:?}");
        assert_eq!(portal.sim.requests().rest, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_late_deal_is_created_once() {
    let portal = Portal::start().await;
    let slow = Fault::slow(Duration::from_secs(2));
    portal.sim.faults().next_of("crm.deal.add", 1, slow);
    let (access, _) = portal.pair();
    let http = reqwest::Client::builder()
        .timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let client = Client::new(http, portal.rest(), bitrix24::Credential::Token(access))
        .with_patience(patience());

    let error = client.send::<u64>(&add()).await.unwrap_err();

    assert!(matches!(error, CallError::Unknown { .. }), "{error:?}");
    assert_eq!(portal.sim.requests().rest, 1);
    assert_eq!(portal.sim.executions("crm.deal.add"), 1);
}

#[tokio::test]
async fn a_deal_that_was_refused_for_the_rate_is_created_by_the_next_try() {
    let portal = Portal::start().await;
    portal
        .sim
        .faults()
        .next_of("crm.deal.add", 3, Fault::query_limit());

    portal.client().send::<u64>(&add()).await.unwrap();

    assert_eq!(portal.sim.faults().left(), 0);
    assert_eq!(portal.sim.executions("crm.deal.add"), 1);
}

#[tokio::test]
async fn a_portal_that_keeps_refusing_is_asked_no_more_than_agreed() {
    let refusal = r#"{"error":"QUERY_LIMIT_EXCEEDED"}"#;
    let portal = Server::answering(503, refusal).await;
    let error = portal.patient().send::<u64>(&add()).await.unwrap_err();
    assert!(error.is_refused());
    assert_eq!(portal.seen().len(), 8);

    let portal = Server::answering(500, r#"{"error":"INTERNAL_SERVER_ERROR"}"#).await;
    portal.patient().send::<u64>(&read()).await.unwrap_err();
    assert_eq!(
        portal.seen().len(),
        3,
        "a portal in trouble is left alone earlier"
    );

    let portal = Server::answering(503, refusal).await;
    let hasty = Patience::new(u32::MAX, Duration::from_millis(50))
        .with_pauses(Duration::from_millis(5), Duration::from_millis(5));
    let hasty = portal.client().with_patience(hasty);
    hasty.send::<u64>(&add()).await.unwrap_err();
    assert!(portal.seen().len() <= 11, "{}", portal.seen().len());
}

#[tokio::test]
async fn a_portal_that_comes_up_meanwhile_is_reached() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = server::client(&format!("http://{address}"));
    let pause = Duration::from_millis(20);
    let patience = Patience::new(500, Duration::from_secs(20)).with_pauses(pause, pause);
    let client = client.with_patience(patience);
    // Not harmless: what was never connected was never executed.
    let call = tokio::spawn(async move { client.send::<u64>(&add()).await });

    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let router = axum::Router::new().fallback(|| async { RESULT.1 });
    tokio::spawn(async move { axum::serve(listener, router).await });

    assert_eq!(call.await.unwrap().unwrap().result, 7);
}

#[tokio::test]
async fn a_call_that_never_left_takes_no_room_in_the_bucket() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    // Were they counted, thirty calls would take half a minute.
    let plan = Plan {
        burst: 1,
        per_second: 1,
    };
    let client = server::client(&origin).with_limiter(Limiter::in_memory(plan));
    let calls = async {
        for _ in 0..30 {
            let error = client.send::<u64>(&add()).await.unwrap_err();
            assert!(matches!(error, CallError::Unsent { .. }), "{error:?}");
        }
    };
    let done = tokio::time::timeout(Duration::from_secs(10), calls).await;
    done.expect("they wait for nothing");
}

#[tokio::test]
async fn a_method_without_operating_time_is_called_again_when_it_has_some() {
    let spent = r#"{"result":1,"time":{"finish":1767225600.8,"operating":470,
        "operating_reset_at":1767225601}}"#;
    let refused = r#"{"error":"OPERATION_TIME_LIMIT"}"#;
    let portal = Server::in_turn(&[(200, spent), (429, refused), RESULT]).await;
    let client = portal
        .patient()
        .with_limiter(Limiter::in_memory(Plan::STANDARD));
    client.send::<u64>(&read()).await.unwrap();

    assert_eq!(client.send::<u64>(&read()).await.unwrap().result, 7);
    assert_eq!(portal.seen().len(), 3);
}

#[tokio::test]
async fn a_method_that_is_parked_for_long_is_told_so_without_a_request() {
    let portal = Server::answering(429, r#"{"error":"OPERATION_TIME_LIMIT"}"#).await;
    let client = portal
        .patient()
        .with_limiter(Limiter::in_memory(Plan::STANDARD));
    let first = client.send::<u64>(&read()).await.unwrap_err();
    assert!(first.is_refused());

    let second = client.send::<u64>(&read()).await.unwrap_err();

    assert!(matches!(second, CallError::Parked { .. }), "{second:?}");
    assert_eq!(portal.seen().len(), 1);
}

#[tokio::test]
async fn of_a_batch_only_what_failed_and_what_hangs_on_it_is_run_again() {
    let first = r#"{"result":{
        "result":{"deal":{"ID":"77","COMPANY_ID":"5"},"orphan":{"ID":"0"},"note":31},
        "result_error":{"company":{"error":"QUERY_LIMIT_EXCEEDED"},"gone":{"error":"","error_description":"Not found"},
            "add":{"error":"INTERNAL_SERVER_ERROR"},"list":{"error":"INTERNAL_SERVER_ERROR"}},
        "result_total":[],"result_next":[],"result_time":[]}}"#;
    let second = r#"{"result":{
        "result":{"company":{"ID":"5","TITLE":"Acme"},"list":[],"orphan":{"ID":"9"}},
        "result_error":[],"result_total":{"list":0},"result_next":[],"result_time":[]}}"#;
    let portal = Server::in_turn(&[(200, first), (200, second)]).await;
    let mut batch = Batch::new();
    let mut put = |name: &str, call: Call| batch.add(name, call).unwrap();
    let deal = put("deal", Call::new("crm.deal.get").param("id", 77));
    let company = Call::new("crm.company.get").param("id", deal.at("COMPANY_ID"));
    let company = put("company", company);
    let gone = put("gone", Call::new("crm.deal.get").param("id", 0).harmless());
    let orphan = Call::new("crm.contact.get").param("id", company.at("CONTACT_ID"));
    let orphan = put("orphan", orphan.harmless());
    let note = put("note", Call::new("x.add").param("for", company.at("ID")));
    let added = put("add", add());
    let list = put("list", read());

    let outcome = portal.patient().run(&batch).await.unwrap();

    let seen = portal.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        seen[1].json()["cmd"],
        json!({
            "company": "crm.company.get?id=5",
            "orphan": "crm.contact.get?id=$result[company][CONTACT_ID]",
            "list": "crm.deal.list",
        })
    );
    assert_eq!(outcome.take::<Value>(&company).unwrap()["TITLE"], "Acme");
    assert_eq!(outcome.take::<Value>(&orphan).unwrap()["ID"], "9");
    assert_eq!(outcome.answer::<Value>(&list).unwrap().total, Some(0));
    assert_eq!(outcome.take::<u64>(&note).unwrap(), 31);
    assert_eq!(outcome.take::<Value>(&deal).unwrap()["ID"], "77");
    for step in [gone, added] {
        let error = outcome.take::<Value>(&step).unwrap_err();
        assert!(matches!(error, CommandError::Refused(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_command_whose_second_answer_is_lost_is_not_said_to_be_refused() {
    let first =
        r#"{"result":{"result":[],"result_error":{"add":{"error":"QUERY_LIMIT_EXCEEDED"}}}}"#;
    let portal = Server::in_turn(&[(200, first), (502, "<html></html>")]).await;
    let mut batch = Batch::new();
    let added = batch.add("add", add()).unwrap();

    let outcome = portal.patient().run(&batch).await.unwrap();

    assert_eq!(portal.seen().len(), 2);
    let error = outcome.take::<u64>(&added).unwrap_err();
    assert!(matches!(error, CommandError::Unknown { .. }), "{error:?}");
}

#[tokio::test]
async fn a_lost_batch_is_run_again_only_if_nothing_in_it_could_do_harm() {
    let portal = Portal::start().await;
    let client = portal.client();
    for (calls, executions) in [(vec![read(), read()], 4), (vec![read(), add()], 1)] {
        let before = portal.sim.executions("crm.deal.list");
        portal.sim.faults().next_of("batch", 1, Fault::reset());
        let mut batch = Batch::new();
        for (index, call) in calls.into_iter().enumerate() {
            batch.add(format!("c{index}"), call).unwrap();
        }
        let outcome = client.run(&batch).await;
        assert_eq!(outcome.is_ok(), batch.len() == 2 && executions == 4);
        assert_eq!(portal.sim.executions("crm.deal.list") - before, executions);
    }
    assert_eq!(portal.sim.executions("crm.deal.add"), 1);
}
