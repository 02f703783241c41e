//! Tokens as the authorization server gives them.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::error::OAuthError;
use crate::error_code::ErrorCode;
use crate::member_id::MemberId;
use crate::misfit;
use crate::refusal::Refusal;
use crate::secret::{AccessToken, RefreshToken};
use crate::transport::{Lost, Reply, Unanswered};
use crate::values;

/// An authorization of one user on one portal (`settings/oauth/index.md`).
///
/// The answer's `domain` is left out: it is the authorization server's. Where the portal lives is
/// in `client_endpoint`.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Grant {
    pub access_token: AccessToken,
    pub refresh_token: RefreshToken,
    /// How long the access token lives; an hour.
    #[serde(deserialize_with = "seconds")]
    pub expires_in: Duration,
    #[serde(default, deserialize_with = "values::scope")]
    pub scope: Vec<String>,
    /// A letter: `L`ocal, `F`ree, `D`emo, `T`rial, `P`aid, `S`ubscription. For information;
    /// accept any.
    #[serde(default, deserialize_with = "values::text")]
    pub status: String,
    /// The REST base of the authorization server that renews this authorization.
    pub server_endpoint: Url,
    /// The REST base of the portal.
    pub client_endpoint: Url,
    pub member_id: MemberId,
    /// Not in every answer.
    #[serde(default, deserialize_with = "values::id")]
    pub user_id: Option<u64>,
}

/// Reads the token endpoint's answer. Its `error` decides, under any HTTP status: `wrong_client`
/// comes with a 200.
pub(super) fn read(reply: &Reply) -> Result<Grant, OAuthError> {
    let status = reply.status.as_u16();
    let lost = |lost| OAuthError::Unreachable {
        source: Unanswered::Lost(lost),
    };
    let body = std::str::from_utf8(&reply.body).map_err(|_| lost(Lost::NotJson { status }))?;
    let map: Map<String, Value> =
        serde_json::from_str(body).map_err(|_| lost(Lost::NotJson { status }))?;
    if let Some(refusal) = Refusal::from_body(&map, Some(status)) {
        return Err(match refusal.code {
            code if is_temporary(&code, status) => lost(Lost::Shapeless { status }),
            code => OAuthError::Denied { code },
        });
    }
    if !reply.status.is_success() {
        return Err(lost(Lost::Shapeless { status }));
    }
    misfit::read(body).map_err(|source| OAuthError::Nonsense { source })
}

/// A server in trouble, whose "no" says nothing about the grant. A documented code is final under
/// any status.
fn is_temporary(code: &ErrorCode, status: u16) -> bool {
    match code {
        ErrorCode::QueryLimitExceeded
        | ErrorCode::OperationTimeLimit
        | ErrorCode::InternalServerError
        | ErrorCode::UnexpectedAnswer => true,
        ErrorCode::Other(_) => status == 429 || status >= 500,
        _ => false,
    }
}

fn seconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    Ok(Duration::from_secs(
        values::count(deserializer)?.unwrap_or_default(),
    ))
}
