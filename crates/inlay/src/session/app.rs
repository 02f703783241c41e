//! The session of the application's own page, in the hands of an administrator.

use bitrix24::{AccessToken, MemberId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{LIFETIME, SessionError};
use crate::seal::{Keyring, Place};

/// Which portal, and whose token. It is sealed for this page alone: no widget's session opens as
/// one. Whether its user is an administrator is not in it: the portal is asked every time.
#[derive(Debug)]
pub struct AppSession {
    pub member_id: MemberId,
    /// The user's number in the portal.
    pub user: u64,
    pub token: AccessToken,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    m: String,
    u: u64,
    t: String,
    x: i64,
}

impl AppSession {
    /// Seals the session into the value the page carries.
    #[must_use]
    pub fn seal(&self, keys: &Keyring, now: DateTime<Utc>) -> String {
        let wire = Wire {
            m: self.member_id.to_string(),
            u: self.user,
            t: self.token.expose().to_owned(),
            x: (now + LIFETIME).timestamp(),
        };
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&wire).unwrap_or_default());
        keys.seal_token(&Place::app_session(), &plain)
    }

    /// Opens a value the page sent back.
    ///
    /// # Errors
    /// [`SessionError`], without a word about what was wrong with it.
    pub fn open(value: &str, keys: &Keyring, now: DateTime<Utc>) -> Result<Self, SessionError> {
        let plain = keys
            .open_token(&Place::app_session(), value)
            .map_err(|_| SessionError::Forged)?;
        let wire: Wire = serde_json::from_slice(&plain).map_err(|_| SessionError::Forged)?;
        if now.timestamp() >= wire.x {
            return Err(SessionError::Ended);
        }
        Ok(Self {
            member_id: MemberId::try_from(wire.m).map_err(|_| SessionError::Forged)?,
            user: wire.u,
            token: AccessToken::from(wire.t),
        })
    }
}
