use bitrix24::{AccessToken, Call, CallError, Client, Credential, SecretString, values};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::server::{Server, token};

const DEAL: &str = r#"{"result":{"ID":"77","TITLE":"Pipes","COMPANY_ID":"5"},"time":{"start":1767225600,
    "finish":1767225600.31,"duration":0.19,"processing":0.15,"date_start":"2026-01-01T10:00:00+02:00",
    "date_finish":"2026-01-01T10:00:00+02:00","operating_reset_at":1767226200,"operating":0.15}}"#;

#[derive(Debug, Deserialize)]
struct Deal {
    #[serde(rename = "ID", deserialize_with = "values::id")]
    id: Option<u64>,
    #[serde(rename = "TITLE")]
    title: String,
}

#[tokio::test]
async fn a_call_is_one_json_post_with_the_token_in_its_body() {
    let portal = Server::answering(200, DEAL).await;
    let call = Call::new("crm.deal.get").param("id", 77);

    let answer = portal.client().send::<Deal>(&call).await.unwrap();

    assert_eq!(
        (answer.result.id, answer.result.title.as_str()),
        (Some(77), "Pipes")
    );
    let time = answer.time.unwrap();
    assert_eq!(
        (time.start, time.operating),
        (Some(1_767_225_600.0), Some(0.15))
    );
    assert_eq!(time.operating_reset_at, Some(1_767_226_200));
    let seen = portal.only();
    assert_eq!(seen.method, "POST");
    assert_eq!(seen.uri, "/rest/crm.deal.get");
    assert_eq!(seen.content_type, "application/json");
    assert_eq!(seen.body, r#"{"id":77,"auth":"t0k3n"}"#);
}

#[tokio::test]
async fn a_webhook_calls_by_its_address_and_says_no_token() {
    let portal = Server::answering(200, DEAL).await;
    let webhook = Credential::Webhook {
        user_id: 7,
        code: SecretString::from("c0d3".to_owned()),
    };
    let rest = format!("{}/rest/", portal.origin).parse().unwrap();
    let client = Client::new(bitrix24::http_client().unwrap(), rest, webhook);

    client
        .send::<Deal>(&Call::new("crm.deal.get").param("id", 77))
        .await
        .unwrap();

    let seen = portal.only();
    assert_eq!(seen.uri, "/rest/7/c0d3/crm.deal.get");
    assert_eq!(seen.body, r#"{"id":77}"#);
}

#[tokio::test]
async fn an_endpoint_may_lack_its_last_slash() {
    let portal = Server::answering(200, DEAL).await;
    let rest = format!("{}/rest", portal.origin).parse().unwrap();
    let client = Client::new(bitrix24::http_client().unwrap(), rest, token());

    client
        .send::<Deal>(&Call::new("crm.deal.get"))
        .await
        .unwrap();

    assert_eq!(portal.only().uri, "/rest/crm.deal.get");
}

#[tokio::test]
async fn parameters_keep_their_order_types_and_nesting() {
    #[derive(Serialize)]
    struct Params {
        order: Value,
        start: i32,
    }
    let portal = Server::answering(200, r#"{"result":[]}"#).await;
    let call = Call::new("crm.deal.list")
        .param("select", ["ID", "TITLE"])
        .param("filter[>ID]", 76)
        .param("filter[@STAGE_ID][]", "NEW")
        .param("filter[@STAGE_ID][]", "C3:WON")
        .param("nothing", None::<String>)
        .param("flag", true)
        .param("null", Value::Null)
        .params(Params {
            order: json!({"ID": "ASC"}),
            start: -1,
        });

    portal.client().send::<Vec<Deal>>(&call).await.unwrap();

    assert_eq!(
        portal.only().body,
        concat!(
            r#"{"select":["ID","TITLE"],"filter":{">ID":76,"@STAGE_ID":["NEW","C3:WON"]},"#,
            r#""flag":true,"null":null,"order":{"ID":"ASC"},"start":-1,"auth":"t0k3n"}"#
        )
    );
}

#[tokio::test]
async fn a_page_tells_where_the_next_one_begins() {
    let portal = Server::answering(200, r#"{"result":[],"next":50,"total":"137","time":{}}"#).await;

    let answer = portal
        .client()
        .send::<Vec<Deal>>(&Call::new("crm.deal.list"))
        .await
        .unwrap();

    assert_eq!((answer.next, answer.total), (Some(50), Some(137)));
}

#[tokio::test]
async fn a_null_is_a_result_and_an_empty_php_map_fits_a_structure() {
    #[derive(Debug, Deserialize)]
    struct Profile {
        #[serde(rename = "ID", default, deserialize_with = "values::id")]
        id: Option<u64>,
    }
    let portal = Server::answering(200, r#"{"result":null}"#).await;
    let call = Call::new("app.option.get");
    assert_eq!(
        portal
            .client()
            .send::<Option<String>>(&call)
            .await
            .unwrap()
            .result,
        None
    );

    let portal = Server::answering(200, r#"{"result":[]}"#).await;
    let call = Call::new("profile");
    assert_eq!(
        portal
            .client()
            .send::<Profile>(&call)
            .await
            .unwrap()
            .result
            .id,
        None
    );
}

#[tokio::test]
async fn a_strange_time_fails_no_call() {
    for time in ["[]", "null", "7", r#"{"start":"soon"}"#] {
        let portal = Server::answering(200, format!(r#"{{"result":7,"time":{time}}}"#)).await;
        let answer = portal
            .client()
            .send::<u64>(&Call::new("crm.deal.add"))
            .await
            .unwrap();
        assert_eq!(answer.result, 7, "{time}");
    }
}

#[tokio::test]
async fn a_result_that_does_not_fit_names_the_field() {
    let body = r#"{"result":[{"ID":"77","TITLE":"a"},{"ID":"78","TITLE":{"en":"b"}}]}"#;
    let portal = Server::answering(200, body).await;

    let error = portal
        .client()
        .send::<Vec<Deal>>(&Call::new("crm.deal.list"))
        .await
        .unwrap_err();

    let CallError::Misfit { method, source } = error else {
        panic!("{error:?}")
    };
    assert_eq!(method, "crm.deal.list");
    assert_eq!(source.path, "[1].TITLE");
    assert_eq!(source.reason, "expected a string");
}

#[tokio::test]
async fn a_call_that_cannot_be_said_is_not_sent() {
    let portal = Server::answering(200, DEAL).await;
    let mut batch = bitrix24::Batch::new();
    let deal = batch
        .add("deal", Call::new("crm.deal.get").param("id", 77))
        .unwrap();
    for call in [
        Call::new("crm.company.get").param("filter[ID]", deal.at("COMPANY_ID")),
        Call::new("crm.company.get").param("auth", "another"),
        Call::new("crm.company.get").params(7),
        Call::new("../admin"),
        Call::new(""),
    ] {
        let error = portal.client().send::<Value>(&call).await.unwrap_err();
        assert!(matches!(error, CallError::Unsayable { .. }), "{error:?}");
    }
    assert!(portal.seen().is_empty());
}

#[tokio::test]
async fn clients_of_two_users_share_nothing_but_connections() {
    let portal = Server::answering(200, DEAL).await;
    let http = bitrix24::http_client().unwrap();
    let rest: reqwest::Url = format!("{}/rest/", portal.origin).parse().unwrap();
    for text in ["one", "two"] {
        let credential = Credential::Token(AccessToken::from(text.to_owned()));
        let client = Client::new(http.clone(), rest.clone(), credential);
        client
            .send::<Deal>(&Call::new("crm.deal.get"))
            .await
            .unwrap();
    }
    let tokens: Vec<Value> = portal
        .seen()
        .iter()
        .map(|seen| seen.json()["auth"].clone())
        .collect();
    assert_eq!(tokens, ["one", "two"]);
}
