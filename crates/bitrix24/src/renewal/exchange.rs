//! The renewal itself: lease, exchange, keep.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::error::RenewalError;
use super::keeper::{Replaced, TokenKeeper};
use super::tokens::Tokens;
use crate::oauth::{Grant, OAuth, OAuthError};
use crate::transport::{Lost, Unanswered};

/// How long the exchange may take, its repetitions included.
const EXCHANGE: Duration = Duration::from_secs(20);
/// How long nobody else may try. Longer than the exchange: of two that overlap, one loses.
const LEASE: Duration = Duration::from_secs(30);
/// How long another process's renewal is waited for; a lease of a process that died has run out
/// by then.
const PATIENCE: Duration = Duration::from_secs(45);
/// How often to look whether another process is done.
const LOOK: Duration = Duration::from_millis(50);
/// Exchanges tried at most.
const TRIES: u32 = 3;
/// How often a new pair is offered to a keeper that fails: without it the portal is lost.
const OFFERS: u32 = 5;

/// What is kept.
pub(super) async fn kept(keeper: &dyn TokenKeeper) -> Result<Tokens, RenewalError> {
    let tokens = keeper.load().await.map_err(RenewalError::keeper)?;
    tokens.ok_or(RenewalError::Lost)
}

/// A pair newer than that of the generation `failed`.
pub(super) async fn renew(
    oauth: &OAuth,
    keeper: &dyn TokenKeeper,
    failed: i64,
) -> Result<Tokens, RenewalError> {
    let deadline = Instant::now() + PATIENCE;
    let old = loop {
        let tokens = kept(keeper).await?;
        if tokens.generation != failed {
            return Ok(tokens);
        }
        let lease = keeper.lease(failed, LEASE).await;
        if lease.map_err(RenewalError::keeper)? {
            break tokens;
        }
        if Instant::now() >= deadline {
            return Err(RenewalError::Busy);
        }
        sleep(LOOK).await;
    };
    match exchange(oauth, &old).await {
        Ok(grant) => keep(keeper, failed, &grant).await,
        Err(error) => give_up(keeper, failed, error).await,
    }
}

/// After a lost answer the token is spent or it is not: trying again can only win. It is the
/// server's documented "no" that ends it.
async fn exchange(oauth: &OAuth, old: &Tokens) -> Result<Grant, Arc<OAuthError>> {
    let deadline = Instant::now() + EXCHANGE;
    let mut tries = 0;
    loop {
        tries += 1;
        let left = deadline.saturating_duration_since(Instant::now());
        let error = match timeout(left, oauth.renew(&old.refresh)).await {
            Ok(Ok(grant)) => return Ok(grant),
            Ok(Err(error)) => error,
            Err(_) => OAuthError::Unreachable {
                source: Unanswered::Lost(Lost::OutOfTime),
            },
        };
        let again = matches!(error, OAuthError::Unreachable { .. });
        let pause = Duration::from_millis(250) * tries;
        if !again || tries == TRIES || Instant::now() + pause >= deadline {
            return Err(Arc::new(error));
        }
        sleep(pause).await;
    }
}

/// The new pair is kept before it is used.
async fn keep(
    keeper: &dyn TokenKeeper,
    failed: i64,
    grant: &Grant,
) -> Result<Tokens, RenewalError> {
    let mut offers = 0;
    loop {
        offers += 1;
        match keeper.replace(failed, grant).await {
            Ok(Replaced::Kept(tokens) | Replaced::Late(Some(tokens))) => return Ok(tokens),
            Ok(Replaced::Late(None)) => return Err(RenewalError::Lost),
            Err(error) if offers == OFFERS => {
                tracing::error!(
                    error = &*error,
                    "a renewed pair of tokens could not be kept"
                );
                return Err(RenewalError::keeper(error));
            }
            Err(error) => {
                tracing::warn!(error = &*error, "a renewed pair of tokens is not kept yet");
                sleep(Duration::from_millis(200) * offers).await;
            }
        }
    }
}

/// No new pair. A spent token may mean that another process was faster: its pair is used then.
async fn give_up(
    keeper: &dyn TokenKeeper,
    failed: i64,
    error: Arc<OAuthError>,
) -> Result<Tokens, RenewalError> {
    if error.is_grant_lost() {
        let tokens = kept(keeper).await?;
        if tokens.generation != failed {
            return Ok(tokens);
        }
        keeper.lose(failed).await.map_err(RenewalError::keeper)?;
        return Err(RenewalError::Lost);
    }
    if let Err(error) = keeper.release(failed).await {
        // The lease runs out by itself.
        tracing::warn!(error = &*error, "a lease on tokens could not be given back");
    }
    Err(match *error {
        OAuthError::Denied { .. } => RenewalError::Denied { source: error },
        _ => RenewalError::Unavailable { source: error },
    })
}
