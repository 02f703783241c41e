//! What a portal's own events change of it.

use bitrix24::ApplicationToken;
use chrono::{DateTime, Utc};

use super::{Scope, StoreError, statement};
use crate::seal::Place;

impl Scope<'_> {
    /// What marks messages of this portal from now on. The caller has had it proved.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_application_token(&self, token: &ApplicationToken) -> Result<(), StoreError> {
        let place = Place::column("portals", "application_token", self.member_id);
        let sealed = self.store.seal(&place, token.expose());
        on!(self.store.engine, pool => {
            sqlx::query(statement::KEEP_APPLICATION_TOKEN)
                .bind(self.portal)
                .bind(sealed.as_slice())
                .bind(self.now())
                .execute(pool)
                .await?;
        });
        self.store.portal_changed();
        Ok(())
    }

    /// Everything of this digest is bound in the portal.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn mark_bound(&self, digest: &str) -> Result<(), StoreError> {
        on!(self.store.engine, pool => {
            sqlx::query(statement::MARK_BOUND)
                .bind(self.portal)
                .bind(digest)
                .execute(pool)
                .await?;
        });
        self.store.portal_changed();
        Ok(())
    }

    /// Whether the application's paid or trial time is over, as the portal has just said.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_payment(&self, expired: bool) -> Result<(), StoreError> {
        on!(self.store.engine, pool => {
            sqlx::query(statement::NOTE_PAYMENT)
                .bind(self.portal)
                .bind(expired)
                .bind(self.now())
                .execute(pool)
                .await?;
        });
        self.store.portal_changed();
        Ok(())
    }

    /// Up to which moment every change of this kind of card is known of; `None` while nobody has
    /// looked.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn swept_until(&self, entity_type: u32) -> Result<Option<DateTime<Utc>>, StoreError> {
        let millis: Option<i64> = on!(self.store.engine, pool => {
            sqlx::query_scalar(statement::SWEPT_UNTIL)
                .bind(self.portal)
                .bind(i64::from(entity_type))
                .fetch_optional(pool)
                .await?
        });
        Ok(millis.and_then(DateTime::from_timestamp_millis))
    }

    /// Moves that moment forward; a slower search does not move it back.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn mark_swept(
        &self,
        entity_type: u32,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        on!(self.store.engine, pool => {
            sqlx::query(statement::MARK_SWEPT)
                .bind(self.portal)
                .bind(i64::from(entity_type))
                .bind(until.timestamp_millis())
                .execute(pool)
                .await?;
        });
        Ok(())
    }
}
