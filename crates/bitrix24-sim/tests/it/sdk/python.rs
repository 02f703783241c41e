//! `b24pysdk` and `fast_bitrix24`.

use bitrix24_sim::Fault;
use chrono::TimeDelta;
use serde_json::json;

use super::{program::Program, scene::Scene};

#[tokio::test]
async fn the_python_sdk_calls_batches_and_walks_with_a_webhook() {
    let scene = Scene::with_deals(200).await.unlimited();
    let deals = scene.deals();
    let said = Program::python(&scene, "b24pysdk_webhook.py", &[])
        .says()
        .await;
    let expected = json!({
        "call": "Racks, second floor",
        "duration": true,
        "profile": 1,
        "updated": true,
        "added": "a & b = c",
        "deleted": true,
        "batch": {
            "deal": "Racks, second floor",
            "none": { "error": "", "error_description": "Not found" },
            "total": true,
        },
        "batches": 60,
        "page": [50, 50, deals],
        "list": deals,
        "fast": deals,
        "items": deals,
        "refused": {
            "missing": "BitrixAPIBadRequest ",
            "context": "BitrixAPIWrongAuthType WRONG_AUTH_TYPE",
            "unknown": "BitrixAPINotFound ERROR_METHOD_NOT_FOUND",
        },
    });
    assert_eq!(said, expected);
}

#[tokio::test]
async fn the_python_sdk_trades_a_code_and_renews_a_token() {
    let scene = Scene::with_deals(0).await;
    let late = scene.code("admin");
    scene.sim.clock().advance(TimeDelta::seconds(31));
    let code = scene.code("admin");
    let codes = [("LATE_CODE", late.as_str()), ("CODE", code.as_str())];
    let mut program = Program::python(&scene, "b24pysdk_oauth.py", &codes);

    program.reaches("let the token expire").await;
    assert_eq!(scene.sim.requests().oauth_token, 3);
    scene.sim.expire_tokens();
    program.goes_on().await;
    program.reaches("let it expire again").await;
    assert_eq!(scene.sim.requests().oauth_token, 4);
    scene.sim.expire_tokens();
    program.goes_on().await;

    let expected = json!({
        "late": "BitrixOAuthInvalidGrant",
        "again": "BitrixOAuthInvalidGrant",
        "member": scene.sim.member_id(),
        "name": "Olivia",
        "info": [true, true, 1],
        "renewed": "Olivia",
        "pair": true,
        "once": "Olivia",
        // A pair that was renewed by somebody else.
        "lost": "BitrixOAuthInvalidGrant",
    });
    assert_eq!(program.says().await, expected);
}

/// Its own pauses take four seconds.
#[tokio::test]
async fn the_python_sdk_repeats_what_the_limit_refused_and_gives_up_after_three_times() {
    let scene = Scene::with_deals(0).await;
    let faults = scene.sim.faults();
    faults.next_of("profile", 1, Fault::query_limit());
    faults.next_of("server.time", 3, Fault::query_limit());
    faults.next_of("scope", 1, Fault::operation_limit());
    let said = Program::python(&scene, "b24pysdk_limits.py", &[])
        .says()
        .await;
    let expected = json!({
        "once": true,
        "ever": "BitrixAPIQueryLimitExceeded QUERY_LIMIT_EXCEEDED",
        "heavy": "BitrixAPIOperationTimeLimit OPERATION_TIME_LIMIT",
    });
    assert_eq!(said, expected);
    assert_eq!(scene.sim.requests().rest, 2 + 3 + 1);
}

#[tokio::test]
async fn fast_bitrix24_calls_batches_and_walks() {
    let scene = Scene::with_deals(200).await.unlimited();
    let deals = scene.deals();
    let expired = scene.token("admin");
    scene.sim.expire_tokens();
    let token = scene.token("admin");
    let tokens = [
        ("EXPIRED_TOKEN", expired.as_str()),
        ("TOKEN", token.as_str()),
    ];
    let said = Program::python(&scene, "fast_bitrix24_webhook.py", &tokens)
        .says()
        .await;
    let expected = json!({
        "all": deals,
        "filtered": true,
        "by_id": true,
        "call": "Racks, second floor",
        "added": 60,
        "title": "№ 7 & more",
        "batch": "Northwind Trading",
        "refused": {
            "missing": "ErrorInServerResponseException {'order0000000000': \
                        {'error': '', 'error_description': 'Not found'}}",
            "unknown": "HTTP 404",
            // It sorts every list by `ID`, which `crm.item.*` call `id`.
            "items": "HTTP 400",
        },
        "renewed": "Racks, second floor",
        "asked": 2,
    });
    assert_eq!(said, expected);
}

/// Its own pauses take a second.
#[tokio::test]
async fn fast_bitrix24_repeats_what_the_limit_refused() {
    let scene = Scene::with_deals(200).await;
    let deals = scene.deals();
    let calls = [("CALLS", "52")];
    let mut program = Program::python(&scene, "fast_bitrix24_limits.py", &calls);
    program.reaches("overrun").await;
    assert_eq!(scene.sim.executions("profile"), 52);

    // What the pace has left in the bucket is not to add to these.
    let scene = scene.unlimited();
    let faults = scene.sim.faults();
    faults.next_of("crm.deal.list", 1, Fault::query_limit());
    faults.next_of("batch", 2, Fault::query_limit());
    let before = scene.sim.requests().rest;
    program.goes_on().await;
    assert_eq!(
        program.says().await,
        json!({ "paced": 52, "deals": deals, "waited": true })
    );
    assert_eq!(faults.left(), 0);
    // A page and a batch with the other pages, and what was refused of them.
    assert_eq!(scene.sim.requests().rest, before + 2 + 3);
}
