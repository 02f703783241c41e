//! Methods about the portal, the token and the application.

use serde_json::json;

use crate::support::{Portal, unfinished_application};

#[tokio::test]
async fn the_application_learns_when_it_is_installed() {
    let portal = Portal::with(unfinished_application()).await;
    let info = portal.result("admin", "app.info", json!({})).await;
    assert_eq!(info["INSTALLED"], false);
    assert_eq!(
        (&info["STATUS"], &info["PAYMENT_EXPIRED"]),
        (&json!("L"), &json!("N"))
    );
    assert!(portal.sim.world().mark_installed(portal.application.id));
    let info = portal.result("admin", "app.info", json!({})).await;
    assert_eq!(info["INSTALLED"], true);

    let webhook = portal.sim.webhook_url().unwrap();
    let request = portal.http.get(format!("{}app.info", webhook.expose()));
    assert_eq!(
        crate::support::answer(request).await.1["error"],
        "ACCESS_DENIED"
    );
}

#[tokio::test]
async fn a_method_exists_and_is_available_are_two_things() {
    let portal = Portal::with(bitrix24_sim::NewApplication {
        scopes: vec!["crm".to_owned()],
        ..crate::support::local_application()
    })
    .await;
    for (name, existing, available) in [
        ("crm.deal.get", true, true),
        ("CRM.DEAL.GET", true, true),
        ("placement.bind", true, false),
        ("batch", true, true),
        ("crm.nothing", false, false),
    ] {
        let result = portal
            .result("admin", "method.get", json!({"name": name}))
            .await;
        assert_eq!(
            result,
            json!({"isExisting": existing, "isAvailable": available}),
            "{name}"
        );
    }
    assert_eq!(
        portal.result("admin", "scope", json!({})).await,
        json!(["crm"])
    );
}

#[tokio::test]
async fn options_are_kept_by_administrators_and_read_by_all() {
    let portal = Portal::start().await;
    assert_eq!(
        portal.result("seller", "app.option.get", json!({})).await,
        json!([])
    );
    let set = json!({"options": {"color": "blue", "n": 1}});
    assert_eq!(
        portal
            .refusal("seller", "app.option.set", set.clone())
            .await,
        (400, json!("AccessException"))
    );
    assert_eq!(
        portal.result("admin", "app.option.set", set).await,
        json!(true)
    );

    let all = portal.result("seller", "app.option.get", json!({})).await;
    assert_eq!(all, json!({"color": "blue", "n": 1}));
    let one = portal
        .result("seller", "app.option.get", json!({"option": "color"}))
        .await;
    assert_eq!(one, json!("blue"));
    let none = portal
        .result("seller", "app.option.get", json!({"option": "none"}))
        .await;
    assert_eq!(none, json!(null));
    let empty = portal.refusal("admin", "app.option.set", json!({})).await;
    assert_eq!(empty, (400, json!("ArgumentNullException")));
}

#[tokio::test]
async fn the_clock_of_the_portal_can_be_moved() {
    let portal = Portal::start().await;
    portal
        .sim
        .clock()
        .stop_at("2026-01-31T09:30:00Z".parse().unwrap());
    let time = portal.result("admin", "server.time", json!({})).await;
    assert_eq!(time, json!("2026-01-31T12:30:00+03:00"));
}

#[tokio::test]
async fn a_plan_without_rest_refuses_every_call() {
    let portal = Portal::start().await;
    portal.sim.knobs().set_rest_included(false);
    let error = portal.refusal("admin", "profile", json!({})).await;
    assert_eq!(error, (403, json!("ACCESS_DENIED")));
    portal.sim.knobs().set_rest_included(true);
    portal.result("admin", "profile", json!({})).await;
}
