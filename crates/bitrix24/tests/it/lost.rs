//! Answers that never arrive, or arrive as something else.

use std::time::Duration;

use bitrix24::{Call, CallError, Client, Lost};
use serde_json::Value;

use crate::server::{self, Server};

async fn failure(client: &Client) -> CallError {
    client
        .send::<Value>(&Call::new("crm.deal.add"))
        .await
        .unwrap_err()
}

fn lost(error: CallError) -> Lost {
    match error {
        CallError::Unknown { method, source } => {
            assert_eq!(method, "crm.deal.add");
            source
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_not_json_is_a_lost_answer() {
    for (status, body) in [
        (200, "<html><body>Please log in</body></html>"),
        (200, ""),
        (200, r#"{"result":{"ID":"77","TIT"#),
        (200, r#"{"result":7} trailing"#),
        (403, "<html>Forbidden</html>"),
        (404, "<html>Not Found</html>"),
        (500, ""),
        (502, "<html>Bad Gateway</html>"),
        (504, "<html>Gateway Time-out</html>"),
    ] {
        let portal = Server::answering(status, body).await;
        let lost = lost(failure(&portal.client()).await);
        assert!(
            matches!(lost, Lost::NotJson { status: s } if s == status),
            "{lost:?} for {body}"
        );
    }
}

#[tokio::test]
async fn json_without_result_or_error_is_a_lost_answer() {
    for (status, body) in [
        (200, "{}"),
        (200, r#"{"time":{}}"#),
        (500, r#"{"result":7}"#),
    ] {
        let portal = Server::answering(status, body).await;
        let lost = lost(failure(&portal.client()).await);
        assert!(
            matches!(lost, Lost::Shapeless { status: s } if s == status),
            "{lost:?} for {body}"
        );
    }
    for body in ["[]", "7", "null"] {
        let portal = Server::answering(200, body).await;
        lost(failure(&portal.client()).await);
    }
}

#[tokio::test]
async fn a_connection_that_breaks_loses_the_answer() {
    for answer in [
        &b""[..],
        &b"HTTP/1.1 200 OK\r\nContent-"[..],
        &b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"result\":{"[..],
    ] {
        let origin = server::raw(Some(answer)).await;
        let lost = lost(failure(&server::client(&origin)).await);
        assert!(matches!(lost, Lost::Broken(_)), "{lost:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_late_is_lost() {
    let origin = server::raw(None).await;
    // Made for the TLS it sets up for the whole process.
    drop(bitrix24::http_client().unwrap());
    let http = reqwest::Client::builder()
        .timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    let client = Client::new(
        http,
        format!("{origin}/rest/").parse().unwrap(),
        server::token(),
    );
    let lost = lost(failure(&client).await);
    assert!(matches!(lost, Lost::Late(_)), "{lost:?}");
}

#[tokio::test]
async fn a_portal_that_takes_no_connection_got_no_call() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = failure(&server::client(&origin)).await;
    assert!(matches!(error, CallError::Unsent { .. }), "{error:?}");
}
