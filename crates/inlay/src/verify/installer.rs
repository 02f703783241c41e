//! Who installs: the caller proves himself at the authorization server.

use bitrix24::{Batch, Call, Client, CommandError, Frame, Grant, OAuthError, PortalAddress};

use super::{ApplicationInfo, AuthorizationServers, Profile, Refusal};
use crate::calls::Calls;
use crate::config::bitrix24::{Bitrix24, Mode};

/// An administrator of a portal, proved by the exchange of his refresh token.
#[derive(Debug)]
pub struct Installer {
    /// The authorization the exchange gave us.
    pub grant: Grant,
    pub address: PortalAddress,
    /// The portal's REST, with the installer's own token.
    pub client: Client,
    pub user_id: u64,
    /// The portal's own number for our installation in it.
    pub application_id: Option<u64>,
    /// What the frame brought besides; believed because the exchange proved its bringer to be an
    /// administrator of this very portal.
    pub frame: Frame,
}

/// Proves the caller of `POST /install`.
///
/// # Errors
/// A [`Refusal`]; of the frame only the refresh token was used, at a configured server.
pub async fn prove(
    frame: Frame,
    calls: &Calls,
    config: &Bitrix24,
    servers: &AuthorizationServers,
) -> Result<Installer, Refusal> {
    let oauth = servers.named(frame.server_endpoint.as_deref())?;
    let refresh = frame
        .refresh_token
        .as_ref()
        .ok_or(Refusal::NothingToExchange)?;
    let grant = match oauth.renew(refresh).await {
        Ok(grant) => grant,
        Err(error @ OAuthError::Denied { .. }) => return Err(Refusal::Unproved(error)),
        Err(error) => return Err(Refusal::Unreachable(error.into())),
    };
    if grant.member_id != frame.member_id {
        return Err(Refusal::OtherPortal);
    }
    // The portal's own tokens must renew where we were told to renew them.
    servers.named(Some(grant.server_endpoint.as_str()))?;
    let address = if config.allow_http {
        PortalAddress::parse_allowing_http(grant.client_endpoint.as_str())
    } else {
        PortalAddress::parse(grant.client_endpoint.as_str())
    }
    .map_err(|_| Refusal::OtherPortal)?;
    if let Mode::Local { portal } = &config.mode
        && *portal != address
    {
        return Err(Refusal::OtherPortal);
    }
    let client = calls.as_user(&grant.client_endpoint, &grant.access_token);
    let (user_id, application_id) = administrator(&client).await?;
    Ok(Installer {
        grant,
        address,
        client,
        user_id,
        application_id,
        frame,
    })
}

/// Who the token's user is, and which application it was given to.
async fn administrator(client: &Client) -> Result<(u64, Option<u64>), Refusal> {
    let mut batch = Batch::new();
    let profile = batch.add("profile", Call::new("profile").harmless())?;
    let application = batch.add("application", Call::new("app.info").harmless())?;
    let outcome = client.run(&batch).await?;
    let profile: Profile = outcome.take(&profile)?;
    let application: Result<ApplicationInfo, CommandError> = outcome.take(&application);
    match profile {
        Profile {
            id: Some(id),
            administrator: true,
        } => Ok((id, application.ok().and_then(|a| a.id))),
        _ => Err(Refusal::NotAdministrator),
    }
}
