//! How long things take: pages, requests, and the gateway's patience.

use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::json;

use crate::support::Portal;

const PAGE: Duration = Duration::from_millis(40);

#[tokio::test]
async fn each_page_takes_its_time_also_inside_a_batch() {
    let portal = Portal::start().await;
    portal.sim.knobs().set_page_time(PAGE);
    portal.sim.knobs().set_overhead(Duration::from_millis(20));

    let started = Instant::now();
    portal.result("admin", "crm.deal.list", json!({})).await;
    assert!(started.elapsed() >= Duration::from_millis(60));

    let started = Instant::now();
    let cmd = json!({
        "a": "crm.deal.list?start=-1", "b": "crm.item.list?entityTypeId=2",
        "c": "profile", "d": "crm.deal.get?id=77", "e": "user.get",
    });
    portal.result("admin", "batch", json!({"cmd": cmd})).await;
    let took = started.elapsed();
    let expected = Duration::from_millis(20) + 3 * PAGE;
    assert!(took >= expected, "{took:?}");
}

#[tokio::test]
async fn requests_do_not_slow_each_other_down() {
    let portal = Portal::start().await;
    let page = Duration::from_millis(500);
    portal.sim.knobs().set_page_time(page);
    let started = Instant::now();
    join_all((0..10).map(|_| portal.result("admin", "crm.deal.list", json!({})))).await;
    assert!(started.elapsed() < 5 * page);
}

#[tokio::test]
async fn a_batch_goes_on_when_its_caller_has_hung_up() {
    let portal = Portal::start().await;
    portal.sim.knobs().set_page_time(Duration::from_millis(100));
    let cmd = json!({"a": "crm.deal.list", "b": "crm.deal.add?fields[TITLE]=Late"});
    let body = json!({"auth": portal.token("admin"), "cmd": cmd});
    let request = portal.http.post(portal.rest("batch")).json(&body);
    let hung_up = request.timeout(Duration::from_millis(50)).send().await;
    assert!(hung_up.unwrap_err().is_timeout());

    let done = async {
        while portal.sim.executions("crm.deal.add") == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let deadline = Duration::from_secs(10);
    tokio::time::timeout(deadline, done).await.unwrap();
}

#[tokio::test]
async fn the_gateway_gives_up_on_a_long_batch_and_the_commands_before_are_done() {
    let portal = Portal::start().await;
    portal.sim.knobs().set_page_time(Duration::from_millis(100));
    portal
        .sim
        .knobs()
        .set_request_cap(Duration::from_millis(50));
    let cmd = json!({
        "a": "crm.deal.add?fields[TITLE]=Done",
        "b": "crm.deal.list",
        "c": "crm.deal.add?fields[TITLE]=Never",
    });
    let body = json!({"auth": portal.token("admin"), "cmd": cmd});
    let request = portal.http.post(portal.rest("batch")).json(&body);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 504);
    assert!(answer.text().await.unwrap().starts_with("<html>"));
    assert_eq!(portal.sim.executions("crm.deal.add"), 1);
}
