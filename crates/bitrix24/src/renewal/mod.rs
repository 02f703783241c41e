//! One renewal for everybody who needs a new token.

mod error;
mod exchange;
mod keeper;
mod memory;
mod tokens;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::BoxFuture;
use tokio::sync::watch;
use tracing::Instrument as _;

pub use error::RenewalError;
pub use keeper::{KeeperError, Keeping, Replaced, TokenKeeper};
pub use memory::MemoryKeeper;
pub use tokens::Tokens;

use crate::meter;
use crate::oauth::{AppInfo, OAuth};
use crate::portal_address::PortalAddress;

/// The tokens of one authorization, renewed when the portal says they are too old
/// (`settings/oauth/auto-renewal.md`: never before each call, never on a timer).
///
/// Clones share everything: give one to every client of the authorization. However many calls
/// find their token expired, in however many tasks and (through the [`TokenKeeper`]) processes,
/// there is one exchange. It runs in a task of its own, because its refresh token is spent whether
/// or not the caller is still there, and the new pair is kept before anybody uses it.
///
/// ```no_run
/// use std::sync::Arc;
///
/// use bitrix24::{Client, Credential, Grant, MemoryKeeper, OAuth, Renewal};
///
/// # fn connect(oauth: OAuth, grant: Grant) -> Result<Client, reqwest::Error> {
/// let keeper = MemoryKeeper::new(grant.access_token, grant.refresh_token);
/// let renewal = Renewal::new(oauth, Arc::new(keeper));
/// let http = bitrix24::http_client()?;
/// Ok(Client::new(http, grant.client_endpoint, Credential::Renewed(renewal)))
/// # }
/// ```
#[derive(Clone)]
pub struct Renewal(Arc<Shared>);

struct Shared {
    oauth: OAuth,
    keeper: Arc<dyn TokenKeeper>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The pair last seen; the keeper's word counts more.
    current: Option<Tokens>,
    /// The work under way, for late callers to wait for.
    running: Option<Running>,
}

type Outcome = Result<Tokens, RenewalError>;

#[derive(Clone)]
struct Running(watch::Receiver<Option<Outcome>>);

impl Renewal {
    /// Renews what `keeper` keeps at the authorization server of `oauth`.
    #[must_use]
    pub fn new(oauth: OAuth, keeper: Arc<dyn TokenKeeper>) -> Self {
        Self(Arc::new(Shared {
            oauth,
            keeper,
            state: Mutex::default(),
        }))
    }

    /// The pair to call with: the one seen last, or, at first, the one that is kept.
    ///
    /// # Errors
    /// [`RenewalError::Lost`] when none is kept, [`RenewalError::Keeper`].
    pub async fn tokens(&self) -> Result<Tokens, RenewalError> {
        if let Some(tokens) = &self.state().current {
            return Ok(tokens.clone());
        }
        let tokens = exchange::kept(&*self.0.keeper).await?;
        Ok(self.state().current.get_or_insert(tokens).clone())
    }

    /// A pair newer than the one of this generation, which the portal no longer takes. Whoever
    /// comes late gets the winner's pair; if the renewal fails, it fails for everybody who waited.
    ///
    /// # Errors
    /// [`RenewalError`].
    pub async fn renew(&self, failed: i64) -> Result<Tokens, RenewalError> {
        let running = {
            let mut state = self.state();
            match &state.current {
                Some(tokens) if tokens.generation != failed => return Ok(tokens.clone()),
                _ => {}
            }
            match &state.running {
                Some(running) if running.is_alive() => running.clone(),
                _ => state.running.insert(self.start(failed)).clone(),
            }
        };
        running.outcome().await
    }

    /// Whether another pair than that of this generation is kept by now, and is used from now on:
    /// the application was installed anew, say, and another process has been told.
    pub(crate) async fn is_replaced(&self, generation: i64) -> bool {
        match exchange::kept(&*self.0.keeper).await {
            Ok(tokens) if tokens.generation != generation => {
                self.state().current = Some(tokens);
                true
            }
            _ => false,
        }
    }

    /// Whether the authorization server says that the portal of these tokens lives there; if so,
    /// its new address is kept.
    ///
    /// Boxed: it makes a call itself, of which it is a part.
    pub(crate) fn confirms_move<'a>(&'a self, to: &'a PortalAddress) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let Some(info) = self.info().await else {
                return false;
            };
            let confirmed = PortalAddress::of(&info.install.client_endpoint).as_ref() == Ok(to);
            if confirmed && let Err(error) = self.0.keeper.moved(to).await {
                // The calls go there all the same; the next process asks again.
                tracing::warn!(error, call.portal = %to, "a new address could not be kept");
            }
            confirmed
        })
    }

    /// What the authorization server knows of the authorization; a redirected call did not tell
    /// whether its token was still good.
    async fn info(&self) -> Option<AppInfo> {
        let tokens = self.tokens().await.ok()?;
        match self.0.oauth.app_info(&tokens.access).await {
            Err(error) if error.is_expired_token() => {
                let tokens = self.renew(tokens.generation).await.ok()?;
                self.0.oauth.app_info(&tokens.access).await.ok()
            }
            info => info.ok(),
        }
    }

    /// Starts the renewal in a task that outlives its caller.
    fn start(&self, failed: i64) -> Running {
        let (tell, told) = watch::channel(None);
        let renewal = self.clone();
        let work = async move {
            let outcome = exchange::renew(&renewal.0.oauth, &*renewal.0.keeper, failed).await;
            meter::renewed(
                outcome
                    .as_ref()
                    .map_or_else(RenewalError::word, |_| "renewed"),
            );
            renewal.finish(&outcome);
            tell.send_replace(Some(outcome));
        };
        let span = tracing::debug_span!(parent: None, "call.renewal");
        tokio::spawn(work.instrument(span));
        Running(told)
    }

    fn finish(&self, outcome: &Outcome) {
        let mut state = self.state();
        state.running = None;
        match outcome {
            Ok(tokens) => state.current = Some(tokens.clone()),
            // What is kept may be another authorization by the next call.
            Err(RenewalError::Lost) => state.current = None,
            Err(_) => {}
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    /// Whether it will tell: its task may have gone with the runtime it ran on.
    fn is_alive(&self) -> bool {
        self.0.has_changed().is_ok() || self.0.borrow().is_some()
    }

    async fn outcome(mut self) -> Outcome {
        match self.0.wait_for(Option::is_some).await {
            Ok(told) => told.clone().unwrap_or(Err(RenewalError::Interrupted)),
            Err(_) => Err(RenewalError::Interrupted),
        }
    }
}

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal")
            .field("oauth", &self.0.oauth)
            .field("keeper", &self.0.keeper)
            .finish_non_exhaustive()
    }
}
