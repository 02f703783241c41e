//! The log of calls and the counters.

use bitrix24_sim::Kind;
use serde_json::json;

use crate::support::Portal;

#[tokio::test]
async fn every_call_is_written_down_without_its_secrets() {
    let portal = Portal::start().await;
    let admin = portal.user("admin");
    let pair = portal
        .sim
        .token_for(admin.id, &portal.application.client_id)
        .unwrap();
    portal.refresh(pair.refresh_token.expose()).await;
    portal
        .call("seller", "crm.deal.get", json!({"id": 77}))
        .await;
    let cmd = json!({"me": format!("profile?auth={}", portal.token("admin"))});
    portal.call("admin", "batch", json!({"cmd": cmd})).await;

    let entries = portal.sim.journal().since(0);
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.record.kind,
                entry.record.method.as_str(),
                entry.record.status,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Kind::Oauth, "oauth/token refresh_token", 200),
            (Kind::Rest, "crm.deal.get", 400),
            (Kind::Command, "profile", 200),
            (Kind::Rest, "batch", 200),
        ]
    );
    assert_eq!(entries[1].record.user_id, Some(portal.user("seller").id));
    assert_eq!(entries[1].record.error.as_deref(), Some(""));
    assert_eq!(entries[1].record.params, json!({"id": 77}));
    assert_eq!(entries[2].record.request, entries[3].record.request);

    let text = serde_json::to_string(&entries).unwrap();
    for secret in [
        pair.refresh_token.expose(),
        &portal.token("admin"),
        crate::support::SECRET,
    ] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn requests_are_counted_by_kind() {
    let portal = Portal::start().await;
    portal.call("admin", "profile", json!({})).await;
    portal
        .call(
            "admin",
            "batch",
            json!({"cmd": {"a": "profile", "b": "profile"}}),
        )
        .await;
    portal.refresh("nothing").await;
    let info = format!("{}rest/app.info", portal.sim.oauth_url());
    portal.http.get(info).send().await.unwrap();

    let counts = portal.sim.requests();
    assert_eq!(
        (counts.rest, counts.oauth_token, counts.oauth_rest),
        (2, 1, 1)
    );
    assert_eq!((counts.pages, counts.events), (0, 0));
}
