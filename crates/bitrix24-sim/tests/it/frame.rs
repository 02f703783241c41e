//! What is posted into frames.

use std::collections::HashMap;

use bitrix24_sim::{DEFAULT_PLACEMENT, FramePost, FrameRefusal};
use serde_json::json;
use url::Url;

use crate::support::{Portal, answer, unfinished_application};

const TAB: &str = "CRM_DEAL_DETAIL_TAB";

async fn bind_tab(portal: &Portal) {
    let params = json!({"PLACEMENT": TAB, "HANDLER": "http://127.0.0.1:3000/widget/client"});
    portal.result("admin", "placement.bind", params).await;
}

fn fields(post: &FramePost) -> HashMap<&str, &str> {
    post.fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test]
async fn a_widget_gets_the_documented_form() {
    let portal = Portal::start().await;
    bind_tab(&portal).await;
    let seller = portal.user("seller");
    let post = portal
        .sim
        .frame_post(&seller, &portal.application, TAB, &json!({"ID": "77"}))
        .unwrap();

    let url = Url::parse(&post.url).unwrap();
    let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
    let domain = portal.sim.portal_url().authority();
    assert_eq!(query["DOMAIN"], domain);
    assert_eq!(
        (query["PROTOCOL"].as_str(), query["LANG"].as_str()),
        ("0", "ru")
    );
    assert_eq!(query["APP_SID"], post.sid);
    assert_eq!(post.sid.len(), 32);
    assert_eq!(post.window_name, format!("{domain}|0|{}", post.sid));
    assert_eq!(post.origin, "http://127.0.0.1:3000");

    let fields = fields(&post);
    assert_eq!(fields["AUTH_ID"], portal.token("seller"));
    assert_eq!(fields["member_id"], portal.sim.member_id());
    assert_eq!(fields["status"], "L");
    assert_eq!(fields["PLACEMENT"], TAB);
    assert_eq!(
        fields["PLACEMENT_OPTIONS"],
        r#"{"ID":"77","URI":"\/crm\/deal\/details\/77\/"}"#
    );
    assert_eq!(
        fields["SERVER_ENDPOINT"],
        format!("{}rest/", portal.sim.oauth_url())
    );
    assert_eq!(fields["APPLICATION_SCOPE"], "crm,placement,user");
    assert_eq!(
        fields["APPLICATION_TOKEN"],
        portal.application.application_token.expose()
    );
    assert!(fields["AUTH_EXPIRES"].parse::<i64>().unwrap() > 3590);
    assert!(!fields["REFRESH_ID"].is_empty());
}

#[tokio::test]
async fn each_rendering_has_its_own_sid_and_the_same_live_token() {
    let portal = Portal::start().await;
    let admin = portal.user("admin");
    let post = || {
        portal
            .sim
            .frame_post(&admin, &portal.application, DEFAULT_PLACEMENT, &json!({}))
            .unwrap()
    };
    let (one, two) = (post(), post());
    assert_ne!(one.sid, two.sid);
    assert_eq!(fields(&one)["AUTH_ID"], fields(&two)["AUTH_ID"]);
    assert_eq!(fields(&one)["PLACEMENT_OPTIONS"], "[]");
    assert!(
        one.url
            .starts_with("http://127.0.0.1:3000/app?mine=1&DOMAIN="),
        "{}",
        one.url
    );
}

#[tokio::test]
async fn the_installer_opens_for_administrators_until_it_is_finished() {
    let portal = Portal::with(unfinished_application()).await;
    let open = |login| {
        portal.sim.frame_post(
            &portal.user(login),
            &portal.application,
            DEFAULT_PLACEMENT,
            &json!({}),
        )
    };
    assert!(
        open("admin")
            .unwrap()
            .url
            .starts_with("http://127.0.0.1:3000/install?")
    );
    assert!(matches!(open("manager"), Err(FrameRefusal::NotInstalled)));
    portal.sim.world().mark_installed(portal.application.id);
    assert!(
        open("manager")
            .unwrap()
            .url
            .starts_with("http://127.0.0.1:3000/app?")
    );
}

#[tokio::test]
async fn nothing_opens_where_nothing_is_bound() {
    let portal = Portal::start().await;
    let post = portal
        .sim
        .frame_post(&portal.user("admin"), &portal.application, TAB, &json!({}));
    assert!(matches!(post, Err(FrameRefusal::NotBound { .. })));
}

#[tokio::test]
async fn a_page_that_asks_gets_a_fresh_token_and_spoils_no_other() {
    let portal = Portal::start().await;
    let id = portal.user("seller").id;
    let client_id = &portal.application.client_id;
    let shown = portal.sim.token_for(id, client_id).unwrap();
    let fresh = portal.sim.world().fresh_token_for(id, client_id).unwrap();
    assert_ne!(fresh.access_token, shown.access_token);
    for pair in [&shown, &fresh] {
        let request = portal
            .http
            .get(portal.rest("profile"))
            .bearer_auth(pair.access_token.expose());
        assert_eq!(answer(request).await.0, 200);
    }
    assert_eq!(portal.refresh(shown.refresh_token.expose()).await.0, 200);
}

#[tokio::test]
async fn no_secret_is_printed_by_accident() {
    let portal = Portal::start().await;
    let admin = portal.user("admin");
    let pair = portal
        .sim
        .token_for(admin.id, &portal.application.client_id)
        .unwrap();
    let post = portal
        .sim
        .frame_post(&admin, &portal.application, DEFAULT_PLACEMENT, &json!({}))
        .unwrap();
    let printed = format!(
        "{:?} {pair:?} {post:?} {:?}",
        portal.sim, portal.application
    );
    for secret in [
        pair.access_token.expose(),
        pair.refresh_token.expose(),
        portal.application.client_secret.expose(),
        portal.application.application_token.expose(),
    ] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[tokio::test]
async fn an_older_portal_posts_fewer_fields() {
    let portal = Portal::start().await;
    portal.sim.knobs().set_old_frames(true);
    let post = portal
        .sim
        .frame_post(
            &portal.user("admin"),
            &portal.application,
            "DEFAULT",
            &json!({}),
        )
        .unwrap();
    let names: Vec<&str> = post.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "AUTH_ID",
            "AUTH_EXPIRES",
            "REFRESH_ID",
            "member_id",
            "status",
            "PLACEMENT",
            "PLACEMENT_OPTIONS"
        ]
    );
}
