use std::time::Duration;

use bitrix24::{
    AccessToken, Application, AuthorizationServer, CallError, ErrorCode, Lost, OAuth, OAuthError,
    RefreshToken, Unanswered,
};

use crate::server::{self, Server};

const GRANT: &str = r#"{"access_token":"new-access","refresh_token":"new-refresh","expires_in":3600,
    "expires":1767225600,"scope":"crm,placement","domain":"oauth.bitrix.info","status":"L",
    "server_endpoint":"https://oauth.bitrix.info/rest/","client_endpoint":"https://acme.bitrix24.com/rest/",
    "member_id":"a2b0c3d4e5f60718293a4b5c6d7e8f90","user_id":7}"#;

fn oauth(origin: &str) -> OAuth {
    let application = Application {
        client_id: "local.5c8bb1b0891cf2.87252039".to_owned(),
        client_secret: "s3cr3t&more".to_owned().into(),
    };
    let server = AuthorizationServer::parse_allowing_http(origin).unwrap();
    OAuth::new(bitrix24::http_client().unwrap(), application, server)
}

async fn renewal(status: u16, body: &str) -> Result<bitrix24::Grant, OAuthError> {
    let server = Server::answering(status, body).await;
    oauth(&server.origin)
        .renew(&RefreshToken::from("old".to_owned()))
        .await
}

#[tokio::test]
async fn a_refresh_token_is_traded_in_the_body_of_a_form() {
    let server = Server::answering(200, GRANT).await;

    let grant = oauth(&server.origin)
        .renew(&RefreshToken::from("old+".to_owned()))
        .await
        .unwrap();

    let seen = server.only();
    assert_eq!(seen.method, "POST");
    assert_eq!(seen.uri, "/oauth/token/");
    assert_eq!(
        seen.body,
        "grant_type=refresh_token&client_id=local.5c8bb1b0891cf2.87252039\
         &client_secret=s3cr3t%26more&refresh_token=old%2B"
    );
    assert_eq!(grant.access_token.expose(), "new-access");
    assert_eq!(grant.refresh_token.expose(), "new-refresh");
    assert_eq!(grant.expires_in, Duration::from_secs(3600));
    assert_eq!(grant.scope, ["crm", "placement"]);
    assert_eq!(grant.status, "L");
    assert_eq!(grant.client_endpoint.host_str(), Some("acme.bitrix24.com"));
    assert_eq!(grant.server_endpoint.host_str(), Some("oauth.bitrix.info"));
    assert_eq!(grant.member_id.as_ref(), "a2b0c3d4e5f60718293a4b5c6d7e8f90");
    assert_eq!(grant.user_id, Some(7));
}

#[tokio::test]
async fn a_code_is_traded_and_its_answer_may_lack_the_user() {
    let without = GRANT
        .replace(r#","user_id":7"#, "")
        .replace(r#""expires":1767225600,"#, "");
    let spaced = without
        .replace("crm,placement", "crm placement")
        .replace("3600", "\"3600\"");
    let server = Server::answering(200, spaced).await;

    let grant = oauth(&server.origin).exchange("c0d3").await.unwrap();

    assert_eq!(
        server.only().body,
        "grant_type=authorization_code&client_id=local.5c8bb1b0891cf2.87252039\
         &client_secret=s3cr3t%26more&code=c0d3"
    );
    assert_eq!(grant.user_id, None);
    assert_eq!(grant.scope, ["crm", "placement"]);
    assert_eq!(grant.expires_in, Duration::from_secs(3600));
}

#[tokio::test]
async fn a_denial_is_decided_by_its_error_under_any_status() {
    for (status, text, code) in [
        (400, "invalid_request", ErrorCode::InvalidRequest),
        (400, "invalid_client", ErrorCode::InvalidClient),
        (401, "invalid_client", ErrorCode::InvalidClient),
        (200, "wrong_client", ErrorCode::WrongClient),
        (400, "invalid_grant", ErrorCode::InvalidGrant),
        (400, "INVALID_GRANT", ErrorCode::InvalidGrant),
        (500, "invalid_grant", ErrorCode::InvalidGrant),
        (400, "bad_verification_code", ErrorCode::BadVerificationCode),
        (403, "insufficient_scope", ErrorCode::InsufficientScope),
        (403, "invalid_scope", ErrorCode::InvalidScope),
        (401, "PAYMENT_REQUIRED", ErrorCode::PaymentRequired),
        (401, "NOT_INSTALLED", ErrorCode::NotInstalled),
        (401, "ERROR_OAUTH", ErrorCode::ErrorOauth),
        (401, "NO_AUTH_FOUND", ErrorCode::NoAuthFound),
    ] {
        let error = renewal(status, &format!(r#"{{"error":"{text}"}}"#))
            .await
            .unwrap_err();
        let lost = matches!(
            code,
            ErrorCode::InvalidGrant | ErrorCode::BadVerificationCode
        );
        assert_eq!(error.is_grant_lost(), lost, "{text}");
        assert!(
            matches!(error, OAuthError::Denied { code: c } if c == code),
            "{status} {text}"
        );
    }
    let error = renewal(400, r#"{"error":"something_new"}"#)
        .await
        .unwrap_err();
    assert!(matches!(error, OAuthError::Denied { .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_in_trouble_denies_nothing() {
    for (status, body) in [
        (502, "<html>Bad Gateway</html>"),
        (200, "<html>Maintenance</html>"),
        (500, r#"{"error":"INTERNAL_SERVER_ERROR"}"#),
        (503, r#"{"error":"something_new"}"#),
        (503, r#"{"error":"QUERY_LIMIT_EXCEEDED"}"#),
        (429, r#"{"error":"slow_down"}"#),
        (500, GRANT),
        (302, ""),
    ] {
        let error = renewal(status, body).await.unwrap_err();
        assert!(
            matches!(error, OAuthError::Unreachable { .. }),
            "{error:?} for {status} {body}"
        );
    }
}

#[tokio::test]
async fn a_token_that_never_left_is_told_from_one_that_may_be_spent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let token = RefreshToken::from("old".to_owned());
    let error = oauth(&closed).renew(&token).await.unwrap_err();
    assert!(
        matches!(
            error,
            OAuthError::Unreachable {
                source: Unanswered::Unsent(_)
            }
        ),
        "{error:?}"
    );

    let broken = server::raw(Some(b"")).await;
    let error = oauth(&broken).renew(&token).await.unwrap_err();
    assert!(
        matches!(
            error,
            OAuthError::Unreachable {
                source: Unanswered::Lost(Lost::Broken(_))
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_answer_of_another_shape_names_the_field_and_no_value() {
    for (body, path) in [
        (GRANT.replace("\"new-refresh\"", "17"), "refresh_token"),
        (
            GRANT.replace("https://acme.bitrix24.com/rest/", "acme"),
            "client_endpoint",
        ),
        (GRANT.replace("a2b0c3d4", "../../"), "member_id"),
    ] {
        let error = renewal(200, &body).await.unwrap_err();
        let OAuthError::Nonsense { source } = error else {
            panic!("{error:?}")
        };
        assert_eq!(source.path, path);
    }
}

#[tokio::test]
async fn the_server_tells_whose_a_token_is() {
    let body = r#"{"result":{"client_id":"app.1a2b.3c","scope":"crm,placement",
        "expires":"2026-01-01T10:00:00+00:00","install":{"installed":true,"version":3,"status":"F",
        "scope":"crm,placement","domain":"acme.bitrix24.com","uri":"https://acme.bitrix24.com",
        "client_endpoint":"https://acme.bitrix24.com/rest/",
        "member_id":"a2b0c3d4e5f60718293a4b5c6d7e8f90","member_type":"company"},"user_id":7},"time":{}}"#;
    let server = Server::answering(200, body).await;
    let token = AccessToken::from("t0k3n".to_owned());

    let info = oauth(&server.origin).app_info(&token).await.unwrap();

    let seen = server.only();
    assert_eq!(seen.uri, "/rest/app.info");
    assert_eq!(
        seen.body, r#"{"auth":"t0k3n"}"#,
        "no client secret is needed here"
    );
    assert_eq!(
        (info.client_id.as_str(), info.user_id),
        ("app.1a2b.3c", Some(7))
    );
    assert!(info.install.installed);
    assert_eq!(info.install.version, "3");
    assert_eq!(
        info.install.client_endpoint.as_str(),
        "https://acme.bitrix24.com/rest/"
    );

    let server = Server::answering(401, r#"{"error":"invalid_token"}"#).await;
    let error = oauth(&server.origin).app_info(&token).await.unwrap_err();
    assert!(matches!(error, CallError::Refused { .. }), "{error:?}");
}
