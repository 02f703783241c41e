//! Proof that a portal sent what came, as a value.

use super::event::{Event, EventAuth};
use super::frame::Frame;
use super::robot::Robot;
use crate::call_error::CallError;
use crate::member_id::MemberId;
use crate::oauth::{AppInfo, OAuth};
use crate::secret::{AccessToken, ApplicationToken};

/// A message whose sender is proved. Only the verifying functions make one: a handler that takes it
/// cannot forget to verify.
#[derive(Clone, Debug)]
pub struct Verified<T> {
    message: T,
    member_id: MemberId,
    app_info: Option<AppInfo>,
}

impl<T> Verified<T> {
    #[must_use]
    pub fn message(&self) -> &T {
        &self.message
    }

    #[must_use]
    pub fn into_message(self) -> T {
        self.message
    }

    /// The portal.
    #[must_use]
    pub fn member_id(&self) -> &MemberId {
        &self.member_id
    }

    /// What the authorization server said, where it was asked: whose token it is, where the portal
    /// lives.
    #[must_use]
    pub fn app_info(&self) -> Option<&AppInfo> {
        self.app_info.as_ref()
    }
}

/// Why the sender of a message is not proved. The texts hold nothing of what was expected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unverified {
    #[error("the message is another portal's, or names none")]
    OtherPortal,
    /// `ONAPPPAYMENT` never brings one (`api-reference/common/events/on-app-payment.md`).
    #[error("the message brings no token that could prove its sender")]
    NoToken,
    #[error("the application token is not this portal's")]
    Forged,
    #[error("the access token is another application's or another portal's")]
    OtherInstallation,
    /// The authorization server does not know the token, or did not answer.
    #[error("the authorization server did not confirm the token")]
    Unconfirmed(#[source] CallError),
}

impl Event {
    /// Compares the application token with the one kept for the portal, in constant time
    /// (`api-reference/events/safe-event-handlers.md`).
    ///
    /// # Errors
    /// [`Unverified`].
    pub fn verify(
        self,
        portal: &MemberId,
        kept: &ApplicationToken,
    ) -> Result<Verified<Self>, Unverified> {
        by_application_token(&self.auth, portal, kept)?;
        Ok(proved(self, portal.clone(), None))
    }

    /// Asks the authorization server whose the event's access token is: for the first contact,
    /// when no application token is kept, and for a changed one, before it is kept
    /// (`api-reference/events/safe-event-handlers.md`).
    ///
    /// # Errors
    /// [`Unverified`].
    pub async fn verify_at(self, oauth: &OAuth) -> Result<Verified<Self>, Unverified> {
        let claimed = self.auth.member_id.as_ref();
        let token = self.auth.access_token.as_ref();
        let (claimed, token) = (
            claimed.ok_or(Unverified::OtherPortal)?,
            token.ok_or(Unverified::NoToken)?,
        );
        let info = by_access_token(oauth, token, claimed).await?;
        let member_id = claimed.clone();
        Ok(proved(self, member_id, Some(info)))
    }
}

impl Robot {
    /// As [`Event::verify`].
    ///
    /// # Errors
    /// [`Unverified`].
    pub fn verify(
        self,
        portal: &MemberId,
        kept: &ApplicationToken,
    ) -> Result<Verified<Self>, Unverified> {
        by_application_token(&self.auth, portal, kept)?;
        Ok(proved(self, portal.clone(), None))
    }
}

impl Frame {
    /// Asks the authorization server whose the frame's access token is. That proves portal and
    /// user both, which the application token cannot: everybody who was ever shown a frame has seen
    /// it (`settings/oauth/simple-way.md`).
    ///
    /// # Errors
    /// [`Unverified`].
    pub async fn verify_at(self, oauth: &OAuth) -> Result<Verified<Self>, Unverified> {
        let info = by_access_token(oauth, &self.access_token, &self.member_id).await?;
        // A stranger's address beside a true token: nobody is to be called there.
        let claimed = self.domain.as_deref();
        if claimed.is_some_and(|domain| !domain.eq_ignore_ascii_case(&info.install.domain)) {
            return Err(Unverified::OtherPortal);
        }
        let member_id = self.member_id.clone();
        Ok(proved(self, member_id, Some(info)))
    }
}

fn proved<T>(message: T, member_id: MemberId, app_info: Option<AppInfo>) -> Verified<T> {
    Verified {
        message,
        member_id,
        app_info,
    }
}

fn by_application_token(
    auth: &EventAuth,
    portal: &MemberId,
    kept: &ApplicationToken,
) -> Result<(), Unverified> {
    if auth.member_id.as_ref() != Some(portal) {
        return Err(Unverified::OtherPortal);
    }
    let brought = auth.application_token.as_ref();
    if kept.matches(brought.ok_or(Unverified::NoToken)?) {
        Ok(())
    } else {
        Err(Unverified::Forged)
    }
}

async fn by_access_token(
    oauth: &OAuth,
    token: &AccessToken,
    portal: &MemberId,
) -> Result<AppInfo, Unverified> {
    let info = oauth.app_info(token).await;
    let info = info.map_err(Unverified::Unconfirmed)?;
    let is_ours = info.client_id == oauth.client_id() && info.install.member_id == *portal;
    is_ours.then_some(info).ok_or(Unverified::OtherInstallation)
}
