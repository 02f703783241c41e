//! Who we are to a system.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use ledger::{ClientProof, CookieLogin, Login, OAuth2, ReadError};

use super::stand_in::{Answer, Asked, StandIn, rows};

const NAME: &[(&str, &str)] = &[("name", "$.name")];

fn rows_of_one() -> Answer {
    Answer::json(r#"[{"name": "a"}]"#)
}

#[tokio::test]
async fn a_basic_login_is_utf8_whatever_its_alphabet() {
    let server = StandIn::start(|_| rows_of_one()).await;
    let source = server.source_with(|settings| {
        settings.web.login = Login::Basic {
            user: "читатель".into(),
            password: "пароль:с двоеточием".into(),
        };
    });
    rows(&source, NAME).await.unwrap();
    use base64::Engine;
    let expected = base64::prelude::BASE64_STANDARD.encode("читатель:пароль:с двоеточием");
    let asked = server.asked();
    assert_eq!(
        asked[0].header("authorization"),
        format!("Basic {expected}")
    );
}

#[tokio::test]
async fn a_bearer_token_and_headers_go_with_every_request() {
    let server = StandIn::start(|_| rows_of_one()).await;
    let source = server.source_with(|settings| {
        settings.web.login = Login::Bearer("t0ken".into());
        settings.web.headers = vec![("X-Odoo-Database".to_owned(), "acme".into())];
    });
    rows(&source, NAME).await.unwrap();
    let asked = &server.asked()[0];
    assert_eq!(asked.header("authorization"), "Bearer t0ken");
    assert_eq!(asked.header("x-odoo-database"), "acme");
    assert_eq!(asked.header("accept-encoding"), "gzip");
    assert!(!format!("{source:?}").contains("t0ken"));
}

/// A system with an authorization server beside it, whose tokens it stops taking at times.
async fn with_tokens() -> (StandIn, Arc<AtomicUsize>) {
    let granted = Arc::new(AtomicUsize::new(0));
    let tokens = Arc::clone(&granted);
    let server = StandIn::start(move |asked| {
        if asked.path == "/api/token" {
            let token = tokens.fetch_add(1, Ordering::SeqCst) + 1;
            return Answer::json(format!(
                r#"{{"access_token": "token-{token}", "token_type": "Bearer", "expires_in": "3600"}}"#
            ))
            .after(std::time::Duration::from_millis(20));
        }
        let valid = format!("Bearer token-{}", tokens.load(Ordering::SeqCst));
        // The second token is the first that works: the one before it has been withdrawn.
        if asked.header("authorization") == valid && valid != "Bearer token-1" {
            rows_of_one()
        } else {
            Answer::status(401)
        }
    })
    .await;
    (server, granted)
}

fn oauth(server: &StandIn, proof: ClientProof) -> Login {
    Login::OAuth2(OAuth2 {
        token_url: format!("{}/token", server.url),
        client_id: "inlay".into(),
        client_secret: "s3cret&more".into(),
        scope: Some("read".to_owned()),
        proof,
        parameters: vec![("audience".to_owned(), "books".to_owned())],
    })
}

#[tokio::test]
async fn a_token_is_fetched_once_for_all_and_renewed_once_when_it_is_refused() {
    let (server, granted) = with_tokens().await;
    let source = server.source_with(|settings| {
        settings.web.login = oauth(&server, ClientProof::Body);
        settings.web.limits.max_parallel = 8;
    });
    let answers = join_all((0..8).map(|_| rows(&source, NAME))).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(granted.load(Ordering::SeqCst), 2);
    rows(&source, NAME).await.unwrap();
    assert_eq!(granted.load(Ordering::SeqCst), 2);

    let tokens: Vec<Asked> = server
        .asked()
        .into_iter()
        .filter(|asked| asked.path == "/api/token")
        .collect();
    let form: Vec<(String, String)> = url::form_urlencoded::parse(tokens[0].body.as_bytes())
        .into_owned()
        .collect();
    let field = |name: &str| form.iter().find(|(n, _)| n == name).unwrap().1.as_str();
    assert_eq!(field("grant_type"), "client_credentials");
    assert_eq!(field("client_secret"), "s3cret&more");
    assert_eq!((field("scope"), field("audience")), ("read", "books"));
}

#[tokio::test]
async fn the_clients_secret_goes_to_the_token_url_only() {
    let (server, _) = with_tokens().await;
    let source = server.source_with(|settings| {
        settings.web.login = oauth(&server, ClientProof::Basic);
    });
    rows(&source, NAME).await.unwrap();
    use base64::Engine;
    // Form-encoded before it is a basic login, as the RFC wants it.
    let proof = base64::prelude::BASE64_STANDARD.encode("inlay:s3cret%26more");
    for asked in server.asked() {
        let is_token = asked.path == "/api/token";
        let shown = asked.header("authorization") == format!("Basic {proof}");
        assert_eq!(shown, is_token, "{asked:?}");
        assert!(!asked.body.contains("s3cret"));
    }
}

#[tokio::test]
async fn a_client_that_is_not_known_is_a_refused_login_and_is_not_asked_again() {
    let server =
        StandIn::start(|_| Answer::json(r#"{"error": "invalid_client"}"#).with_status(401)).await;
    let source = server.source_with(|settings| {
        settings.web.login = oauth(&server, ClientProof::Body);
    });
    let error = rows(&source, NAME).await.unwrap_err();
    assert_eq!(error.kind(), "login_refused");
    assert!(!format!("{error:?}").contains("s3cret"));
    assert_eq!(rows(&source, NAME).await.unwrap_err().kind(), "unavailable");
    assert_eq!(server.count(), 1);
}

/// SAP Business One's service layer: two cookies, and a session that ends.
async fn service_layer() -> StandIn {
    let sessions = AtomicUsize::new(0);
    StandIn::start(move |asked| {
        if asked.path == "/api/Login" {
            assert_eq!(asked.method, "POST");
            if asked.json()["Password"] != "right" {
                return Answer::json(r#"{"error": {"code": -304}}"#).with_status(401);
            }
            let session = sessions.fetch_add(1, Ordering::SeqCst) + 1;
            return Answer::json(r#"{"SessionTimeout": 30}"#)
                .header(
                    "set-cookie",
                    format!("B1SESSION=s{session}; HttpOnly; Path=/"),
                )
                .header("set-cookie", "ROUTEID=.node3; path=/b1s");
        }
        let session = sessions.load(Ordering::SeqCst);
        let ended = asked.number == 2;
        if !ended && asked.header("cookie") == format!("B1SESSION=s{session}; ROUTEID=.node3") {
            rows_of_one()
        } else {
            Answer::status(401)
        }
    })
    .await
}

fn cookie(password: &str) -> Login {
    Login::Cookie(CookieLogin {
        path: "Login".to_owned(),
        body: vec![
            ("CompanyDB".to_owned(), "ACME".into()),
            ("UserName".to_owned(), "reader".into()),
            ("Password".to_owned(), password.to_owned().into()),
        ],
    })
}

#[tokio::test]
async fn a_session_of_cookies_is_kept_and_begun_anew_when_it_has_ended() {
    let server = service_layer().await;
    let source = server.source_with(|settings| settings.web.login = cookie("right"));
    for _ in 0..3 {
        assert_eq!(rows(&source, NAME).await.unwrap().len(), 1);
    }
    let paths: Vec<_> = server.asked().into_iter().map(|asked| asked.path).collect();
    let (login, read) = ("/api/Login", "/api/rows");
    assert_eq!(paths, [login, read, read, login, read, read]);
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let server = service_layer().await;
    let source = server.source_with(|settings| settings.web.login = cookie("wrong"));
    let error = rows(&source, NAME).await.unwrap_err();
    assert_eq!(error.kind(), "login_refused");
    for _ in 0..5 {
        let error = rows(&source, NAME).await.unwrap_err();
        assert!(
            matches!(
                error,
                ReadError::Unavailable {
                    why: "login_refused",
                    ..
                }
            ),
            "{error:?}"
        );
    }
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn twenty_readers_at_once_try_a_wrong_password_once() {
    let server = service_layer().await;
    let source = server.source_with(|settings| {
        settings.web.login = cookie("wrong");
        settings.web.limits.max_parallel = 4;
    });
    let answers = join_all((0..20).map(|_| rows(&source, NAME))).await;
    let refused = |answer: &Result<_, ReadError>| matches!(answer, Err(error) if error.kind() == "login_refused");
    assert!(answers.iter().all(refused), "{answers:?}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_403_is_about_the_login_until_it_was_let_in_once_and_about_the_query_then() {
    let server = StandIn::start(|asked| match asked.number {
        1 => Answer::json("[]"),
        _ => Answer::status(403),
    })
    .await;
    let error = rows(&server.source(), NAME).await.unwrap_err();
    assert_eq!(error.kind(), "login_refused");
    let source = server.source();
    rows(&source, NAME).await.unwrap();
    assert_eq!(rows(&source, NAME).await.unwrap_err().kind(), "denied");
    assert_eq!(rows(&source, NAME).await.unwrap_err().kind(), "denied");
}
