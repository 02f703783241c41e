//! A frame's POST from a portal that is installed here.

use std::sync::Arc;

use bitrix24::{CallError, Frame, PortalAddress};

use super::{AuthorizationServers, Refusal};
use crate::store::{Portal, Store};

/// A frame whose portal we know and whose application token, where it brought one, is that
/// portal's. It proves the portal, not the user: the first call with the user's token does that,
/// and until then nothing of a client may be shown.
#[derive(Debug)]
pub struct KnownFrame {
    portal: Arc<Portal>,
    frame: Frame,
}

impl KnownFrame {
    /// Recognises a frame.
    ///
    /// # Errors
    /// A [`Refusal`] when the portal is unknown, the token is another's, or an address is a
    /// stranger's. No address from the frame is ever called.
    pub async fn recognise(
        frame: Frame,
        store: &Store,
        servers: &AuthorizationServers,
    ) -> Result<Self, Refusal> {
        servers.named(frame.server_endpoint.as_deref())?;
        let portal = store
            .known_portal(&frame.member_id)
            .await?
            .ok_or(Refusal::UnknownPortal)?;
        if !portal.is_served() {
            return Err(Refusal::UnknownPortal);
        }
        if let (Some(brought), Some(kept)) = (&frame.application_token, &portal.application_token)
            && !kept.matches(brought)
        {
            return Err(Refusal::ForgedToken);
        }
        let portal = match named_address(&frame) {
            Some(Ok(address)) if address == portal.address => portal,
            None => portal,
            Some(Ok(address)) => {
                let portal = Portal::clone(&portal);
                moved(portal, address, &frame, store, servers).await?.into()
            }
            Some(Err(())) => return Err(Refusal::StrangeAddress),
        };
        Ok(Self { portal, frame })
    }

    #[must_use]
    pub fn portal(&self) -> &Portal {
        &self.portal
    }

    #[must_use]
    pub fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Where the frame says its portal lives. Plain HTTP is read as such here: whether it is allowed
/// was decided when the portal was installed.
fn named_address(frame: &Frame) -> Option<Result<PortalAddress, ()>> {
    let domain = frame.domain.as_deref()?;
    let scheme = if frame.protocol == Some(0) {
        "http"
    } else {
        "https"
    };
    Some(PortalAddress::parse_allowing_http(&format!("{scheme}://{domain}")).map_err(|_| ()))
}

/// A portal keeps its `member_id` when its address changes. The authorization server, asked with
/// the user's token, says where it lives now; the frame alone is not believed.
async fn moved(
    portal: Portal,
    address: PortalAddress,
    frame: &Frame,
    store: &Store,
    servers: &AuthorizationServers,
) -> Result<Portal, Refusal> {
    let oauth = servers.named(Some(portal.server_endpoint.as_str()))?;
    let info = match oauth.app_info(&frame.access_token).await {
        Ok(info) => info,
        Err(CallError::Refused { .. }) => return Err(Refusal::StrangeAddress),
        Err(error) => return Err(Refusal::Unreachable(error.into())),
    };
    let confirmed = info.client_id == servers.application().client_id
        && info.install.member_id == portal.member_id
        && PortalAddress::parse_allowing_http(info.install.client_endpoint.as_str())
            .is_ok_and(|now| now == address);
    if !confirmed {
        return Err(Refusal::StrangeAddress);
    }
    tracing::info!(
        portal.member_id = %portal.member_id,
        portal.address = %address,
        "the portal has a new address"
    );
    store.scope(&portal).move_to(&address).await?;
    store
        .portal(&portal.member_id)
        .await?
        .ok_or(Refusal::UnknownPortal)
}
