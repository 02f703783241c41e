//! The store: portals, their tokens and snapshots, on SQLite or PostgreSQL.
//!
//! - **Tenancy is a door.** What belongs to a portal is reached through its [`Scope`]; there is no
//!   statement that reads a portal's rows without naming the portal.
//! - **Secrets are sealed** before they are bound and opened after they are read. No secret is an
//!   argument of a statement, so none is in a database's log either.
//! - **One set of statements** (`statement`) runs on both engines; only the migrations differ.
//! - **What was acknowledged is on the disk**; on PostgreSQL as long as its operator leaves
//!   `synchronous_commit` as it comes.

#[macro_use]
mod engine;

mod choice;
mod error;
mod handler_key;
mod keeper;
mod key_check;
mod limits;
mod portal;
mod row;
mod scope;
mod snapshots;
mod statement;
mod tokens;

use secrecy::SecretString;

pub use choice::Holder;
pub use error::StoreError;
pub use handler_key::HandlerKey;
pub use keeper::Keeper;
pub use limits::Limits;
pub use portal::{NewPortal, Portal, PortalState};
pub use scope::Scope;
pub use snapshots::{Bounds, NewSnapshot, Snapshots};
pub use tokens::{NewTokens, TokenPair};

use crate::clock::Clock;
use crate::seal::{Keyring, Place};
use engine::Engine;

/// The tables, and the keys to what is sealed in them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    engine: Engine,
    keys: Keyring,
    /// When a row was changed; nothing is decided by it.
    clock: Clock,
}

impl Store {
    /// Connects to `sqlite://path` (the file is made if it is not there) or `postgres://…`, and,
    /// where the tables are there already, refuses a wrong key.
    ///
    /// # Errors
    /// [`StoreError::Address`], [`StoreError::Unavailable`], [`StoreError::WrongKey`] and
    /// [`StoreError::MissingKey`]: none of them goes away by asking again at once.
    pub async fn open(url: &SecretString, keys: Keyring) -> Result<Self, StoreError> {
        let engine = Engine::connect(url).await?;
        let store = Self {
            engine,
            keys,
            clock: Clock::default(),
        };
        if store.engine.has_tables().await? {
            store.prove_keys().await?;
        }
        Ok(store)
    }

    /// The same store with another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Makes the tables what this version needs, and notes the sealing key. Running it again
    /// changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Migration`], or a wrong key as in [`Store::open`].
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.engine.migrate().await?;
        self.prove_keys().await
    }

    /// Whether tables and keys answer.
    ///
    /// # Errors
    /// Why they do not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.check_keys().await.map(drop)
    }

    /// Has the database read every statement we ever send, without running one.
    ///
    /// # Errors
    /// [`StoreError::Statement`] names the first one it does not take.
    pub async fn prepare_statements(&self) -> Result<(), StoreError> {
        self.engine.prepare(statement::ALL).await
    }

    /// Whether several processes may work on it: on PostgreSQL they may.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// What seals and opens, for everything else that must be sealed.
    #[must_use]
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Finishes what is running and closes the connections.
    pub async fn close(&self) {
        self.engine.close().await;
    }

    fn seal(&self, place: &Place<'_>, secret: &str) -> Vec<u8> {
        self.keys.seal(place, secret.as_bytes())
    }
}
