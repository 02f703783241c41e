//! A portal with a new address (`settings/how-to-call-rest-api/change-domen.md`).

use bitrix24::{AccessToken, Call, CallError, Credential};
use serde_json::Value;

use crate::server::Server;
use crate::simulated::Portal;

#[tokio::test]
async fn a_renamed_portal_says_its_new_address_and_gets_no_second_call() {
    for status in [301, 302, 307, 308] {
        let new = Server::answering(200, r#"{"result":7}"#).await;
        let location = format!("{}/rest/crm.deal.add", new.origin);
        let old = Server::redirecting(status, &location).await;

        let error = old
            .client()
            .send::<Value>(&Call::new("crm.deal.add"))
            .await
            .unwrap_err();

        let CallError::Moved { method, to } = error else {
            panic!("{error:?}")
        };
        assert_eq!(method, "crm.deal.add");
        assert_eq!(to.origin(), new.origin);
        assert_eq!(old.seen().len(), 1);
        assert!(
            new.seen().is_empty(),
            "the token went to an address nobody has checked"
        );
    }
}

#[tokio::test]
async fn a_redirect_that_names_no_other_portal_is_a_lost_answer() {
    for location in [
        "/auth/?backurl=%2Frest%2F",
        "https://a;b/",
        "mailto:admin@acme.example",
        "%%%",
    ] {
        let portal = Server::redirecting(302, location).await;
        let error = portal
            .client()
            .send::<Value>(&Call::new("profile"))
            .await
            .unwrap_err();
        assert!(
            matches!(error, CallError::Unknown { .. }),
            "{error:?} for {location}"
        );
    }
}

#[tokio::test]
async fn a_new_address_that_is_confirmed_is_called_once_and_then_remembered_by_all() {
    let new = Server::answering(200, r#"{"result":7}"#).await;
    let old = Server::redirecting(302, &format!("{}/rest/x", new.origin)).await;
    let known = new.origin.clone();
    let client = old
        .client()
        .confirming_moves(move |to| to.origin() == known);
    let clone = client.clone();

    // Not harmless: what was redirected was not executed.
    let call = Call::new("crm.deal.add").param("fields[TITLE]", "Pipes");
    assert_eq!(client.send::<u64>(&call).await.unwrap().result, 7);
    assert_eq!(clone.send::<u64>(&call).await.unwrap().result, 7);

    assert_eq!((old.seen().len(), new.seen().len()), (1, 2));
    assert_eq!(new.seen()[0].method, "POST");
    assert_eq!(new.seen()[0].body, old.only().body);
    assert_eq!(client.endpoint().as_str(), format!("{}/rest/", new.origin));
}

#[tokio::test]
async fn calls_that_are_redirected_together_move_together() {
    let new = Server::answering(200, r#"{"result":7}"#).await;
    let old = Server::redirecting(302, &format!("{}/rest/x", new.origin)).await;
    let client = old.client().confirming_moves(|_| true);
    let calls = (0..10).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.send::<u64>(&Call::new("profile")).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap().unwrap().result, 7);
    }
    assert_eq!(new.seen().len(), 10);
}

#[tokio::test]
async fn portals_that_point_at_one_another_are_not_followed_round() {
    let there = Server::redirecting(302, "http://127.0.0.1:9/rest/x").await;
    let here = Server::redirecting(302, &format!("{}/rest/x", there.origin)).await;
    let client = here.client().confirming_moves(|_| true);

    let error = client.send::<u64>(&Call::new("profile")).await.unwrap_err();

    assert!(matches!(error, CallError::Moved { .. }), "{error:?}");
    assert_eq!((here.seen().len(), there.seen().len()), (1, 1));
}

#[tokio::test]
async fn the_authorization_server_says_whether_a_portal_has_moved() {
    let portal = Portal::start().await;
    // Expired, so that it takes a renewal to ask.
    let renewal = portal.renewal(portal.keeper());
    portal.sim.expire_tokens();
    let old = Server::redirecting(302, portal.rest().as_str()).await;
    let client = old.client().with_renewal(renewal.clone());
    client
        .send::<Value>(&Call::new("user.current"))
        .await
        .unwrap();
    client
        .send::<Value>(&Call::new("user.current"))
        .await
        .unwrap();
    assert_eq!(old.seen().len(), 1);
    assert_eq!(portal.renewals(), 1);

    let stranger = Server::answering(200, r#"{"result":{}}"#).await;
    let old = Server::redirecting(302, &format!("{}/rest/", stranger.origin)).await;
    let client = old.client().with_renewal(renewal);
    let error = client
        .send::<Value>(&Call::new("profile"))
        .await
        .unwrap_err();
    assert!(matches!(error, CallError::Moved { .. }), "{error:?}");
    assert!(stranger.seen().is_empty(), "a token went to a stranger");
}

#[tokio::test]
async fn nobody_vouches_for_a_move_of_a_plain_token() {
    let portal = Portal::start().await;
    let old = Server::redirecting(302, portal.rest().as_str()).await;
    let token = Credential::Token(AccessToken::from("t0k3n".to_owned()));
    let rest = format!("{}/rest/", old.origin).parse().unwrap();
    let client = bitrix24::Client::new(bitrix24::http_client().unwrap(), rest, token);
    let error = client
        .send::<Value>(&Call::new("profile"))
        .await
        .unwrap_err();
    assert!(matches!(error, CallError::Moved { .. }), "{error:?}");
    assert_eq!(portal.sim.requests().rest, 0);
}
