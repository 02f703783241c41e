//! One portal's tokens for whoever calls it, renewed once for all processes.

use std::time::Duration;

use bitrix24::{Grant, Keeping, PortalAddress, Replaced, TokenKeeper, Tokens};
use chrono::TimeDelta;

use super::{NewTokens, Portal, Scope, Store, StoreError, TokenPair, statement};

/// Keeps the tokens of one portal's installer in the store, where several processes share them.
///
/// The lease is a column of the row and runs by the clocks of the processes; a clock that is wrong
/// makes a renewal late or twice, and the generation keeps the second from replacing the first.
#[derive(Clone, Debug)]
pub struct Keeper {
    store: Store,
    portal: Portal,
}

/// The authorization server gave tokens of another portal for ours.
#[derive(Debug, thiserror::Error)]
#[error("the tokens belong to another portal")]
struct Strange;

impl Keeper {
    /// The keeper of this portal's tokens.
    #[must_use]
    pub fn new(store: Store, portal: Portal) -> Self {
        Self { store, portal }
    }

    fn scope(&self) -> Scope<'_> {
        self.store.scope(&self.portal)
    }

    async fn kept(&self) -> Result<Option<Tokens>, StoreError> {
        Ok(self.scope().tokens().await?.map(Tokens::from))
    }
}

impl TokenKeeper for Keeper {
    fn load(&self) -> Keeping<'_, Option<Tokens>> {
        Box::pin(async { Ok(self.kept().await?) })
    }

    fn lease(&self, generation: i64, time: Duration) -> Keeping<'_, bool> {
        Box::pin(async move { Ok(self.scope().lease_tokens(generation, time).await?) })
    }

    fn release(&self, generation: i64) -> Keeping<'_, ()> {
        Box::pin(async move { Ok(self.scope().release_tokens(generation).await?) })
    }

    fn replace<'a>(&'a self, generation: i64, grant: &'a Grant) -> Keeping<'a, Replaced> {
        Box::pin(async move {
            if grant.member_id != self.portal.member_id {
                return Err(Strange.into());
            }
            // Not in every answer; the user behind an authorization does not change.
            let user_id = match grant.user_id {
                Some(user_id) => user_id,
                None => match self.scope().tokens().await? {
                    Some(pair) => pair.user_id,
                    None => return Ok(Replaced::Late(None)),
                },
            };
            let life = TimeDelta::from_std(grant.expires_in).unwrap_or(TimeDelta::hours(1));
            let tokens = NewTokens {
                user_id,
                access: grant.access_token.clone(),
                refresh: grant.refresh_token.clone(),
                expires_at: self.store.clock.now() + life,
            };
            if !self.scope().replace_tokens(generation, &tokens).await? {
                return Ok(Replaced::Late(self.kept().await?));
            }
            Ok(Replaced::Kept(Tokens {
                access: tokens.access,
                refresh: tokens.refresh,
                generation: generation + 1,
            }))
        })
    }

    fn lose(&self, generation: i64) -> Keeping<'_, ()> {
        Box::pin(async move { Ok(self.scope().lose_tokens(generation).await?) })
    }

    fn moved<'a>(&'a self, to: &'a PortalAddress) -> Keeping<'a, ()> {
        Box::pin(async move { Ok(self.scope().move_to(to).await?) })
    }
}

impl From<TokenPair> for Tokens {
    fn from(pair: TokenPair) -> Self {
        Self {
            access: pair.access,
            refresh: pair.refresh,
            generation: pair.generation,
        }
    }
}

impl Scope<'_> {
    /// Takes the sole right to renew the pair of this generation for so long, and says whether it
    /// was free.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lease_tokens(&self, generation: i64, time: Duration) -> Result<bool, StoreError> {
        let now = self.now();
        let until = now.saturating_add(i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
        let leased = on!(self.store.engine, pool => {
            sqlx::query(statement::LEASE_TOKENS)
                .bind(self.portal)
                .bind(generation)
                .bind(until)
                .bind(now)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(leased == 1)
    }

    /// Gives that right back before its time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn release_tokens(&self, generation: i64) -> Result<(), StoreError> {
        self.about_tokens(statement::RELEASE_TOKENS, generation)
            .await
    }

    /// The authorization server no longer renews the pair of this generation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lose_tokens(&self, generation: i64) -> Result<(), StoreError> {
        self.about_tokens(statement::LOSE_THESE_TOKENS, generation)
            .await
    }

    async fn about_tokens(
        &self,
        statement: &'static str,
        generation: i64,
    ) -> Result<(), StoreError> {
        on!(self.store.engine, pool => {
            sqlx::query(statement).bind(self.portal).bind(generation).execute(pool).await?;
        });
        Ok(())
    }
}
