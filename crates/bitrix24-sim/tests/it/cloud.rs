//! Several portals behind one authorization server.

use std::net::{Ipv4Addr, SocketAddr};

use bitrix24_sim::{ApplicationKind, Cloud, NewApplication, Settings, Sim};
use reqwest::Client;
use serde_json::{Value, json};

use crate::support::{SECRET, answer, local_application};

const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

async fn two_portals() -> (Cloud, Client) {
    let second = Settings {
        member_id: "00112233445566778899aabbccddeeff".to_owned(),
        ..Settings::default()
    };
    let cloud = Cloud::start(ANYWHERE, vec![Settings::default(), second])
        .await
        .unwrap();
    for portal in cloud.portals() {
        portal.register_application(NewApplication {
            kind: ApplicationKind::Market,
            client_id: Some("app.everywhere.1".to_owned()),
            ..local_application()
        });
    }
    (cloud, Client::builder().no_proxy().build().unwrap())
}

async fn exchange(cloud: &Cloud, http: &Client, grant: [(&str, &str); 2]) -> (u16, Value) {
    let client = [("client_id", "app.everywhere.1"), ("client_secret", SECRET)];
    let form: Vec<_> = client.into_iter().chain(grant).collect();
    let url = format!("{}oauth/token/", cloud.oauth_url());
    let (status, body) = answer(http.post(url).form(&form)).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn a_token_says_by_itself_which_portal_it_belongs_to() {
    let (cloud, http) = two_portals().await;
    for portal in cloud.portals() {
        let admin = portal.user("admin").unwrap();
        let pair = portal.token_for(admin.id, "app.everywhere.1").unwrap();
        let grant = [
            ("grant_type", "refresh_token"),
            ("refresh_token", pair.refresh_token.expose()),
        ];
        let (status, body) = exchange(&cloud, &http, grant).await;
        assert_eq!(
            (status, &body["member_id"]),
            (200, &json!(portal.member_id()))
        );
        let endpoint = format!("{}rest/", portal.portal_url());
        assert_eq!(body["client_endpoint"], json!(endpoint));
        let server = format!("{}rest/", cloud.oauth_url());
        assert_eq!(body["server_endpoint"], json!(server));

        let token = body["access_token"].as_str().unwrap();
        let (_, info) = answer(http.get(format!("{server}app.info?auth={token}"))).await;
        assert_eq!(
            info["result"]["install"]["member_id"],
            json!(portal.member_id())
        );
        let bearer = http.get(format!("{server}app.info")).bearer_auth(token);
        assert_eq!(answer(bearer).await.1["result"], info["result"]);

        // Here it opens its own portal only.
        let called = |sim: &Sim| {
            let url = format!("{}rest/profile?auth={token}", sim.portal_url());
            answer(http.get(url))
        };
        for other in cloud.portals() {
            let open = other.member_id() == portal.member_id();
            assert_eq!(called(other).await.0.is_success(), open);
        }

        let code = portal
            .world()
            .authorization_code(admin.id, "app.everywhere.1");
        let grant = [
            ("grant_type", "authorization_code"),
            ("code", code.code.expose()),
        ];
        let (_, body) = exchange(&cloud, &http, grant).await;
        assert_eq!(body["member_id"], json!(portal.member_id()));
    }
}

#[tokio::test]
async fn what_nobody_gave_out_is_refused_as_by_a_single_portal() {
    let (cloud, http) = two_portals().await;
    let grant = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "made up"),
    ];
    let (status, body) = exchange(&cloud, &http, grant).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    assert_eq!(cloud.portals()[0].requests().oauth_token, 1);
    cloud.stop().await;
}
