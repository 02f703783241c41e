//! Who installs: the caller proves himself at the authorization server.

use bitrix24::{
    ApplicationToken, Batch, Call, Client, CommandError, Event, Frame, Grant, MemberId, OAuthError,
    PortalAddress, RefreshToken,
};

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
    /// What the portal marks its messages with; believed because the exchange proved its bringer
    /// to be an administrator of this very portal.
    pub application_token: Option<ApplicationToken>,
}

/// What somebody who wants to install brings. Nothing of it is believed.
#[derive(Debug)]
pub struct Claim {
    member_id: MemberId,
    refresh_token: Option<RefreshToken>,
    server_endpoint: Option<String>,
    application_token: Option<ApplicationToken>,
}

impl From<Frame> for Claim {
    fn from(frame: Frame) -> Self {
        Self {
            member_id: frame.member_id,
            refresh_token: frame.refresh_token,
            server_endpoint: frame.server_endpoint,
            application_token: frame.application_token,
        }
    }
}

impl Claim {
    /// `ONAPPINSTALL` to an application without pages
    /// (`api-reference/common/events/on-app-install.md`); `None` when it names no portal.
    #[must_use]
    pub fn of_event(event: Event) -> Option<Self> {
        let auth = event.auth;
        Some(Self {
            member_id: auth.member_id?,
            refresh_token: auth.refresh_token,
            server_endpoint: auth.server_endpoint,
            application_token: auth.application_token,
        })
    }
}

/// Proves the caller of `POST /install`.
///
/// # Errors
/// A [`Refusal`]; of the claim only the refresh token was used, at a configured server.
pub async fn prove(
    claim: Claim,
    calls: &Calls,
    config: &Bitrix24,
    servers: &AuthorizationServers,
) -> Result<Installer, Refusal> {
    let oauth = servers.named(claim.server_endpoint.as_deref())?;
    let refresh = claim
        .refresh_token
        .as_ref()
        .ok_or(Refusal::NothingToExchange)?;
    let grant = match oauth.renew(refresh).await {
        Ok(grant) => grant,
        Err(error @ OAuthError::Denied { .. }) => return Err(Refusal::Unproved(error)),
        Err(error) => return Err(Refusal::Unreachable(error.into())),
    };
    if grant.member_id != claim.member_id {
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
        application_token: claim.application_token,
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
