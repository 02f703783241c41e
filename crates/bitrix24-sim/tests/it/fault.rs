//! Answers that go wrong on purpose.

use std::time::{Duration, Instant};

use bitrix24_sim::Fault;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Portal, SECRET};

const NEW_DEAL: &str = "crm.deal.add";

/// The raw answer to a new deal.
async fn add(portal: &Portal) -> reqwest::Result<Response> {
    let body = json!({"auth": portal.token("admin"), "fields": {"TITLE": "One"}});
    let request = portal.http.post(portal.rest(NEW_DEAL)).json(&body);
    request.send().await
}

fn deals(portal: &Portal) -> usize {
    portal
        .sim
        .world()
        .deals_seen_by(&portal.user("admin"))
        .len()
}

#[tokio::test]
async fn a_refusal_comes_in_place_of_the_run() {
    let portal = Portal::start().await;
    let before = deals(&portal);
    for (fault, status, code) in [
        (Fault::query_limit(), 503, "QUERY_LIMIT_EXCEEDED"),
        (Fault::overload(), 503, "OVERLOAD_LIMIT"),
        (Fault::operation_limit(), 429, "OPERATION_TIME_LIMIT"),
        (Fault::internal_error(), 500, "INTERNAL_SERVER_ERROR"),
        (
            Fault::refusal(403, "ACCESS_DENIED", "No"),
            403,
            "ACCESS_DENIED",
        ),
    ] {
        portal.sim.faults().next(1, fault);
        let refusal = portal
            .refusal("admin", NEW_DEAL, json!({"fields": {}}))
            .await;
        assert_eq!(refusal, (status, json!(code)));
    }
    assert_eq!(deals(&portal), before);
    assert_eq!(portal.sim.executions(NEW_DEAL), 0);
    assert_eq!(portal.sim.faults().left(), 0);

    portal
        .result("admin", NEW_DEAL, json!({"fields": {}}))
        .await;
    assert_eq!(portal.sim.executions("crm.deal.ADD"), 1);
}

#[tokio::test]
async fn an_answer_that_is_lost_was_run_all_the_same() {
    let portal = Portal::start().await;
    let before = deals(&portal);
    portal.sim.faults().next_of(NEW_DEAL, 1, Fault::reset());
    portal.result("admin", "profile", json!({})).await;
    let error = add(&portal).await.unwrap_err();
    assert!(!error.is_connect(), "{error:?}");

    portal.sim.faults().next(1, Fault::html(502));
    let answer = add(&portal).await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(answer.headers()["content-type"], "text/html");
    assert!(answer.text().await.unwrap().contains("502 Bad Gateway"));

    portal.sim.faults().next(1, Fault::empty());
    let answer = add(&portal).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.text().await.unwrap(), "");

    portal.sim.faults().next(1, Fault::cut_off());
    let text = add(&portal).await.unwrap().text().await.unwrap();
    assert!(text.starts_with("{\"result\":"), "{text}");
    assert!(serde_json::from_str::<Value>(&text).is_err(), "{text}");

    portal.sim.faults().next(1, Fault::broken_off());
    let answer = add(&portal).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.text().await.is_err());

    assert_eq!(portal.sim.executions(NEW_DEAL), 5);
    assert_eq!(deals(&portal), before + 5);
    assert_eq!(portal.sim.faults().left(), 0);
}

#[tokio::test]
async fn a_fault_strikes_before_the_run_or_after_it_as_told() {
    let portal = Portal::start().await;
    portal.sim.faults().next(2, Fault::reset().before_running());
    for _ in 0..2 {
        assert!(add(&portal).await.is_err());
    }
    assert_eq!(portal.sim.executions(NEW_DEAL), 0);

    portal
        .sim
        .faults()
        .next(1, Fault::internal_error().after_running());
    assert_eq!(add(&portal).await.unwrap().status(), 500);
    assert_eq!(portal.sim.executions(NEW_DEAL), 1);

    portal.sim.faults().next(9, Fault::reset());
    portal.sim.faults().clear();
    assert_eq!(add(&portal).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_slow_answer_is_right_and_late() {
    let portal = Portal::start().await;
    let delay = Duration::from_millis(150);
    portal.sim.faults().next(1, Fault::slow(delay));
    let started = Instant::now();
    portal.result("admin", "profile", json!({})).await;
    assert!(started.elapsed() >= delay);
}

#[tokio::test]
async fn a_command_of_a_batch_fails_alone() {
    let portal = Portal::start().await;
    portal
        .sim
        .faults()
        .next_command("crm.deal.get", 1, Fault::operation_limit());
    let cmd = json!({
        "before": "profile",
        "hit": "crm.deal.get?id=77",
        "spared": "crm.deal.get?id=77",
    });
    // A call of its own is no command.
    portal
        .result("admin", "crm.deal.get", json!({"id": 77}))
        .await;
    let result = portal.result("admin", "batch", json!({"cmd": cmd})).await;
    assert_eq!(
        result["result_error"]["hit"]["error"],
        "OPERATION_TIME_LIMIT"
    );
    assert_eq!(result["result"]["spared"]["ID"], "77");
    assert!(result["result_error"].get("before").is_none());
    assert_eq!(portal.sim.executions("crm.deal.get"), 2);
}

#[tokio::test]
async fn a_batch_whose_answer_is_lost_ran_up_to_the_command_that_lost_it() {
    let portal = Portal::start().await;
    portal
        .sim
        .faults()
        .next_command(NEW_DEAL, 1, Fault::reset());
    let cmd = json!({
        "a": "crm.deal.get?id=77",
        "b": "crm.deal.add?fields[TITLE]=Two",
        "c": "crm.deal.get?id=77",
    });
    let body = json!({"auth": portal.token("admin"), "cmd": cmd});
    let request = portal.http.post(portal.rest("batch")).json(&body);
    assert!(request.send().await.is_err());
    assert_eq!(portal.sim.executions(NEW_DEAL), 1);
    assert_eq!(portal.sim.executions("crm.deal.get"), 1);
}

#[tokio::test]
async fn the_token_endpoint_fails_before_or_after_the_exchange() {
    let portal = Portal::start().await;
    let admin = portal.user("admin");
    let pair = portal
        .sim
        .token_for(admin.id, &portal.application.client_id)
        .unwrap();
    let token = pair.refresh_token.expose();

    portal.sim.faults().next_token(1, Fault::internal_error());
    assert_eq!(portal.refresh(token).await.0, 500);
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &portal.application.client_id),
        ("client_secret", SECRET),
        ("refresh_token", token),
    ];
    let url = format!("{}oauth/token/", portal.sim.oauth_url());
    portal.sim.faults().next_token(1, Fault::reset());
    let lost = portal.http.post(url).form(&form).send().await;
    assert!(lost.is_err());

    // The pair went out and never arrived: nobody can renew this authorization.
    let (status, body) = portal.refresh(token).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (400, &json!("invalid_grant"))
    );
}

#[tokio::test]
async fn the_journal_shows_what_the_caller_saw() {
    let portal = Portal::start().await;
    portal.sim.faults().next(1, Fault::query_limit());
    portal.refusal("admin", "profile", json!({})).await;
    portal.sim.faults().next(1, Fault::reset());
    assert!(add(&portal).await.is_err());

    let entries = portal.sim.journal().since(0);
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| (entry.record.status, entry.record.error.as_deref()))
        .collect();
    assert_eq!(seen, [(503, Some("QUERY_LIMIT_EXCEEDED")), (0, None)]);
}
