//! Leave to ask a source once.

use super::Breaker;
use crate::ReadError;

/// A read that was let through. One that is dropped before its end says nothing of the source; if
/// it was the one that tried it out, another may.
#[derive(Debug)]
pub(crate) struct Pass<'a> {
    breaker: &'a Breaker,
    probe: bool,
    verdict: Option<Verdict>,
}

/// What the end of a read says of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Answered,
    Failed(&'static str),
    LoginRefused(&'static str),
    /// It was not asked, or has enough to do.
    Neither,
}

impl<'a> Pass<'a> {
    pub(super) fn new(breaker: &'a Breaker, probe: bool) -> Self {
        Self {
            breaker,
            probe,
            verdict: None,
        }
    }

    /// Tells how the read ended.
    pub(crate) fn end<T>(mut self, answer: &Result<T, ReadError>) {
        self.verdict = Some(match answer {
            Ok(_) => Verdict::Answered,
            Err(error) => verdict(error),
        });
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.breaker.hear(self.verdict, self.probe);
    }
}

fn verdict(error: &ReadError) -> Verdict {
    match error {
        ReadError::Timeout | ReadError::Unreachable { .. } | ReadError::Garbled { .. } => {
            Verdict::Failed(error.kind())
        }
        ReadError::LoginRefused { .. } => Verdict::LoginRefused(error.kind()),
        ReadError::Busy | ReadError::Unavailable { .. } => Verdict::Neither,
        // It answered, if not what was hoped for.
        ReadError::Rejected { .. }
        | ReadError::Denied { .. }
        | ReadError::TooLarge
        | ReadError::Nonsense { .. } => Verdict::Answered,
    }
}
