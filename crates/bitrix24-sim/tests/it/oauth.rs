//! The authorization server.

use chrono::Duration;
use serde_json::json;

use crate::support::{Portal, SECRET, answer};

#[tokio::test]
async fn a_refresh_token_buys_a_new_pair_once() {
    let portal = Portal::start().await;
    let admin = portal.user("admin");
    let old = portal
        .sim
        .token_for(admin.id, &portal.application.client_id)
        .unwrap();

    let (status, body) = portal.refresh(old.refresh_token.expose()).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["user_id"], admin.id);
    assert_eq!(body["expires_in"], 3600);
    assert_eq!(body["scope"], "crm,placement,user");
    assert_eq!(body["status"], "L");
    assert_eq!(body["member_id"], portal.sim.member_id());
    assert_eq!(body["domain"], portal.sim.oauth_url().authority());
    assert_eq!(body["client_endpoint"], portal.rest(""));
    assert_eq!(
        body["server_endpoint"],
        format!("{}rest/", portal.sim.oauth_url())
    );
    assert_ne!(body["access_token"], old.access_token.expose());

    let (status, body) = portal.refresh(old.refresh_token.expose()).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (400, &json!("invalid_grant"))
    );
}

#[tokio::test]
async fn a_spent_refresh_token_works_again_where_the_server_is_lenient() {
    let portal = Portal::start().await;
    portal.sim.knobs().set_lenient_refresh(true);
    let admin = portal.user("admin");
    let old = portal
        .sim
        .token_for(admin.id, &portal.application.client_id)
        .unwrap();

    for _ in 0..2 {
        let (status, body) = portal.refresh(old.refresh_token.expose()).await;
        assert_eq!(status, 200, "{body}");
    }
}

#[tokio::test]
async fn the_token_endpoint_is_asked_by_get_as_documented() {
    let portal = Portal::start().await;
    let admin = portal.user("admin");
    let pair = portal
        .sim
        .token_for(admin.id, &portal.application.client_id)
        .unwrap();
    let query = [
        ("grant_type", "refresh_token"),
        ("client_id", &portal.application.client_id),
        ("client_secret", SECRET),
        ("refresh_token", pair.refresh_token.expose()),
    ];
    let url = format!("{}oauth/token/", portal.sim.oauth_url());

    let (status, body) = answer(portal.http.get(url).query(&query)).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn a_code_buys_the_first_pair_once_within_thirty_seconds() {
    let portal = Portal::start().await;
    let manager = portal.user("manager");
    let client_id = &portal.application.client_id;
    let code = || {
        portal
            .sim
            .world()
            .authorization_code(manager.id, client_id)
            .code
    };
    let form = |code: &str| {
        [
            ("grant_type", "authorization_code".to_owned()),
            ("client_id", client_id.clone()),
            ("client_secret", SECRET.to_owned()),
            ("code", code.to_owned()),
        ]
    };
    let exchange = async |code: &str| {
        let form = form(code);
        let form: Vec<_> = form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        portal.exchange(&form).await
    };

    let fresh = code();
    let (status, body) = exchange(fresh.expose()).await;
    assert_eq!(
        (status.as_u16(), &body["user_id"]),
        (200, &json!(manager.id))
    );
    let (_, body) = exchange(fresh.expose()).await;
    assert_eq!(body["error"], "invalid_grant");
    assert!(!format!("{:?}", portal.sim.journal().since(0)).contains(fresh.expose()));

    let late = code();
    portal.sim.clock().advance(Duration::seconds(31));
    let (_, body) = exchange(late.expose()).await;
    assert_eq!(body["error"], "invalid_grant");
}

#[tokio::test]
async fn wrong_clients_and_incomplete_requests_are_told_apart() {
    let portal = Portal::start().await;
    let admin = portal.user("admin");
    let client_id = portal.application.client_id.as_str();
    let pair = portal.sim.token_for(admin.id, client_id).unwrap();
    let refresh_token = pair.refresh_token.expose();
    let grant = ("grant_type", "refresh_token");
    let cases: [(&[(&str, &str)], &str); 5] = [
        (
            &[
                grant,
                ("client_id", client_id),
                ("client_secret", "wrong"),
                ("refresh_token", refresh_token),
            ],
            "invalid_client",
        ),
        (
            &[
                grant,
                ("client_id", "local.1.1"),
                ("client_secret", SECRET),
                ("refresh_token", refresh_token),
            ],
            "invalid_client",
        ),
        (
            &[grant, ("client_id", client_id), ("client_secret", SECRET)],
            "invalid_request",
        ),
        (
            &[
                ("client_id", client_id),
                ("client_secret", SECRET),
                ("refresh_token", refresh_token),
            ],
            "invalid_request",
        ),
        (
            &[
                grant,
                ("client_id", client_id),
                ("refresh_token", refresh_token),
            ],
            "invalid_request",
        ),
    ];
    for (form, error) in cases {
        let (status, body) = portal.exchange(form).await;
        assert!(status.is_client_error());
        assert_eq!(body["error"], error, "{form:?}");
    }
    // None of these spent the token.
    assert_eq!(portal.refresh(refresh_token).await.0, 200);
}

#[tokio::test]
async fn a_refresh_token_of_another_application_is_worth_nothing() {
    let portal = Portal::start().await;
    let other = portal
        .sim
        .register_application(bitrix24_sim::NewApplication {
            client_id: Some("local.other.1".to_owned()),
            ..crate::support::local_application()
        });
    let pair = portal
        .sim
        .token_for(portal.user("admin").id, &other.client_id)
        .unwrap();

    let (_, body) = portal.refresh(pair.refresh_token.expose()).await;
    assert_eq!(body["error"], "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_lasts_180_days_and_a_dismissed_user_has_none() {
    let portal = Portal::start().await;
    let client_id = &portal.application.client_id;
    let pair = |login| {
        portal
            .sim
            .token_for(portal.user(login).id, client_id)
            .unwrap()
    };
    let (old, dismissed) = (pair("admin"), pair("seller"));

    portal
        .sim
        .world()
        .set_active(portal.user("seller").id, false);
    assert_eq!(
        portal.refresh(dismissed.refresh_token.expose()).await.1["error"],
        "invalid_grant"
    );

    portal
        .sim
        .clock()
        .advance(Duration::days(180) + Duration::seconds(1));
    assert_eq!(
        portal.refresh(old.refresh_token.expose()).await.1["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn the_portal_gives_the_live_pair_again_until_it_is_spent_or_old() {
    let portal = Portal::start().await;
    let id = portal.user("admin").id;
    let client_id = &portal.application.client_id;
    let pair = || portal.sim.token_for(id, client_id).unwrap();

    let first = pair();
    assert_eq!(pair(), first);
    portal.refresh(first.refresh_token.expose()).await;
    let second = pair();
    assert_ne!(second, first);
    portal.sim.clock().advance(Duration::hours(1));
    assert_ne!(pair(), second);
}

#[tokio::test]
async fn the_authorization_server_tells_whose_a_token_is() {
    let portal = Portal::start().await;
    let seller = portal.user("seller");
    let url = format!("{}rest/app.info", portal.sim.oauth_url());
    let info = async |token: &str| answer(portal.http.get(&url).query(&[("auth", token)])).await;

    let (status, body) = info(&portal.token("seller")).await;
    assert_eq!(status, 200, "{body}");
    let result = &body["result"];
    assert_eq!(result["client_id"], portal.application.client_id);
    assert_eq!(result["user_id"], seller.id);
    let install = &result["install"];
    assert_eq!(install["installed"], true);
    assert_eq!(install["status"], "L");
    assert_eq!(install["member_id"], portal.sim.member_id());
    assert_eq!(install["domain"], portal.sim.portal_url().authority());
    assert_eq!(install["client_endpoint"], portal.rest(""));

    assert_eq!(info("unknown").await.0, 401);
    let token = portal.token("seller");
    portal.sim.expire_tokens();
    let (status, body) = info(&token).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (401, &json!("expired_token"))
    );
}

#[tokio::test]
async fn the_authorization_server_has_no_crm_and_the_portal_no_token_endpoint() {
    let portal = Portal::start().await;
    let url = format!("{}rest/crm.deal.list", portal.sim.oauth_url());
    let (status, body) = answer(portal.http.get(url)).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (404, &json!("ERROR_METHOD_NOT_FOUND"))
    );

    let url = format!("{}oauth/token/", portal.sim.portal_url());
    let response = portal.http.post(url).send().await.unwrap();
    assert_ne!(response.status(), 200);
}

/// Every error clients have seen, with the status they saw it with.
const ERRORS: [(&str, u16); 12] = [
    ("invalid_request", 400),
    ("invalid_client", 400),
    ("invalid_client", 401),
    ("wrong_client", 200),
    ("invalid_grant", 400),
    ("bad_verification_code", 400),
    ("insufficient_scope", 403),
    ("invalid_scope", 403),
    ("PAYMENT_REQUIRED", 401),
    ("NOT_INSTALLED", 401),
    ("ERROR_OAUTH", 401),
    ("NO_AUTH_FOUND", 401),
];

#[tokio::test]
async fn any_error_comes_with_any_status_when_it_is_asked_for() {
    let portal = Portal::start().await;
    let pair = portal
        .sim
        .token_for(1, &portal.application.client_id)
        .unwrap();
    for (error, status) in ERRORS {
        let fault = bitrix24_sim::Fault::refusal(status, error, "On purpose");
        portal.sim.faults().next_token(1, fault);
        let (seen, body) = portal.refresh(pair.refresh_token.expose()).await;
        let expected = json!({"error": error, "error_description": "On purpose"});
        assert_eq!((seen.as_u16(), body), (status, expected));
    }
    assert_eq!(portal.refresh(pair.refresh_token.expose()).await.0, 200);
}

#[tokio::test]
async fn the_status_of_all_errors_may_be_chosen() {
    let portal = Portal::start().await;
    for status in [200, 418] {
        portal.sim.knobs().set_token_error_status(Some(status));
        let (seen, body) = portal.refresh("never issued").await;
        assert_eq!(
            (seen.as_u16(), &body["error"]),
            (status, &json!("invalid_grant"))
        );
    }
}

#[tokio::test]
async fn more_scopes_than_the_application_has_are_refused() {
    let portal = Portal::start().await;
    let pair = portal
        .sim
        .token_for(1, &portal.application.client_id)
        .unwrap();
    let ask = async |scope: &str| {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", &portal.application.client_id),
            ("client_secret", SECRET),
            ("refresh_token", pair.refresh_token.expose()),
            ("scope", scope),
        ];
        portal.exchange(&form).await
    };
    let (status, body) = ask("crm,telephony").await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (403, &json!("invalid_scope"))
    );
    assert_eq!(ask("crm,user").await.0, 200);
}
