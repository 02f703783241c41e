//! The session of an open widget: a sealed bearer value in the page, no cookie.

mod app;

use std::time::Duration;

use bitrix24::{AccessToken, MemberId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use app::AppSession;

use crate::config::widget::Place;
use crate::seal::{Keyring, Place as SealPlace};
use crate::widget::card::Entity;

/// How long a session lives; then the page renews it with the frame's own token.
pub const LIFETIME: Duration = Duration::from_secs(600);

/// Which card of which portal, seen by whose token.
#[derive(Debug)]
pub struct Session {
    pub member_id: MemberId,
    pub widget: String,
    pub entity: Entity,
    pub token: AccessToken,
}

/// Why a bearer value is no session; all the page needs to know is that it must renew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    #[error("the session is over")]
    Ended,
    #[error("the value is not a session of ours")]
    Forged,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    m: String,
    w: String,
    p: String,
    e: u64,
    t: String,
    x: i64,
}

impl Session {
    /// Seals the session into the value the page carries.
    #[must_use]
    pub fn seal(&self, keys: &Keyring, now: DateTime<Utc>) -> String {
        let wire = Wire {
            m: self.member_id.to_string(),
            w: self.widget.clone(),
            p: self.entity.place.code().to_owned(),
            e: self.entity.id,
            t: self.token.expose().to_owned(),
            x: (now + LIFETIME).timestamp(),
        };
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&wire).unwrap_or_default());
        keys.seal_token(&SealPlace::session(), &plain)
    }

    /// Opens a value the page sent back.
    ///
    /// # Errors
    /// [`SessionError`], without a word about what was wrong with it.
    pub fn open(value: &str, keys: &Keyring, now: DateTime<Utc>) -> Result<Self, SessionError> {
        let plain = keys
            .open_token(&SealPlace::session(), value)
            .map_err(|_| SessionError::Forged)?;
        let wire: Wire = serde_json::from_slice(&plain).map_err(|_| SessionError::Forged)?;
        if now.timestamp() >= wire.x {
            return Err(SessionError::Ended);
        }
        Ok(Self {
            member_id: MemberId::try_from(wire.m).map_err(|_| SessionError::Forged)?,
            widget: wire.w,
            entity: Entity {
                place: Place::from_code(&wire.p).ok_or(SessionError::Forged)?,
                id: wire.e,
            },
            token: AccessToken::from(wire.t),
        })
    }
}
