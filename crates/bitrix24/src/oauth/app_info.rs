//! What the authorization server knows of a token.

use serde::Deserialize;
use url::Url;

use crate::member_id::MemberId;
use crate::values;

/// The authorization server's own `app.info`; what it says is true, unlike what comes with a
/// frame's POST (`settings/oauth/simple-way.md`).
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct AppInfo {
    /// The application the token was given to.
    pub client_id: String,
    /// The token's scope.
    #[serde(default, deserialize_with = "values::scope")]
    pub scope: Vec<String>,
    /// When the token ends, in ISO 8601.
    #[serde(default)]
    pub expires: Option<String>,
    pub install: Installation,
    /// Whose token it is.
    #[serde(default, deserialize_with = "values::id")]
    pub user_id: Option<u64>,
}

/// The application's installation on the token's portal.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Installation {
    #[serde(default, deserialize_with = "values::flag")]
    pub installed: bool,
    #[serde(default, deserialize_with = "values::text")]
    pub version: String,
    /// A letter, see [`Grant::status`](crate::Grant::status).
    #[serde(default, deserialize_with = "values::text")]
    pub status: String,
    #[serde(default, deserialize_with = "values::scope")]
    pub scope: Vec<String>,
    /// The portal's host.
    #[serde(default, deserialize_with = "values::text")]
    pub domain: String,
    /// The REST base of the portal.
    pub client_endpoint: Url,
    pub member_id: MemberId,
}
