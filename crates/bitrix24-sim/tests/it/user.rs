//! Methods about people.

use serde_json::{Value, json};

use crate::support::Portal;

#[tokio::test]
async fn a_profile_needs_no_scope_and_tells_an_administrator() {
    let portal = Portal::with(bitrix24_sim::NewApplication {
        scopes: Vec::new(),
        ..crate::support::local_application()
    })
    .await;
    let profile = portal.result("admin", "profile", json!({})).await;
    assert_eq!(
        (&profile["ID"], &profile["ADMIN"]),
        (&json!("1"), &json!(true))
    );
    let profile = portal.result("seller", "profile", json!({})).await;
    assert_eq!(
        (&profile["ID"], &profile["ADMIN"]),
        (&json!("7"), &json!(false))
    );
    assert_eq!(
        portal.refusal("admin", "user.current", json!({})).await,
        (403, json!("insufficient_scope"))
    );
}

#[tokio::test]
async fn users_are_found_by_filter_and_by_a_bare_id() {
    let portal = Portal::start().await;
    let ids = async |params: Value| -> Vec<String> {
        let rows = portal.result("manager", "user.get", params).await;
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["ID"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids(json!({})).await, ["1", "5", "7", "9"]);
    assert_eq!(ids(json!({"FILTER": {"ID": 7}})).await, ["7"]);
    assert_eq!(ids(json!({"ID": "7"})).await, ["7"]);
    assert_eq!(
        ids(json!({"FILTER": {"ID": [1, 9]}, "sort": "ID", "order": "DESC"})).await,
        ["9", "1"]
    );
    assert!(ids(json!({"FILTER": {"ACTIVE": "N"}})).await.is_empty());
    assert!(ids(json!({"ID": 1000})).await.is_empty());
}

#[tokio::test]
async fn a_brief_scope_shows_no_address() {
    for (scope, shown) in [("user", true), ("user_basic", true), ("user_brief", false)] {
        let portal = Portal::with(bitrix24_sim::NewApplication {
            scopes: vec![scope.to_owned()],
            ..crate::support::local_application()
        })
        .await;
        let user = portal.result("seller", "user.current", json!({})).await;
        assert_eq!(user["ACTIVE"], true);
        assert_eq!(user.get("EMAIL").is_some(), shown, "{scope}");
    }
}
