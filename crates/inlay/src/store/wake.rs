//! Hearing that another process has put jobs in line.

use sqlx::postgres::PgListener;

use super::engine::Engine;
use super::{Store, StoreError, statement};

/// The channel `statement::WAKE` notifies.
const CHANNEL: &str = "inlay_jobs";

/// Hears it on PostgreSQL. SQLite says nothing: there a worker looks by itself from time to time.
pub struct Listener(Option<PgListener>);

impl Store {
    /// Has the workers of other processes look at the line, where there can be any.
    ///
    /// # Errors
    /// [`StoreError`]; then they look by themselves, a little later.
    pub async fn wake(&self) -> Result<(), StoreError> {
        if let Engine::Postgres(pool) = &self.engine {
            sqlx::query(statement::WAKE).execute(pool).await?;
        }
        Ok(())
    }

    /// Begins to listen.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn listen(&self) -> Result<Listener, StoreError> {
        let Engine::Postgres(pool) = &self.engine else {
            return Ok(Listener(None));
        };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(Listener(Some(listener)))
    }
}

impl Listener {
    /// Returns when jobs were put in line, or may have been: a connection that was lost and is
    /// there again has missed what was said meanwhile.
    ///
    /// # Errors
    /// [`StoreError`] when the connection does not come back; then listen anew.
    pub async fn heard(&mut self) -> Result<(), StoreError> {
        let Some(listener) = &mut self.0 else {
            return std::future::pending().await;
        };
        listener.try_recv().await?;
        // Whatever else is said already means the same.
        while listener.next_buffered().is_some() {}
        Ok(())
    }
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Listener").field(&self.0.is_some()).finish()
    }
}
