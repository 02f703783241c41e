//! How much a read may take of a source.

use std::time::Duration;

use crate::{BreakerSettings, SourceError};

/// The limits of one source, whatever it speaks.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long one read may take, waiting for a place and connecting included. Where the source
    /// can be told the limit, it is, and ends by itself a read that goes on for longer.
    pub timeout: Duration,
    /// How long a read may take that is the first one, or the first after a pause: a sleepy system
    /// needs a while to wake. `timeout` unless longer.
    pub first_timeout: Option<Duration>,
    /// How long connecting may take of it. Four fifths of `timeout` unless shorter: a connection
    /// made in the last moment leaves no time for an answer.
    pub connect_timeout: Option<Duration>,
    /// How many reads may be under way at once.
    pub max_parallel: usize,
    /// How many more may wait for a place, within their time; beyond that a read is refused at
    /// once.
    pub max_waiting: usize,
    /// Rows after which an answer is cut.
    pub max_rows: usize,
    /// Bytes of values after which an answer is cut.
    pub max_bytes: usize,
    /// When it is left alone because it is in trouble.
    pub breaker: BreakerSettings,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(3),
            first_timeout: None,
            connect_timeout: None,
            max_parallel: 4,
            max_waiting: 256,
            max_rows: 2_000,
            max_bytes: 16 * 1024 * 1024,
            breaker: BreakerSettings::default(),
        }
    }
}

impl Limits {
    /// How long connecting may take.
    pub(crate) fn connecting(&self) -> Duration {
        let most = self.timeout * 4 / 5;
        self.connect_timeout.map_or(most, |limit| limit.min(most))
    }

    /// What a server is told, once for a session: the first read may be the one that takes longest.
    pub(crate) fn longest_timeout(&self) -> Duration {
        self.first_timeout
            .map_or(self.timeout, |first| first.max(self.timeout))
    }

    /// Refuses limits that would let nothing through.
    pub(crate) fn check(&self, source_name: &str) -> Result<(), SourceError> {
        let zero = [
            ("timeout", self.timeout < Duration::from_millis(1)),
            (
                "connect_timeout",
                self.connect_timeout == Some(Duration::ZERO),
            ),
            ("max_parallel", self.max_parallel == 0),
            ("max_rows", self.max_rows == 0),
            ("max_bytes", self.max_bytes == 0),
        ];
        match zero.into_iter().find(|(_, zero)| *zero) {
            Some((limit, _)) => Err(SourceError::ZeroLimit {
                source_name: source_name.to_owned(),
                limit,
            }),
            None => Ok(()),
        }
    }
}
