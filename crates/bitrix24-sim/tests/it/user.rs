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
        // Where somebody works is no secret (`api-reference/user/index.md`).
        assert_eq!(user["UF_DEPARTMENT"], json!([1]), "{scope}");
    }
}

#[tokio::test]
async fn a_user_is_in_the_departments_somebody_put_them_in() {
    let portal = Portal::start().await;
    let seller = portal.user("seller").id;
    portal.sim.world().set_departments(seller, vec![2, 5]);
    let user = portal.result("seller", "user.current", json!({})).await;
    assert_eq!(user["UF_DEPARTMENT"], json!([2, 5]));
}

#[tokio::test]
async fn users_are_selected_searched_and_sorted() {
    let portal = Portal::start().await;
    let query = json!({"FILTER": {"%WORK_POSITION": "sales", "ACTIVE": true}, "select": ["NAME"]});
    let rows = portal.result("admin", "user.get", query).await;
    assert_eq!(rows, json!([{"ID": "5", "NAME": "Martin"}]));
    let rows = portal
        .result(
            "admin",
            "user.get",
            json!({"EMAIL": "seller@portal.example"}),
        )
        .await;
    assert_eq!(rows[0]["ID"], "7");
    let rows = portal
        .result(
            "admin",
            "user.search",
            json!({"FILTER": {"FIND": "Орлова"}}),
        )
        .await;
    assert_eq!(rows[0]["ID"], "7");
    let sorted = json!({"sort": "LAST_NAME", "order": "ASC", "FILTER": {"ID": [1, 5]}});
    let rows = portal.result("admin", "user.get", sorted).await;
    assert_eq!((&rows[0]["ID"], &rows[1]["ID"]), (&json!("1"), &json!("5")));
}

#[tokio::test]
async fn options_are_kept_for_each_user() {
    let portal = Portal::start().await;
    let set = json!({"options": {"theme": "dark"}});
    portal.result("seller", "user.option.set", set).await;
    let get = json!({"option": "theme"});
    let value = portal
        .result("seller", "user.option.get", get.clone())
        .await;
    assert_eq!(value, "dark");
    assert_eq!(
        portal.result("admin", "user.option.get", get).await,
        Value::Null
    );
    let all = portal.result("admin", "user.option.get", json!({})).await;
    assert_eq!(all, json!([]));
    let refusal = portal.refusal("seller", "user.option.set", json!({})).await;
    assert_eq!(refusal, (400, json!("ArgumentNullException")));
}

#[tokio::test]
async fn the_portal_tells_what_it_can_and_who_may() {
    let portal = Portal::start().await;
    let feature = json!({"CODE": "rest_offline_extended"});
    let feature = portal.result("admin", "feature.get", feature).await;
    assert_eq!(feature, json!({"value": "Y"}));
    let refusal = portal.refusal("admin", "feature.get", json!({})).await;
    assert_eq!(refusal, (400, json!("CODE_EMPTY")));
    let mine = json!({"ACCESS": ["U7"]});
    for (login, has) in [("admin", true), ("seller", true), ("manager", false)] {
        let answer = portal.result(login, "user.access", mine.clone()).await;
        assert_eq!(answer, has, "{login}");
    }
    let nothing = portal
        .result("admin", "access.name", json!({"ACCESS": []}))
        .await;
    assert_eq!(nothing, false);
    let names = portal
        .result("admin", "methods", json!({"scope": "crm"}))
        .await;
    let names = names.as_array().unwrap();
    assert!(names.contains(&json!("crm.item.add")) && !names.contains(&json!("profile")));
}
