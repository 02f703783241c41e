//! `placement.*`.

use serde_json::{Value, json};

use crate::support::{Portal, unfinished_application};

const TAB: &str = "CRM_DEAL_DETAIL_TAB";
const HANDLER: &str = "https://app.example/widget/client";

fn tab() -> Value {
    json!({
        "PLACEMENT": TAB,
        "HANDLER": HANDLER,
        "TITLE": "Accounting",
        "OPTIONS": {"extraData": "ENTITY_ID"},
        "LANG_ALL": {"ru": {"TITLE": "Учёт"}},
    })
}

#[tokio::test]
async fn a_tab_is_bound_shown_and_unbound() {
    let portal = Portal::start().await;
    assert_eq!(
        portal.result("admin", "placement.bind", tab()).await,
        json!(true)
    );

    // The portal knows no option here, so it dropped the one it got.
    let bound = portal.result("admin", "placement.get", json!({})).await;
    assert_eq!(
        bound,
        json!([{
            "placement": TAB,
            "userId": 0,
            "handler": HANDLER,
            "options": [],
            "title": "Accounting",
            "description": "",
            "langAll": {"ru": {"TITLE": "Учёт", "DESCRIPTION": "", "GROUP_NAME": ""}},
        }])
    );
    let shown = portal.sim.world().placements(TAB);
    let (application, binding) = &shown[0];
    assert_eq!(binding.title("ru", application), "Учёт");
    assert_eq!(binding.title("en", application), "Accounting");

    let again = portal.call("admin", "placement.bind", tab()).await;
    assert_eq!(again.1["error"], "ERROR_CORE");

    let unbind = json!({"PLACEMENT": TAB, "HANDLER": HANDLER});
    let count = portal
        .result("admin", "placement.unbind", unbind.clone())
        .await;
    assert_eq!(count, json!({"count": 2}));
    let count = portal.result("admin", "placement.unbind", unbind).await;
    assert_eq!(count, json!({"count": 0}));
}

#[tokio::test]
async fn names_of_parameters_are_read_in_any_case() {
    let portal = Portal::start().await;
    let params = json!({"placement": TAB, "handler": HANDLER, "title": "x"});
    assert_eq!(
        portal.result("admin", "placement.bind", params).await,
        json!(true)
    );
}

#[tokio::test]
async fn a_placement_stays_invisible_until_the_installation_is_finished() {
    let portal = Portal::with(unfinished_application()).await;
    portal.result("admin", "placement.bind", tab()).await;
    assert!(portal.sim.world().placements(TAB).is_empty());
    portal.sim.world().mark_installed(portal.application.id);
    assert_eq!(portal.sim.world().placements(TAB).len(), 1);
}

#[tokio::test]
async fn a_wrong_binding_is_refused_with_its_reason() {
    let portal = Portal::start().await;
    let with = |key: &str, value: Value| {
        let mut params = tab();
        params[key] = value;
        params
    };
    let cases = [
        (with("PLACEMENT", json!("")), "ERROR_ARGUMENT"),
        (with("HANDLER", Value::Null), "ERROR_ARGUMENT"),
        (
            with("PLACEMENT", json!("DEFAULT")),
            "ERROR_PLACEMENT_NOT_FOUND",
        ),
        (
            with("PLACEMENT", json!("CRM_NOWHERE")),
            "ERROR_PLACEMENT_NOT_FOUND",
        ),
        (
            with("HANDLER", json!("https://localhost/x")),
            "ERROR_WRONG_HANDLER_URL",
        ),
        (with("HANDLER", json!("/x")), "ERROR_WRONG_HANDLER_URL"),
        (
            with("HANDLER", json!("ftp://app.example/x")),
            "ERROR_UNSUPPORTED_PROTOCOL",
        ),
        (with("USER_ID", json!(7)), "ERROR_PLACEMENT_USER_MODE"),
    ];
    for (params, error) in cases {
        let refusal = portal
            .refusal("admin", "placement.bind", params.clone())
            .await;
        assert_eq!(refusal, (400, json!(error)), "{params}");
    }
    let (_, body) = portal
        .call("admin", "placement.bind", with("PLACEMENT", Value::Null))
        .await;
    assert_eq!(body["argument"], "PLACEMENT");
}

#[tokio::test]
async fn only_administrators_bind_and_everybody_may_ask_what_there_is() {
    let portal = Portal::start().await;
    for method in ["placement.bind", "placement.unbind", "placement.get"] {
        assert_eq!(
            portal.refusal("manager", method, tab()).await,
            (403, json!("ACCESS_DENIED")),
            "{method}"
        );
    }
    let codes = portal.result("manager", "placement.list", json!({})).await;
    assert!(codes.as_array().unwrap().contains(&json!(TAB)));
}

#[tokio::test]
async fn the_tools_scope_is_needed_besides_placement() {
    let portal = Portal::with(bitrix24_sim::NewApplication {
        scopes: vec!["placement".to_owned()],
        ..crate::support::local_application()
    })
    .await;
    let refusal = portal.refusal("admin", "placement.bind", tab()).await;
    assert_eq!(refusal, (400, json!("ERROR_PLACEMENT_NOT_FOUND")));
    let codes = portal.result("admin", "placement.list", json!({})).await;
    assert!(!codes.as_array().unwrap().contains(&json!(TAB)));
    let full = portal
        .result("admin", "placement.list", json!({"FULL": true}))
        .await;
    assert!(full.as_array().unwrap().contains(&json!(TAB)));
}
