//! `POST /event/{handler_key}`: kept before it is acknowledged, and only if it is the portal's.

use inlay::demo::house::House;
use inlay::store::Portal;
use reqwest::StatusCode;

use super::visitor::{command, http, installed};

async fn portal(house: &House) -> Portal {
    let mut portals = house.app().store.portals().await.expect("portals");
    portals.pop().expect("one is installed")
}

fn address(house: &House, key: &str) -> String {
    format!("http://{}/event/{key}", house.server().address())
}

async fn post(address: &str, body: String) -> StatusCode {
    let answer = http()
        .post(address)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await;
    answer.expect("an answer").status()
}

/// What the portal would post.
fn event(portal: &Portal, name: &str, id: u32, ts: u32) -> String {
    let token = portal.application_token.as_ref().expect("a token");
    format!(
        "event={name}&event_handler_id=1&data[FIELDS][ID]={id}&ts={ts}\
         &auth[member_id]={}&auth[application_token]={}&auth[access_token]=of-a-user",
        portal.member_id,
        token.expose()
    )
}

async fn kept(house: &House, portal: &Portal) -> Vec<String> {
    let all = house.app().store.scope(portal).all_received(100).await;
    let all = all.expect("a list");
    all.into_iter().map(|received| received.name).collect()
}

#[tokio::test]
async fn an_event_is_kept_and_worked_on_once() {
    let house = installed().await;
    let portal = portal(&house).await;
    let address = address(&house, portal.handler_key.expose());
    let body = event(&portal, "ONCRMDEALUPDATE", 77, 1_767_225_600);
    for _ in 0..3 {
        assert_eq!(post(&address, body.clone()).await, StatusCode::OK);
    }
    assert_eq!(kept(&house, &portal).await, ["ONCRMDEALUPDATE"]);
    house.idle().await.expect("the work ends");
    let scope = house.app().store.scope(&portal);
    assert!(scope.failed_jobs(10).await.expect("a list").is_empty());
    house.stop().await;
}

#[tokio::test]
async fn what_is_not_the_portal_s_is_refused_and_not_kept() {
    let house = installed().await;
    let portal = portal(&house).await;
    let ours = address(&house, portal.handler_key.expose());
    let good = event(&portal, "ONCRMDEALUPDATE", 77, 1);
    let token = portal.application_token.as_ref().expect("a token").expose();
    let cases = [
        (ours.clone(), good.replace(token, "forged"), 403),
        (
            ours.clone(),
            good.replace("auth[application_token]", "x"),
            403,
        ),
        (
            ours.clone(),
            good.replace(portal.member_id.as_ref(), "another"),
            403,
        ),
        (address(&house, "a-key-nobody-has"), good.clone(), 404),
        (ours.clone(), "what=ever".to_owned(), 400),
        (ours.clone(), String::new(), 400),
        (ours.clone(), format!("event={}", "x".repeat(300)), 400),
        (
            ours.clone(),
            format!("{good}&x={}", "y".repeat(300_000)),
            413,
        ),
    ];
    for (address, body, status) in cases {
        let start: String = body.chars().take(60).collect();
        assert_eq!(post(&address, body).await.as_u16(), status, "{start}");
    }
    assert!(kept(&house, &portal).await.is_empty());
    // What cannot bring the known token is kept as a hint, and only at the secret address.
    let payment = good.replace("ONCRMDEALUPDATE", "ONAPPPAYMENT");
    let payment = payment.replace("auth[application_token]", "x");
    assert_eq!(post(&ours, payment).await, StatusCode::OK);
    let all = house.app().store.scope(&portal).all_received(10).await;
    assert!(!all.expect("a list")[0].proved);
    house.stop().await;
}

/// What Prometheus would read.
async fn metrics(house: &House) -> String {
    let url = format!("http://{}/metrics", house.server().operators());
    let answer = http().get(url).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    answer.text().await.expect("a text")
}

/// The value of one line.
fn value(metrics: &str, series: &str) -> Option<f64> {
    let mut lines = metrics.lines();
    let value = lines.find_map(|line| line.strip_prefix(series)?.strip_prefix(' '))?;
    Some(value.parse().expect("a number"))
}

#[tokio::test]
async fn whatever_comes_is_counted_by_what_became_of_it() {
    let house = installed().await;
    let portal = portal(&house).await;
    let ours = address(&house, portal.handler_key.expose());
    let good = event(&portal, "ONCRMDEALUPDATE", 77, 1);
    let token = portal.application_token.as_ref().expect("a token").expose();
    let forged = good.replace(token, "forged");
    let oversized = format!("{good}&x={}", "y".repeat(300_000));
    for (times, outcome, address, body) in [
        (1, "kept", ours.clone(), good.clone()),
        (2, "repeated", ours.clone(), good.clone()),
        (3, "forged", ours.clone(), forged),
        (4, "malformed", ours.clone(), "what=ever".to_owned()),
        (5, "oversized", ours.clone(), oversized),
        (6, "unknown", address(&house, "a-key-nobody-has"), good),
    ] {
        let series = format!("inlay_events_total{{outcome=\"{outcome}\"}}");
        let before = value(&metrics(&house).await, &series);
        assert_eq!(before, Some(0.0), "{outcome}");
        for _ in 0..times {
            post(&address, body.clone()).await;
        }
        let after = value(&metrics(&house).await, &series);
        assert_eq!(after, Some(f64::from(times)), "{outcome}");
    }
    house.idle().await.expect("the work ends");
    let text = metrics(&house).await;
    let done = r#"inlay_jobs_ended_total{kind="event",outcome="done"}"#;
    assert_eq!(value(&text, done), Some(1.0), "{text}");
    let waiting = r#"inlay_jobs{kind="event",state="waiting"}"#;
    assert_eq!(value(&text, waiting), Some(0.0), "{text}");
    assert_eq!(value(&text, "inlay_store_up"), Some(1.0));
    assert!(text.contains("bitrix24_calls_total{"), "{text}");
    for secret in [
        token,
        portal.handler_key.expose(),
        portal.member_id.as_ref(),
    ] {
        assert!(!text.contains(secret), "{text}");
    }
    house.app().store.close().await;
    assert_eq!(value(&metrics(&house).await, "inlay_store_up"), Some(0.0));
}

#[tokio::test]
async fn an_event_is_not_acknowledged_when_the_store_is_gone() {
    let house = installed().await;
    let portal = portal(&house).await;
    let address = address(&house, portal.handler_key.expose());
    let body = event(&portal, "ONCRMDEALUPDATE", 77, 1);
    // The portal is known from a moment ago.
    assert_eq!(post(&address, body).await, StatusCode::OK);
    house.app().store.close().await;
    let another = event(&portal, "ONCRMDEALUPDATE", 78, 2);
    let status = post(&address, another).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_portal_that_uninstalled_us_is_heard_no_more() {
    let house = installed().await;
    let portal = portal(&house).await;
    let address = address(&house, portal.handler_key.expose());
    super::lifecycle::leave(&house, false).await;
    let body = event(&portal, "ONCRMDEALUPDATE", 77, 2);
    assert_eq!(post(&address, body).await, StatusCode::OK);
    assert_eq!(kept(&house, &portal).await, ["ONAPPUNINSTALL"]);
    house.stop().await;
}

#[tokio::test]
async fn the_commands_show_what_came_and_what_is_to_be_done() {
    let house = installed().await;
    let portal = portal(&house).await;
    let address = address(&house, portal.handler_key.expose());
    let body = event(&portal, "ONCRMDEALUPDATE", 77, 1_767_225_600);
    assert_eq!(post(&address, body).await, StatusCode::OK);
    house.idle().await.expect("the work ends");

    let (good, output, errors) = command(&house, &["events", "list", "--json"]).await;
    assert!(good, "{errors}");
    let list: serde_json::Value = serde_json::from_str(&output).expect("JSON");
    assert_eq!(list["events"][0]["event"], "ONCRMDEALUPDATE");
    assert_eq!(list["events"][0]["data"]["FIELDS"]["ID"], "77");
    let id = list["events"][0]["id"].to_string();

    let (good, output, _) = command(&house, &["events", "show", &id]).await;
    assert!(good && output.contains("ONCRMDEALUPDATE"), "{output}");
    let token = portal.application_token.as_ref().expect("a token").expose();
    assert!(!output.contains(token) && !output.contains("of-a-user"));
    let (good, output, errors) = command(&house, &["events", "replay", &id]).await;
    assert!(good && output.contains("in line again"), "{errors}");
    let (good, _, errors) = command(&house, &["events", "show", "999"]).await;
    assert!(!good && errors.contains("999"), "{errors}");

    let (good, output, errors) = command(&house, &["queue", "status", "--json"]).await;
    assert!(good, "{errors}");
    let status: serde_json::Value = serde_json::from_str(&output).expect("JSON");
    let member_id = &status["portals"][0]["member_id"];
    assert_eq!(member_id, portal.member_id.as_ref());
    assert!(command(&house, &["queue", "status"]).await.0);
    let (good, output, _) = command(&house, &["queue", "failed"]).await;
    assert!(good && output.contains("nothing has failed"), "{output}");
    let (good, _, errors) = command(&house, &["queue", "retry", "999"]).await;
    assert!(!good && errors.contains("999"), "{errors}");
    house.stop().await;
}
