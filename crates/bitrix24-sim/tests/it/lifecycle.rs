//! Applications that come, change and go; people who do; the portal's own address.

use axum::http::StatusCode;
use bitrix24_sim::{ApplicationKind, NewApplication, Status};
use chrono::Duration;
use reqwest::redirect::Policy;
use serde_json::{Value, json};

use crate::{
    handler::{Fields, Handler},
    support::{Portal, SECRET, answer, local_application},
};

fn market_application() -> NewApplication {
    NewApplication {
        kind: ApplicationKind::Market,
        client_id: Some("app.0123456789abcd.12345678".to_owned()),
        ..local_application()
    }
}

async fn listen(portal: &Portal, event: &str) -> Handler {
    let handler = Handler::start(StatusCode::OK).await;
    let params = json!({"event": event, "handler": handler.url});
    portal.result("admin", "event.bind", params).await;
    handler
}

/// Names under `auth[…]`, sorted.
fn auth(got: &Fields) -> Vec<&str> {
    let mut names: Vec<_> = got
        .keys()
        .filter_map(|key| key.strip_prefix("auth["))
        .collect();
    names.sort_unstable();
    names
}

const ALWAYS: [&str; 5] = [
    "application_token]",
    "client_endpoint]",
    "domain]",
    "member_id]",
    "server_endpoint]",
];

#[tokio::test]
async fn an_uninstalled_application_hears_it_without_a_token_and_its_tokens_are_worth_nothing() {
    let portal = Portal::with(market_application()).await;
    let client_id = portal.application.client_id.clone();
    let mut handler = listen(&portal, "ONAPPUNINSTALL").await;
    let tab = json!({"PLACEMENT": "CRM_DEAL_DETAIL_TAB", "HANDLER": "https://app.example/tab"});
    portal.result("admin", "placement.bind", tab).await;
    let token = portal.token("admin");
    let pair = portal.sim.token_for(1, &client_id).unwrap();

    portal.sim.uninstall(&client_id, true).unwrap();
    let got = handler.next().await;
    assert_eq!(
        (got["event"].as_str(), got["data[CLEAN]"].as_str()),
        ("ONAPPUNINSTALL", "1")
    );
    assert_eq!(auth(&got), ALWAYS);
    assert_eq!(
        got["auth[application_token]"],
        portal.application.application_token.expose()
    );

    let (status, body) = answer(portal.http.get(portal.rest("profile")).bearer_auth(token)).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (401, &json!("ERROR_OAUTH"))
    );
    let (status, body) = portal.refresh(pair.refresh_token.expose()).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (401, &json!("NOT_INSTALLED"))
    );
    assert!(
        portal
            .sim
            .world()
            .placements("CRM_DEAL_DETAIL_TAB")
            .is_empty()
    );
    assert!(portal.sim.uninstall(&client_id, true).is_none());
}

#[tokio::test]
async fn a_market_application_comes_back_with_the_same_member_id_new_tokens_and_what_was_kept() {
    let portal = Portal::with(market_application()).await;
    let client_id = portal.application.client_id.clone();
    let keep = json!({"options": {"colour": "green"}});
    portal.result("admin", "app.option.set", keep).await;
    let old = portal.token("admin");
    let member_id = portal.sim.member_id().to_owned();

    portal.sim.uninstall(&client_id, false).unwrap();
    let again = portal.sim.install_application(&client_id).unwrap();
    assert_ne!(
        again.application_token,
        portal.application.application_token
    );
    assert_ne!(again.id, portal.application.id);
    assert_eq!(portal.sim.member_id(), member_id);

    let (_, body) = answer(portal.http.get(portal.rest("profile")).bearer_auth(old)).await;
    assert_eq!(body["error"], "NO_AUTH_FOUND");
    assert_eq!(
        portal
            .result("admin", "app.option.get", json!({"option": "colour"}))
            .await,
        "green"
    );
    assert_eq!(
        portal.result("admin", "event.get", json!({})).await,
        json!([])
    );

    portal.sim.uninstall(&client_id, true).unwrap();
    portal.sim.install_application(&client_id).unwrap();
    assert_eq!(
        portal
            .result("admin", "app.option.get", json!({"option": "colour"}))
            .await,
        Value::Null
    );
}

#[tokio::test]
async fn a_local_application_that_was_removed_never_comes_back() {
    let portal = Portal::start().await;
    let client_id = portal.application.client_id.clone();
    let token = portal.token("admin");
    portal.sim.uninstall(&client_id, false).unwrap();
    assert!(portal.sim.install_application(&client_id).is_none());
    let (status, body) = answer(portal.http.get(portal.rest("profile")).bearer_auth(token)).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (401, &json!("invalid_token"))
    );
}

#[tokio::test]
async fn an_update_brings_a_new_secret_and_takes_the_handlers_away() {
    let portal = Portal::with(market_application()).await;
    let client_id = portal.application.client_id.clone();
    let mut handler = listen(&portal, "ONAPPUPDATE").await;
    let updated = portal.sim.update_application(&client_id).unwrap();
    assert_ne!(
        updated.application_token,
        portal.application.application_token
    );

    let got = handler.next().await;
    assert_eq!(got["data[VERSION]"], "2");
    assert_eq!(got["data[PREVIOUS_VERSION]"], "1");
    assert_eq!(
        got["auth[application_token]"],
        updated.application_token.expose()
    );
    let (status, _) = portal.refresh(&got["auth[refresh_token]"]).await;
    assert_eq!(status, 200);
    assert_eq!(
        portal.result("admin", "event.get", json!({})).await,
        json!([])
    );
    assert_eq!(
        portal.result("admin", "app.info", json!({})).await["VERSION"],
        2
    );
}

#[tokio::test]
async fn an_update_has_to_go_through_the_installers_page_again() {
    let portal = Portal::with(NewApplication {
        install_url: Some("http://127.0.0.1:3000/install".to_owned()),
        ..market_application()
    })
    .await;
    assert!(
        portal
            .sim
            .state()
            .finish_installation(portal.application.id)
    );
    let updated = portal.sim.update_application(&portal.application.client_id);
    assert!(!updated.unwrap().installed);
}

#[tokio::test]
async fn an_application_without_pages_is_told_at_its_installers_address() {
    let mut installer = Handler::start(StatusCode::OK).await;
    let portal = Portal::with(NewApplication {
        api_only: true,
        install_url: Some(installer.url.clone()),
        ..local_application()
    })
    .await;
    assert!(portal.application.installed);
    let got = installer.next().await;
    assert_eq!(got["event"], "ONAPPINSTALL");
    assert_eq!(got["data[VERSION]"], "1");
    assert_eq!(
        (
            got["data[ACTIVE]"].as_str(),
            got["data[INSTALLED]"].as_str()
        ),
        ("Y", "Y")
    );
    assert_eq!(got["auth[user_id]"], "1");
    assert_eq!(portal.refresh(&got["auth[refresh_token]"]).await.0, 200);

    portal
        .sim
        .update_application(&portal.application.client_id)
        .unwrap();
    assert_eq!(installer.next().await["event"], "ONAPPUPDATE");
}

#[tokio::test]
async fn the_end_of_an_installation_is_told_to_a_handler_the_installer_bound() {
    let portal = Portal::with(crate::support::unfinished_application()).await;
    let mut handler = listen(&portal, "ONAPPINSTALL").await;
    assert!(
        portal
            .sim
            .state()
            .finish_installation(portal.application.id)
    );
    let got = handler.next().await;
    assert_eq!(got["data[INSTALLED]"], "Y");
    assert!(got.contains_key("auth[refresh_token]"));
    // A second end is none.
    assert!(
        portal
            .sim
            .state()
            .finish_installation(portal.application.id)
    );
    portal.result("admin", "event.test", json!({})).await;
    assert!(handler.is_idle());
}

#[tokio::test]
async fn a_payment_is_told_without_any_secret() {
    let portal = Portal::with(market_application()).await;
    let mut handler = listen(&portal, "ONAPPPAYMENT").await;
    portal
        .sim
        .pay(&portal.application.client_id, Status::Subscription, 28)
        .unwrap();
    let got = handler.next().await;
    assert_eq!(got["data[STATUS]"], "S");
    assert_eq!(
        (
            got["data[PAYMENT_EXPIRED]"].as_str(),
            got["data[DAYS]"].as_str()
        ),
        ("N", "28")
    );
    assert_eq!(
        auth(&got),
        [
            "client_endpoint]",
            "domain]",
            "member_id]",
            "server_endpoint]"
        ]
    );
}

#[tokio::test]
async fn a_trial_that_is_over_is_blocked_and_paying_opens_it_again() {
    let portal = Portal::with(market_application()).await;
    let client_id = portal.application.client_id.clone();
    portal.sim.pay(&client_id, Status::Trial, 30).unwrap();
    let info = portal.result("admin", "app.info", json!({})).await;
    assert_eq!(
        (&info["STATUS"], &info["DAYS"], &info["PAYMENT_EXPIRED"]),
        (&json!("T"), &json!(30), &json!("N"))
    );
    let pair = portal.sim.token_for(1, &client_id).unwrap();

    portal.sim.clock().advance(Duration::days(30));
    let error = portal.refusal("admin", "app.info", json!({})).await;
    assert_eq!(error, (401, json!("PAYMENT_REQUIRED")));
    let (status, body) = portal.refresh(pair.refresh_token.expose()).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (401, &json!("PAYMENT_REQUIRED"))
    );

    portal.sim.pay(&client_id, Status::Paid, 30).unwrap();
    assert_eq!(portal.refresh(pair.refresh_token.expose()).await.0, 200);
}

#[tokio::test]
async fn what_was_paid_goes_on_for_two_weeks_without_events() {
    let portal = Portal::with(market_application()).await;
    let client_id = portal.application.client_id.clone();
    let handler = listen(&portal, "ONCRMDEALUPDATE").await;
    portal.sim.pay(&client_id, Status::Paid, 30).unwrap();
    portal.sim.expire_payment(&client_id).unwrap();

    let change = json!({"id": 77, "fields": {"TITLE": "x"}});
    portal.result("admin", "crm.deal.update", change).await;
    let info = portal.result("admin", "app.info", json!({})).await;
    assert_eq!(
        (&info["DAYS"], &info["PAYMENT_EXPIRED"]),
        (&json!(-1), &json!("Y"))
    );
    portal.sim.clock().advance(Duration::days(13));
    portal.result("admin", "app.info", json!({})).await;
    portal.sim.clock().advance(Duration::days(1));
    let error = portal.refusal("admin", "profile", json!({})).await;
    assert_eq!(error, (401, json!("PAYMENT_REQUIRED")));
    assert!(handler.is_idle());
}

#[tokio::test]
async fn a_new_employee_is_told_and_a_dismissed_one_is_locked_out() {
    let portal = Portal::start().await;
    let mut handler = listen(&portal, "ONUSERADD").await;
    let hired = portal.sim.hire(bitrix24_sim::User {
        login: "trainee".to_owned(),
        name: "Klaus".to_owned(),
        ..portal.user("seller")
    });
    let got = handler.next().await;
    assert_eq!(got["data[ID]"], hired.id.to_string());
    assert_eq!(
        (got["data[ACTIVE]"].as_str(), got["data[NAME]"].as_str()),
        ("Y", "Klaus")
    );
    let token = portal.token("trainee");
    portal.sim.dismiss_user(hired.id);
    let (status, body) = answer(portal.http.get(portal.rest("profile")).bearer_auth(token)).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (401, &json!("authorization_error"))
    );
}

#[tokio::test]
async fn a_scope_taken_away_is_missing_from_tokens_that_were_given_out_before() {
    let portal = Portal::start().await;
    let client_id = portal.application.client_id.clone();
    portal.result("admin", "crm.deal.list", json!({})).await;
    assert!(portal.sim.take_scope_away(&client_id, "crm"));
    assert!(!portal.sim.take_scope_away(&client_id, "crm"));
    let error = portal.refusal("admin", "crm.deal.list", json!({})).await;
    assert_eq!(error, (403, json!("insufficient_scope")));
    assert_eq!(
        portal.result("admin", "scope", json!({})).await,
        json!(["placement", "user"])
    );
}

#[tokio::test]
async fn revoked_tokens_open_and_buy_nothing() {
    let portal = Portal::start().await;
    let client_id = portal.application.client_id.clone();
    let pair = portal.sim.token_for(1, &client_id).unwrap();
    portal.sim.revoke_tokens(&client_id);
    let request = portal.http.get(portal.rest("profile"));
    let (status, _) = answer(request.bearer_auth(pair.access_token.expose())).await;
    assert_eq!(status, 401);
    let (_, body) = portal.refresh(pair.refresh_token.expose()).await;
    assert_eq!(body["error"], "invalid_grant");
}

#[tokio::test]
async fn an_application_may_be_closed_to_some_users() {
    let portal = Portal::start().await;
    let admin = portal.user("admin").id;
    let world = portal.sim.world();
    world.open_to(&portal.application.client_id, Some([admin].into()));
    portal.result("admin", "profile", json!({})).await;
    let error = portal.refusal("seller", "profile", json!({})).await;
    assert_eq!(error, (403, json!("user_access_error")));
}

#[tokio::test]
async fn an_administrator_allows_a_method_for_one_token() {
    let portal = Portal::start().await;
    let mut handler = listen(&portal, "ONAPPMETHODCONFIRM").await;
    portal.sim.require_confirmation("crm.status.list");
    for _ in 0..2 {
        let error = portal.refusal("admin", "crm.status.list", json!({})).await;
        assert_eq!(error, (401, json!("METHOD_CONFIRM_WAITING")));
    }
    assert_eq!(portal.sim.confirm_method("crm.status.list", true), 1);
    let got = handler.next().await;
    assert_eq!(got["data[TOKEN]"], portal.token("admin"));
    assert_eq!(
        (
            got["data[METHOD]"].as_str(),
            got["data[CONFIRMED]"].as_str()
        ),
        ("crm.status.list", "1")
    );
    assert_eq!(auth(&got), ALWAYS);
    portal.result("admin", "crm.status.list", json!({})).await;

    portal
        .refusal("manager", "crm.status.list", json!({}))
        .await;
    portal.sim.confirm_method("crm.status.list", false);
    let error = portal
        .refusal("manager", "crm.status.list", json!({}))
        .await;
    assert_eq!(error, (403, json!("METHOD_CONFIRM_DENIED")));
}

#[tokio::test]
async fn a_renamed_portal_sends_callers_of_its_old_address_to_the_new_one() {
    let portal = Portal::start().await;
    let token = portal.token("admin");
    assert!(!portal.sim.rename("no host"));
    assert!(portal.sim.rename("localhost"));
    let port = portal.sim.portal_url().port().unwrap();

    let patient = reqwest::Client::builder()
        .no_proxy()
        .redirect(Policy::none());
    let old = format!("{}?a=1", portal.rest("profile"));
    let moved = patient.build().unwrap().post(old).send().await.unwrap();
    assert_eq!(moved.status(), 302);
    let new = moved.headers()["location"].to_str().unwrap();
    assert_eq!(new, format!("http://localhost:{port}/rest/profile?a=1"));

    let (status, _) = answer(portal.http.post(new).bearer_auth(&token)).await;
    assert_eq!(status, 200);
    let pair = portal
        .sim
        .token_for(1, &portal.application.client_id)
        .unwrap();
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", &portal.application.client_id),
        ("client_secret", SECRET),
        ("refresh_token", pair.refresh_token.expose()),
    ];
    let (_, body) = portal.exchange(&form).await;
    assert_eq!(
        body["client_endpoint"],
        format!("http://localhost:{port}/rest/")
    );
    assert_eq!(body["member_id"], portal.sim.member_id());
}

#[tokio::test]
async fn a_portal_that_takes_its_old_name_back_forwards_the_other_one() {
    let portal = Portal::start().await;
    assert!(portal.sim.rename("localhost") && portal.sim.rename("127.0.0.1"));
    let token = portal.token("admin");
    let (status, _) = answer(portal.http.get(portal.rest("profile")).bearer_auth(token)).await;
    assert_eq!(status, 200);
}
