//! `@bitrix24/b24jssdk` in Node.

use std::time::Duration;

use bitrix24_sim::Fault;
use chrono::TimeDelta;
use serde_json::json;

use super::{program::Program, scene::Scene};

#[tokio::test]
async fn the_javascript_sdk_calls_batches_and_walks_with_a_webhook() {
    let scene = Scene::with_deals(200).await.unlimited();
    let deals = scene.deals();
    let said = Program::javascript(&scene, "webhook.mjs", &[]).says().await;
    let expected = json!({
        "call": "Racks, second floor",
        "time": [
            "date_finish", "date_start", "duration", "finish", "operating",
            "operating_reset_at", "processing", "start",
        ],
        "batch": {
            "company": "Northwind Trading",
            "unknown": "ERROR_METHOD_NOT_FOUND",
            // The SDK takes an empty code for no error at all.
            "none": [true, "nothing"],
            "total": true,
        },
        "halted": [false, 2],
        "chunks": 60,
        "lists": [deals, deals],
        "pages": deals.div_ceil(50),
        "fetched": deals,
        "next": [true, deals],
        "second": true,
        "task": "From the SDK",
        "twice": "From the SDK",
        "refused": {
            // An empty code is replaced by its HTTP client's own.
            "missing": "400 ERR_BAD_REQUEST",
            "unknown": "404 ERROR_METHOD_NOT_FOUND",
            "context": "403 WRONG_AUTH_TYPE",
        },
    });
    assert_eq!(said, expected);
    assert_eq!(scene.sim.executions("tasks.task.add"), 1);
}

#[tokio::test]
async fn the_javascript_sdk_trades_a_code_and_renews_a_token_once_for_many_calls() {
    let scene = Scene::with_deals(0).await;
    let late = scene.code("admin");
    scene.sim.clock().advance(TimeDelta::seconds(31));
    let code = scene.code("admin");
    let codes = [("LATE_CODE", late.as_str()), ("CODE", code.as_str())];
    let mut program = Program::javascript(&scene, "oauth.mjs", &codes);

    program.reaches("let the token expire").await;
    // A late code, a good one, the same one again.
    assert_eq!(scene.sim.requests().oauth_token, 3);
    scene.sim.expire_tokens();
    // A renewal is shared while it lasts: it is to last until every call was refused.
    let slow = Fault::slow(Duration::from_millis(700));
    scene.sim.faults().next_token(1, slow);
    program.goes_on().await;
    program.reaches("let it expire again").await;
    assert_eq!(scene.sim.requests().oauth_token, 4);
    scene.sim.expire_tokens();
    program.goes_on().await;

    let expected = json!({
        "late": "invalid_grant",
        "again": "invalid_grant",
        "name": "Olivia",
        "admin": true,
        "renewedPair": true,
        "together": ["Olivia", "Olivia", "Olivia"],
        "renewals": 1,
        "task": "number",
        // A pair that was renewed by somebody else; the SDK keeps the server's code to itself.
        "lost": "JSSDK_UNKNOWN_ERROR",
    });
    assert_eq!(program.says().await, expected);
}

/// Its own pauses take most of four seconds: one and a half, then twice and a
/// quarter of it.
#[tokio::test]
async fn the_javascript_sdk_keeps_within_the_limit_and_gives_up_after_three_refusals() {
    let scene = Scene::with_deals(0).await;
    let mut program = Program::javascript(&scene, "limits.mjs", &[]);
    program.reaches("overrun").await;
    // Its bucket begins to drain a moment before the portal's: one or two more calls
    // than these may have been refused, and were repeated.
    assert_eq!(scene.sim.executions("profile"), 53);
    let before = scene.sim.requests().rest;

    let faults = scene.sim.faults();
    faults.next_of("server.time", 1, Fault::query_limit());
    faults.next_of("user.current", 3, Fault::query_limit());
    faults.next_of("scope", 1, Fault::overload());
    program.goes_on().await;
    let expected = json!({
        "paced": true,
        "once": true,
        "ever": "503 QUERY_LIMIT_EXCEEDED",
        "blocked": true,
    });
    assert_eq!(program.says().await, expected);
    assert_eq!(faults.left(), 0);
    assert_eq!(scene.sim.requests().rest, before + 2 + 3 + 2);
}
