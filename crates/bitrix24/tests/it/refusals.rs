//! Every form an error takes (`error-codes.md`, `_includes/system-errors.md`).

use bitrix24::{Call, CallError, ErrorCode, Refusal};
use serde_json::Value;

use crate::server::Server;

async fn refusal(status: u16, body: &str) -> Refusal {
    let portal = Server::answering(status, body).await;
    let error = portal
        .client()
        .send::<Value>(&Call::new("crm.deal.get"))
        .await
        .unwrap_err();
    match error {
        CallError::Refused { refusal, .. } => refusal,
        other => panic!("{other:?} for {body}"),
    }
}

#[tokio::test]
async fn every_system_error_has_its_code() {
    for (status, text, code) in [
        (400, "INVALID_REQUEST", ErrorCode::InvalidRequest),
        (400, "ERROR_CORE", ErrorCode::ErrorCore),
        (401, "NO_AUTH_FOUND", ErrorCode::NoAuthFound),
        (401, "expired_token", ErrorCode::ExpiredToken),
        (401, "EXPIRED_TOKEN", ErrorCode::ExpiredToken),
        (401, "invalid_token", ErrorCode::InvalidToken),
        (401, "APPLICATION_NOT_FOUND", ErrorCode::ApplicationNotFound),
        (401, "ERROR_OAUTH", ErrorCode::ErrorOauth),
        (401, "authorization_error", ErrorCode::AuthorizationError),
        (401, "PAYMENT_REQUIRED", ErrorCode::PaymentRequired),
        (
            401,
            "METHOD_CONFIRM_WAITING",
            ErrorCode::MethodConfirmWaiting,
        ),
        (403, "METHOD_CONFIRM_DENIED", ErrorCode::MethodConfirmDenied),
        (403, "insufficient_scope", ErrorCode::InsufficientScope),
        (401, "insufficient_scope", ErrorCode::InsufficientScope),
        (403, "INVALID_CREDENTIALS", ErrorCode::InvalidCredentials),
        (403, "user_access_error", ErrorCode::UserAccessError),
        (403, "ACCESS_DENIED", ErrorCode::AccessDenied),
        (400, "ACCESS_DENIED", ErrorCode::AccessDenied),
        (403, "WRONG_AUTH_TYPE", ErrorCode::WrongAuthType),
        (
            403,
            "allowed_only_intranet_user",
            ErrorCode::AllowedOnlyIntranetUser,
        ),
        (404, "ERROR_METHOD_NOT_FOUND", ErrorCode::MethodNotFound),
        (429, "OPERATION_TIME_LIMIT", ErrorCode::OperationTimeLimit),
        (500, "INTERNAL_SERVER_ERROR", ErrorCode::InternalServerError),
        (500, "ERROR_UNEXPECTED_ANSWER", ErrorCode::UnexpectedAnswer),
        (410, "PORTAL_DELETED", ErrorCode::PortalDeleted),
        (503, "QUERY_LIMIT_EXCEEDED", ErrorCode::QueryLimitExceeded),
        (503, "OVERLOAD_LIMIT", ErrorCode::OverloadLimit),
    ] {
        let body = format!(r#"{{"error":"{text}","error_description":"Because."}}"#);
        let refusal = refusal(status, &body).await;
        // By its name, not by the text: a code that is only verbatim has none.
        assert_eq!(
            std::mem::discriminant(&refusal.code),
            std::mem::discriminant(&code),
            "{text}"
        );
        assert_eq!(refusal.status, Some(status), "{text}");
        assert_eq!(refusal.description, "Because.");
    }
}

#[tokio::test]
async fn an_unknown_code_is_kept_verbatim() {
    let refusal = refusal(404, r#"{"error":"ERROR_MANIFEST_IS_NOT_AVAILABLE"}"#).await;
    assert!(matches!(refusal.code, ErrorCode::Other(_)));
    assert_eq!(refusal.code.as_str(), "ERROR_MANIFEST_IS_NOT_AVAILABLE");
    assert_eq!(refusal.code, "error_manifest_is_not_available");
    assert_eq!(refusal.description, "");
}

#[tokio::test]
async fn an_empty_code_leaves_the_description_to_tell() {
    let refusal = refusal(400, r#"{"error":"","error_description":"Not found"}"#).await;
    assert_eq!(refusal.code, "");
    assert!(!refusal.code.is_telling());
    assert_eq!(refusal.to_string(), "`` Not found (HTTP 400)");
}

#[tokio::test]
async fn a_number_is_a_code_as_number_and_as_text() {
    for body in [
        r#"{"error":0,"error_description":"Access denied."}"#,
        r#"{"error":"0","error_description":"Access denied."}"#,
    ] {
        let refusal = refusal(400, body).await;
        assert_eq!(refusal.code, "0", "{body}");
        assert_eq!(refusal.to_string(), "`0` Access denied. (HTTP 400)");
    }
    for code in ["100", "1048582"] {
        let refusal = refusal(
            400,
            &format!(r#"{{"error":"{code}","error_description":"x"}}"#),
        )
        .await;
        assert_eq!(refusal.code, code);
    }
}

#[tokio::test]
async fn a_sentence_or_a_class_name_is_a_code() {
    for text in [
        "Communication type is not defined",
        "Access denied.",
        "ArgumentNullException",
    ] {
        let refusal = refusal(400, &format!(r#"{{"error":"{text}"}}"#)).await;
        assert_eq!(refusal.code.as_str(), text);
    }
}

#[tokio::test]
async fn the_argument_meant_is_named() {
    let body = r#"{"error":"ERROR_ARGUMENT","argument":"PLACEMENT",
        "error_description":"Argument 'PLACEMENT' is null or empty"}"#;
    let refusal = refusal(400, body).await;
    assert_eq!(refusal.code, ErrorCode::ErrorArgument);
    assert_eq!(refusal.invalid[0].field, "PLACEMENT");
}

#[tokio::test]
async fn an_object_is_an_error_of_rest_3() {
    let code = "BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION";
    let body = format!(
        r#"{{"error":{{"code":"{code}","message":"Invalid.","validation":
            [{{"field":"id","message":"Required."}},{{"field":"title","message":"Too long."}}]}}}}"#
    );
    let refusal = refusal(400, &body).await;
    assert_eq!(refusal.code.as_str(), code);
    assert_eq!(refusal.description, "Invalid.");
    let fields: Vec<_> = refusal
        .invalid
        .iter()
        .map(|i| (&*i.field, &*i.message))
        .collect();
    assert_eq!(fields, [("id", "Required."), ("title", "Too long.")]);
}

#[tokio::test]
async fn an_error_under_200_is_an_error() {
    for body in [
        r#"{"error":"","error_description":"Not found."}"#,
        r#"{"error":"wrong_client"}"#,
        r#"{"error":0,"result":[]}"#,
        r#"{"error":false,"result":{"ID":"77"}}"#,
        r#"{"error":[]}"#,
    ] {
        assert_eq!(refusal(200, body).await.status, Some(200), "{body}");
    }
}

#[tokio::test]
async fn a_null_error_is_none() {
    let portal = Server::answering(200, r#"{"error":null,"result":7}"#).await;
    let answer = portal
        .client()
        .send::<u64>(&Call::new("crm.deal.add"))
        .await
        .unwrap();
    assert_eq!(answer.result, 7);
}

#[tokio::test]
async fn a_lost_authorization_is_told_from_other_refusals() {
    for (code, lost) in [
        ("expired_token", true),
        ("invalid_token", true),
        ("NO_AUTH_FOUND", true),
        ("authorization_error", true),
        ("APPLICATION_NOT_FOUND", true),
        ("ERROR_OAUTH", true),
        ("ACCESS_DENIED", false),
        ("QUERY_LIMIT_EXCEEDED", false),
        ("", false),
    ] {
        let refusal = refusal(401, &format!(r#"{{"error":"{code}"}}"#)).await;
        assert_eq!(refusal.is_authorization_lost(), lost, "{code}");
        assert_eq!(
            refusal.is_expired_token(),
            code == "expired_token",
            "{code}"
        );
    }
}
