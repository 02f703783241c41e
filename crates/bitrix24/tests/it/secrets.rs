//! What is secret or a client's is printed nowhere.

use std::error::Error;
use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex};

use bitrix24::{
    AccessToken, Application, ApplicationToken, AuthorizationServer, Batch, Call, Client,
    ClientSecret, Credential, Event, Frame, OAuth, Patience, RefreshToken, SecretString,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::server::{self, Server};

const SECRET: &str = "s3cr3t";

fn silent(shown: &str) {
    assert!(!shown.contains(SECRET), "{shown}");
}

fn shown(value: impl Debug) {
    silent(&format!("{value:?} {value:#?}"));
}

/// An error with everything it has to say, its causes included.
fn told(error: impl Error) {
    shown(&error);
    let mut next: Option<&dyn Error> = Some(&error);
    while let Some(error) = next {
        silent(&error.to_string());
        next = error.source();
    }
}

fn secret<T: From<String>>() -> T {
    T::from(SECRET.to_owned())
}

fn webhook(origin: &str) -> Client {
    let credential = Credential::Webhook {
        user_id: 7,
        code: SecretString::from(SECRET.to_owned()),
    };
    Client::new(
        bitrix24::http_client().unwrap(),
        format!("{origin}/rest/").parse().unwrap(),
        credential,
    )
    .with_patience(Patience::NONE)
}

fn oauth(origin: &str) -> OAuth {
    let application = Application {
        client_id: "local.1".to_owned(),
        client_secret: secret(),
    };
    let server = AuthorizationServer::parse_allowing_http(origin).unwrap();
    OAuth::new(bitrix24::http_client().unwrap(), application, server)
}

fn call() -> Call {
    Call::new("crm.deal.add")
        .param("fields", json!({"TITLE": SECRET}))
        .param("name", SECRET)
}

#[test]
fn secrets_and_what_holds_them_show_nothing() {
    shown(secret::<AccessToken>());
    shown(secret::<RefreshToken>());
    shown(secret::<ApplicationToken>());
    shown(secret::<ClientSecret>());
    shown(Credential::Token(secret()));
    shown(webhook("https://acme.bitrix24.com"));
    shown(oauth("https://oauth.bitrix.info"));
    shown(call());
    shown(bitrix24::Argument::from(json!({"a": [SECRET]})));
    let mut batch = Batch::new();
    batch.add("deal", call()).unwrap();
    shown(&batch);
    told(
        batch
            .add(
                "x",
                Call::new("x").param("name", format!("{SECRET}$result[a]")),
            )
            .unwrap_err(),
    );
}

#[test]
fn what_a_portal_sent_shows_nothing() {
    let body = format!(
        "AUTH_ID={SECRET}&REFRESH_ID={SECRET}&APPLICATION_TOKEN={SECRET}&member_id=a2&\
         PLACEMENT_OPTIONS=%7B%22searchQuery%22%3A%22{SECRET}%22%7D"
    );
    shown(Frame::parse("DOMAIN=acme.bitrix24.com", body.as_bytes()).unwrap());
    let body = format!(
        "event=ONAPPMETHODCONFIRM&data[TOKEN]={SECRET}&auth[access_token]={SECRET}&\
         auth[refresh_token]={SECRET}&auth[application_token]={SECRET}&auth[member_id]=a2"
    );
    shown(Event::parse(body.as_bytes()).unwrap());
    told(Frame::parse("", format!("AUTH_ID=a&member_id={SECRET}/").as_bytes()).unwrap_err());
    let body = format!("AUTH_ID=a&member_id=a2&PLACEMENT_OPTIONS={SECRET}");
    told(Frame::parse("", body.as_bytes()).unwrap_err());
}

#[tokio::test]
async fn a_failed_call_does_not_tell_its_address_or_its_values() {
    async fn fail<T: DeserializeOwned + Debug>(origin: &str) {
        told(webhook(origin).send::<T>(&call()).await.unwrap_err());
    }
    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    fail::<Value>(&closed).await;
    fail::<Value>(&server::raw(Some(b"")).await).await;
    fail::<Value>(&server::raw(Some(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")).await).await;
    for (status, body) in [
        (502, format!("<html>{SECRET}</html>")),
        (200, format!(r#"{{"{SECRET}":1}}"#)),
        (
            400,
            format!(r#"{{"error":"ERROR_CORE","error_description":"{SECRET} is no e-mail"}}"#),
        ),
    ] {
        fail::<Value>(&Server::answering(status, body).await.origin).await;
    }
    let result = Server::answering(200, format!(r#"{{"result":[{{"a":"{SECRET}"}}]}}"#)).await;
    fail::<Vec<u64>>(&result.origin).await;
    fail::<Vec<std::collections::BTreeMap<String, u64>>>(&result.origin).await;
}

#[tokio::test]
async fn a_failed_renewal_does_not_tell_what_it_was_made_with() {
    for (status, body) in [
        (
            400,
            r#"{"error":"invalid_grant","error_description":"s3cr3t"}"#,
        ),
        (502, "<html>s3cr3t</html>"),
        (
            200,
            r#"{"access_token":"s3cr3t","refresh_token":["s3cr3t"]}"#,
        ),
        (
            200,
            r#"{"access_token":"a","refresh_token":"b","expires_in":"s3cr3t"}"#,
        ),
    ] {
        let server = Server::answering(status, body).await;
        told(oauth(&server.origin).renew(&secret()).await.unwrap_err());
        told(oauth(&server.origin).exchange(SECRET).await.unwrap_err());
    }
    told(
        oauth(&server::raw(Some(b"")).await)
            .renew(&secret())
            .await
            .unwrap_err(),
    );
}

#[tokio::test]
async fn spans_and_events_at_every_level_hold_no_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let portal = Server::answering(200, r#"{"result":{"a":"s3cr3t"}}"#).await;

    webhook(&portal.origin)
        .send::<Value>(&call())
        .await
        .unwrap();
    oauth(&portal.origin).renew(&secret()).await.unwrap_err();
    oauth(&portal.origin).app_info(&secret()).await.unwrap_err();

    drop(guard);
    let text = log.text();
    assert!(text.contains("call.method=\"crm.deal.add\""), "{text}");
    assert!(text.contains("call.portal=\"127.0.0.1\""), "{text}");
    assert!(text.contains("call.status=200"), "{text}");
    silent(&text);
}

/// Collects what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
