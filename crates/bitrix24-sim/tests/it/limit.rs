//! The rate limit and the latency.

use std::time::{Duration, Instant};

use bitrix24_sim::Bucket;
use serde_json::json;

use crate::support::Portal;

#[tokio::test]
async fn a_full_bucket_refuses_without_running_and_leaks_two_a_second() {
    let portal = Portal::start().await;
    let now = portal.sim.clock().now();
    portal.sim.clock().stop_at(now);
    for _ in 0..50 {
        portal.result("admin", "profile", json!({})).await;
    }
    let change = json!({"id": 77, "fields": {"TITLE": "too much"}});
    let refusal = portal.refusal("admin", "crm.deal.update", change).await;
    assert_eq!(refusal, (503, json!("QUERY_LIMIT_EXCEEDED")));
    assert_eq!(
        portal.sim.world().deal(77).unwrap().title,
        "Racks, second floor"
    );

    portal.sim.clock().advance(chrono::Duration::seconds(1));
    portal.result("admin", "profile", json!({})).await;
    portal.result("admin", "profile", json!({})).await;
    portal.refusal("admin", "profile", json!({})).await;
}

#[tokio::test]
async fn a_batch_is_one_drop_and_the_limit_can_be_lifted() {
    let portal = Portal::start().await;
    let now = portal.sim.clock().now();
    portal.sim.clock().stop_at(now);
    let drop = Bucket {
        depth: 1.0,
        drain_per_second: 1.0,
    };
    portal.sim.knobs().set_bucket(Some(drop));
    let cmd = json!({"a": "profile", "b": "profile", "c": "profile"});
    let result = portal.result("admin", "batch", json!({"cmd": cmd})).await;
    assert_eq!(result["result_error"], json!([]));
    portal.refusal("admin", "profile", json!({})).await;
    portal.sim.knobs().set_bucket(None);
    portal.result("admin", "profile", json!({})).await;
}

#[tokio::test]
async fn every_answer_is_held_back_by_the_latency() {
    let portal = Portal::start().await;
    let latency = Duration::from_millis(120);
    portal.sim.knobs().set_latency(latency);
    let started = Instant::now();
    portal.result("admin", "profile", json!({})).await;
    assert!(started.elapsed() >= latency);
}
