//! Who a token belongs to, as the portal tells it.

use bitrix24::values;
use serde::Deserialize;

/// The answer of `profile` (`api-reference/common/users/profile.md`); needs no scope.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Profile {
    /// Absent for a user who is no longer active.
    #[serde(rename = "ID", default, deserialize_with = "values::id")]
    pub id: Option<u64>,
    #[serde(rename = "ADMIN", default, deserialize_with = "values::flag")]
    pub administrator: bool,
}

/// The answer of `app.info` (`api-reference/common/system/app-info.md`), as far as it tells one
/// application of a portal from another, and how it is.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ApplicationInfo {
    /// The portal's own number for the installed application.
    #[serde(rename = "ID", default, deserialize_with = "values::id")]
    pub id: Option<u64>,
    /// Whether the installation came to its end; a portal that does not say means yes.
    #[serde(
        rename = "INSTALLED",
        default = "yes",
        deserialize_with = "values::flag"
    )]
    pub installed: bool,
    /// The paid or trial time is over. The portal goes on answering for a while.
    #[serde(rename = "PAYMENT_EXPIRED", default, deserialize_with = "values::flag")]
    pub payment_expired: bool,
}

fn yes() -> bool {
    true
}
