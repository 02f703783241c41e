//! `/oauth/authorize/`: from the browser to a first pair of tokens.

use std::collections::HashMap;

use bitrix24_sim::NewApplication;
use reqwest::{Response, header, redirect::Policy};
use serde_json::json;
use url::Url;

use crate::support::{Portal, SECRET, local_application, unfinished_application};

struct Browser {
    portal: Portal,
    http: reqwest::Client,
    cookie: Option<String>,
}

impl Browser {
    async fn with(new: NewApplication) -> Self {
        Self {
            portal: Portal::with(new).await,
            http: reqwest::Client::builder()
                .no_proxy()
                .redirect(Policy::none())
                .build()
                .unwrap(),
            cookie: None,
        }
    }

    async fn log_in(&mut self, login: &str) {
        let id = self.portal.user(login).id.to_string();
        let url = self.portal.sim.portal_url().join("sim/login/").unwrap();
        let form = [("user", id.as_str()), ("back", "/")];
        let entered = self.http.post(url).form(&form).send().await.unwrap();
        let cookie = entered.headers()[header::SET_COOKIE].to_str().unwrap();
        self.cookie = cookie.split(';').next().map(str::to_owned);
    }

    async fn authorize(&self, query: &str) -> Response {
        let portal = self.portal.sim.portal_url();
        let mut request = self.http.get(format!("{portal}oauth/authorize/?{query}"));
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        request.send().await.unwrap()
    }

    async fn authorize_application(&self) -> Response {
        let client_id = &self.portal.application.client_id;
        self.authorize(&format!(
            "client_id={client_id}&state=a%20b&scope=task&redirect_uri=http://evil.example/"
        ))
        .await
    }
}

fn with_address() -> NewApplication {
    NewApplication {
        redirect_uri: Some("http://127.0.0.1:3000/callback?mine=1".to_owned()),
        ..local_application()
    }
}

fn location(response: &Response) -> Url {
    let location = response.headers()[header::LOCATION].to_str().unwrap();
    Url::parse(location).unwrap()
}

#[tokio::test]
async fn whoever_is_logged_in_goes_back_with_a_code_that_buys_their_tokens() {
    let mut browser = Browser::with(with_address()).await;
    browser.log_in("manager").await;
    let response = browser.authorize_application().await;
    assert_eq!(response.status(), 302);
    let back = location(&response);
    assert!(
        back.as_str()
            .starts_with("http://127.0.0.1:3000/callback?mine=1&code=")
    );
    let query: HashMap<_, _> = back.query_pairs().into_owned().collect();
    let portal = &browser.portal;
    assert_eq!(query.len(), 7);
    assert_eq!(query["state"], "a b");
    assert_eq!(query["domain"], portal.sim.portal_url().authority());
    assert_eq!(query["member_id"], portal.sim.member_id());
    assert_eq!(query["scope"], "crm,placement,user");
    assert_eq!(query["server_domain"], portal.sim.oauth_url().authority());

    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &portal.application.client_id),
        ("client_secret", SECRET),
        ("code", &query["code"]),
    ];
    let (status, body) = portal.exchange(&form).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["user_id"], portal.user("manager").id);
    assert!(!format!("{:?}", portal.sim.journal().since(0)).contains(&query["code"]));
}

#[tokio::test]
async fn a_stranger_logs_in_first_and_comes_back_to_the_same_request() {
    let browser = Browser::with(with_address()).await;
    let response = browser.authorize("client_id=local.1&state=x").await;
    let location = response.headers()[header::LOCATION].to_str().unwrap();
    assert_eq!(
        location,
        "/?back=%2Foauth%2Fauthorize%2F%3Fclient_id%3Dlocal.1%26state%3Dx"
    );
}

#[tokio::test]
async fn without_an_address_the_code_is_shown() {
    let mut browser = Browser::with(local_application()).await;
    browser.log_in("admin").await;
    let response = browser.authorize_application().await;
    assert_eq!(response.status(), 200);
    let page = response.text().await.unwrap();
    let (_, code) = page.split_once("id=\"code\">").unwrap();
    let (code, _) = code.split_once('<').unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &browser.portal.application.client_id),
        ("client_secret", SECRET),
        ("code", code),
    ];
    assert_eq!(browser.portal.exchange(&form).await.0, 200);
}

/// The portal's own page: nothing leads back to the application.
async fn refused(browser: &Browser, query: &str) -> String {
    let response = browser.authorize(query).await;
    assert_eq!(response.status(), 400, "{query}");
    assert!(
        !response.headers().contains_key(header::LOCATION),
        "{query}"
    );
    response.text().await.unwrap()
}

#[tokio::test]
async fn an_unknown_application_stays_on_the_portals_own_error_page() {
    let mut browser = Browser::with(with_address()).await;
    browser.log_in("admin").await;
    for query in ["", "client_id=local.1&state=x"] {
        let page = refused(&browser, query).await;
        assert!(
            page.contains("It is not installed on this portal."),
            "{query}"
        );
    }
}

#[tokio::test]
async fn so_does_one_that_is_not_installed_not_paid_for_or_closed_to_the_user() {
    let mut browser = Browser::with(NewApplication {
        redirect_uri: with_address().redirect_uri,
        ..unfinished_application()
    })
    .await;
    browser.log_in("admin").await;
    let client_id = browser.portal.application.client_id.clone();
    let query = format!("client_id={client_id}");
    let sim = &browser.portal.sim;
    assert!(refused(&browser, &query).await.contains("not installed"));

    sim.world().mark_installed(browser.portal.application.id);
    assert_eq!(browser.authorize(&query).await.status(), 302);
    sim.world().open_to(&client_id, Some([5].into()));
    assert!(refused(&browser, &query).await.contains("no access"));
    sim.world().open_to(&client_id, None);
    sim.expire_payment(&client_id);
    assert!(refused(&browser, &query).await.contains("time is over"));
}

#[tokio::test]
async fn a_user_who_is_dismissed_cannot_use_a_code_any_more() {
    let browser = Browser::with(with_address()).await;
    let portal = &browser.portal;
    let seller = portal.user("seller");
    let code = portal
        .sim
        .world()
        .authorization_code(seller.id, &portal.application.client_id);
    portal.sim.dismiss_user(seller.id);
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &portal.application.client_id),
        ("client_secret", SECRET),
        ("code", code.code.expose()),
    ];
    let (_, body) = portal.exchange(&form).await;
    assert_eq!(body["error"], json!("invalid_grant"));
}
