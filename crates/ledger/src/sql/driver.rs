//! What is different from database to database.

use std::sync::Arc;

use tokio::time::Instant;

use super::text::{Bound, Marks};
use crate::{Limits, ReadError, Rows};

/// One query on its way; cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) bound: Arc<Bound>,
    /// Whether the text calls nothing but functions known to do nothing.
    pub(super) harmless: bool,
    pub(super) limits: Limits,
    /// When it must be over.
    pub(super) deadline: Instant,
}

/// How one request ended, and what that leaves of the connection.
pub(super) struct Outcome {
    pub(super) answer: Result<Rows, ReadError>,
    pub(super) connection: State,
}

/// What a connection is good for after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// For the next request.
    Intact,
    /// For nothing: something is still under way on it.
    Cut,
    /// For nothing: the other side is gone. If the connection had lain idle, the request may never
    /// have been seen.
    Lost,
}

/// What ended a read early: the driver's own error, or one of ours.
#[derive(Debug)]
pub(super) enum Failure<E> {
    Database(E),
    Ours(ReadError),
}

impl<E> From<ReadError> for Failure<E> {
    fn from(error: ReadError) -> Self {
        Self::Ours(error)
    }
}

impl From<sqlx::Error> for Failure<sqlx::Error> {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<tiberius::error::Error> for Failure<tiberius::error::Error> {
    fn from(error: tiberius::error::Error) -> Self {
        Self::Database(error)
    }
}

/// A kind of database.
pub(super) trait Driver: Send + Sync + 'static {
    /// How it wants holes marked.
    const MARKS: Marks;

    type Connection: Send + 'static;

    /// Opens a session that can only read.
    fn connect(&self) -> impl Future<Output = Result<Self::Connection, ReadError>> + Send;

    /// Sends one request and takes its rows in.
    fn fetch(
        &self,
        connection: &mut Self::Connection,
        request: &Request,
    ) -> impl Future<Output = Outcome> + Send;

    /// Brings a session back to how it was opened, whatever a query did to it; `false` when that
    /// failed and it must go.
    fn settle(&self, connection: &mut Self::Connection) -> impl Future<Output = bool> + Send;
}
