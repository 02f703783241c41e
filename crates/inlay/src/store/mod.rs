//! The store: portals, their tokens and snapshots, on SQLite or PostgreSQL.
//!
//! - **Tenancy is a door.** What belongs to a portal is reached through its [`Scope`]; there is no
//!   statement that reads a portal's rows without naming the portal.
//! - **Secrets are sealed** before they are bound and opened after they are read. No secret is an
//!   argument of a statement, so none is in a database's log either.
//! - **One set of statements** (`statement`) runs on both engines; only the migrations differ, and
//!   how many events at once are kept, which on PostgreSQL is one trip.
//! - **What was acknowledged is on the disk**; on PostgreSQL as long as its operator leaves
//!   `synchronous_commit` as it comes.

#[macro_use]
mod engine;
#[macro_use]
mod step;

mod choice;
mod deeds;
mod digest;
mod error;
mod handler_key;
mod inbox;
mod intake;
mod job;
mod keeper;
mod key_check;
mod known;
mod lifecycle;
mod limits;
mod line;
mod portal;
mod row;
mod run;
mod scope;
mod settle;
mod snapshots;
mod statement;
mod tokens;
mod wake;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use secrecy::SecretString;
use tokio::sync::{Mutex, OwnedMutexGuard};

pub use choice::Holder;
pub use deeds::{Claim, DeedKey, Turn};
pub use digest::Digest;
pub use error::StoreError;
pub use handler_key::HandlerKey;
pub use inbox::{Content, Heard, Received};
pub use intake::NewReceived;
pub use job::{FailedJob, JobCount, JobState, OngoingJob};
pub use keeper::Keeper;
pub use limits::Limits;
pub use line::{Ahead, Lease, Orphan, Taken};
pub use portal::{NewPortal, Portal, PortalState};
pub use run::Run;
pub use scope::Scope;
pub use settle::{Settled, Settlement};
pub use snapshots::{Bounds, NewSnapshot, Snapshots};
pub use tokens::{NewTokens, TokenPair};
pub use wake::Listener;

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
    /// SQLite has one writer at a time, and who finds it busy sleeps and asks again. What this
    /// process writes often waits here instead, first come first served.
    writer: Arc<Mutex<()>>,
    /// Goes up when this process has changed a portal.
    changes: Arc<AtomicU64>,
    known: known::Known,
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
            writer: Arc::default(),
            changes: Arc::default(),
            known: known::Known::default(),
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
        self.engine.prepare(statement::ALL).await?;
        if self.is_shared() {
            self.engine.prepare(statement::SHARED).await?;
        }
        for insertion in [&statement::PUT_JOBS, &statement::KEEP_RECEIVED] {
            self.engine
                .prepare_one(insertion.head, insertion.text(2))
                .await?;
        }
        let listing = &statement::END_JOBS;
        self.engine.prepare_one(listing.head, listing.text(2)).await
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

    /// A number that is another one once this process has changed any portal.
    #[must_use]
    pub fn portal_changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// A portal's row was changed: whoever remembers one asks again.
    fn portal_changed(&self) {
        self.changes.fetch_add(1, Ordering::Release);
    }

    /// Waits for the turn to write, where there is only one writer.
    async fn writers_turn(&self) -> Option<OwnedMutexGuard<()>> {
        match self.engine {
            Engine::Sqlite(_) => Some(Arc::clone(&self.writer).lock_owned().await),
            Engine::Postgres(_) => None,
        }
    }

    fn seal(&self, place: &Place<'_>, secret: &str) -> Vec<u8> {
        self.keys.seal(place, secret.as_bytes())
    }
}
