//! Buckets in Redis.

use std::fmt;
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisError, Script};
use secrecy::{ExposeSecret, SecretString};

use super::{Buckets, BucketsError, Pending, Slot, Terms};

/// Everything in one script: Redis runs it in one step and by its own clock.
const STEP: &str = include_str!("redis.lua");
/// How long Redis may take to connect, and to answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// Buckets that all processes with the same Redis share.
///
/// A portal's bucket is one key, `bitrix24:bucket:https://acme.bitrix24.com`, that goes when the
/// bucket is empty.
#[derive(Clone)]
pub struct RedisBuckets {
    /// Connects when it is needed, and again when it was lost.
    connection: ConnectionManager,
    script: Script,
}

impl RedisBuckets {
    /// Buckets in the Redis at `redis://…`. Nothing is connected yet: a Redis that is away is
    /// found by the limiter, which then goes on alone. Needs a Tokio runtime.
    ///
    /// # Errors
    /// When the address is not one.
    pub fn at(url: &SecretString) -> Result<Self, BucketsError> {
        let client = Client::open(url.expose_secret()).map_err(unanswered)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1);
        let connection =
            ConnectionManager::new_lazy_with_config(client, config).map_err(unanswered)?;
        Ok(Self {
            connection,
            script: Script::new(STEP),
        })
    }

    async fn step(
        &self,
        portal: &str,
        what: &str,
        durations: &[Duration],
    ) -> Result<(bool, Duration), BucketsError> {
        let mut step = self.script.key(format!("bitrix24:bucket:{portal}"));
        step.arg(what);
        for duration in durations {
            step.arg(duration.as_micros().to_string());
        }
        let (booked, level): (bool, u64) = step
            .invoke_async(&mut self.connection.clone())
            .await
            .map_err(unanswered)?;
        Ok((booked, Duration::from_micros(level)))
    }
}

impl Buckets for RedisBuckets {
    fn book<'a>(&'a self, portal: &'a str, terms: Terms) -> Pending<'a, Slot> {
        let durations = [terms.interval, terms.room, terms.ahead, terms.ceiling];
        Box::pin(async move {
            let (booked, level) = self.step(portal, "book", &durations).await?;
            Ok(terms.slot(booked, level))
        })
    }

    fn give_back<'a>(&'a self, portal: &'a str, by: Duration) -> Pending<'a, ()> {
        Box::pin(async move { self.step(portal, "give_back", &[by]).await.map(drop) })
    }

    fn fill<'a>(&'a self, portal: &'a str, level: Duration) -> Pending<'a, ()> {
        Box::pin(async move { self.step(portal, "fill", &[level]).await.map(drop) })
    }
}

/// The driver's errors name at most a host and a port.
fn unanswered(error: RedisError) -> BucketsError {
    BucketsError::new(error)
}

impl fmt::Debug for RedisBuckets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The connection knows the password.
        f.write_str("RedisBuckets")
    }
}
