//! Where tokens are kept between renewals.

use std::error::Error;
use std::fmt::Debug;
use std::pin::Pin;
use std::time::Duration;

use super::tokens::Tokens;
use crate::oauth::Grant;
use crate::portal_address::PortalAddress;

/// Why a keeper did not answer; its own error, whatever that is.
pub type KeeperError = Box<dyn Error + Send + Sync>;

/// What a keeper does, under way.
pub type Keeping<'a, T> = Pin<Box<dyn Future<Output = Result<T, KeeperError>> + Send + 'a>>;

/// Keeps the tokens of one authorization: one user, one portal.
///
/// Several processes may share what a keeper keeps. A refresh token is spent by its exchange, and
/// of two renewals at once one loses the authorization: therefore the lease, and the generation by
/// which a late one finds out that it was late.
pub trait TokenKeeper: Debug + Send + Sync {
    /// The pair that is kept now; `None` when there is none (any more).
    fn load(&self) -> Keeping<'_, Option<Tokens>>;

    /// Asks for the sole right to renew the pair of this generation for so long. `false`: somebody
    /// else has it, or the pair is no longer kept.
    fn lease(&self, generation: i64, time: Duration) -> Keeping<'_, bool>;

    /// Gives the right back after a renewal that brought nothing.
    fn release(&self, generation: i64) -> Keeping<'_, ()>;

    /// Keeps a new pair in place of the one of this generation, durably, and ends the lease.
    fn replace<'a>(&'a self, generation: i64, grant: &'a Grant) -> Keeping<'a, Replaced>;

    /// The pair of this generation is worthless: only a new authorization by the user helps.
    fn lose(&self, generation: i64) -> Keeping<'_, ()>;

    /// The portal has a new address, and the authorization server has confirmed it.
    fn moved<'a>(&'a self, _to: &'a PortalAddress) -> Keeping<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

/// What became of a new pair.
#[derive(Clone, Debug)]
pub enum Replaced {
    /// It is kept, under this generation.
    Kept(Tokens),
    /// Another pair had been kept meanwhile, and is the one to use; `None`: the authorization has
    /// ended meanwhile.
    Late(Option<Tokens>),
}
