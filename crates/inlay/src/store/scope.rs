//! One portal's rows.

use bitrix24::{MemberId, PortalAddress};

use super::row::{SealedTokens, TokensRow};
use super::{NewTokens, Portal, Store, StoreError, TokenPair, statement};

/// The door to one portal's rows. There is no statement here without the portal's number.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    pub(super) store: &'a Store,
    pub(super) portal: i64,
    pub(super) member_id: &'a MemberId,
}

impl<'a> Scope<'a> {
    pub(super) fn new(store: &'a Store, portal: &'a Portal) -> Self {
        Self {
            store,
            portal: portal.id,
            member_id: &portal.member_id,
        }
    }

    /// The installer's tokens; none when there never were any, or they are lost.
    ///
    /// # Errors
    /// [`StoreError`], also when they cannot be opened.
    pub async fn tokens(&self) -> Result<Option<TokenPair>, StoreError> {
        let row: Option<TokensRow> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::TOKENS).bind(self.portal).fetch_optional(pool).await?
        });
        row.map(|row| row.open(self.member_id, &self.store.keys))
            .transpose()
    }

    /// Keeps tokens, whatever was there before: an administrator has authorized us anew.
    ///
    /// # Errors
    /// [`StoreError`]; a portal that was forgotten meanwhile is [`StoreError::Refused`].
    pub async fn keep_tokens(&self, tokens: &NewTokens) -> Result<(), StoreError> {
        let tokens = SealedTokens::seal(tokens, self.member_id, &self.store.keys)?;
        on!(self.store.engine, pool => {
            sqlx::query(statement::KEEP_TOKENS)
                .bind(self.portal)
                .bind(tokens.user_id)
                .bind(tokens.access.as_slice())
                .bind(tokens.refresh.as_slice())
                .bind(tokens.expires_at)
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// Replaces the pair of this generation and says whether it did. `false`: somebody was
    /// faster, or the authorization ended; what is kept now is the truth, read it again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn replace_tokens(
        &self,
        generation: i64,
        tokens: &NewTokens,
    ) -> Result<bool, StoreError> {
        let tokens = SealedTokens::seal(tokens, self.member_id, &self.store.keys)?;
        let replaced = on!(self.store.engine, pool => {
            sqlx::query(statement::REPLACE_TOKENS)
                .bind(self.portal)
                .bind(generation)
                .bind(tokens.user_id)
                .bind(tokens.access.as_slice())
                .bind(tokens.refresh.as_slice())
                .bind(tokens.expires_at)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(replaced == 1)
    }

    /// Everything the configuration wants is bound. A portal that uninstalled us meanwhile stays
    /// uninstalled.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn mark_installed(&self) -> Result<(), StoreError> {
        on!(self.store.engine, pool => {
            sqlx::query(statement::MARK_INSTALLED)
                .bind(self.portal)
                .bind(self.now())
                .execute(pool)
                .await?;
        });
        self.store.portal_changed();
        Ok(())
    }

    /// The portal took us out and left its data. Its tokens are revoked already; a renewal that
    /// is on its way will not bring them back. What the accounting system said of its clients is
    /// nothing of the portal's, and goes; what was still to be done is owed to nobody.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was changed.
    pub async fn mark_uninstalled(&self) -> Result<(), StoreError> {
        on!(self.store.engine, pool => {
            let mut transaction = pool.begin().await?;
            sqlx::query(statement::MARK_UNINSTALLED)
                .bind(self.portal)
                .bind(self.now())
                .execute(&mut *transaction)
                .await?;
            for rest in [
                statement::LOSE_TOKENS,
                statement::FORGET_SNAPSHOTS,
                statement::FORGET_LINE,
                statement::FORGET_JOBS,
            ] {
                sqlx::query(rest).bind(self.portal).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        });
        self.store.portal_changed();
        Ok(())
    }

    /// The portal has a new address, and the authorization server said so; its calls go there
    /// from now on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn move_to(&self, address: &PortalAddress) -> Result<(), StoreError> {
        on!(self.store.engine, pool => {
            sqlx::query(statement::MOVE_TO)
                .bind(self.portal)
                .bind(address.origin())
                .bind(address.rest().as_str())
                .bind(self.now())
                .execute(pool)
                .await?;
        });
        self.store.portal_changed();
        Ok(())
    }

    /// Erases the portal and everything of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget(&self) -> Result<(), StoreError> {
        on!(self.store.engine, pool => {
            sqlx::query(statement::FORGET).bind(self.portal).execute(pool).await?;
        });
        self.store.portal_changed();
        Ok(())
    }

    pub(super) fn now(&self) -> i64 {
        self.store.clock.now().timestamp_millis()
    }
}
