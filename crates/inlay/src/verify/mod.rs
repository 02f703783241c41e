//! Who is calling: proofs that travel as values.
//!
//! Everything a frame's POST says can be forged by any visitor. What this module lets through is
//! a type only it can build; a handler that needs a proved caller takes one.

mod caller;
mod frame;
mod identity;
mod installer;
mod servers;

pub use caller::{Administrator, Caller, CallerBatch, NoCaller, Standing};
pub use frame::KnownFrame;
pub use identity::{ApplicationInfo, Profile};
pub use installer::{Installer, prove as prove_installer};
pub use servers::AuthorizationServers;

use bitrix24::{BatchError, CallError, CommandError, OAuthError};

use crate::store::StoreError;

/// Why a caller is turned away. The texts are for our log; the caller learns only that he was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    #[error("the portal is not installed here")]
    UnknownPortal,
    #[error("the application token is not this portal's")]
    ForgedToken,
    #[error("the authorization server is not one of ours")]
    StrangeServer,
    #[error("the portal's address is not the one we know, and its move could not be confirmed")]
    StrangeAddress,
    #[error("only the configured portal is served")]
    OtherPortal,
    #[error("the POST brought no refresh token to exchange")]
    NothingToExchange,
    #[error("the authorization server did not accept the caller's token")]
    Unproved(#[source] OAuthError),
    #[error("the portal did not accept the caller's token")]
    NotAccepted(#[source] CallError),
    #[error("only an administrator of the portal may install")]
    NotAdministrator,
    #[error("the caller's token opens nothing")]
    NotServed(#[source] NoCaller),
    /// Not a refusal of the caller but a failure of ours or of a server between.
    #[error("the caller could not be proved just now")]
    Unreachable(#[source] anyhow::Error),
    #[error("the store did not answer")]
    Store(#[from] StoreError),
}

impl Refusal {
    /// Whether the caller may be genuine and try again later.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Store(_))
    }
}

/// A portal that refuses the token has answered; everything else may be better in a moment.
impl From<CallError> for Refusal {
    fn from(error: CallError) -> Self {
        if error.is_refused() {
            Self::NotAccepted(error)
        } else {
            Self::Unreachable(error.into())
        }
    }
}

impl From<CommandError> for Refusal {
    fn from(error: CommandError) -> Self {
        Self::Unreachable(error.into())
    }
}

impl From<BatchError> for Refusal {
    fn from(error: BatchError) -> Self {
        Self::Unreachable(error.into())
    }
}
