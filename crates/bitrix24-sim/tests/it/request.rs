//! Addresses, encodings, envelope, credentials.

use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::support::{Portal, answer};

#[tokio::test]
async fn every_encoding_says_the_same() {
    let portal = Portal::start().await;
    let token = portal.token("admin");
    let url = portal.rest("crm.company.list");
    let json_body =
        json!({"auth": token, "filter": {"=TITLE": "Müller & Söhne GmbH"}, "select": ["ID"]});
    let raw = "filter[%3DTITLE]=M%C3%BCller+%26+S%C3%B6hne+GmbH&select[]=ID";
    let encoded = "filter%5B%3DTITLE%5D=M%C3%BCller%20%26%20S%C3%B6hne%20GmbH&select%5B0%5D=ID";
    let form = |body: String| {
        let kind = "application/x-www-form-urlencoded";
        portal
            .http
            .post(&url)
            .header(header::CONTENT_TYPE, kind)
            .body(body)
    };
    let requests = [
        portal.http.post(&url).json(&json_body),
        form(format!("auth={token}&{raw}")),
        form(format!("auth={token}&{encoded}")),
        portal.http.get(format!("{url}?auth={token}&{encoded}")),
        portal.http.get(format!("{url}?auth={token}&{raw}")),
    ];
    let parts = [
        ("auth", token.as_str()),
        ("filter[=TITLE]", "Müller & Söhne GmbH"),
        ("select[]", "ID"),
    ];
    let multipart = parts.map(|(name, value)| {
        format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    let file = "--limit\r\nContent-Disposition: form-data; name=\"select[]\"; filename=\"a.txt\"\r\n\r\nTITLE\r\n--limit--\r\n";
    let multipart = portal
        .http
        .post(&url)
        .header(header::CONTENT_TYPE, "Multipart/Form-Data; boundary=limit")
        .body(multipart.concat() + file);
    for request in requests.into_iter().chain([multipart]) {
        let (status, body) = answer(request).await;
        assert_eq!(
            (status.as_u16(), &body["result"]),
            (200, &json!([{"ID": "3"}])),
            "{body}"
        );
        assert_eq!(body["total"], 1);
    }
}

#[tokio::test]
async fn json_keys_override_query_keys() {
    let portal = Portal::start().await;
    let url = portal.rest("crm.deal.get?ID=51");
    let body = json!({"auth": portal.token("admin"), "ID": 77});
    let (_, body) = answer(portal.http.post(url).json(&body)).await;
    assert_eq!(body["result"]["ID"], "77");
}

#[tokio::test]
async fn an_address_may_end_and_be_written_in_many_ways() {
    let portal = Portal::start().await;
    let token = portal.token("admin");
    for path in [
        "profile",
        "profile/",
        "profile.json",
        "Profile",
        "/profile",
        "PROFILE.JSON/",
        "//profile//",
        "profile.Json",
    ] {
        let (status, body) = answer(
            portal
                .http
                .get(portal.rest(path))
                .query(&[("auth", &token)]),
        )
        .await;
        assert_eq!(status, 200, "{path}: {body}");
    }
    for path in ["", "profile.xml", "x/profile", "a/b/c/d"] {
        let (status, body) = answer(
            portal
                .http
                .get(portal.rest(path))
                .query(&[("auth", &token)]),
        )
        .await;
        assert_eq!(
            (status.as_u16(), &body["error"]),
            (404, &json!("ERROR_METHOD_NOT_FOUND")),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_token_is_taken_from_header_auth_or_access_token() {
    let portal = Portal::start().await;
    let token = portal.token("manager");
    let url = portal.rest("profile");
    let requests = [
        portal.http.get(&url).bearer_auth(&token),
        portal.http.get(&url).query(&[("auth", &token)]),
        portal.http.get(&url).query(&[("access_token", &token)]),
        portal
            .http
            .post(&url)
            .bearer_auth(&token)
            .json(&json!({"auth": "ignored"})),
    ];
    for request in requests {
        let (status, body) = answer(request).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(body["result"]["ID"], portal.user("manager").id.to_string());
    }
}

#[tokio::test]
async fn a_webhook_acts_as_its_maker_without_an_application() {
    let portal = Portal::start().await;
    let webhook = portal.sim.webhook_url().unwrap();
    let call =
        async |method: &str| answer(portal.http.get(format!("{}{method}", webhook.expose()))).await;

    let (_, body) = call("profile.json").await;
    assert_eq!(body["result"]["ADMIN"], true);
    for method in ["event.get", "placement.get"] {
        let (status, body) = call(method).await;
        assert_eq!(
            (status.as_u16(), &body["error"]),
            (403, &json!("WRONG_AUTH_TYPE")),
            "{method}"
        );
    }

    let forged = portal.rest("1/not-the-code/profile");
    let (status, body) = answer(portal.http.get(forged)).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (401, &json!("NO_AUTH_FOUND"))
    );
}

#[tokio::test]
async fn bad_tokens_are_told_apart() {
    let portal = Portal::start().await;
    let url = portal.rest("profile");
    let error = async |token: &str| {
        let (status, mut body) = answer(portal.http.get(&url).query(&[("auth", token)])).await;
        (status.as_u16(), body["error"].take())
    };
    let (admin, seller) = (portal.token("admin"), portal.token("seller"));

    assert_eq!(
        answer(portal.http.get(&url)).await.1["error"],
        "NO_AUTH_FOUND"
    );
    assert_eq!(error("never issued").await, (401, json!("NO_AUTH_FOUND")));
    portal
        .sim
        .world()
        .set_active(portal.user("seller").id, false);
    assert_eq!(error(&seller).await, (401, json!("authorization_error")));
    portal.sim.clock().advance(chrono::Duration::seconds(3600));
    assert_eq!(error(&admin).await, (401, json!("expired_token")));
}

#[tokio::test]
async fn malformed_json_is_an_empty_set_of_parameters() {
    let portal = Portal::start().await;
    let request = portal
        .http
        .post(portal.rest("crm.deal.get"))
        .bearer_auth(portal.token("admin"))
        .header(header::CONTENT_TYPE, "application/json")
        .body("{\"ID\": 77");
    let (status, body) = answer(request).await;
    let expected = json!({"error": "", "error_description": "ID is not defined or invalid"});
    assert_eq!((status.as_u16(), body), (400, expected));
}

#[tokio::test]
async fn an_answer_tells_its_time_and_may_be_read_from_any_origin() {
    let portal = Portal::start().await;
    let url = portal.rest("server.time");
    let request = portal.http.get(url).bearer_auth(portal.token("admin"));
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(
        response.headers()["content-type"],
        "application/json; charset=utf-8"
    );

    let body: Value = response.json().await.unwrap();
    let time = &body["time"];
    for key in ["start", "finish", "duration", "processing", "operating"] {
        assert!(time[key].is_number(), "{key}: {time}");
    }
    assert!(time["operating_reset_at"].is_i64());
    assert!(time["date_start"].as_str().unwrap().ends_with("+03:00"));
    assert!(body.get("total").is_none() && body.get("next").is_none());
}

#[tokio::test]
async fn a_preflight_is_answered_and_not_counted() {
    let portal = Portal::start().await;
    let request = portal.http.request(Method::OPTIONS, portal.rest("profile"));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["access-control-allow-headers"],
        "origin, content-type, accept"
    );
    assert_eq!(portal.sim.requests().rest, 0);
}

#[tokio::test]
async fn a_scope_that_is_missing_and_a_method_that_is_missing_differ() {
    let portal = Portal::with(bitrix24_sim::NewApplication {
        scopes: vec!["placement".to_owned()],
        ..crate::support::local_application()
    })
    .await;
    assert_eq!(
        portal.refusal("admin", "crm.deal.list", json!({})).await,
        (403, json!("insufficient_scope"))
    );
    assert_eq!(
        portal.refusal("admin", "crm.deal.lost", json!({})).await,
        (404, json!("ERROR_METHOD_NOT_FOUND"))
    );
}

#[tokio::test]
async fn both_ports_are_free_again_once_the_portal_has_stopped() {
    let portal = Portal::start().await;
    let url = portal.rest("profile");
    answer(portal.http.get(&url)).await;
    portal.sim.stop().await;
    assert!(portal.http.get(&url).send().await.unwrap_err().is_connect());
}
