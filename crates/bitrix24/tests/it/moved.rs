//! A portal with a new address (`settings/how-to-call-rest-api/change-domen.md`).

use bitrix24::{Call, CallError};
use serde_json::Value;

use crate::server::Server;

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
