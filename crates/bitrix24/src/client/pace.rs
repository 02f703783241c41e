//! The limiter's part in a call.

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use crate::answer::{Answer, Time};
use crate::batch::{Batch, Outcome};
use crate::call_error::CallError;
use crate::error_code::ErrorCode;
use crate::limit::{Class, Limiter, Operating, Parked, Permit, Settled};
use crate::meter;

/// How long a method is left alone when nobody knows better: its account is kept in minutes, and
/// after one of them the sum may be lower (`limits.md`).
const A_MINUTE: Duration = Duration::from_secs(60);

/// By which limiter, and as what, a client's calls are let in.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    pub(super) limiter: Option<Limiter>,
    pub(super) class: Class,
}

/// Leave to send one request. It is spent from the moment of sending on, whether or not anybody
/// is left to hear the answer, unless the request turns out not to have left.
#[derive(Debug)]
pub(super) struct Leave {
    permit: Option<Permit>,
    sent: bool,
}

impl Pace {
    /// Waits for leave to make a request to `rest` that runs these methods.
    pub(super) async fn admit<'a>(
        &self,
        rest: &Url,
        methods: impl Iterator<Item = &'a str>,
    ) -> Leave {
        let Some(limiter) = &self.limiter else {
            return Leave::new(None);
        };
        let begun = Instant::now();
        let permit = limiter
            .admit_batch(&portal(rest), self.class, methods)
            .await;
        meter::waited("limit", begun.elapsed());
        Leave::new(Some(permit))
    }

    /// For how long the portal refuses the method, as far as it has said so.
    pub(super) fn parked(&self, rest: &Url, method: &str) -> Option<Duration> {
        self.limiter.as_ref()?.parked(&portal(rest), method)
    }

    /// How long it makes no sense to call a method that was just refused for its operating time.
    pub(super) fn refused_for(&self, rest: &Url, method: &str) -> Duration {
        self.parked(rest, method).unwrap_or(A_MINUTE)
    }
}

impl Leave {
    fn new(permit: Option<Permit>) -> Self {
        Self {
            permit,
            sent: false,
        }
    }

    /// The request leaves.
    pub(super) fn sent(&mut self) {
        self.sent = true;
    }

    /// The request did not leave after all: no connection was made.
    pub(super) fn unsent(mut self) {
        self.sent = false;
    }

    /// The request is answered, or its answer is lost.
    pub(super) fn settle(mut self, settled: &Settled) {
        note(settled);
        if let Some(permit) = self.permit.take() {
            permit.settle(settled);
        }
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        if let (true, Some(permit)) = (self.sent, &mut self.permit) {
            permit.sent();
        }
    }
}

/// What an error says about the limits.
pub(super) fn told_by_error(error: &CallError) -> Settled {
    let mut settled = Settled::default();
    if let CallError::Refused { method, refusal } = error {
        refused(&mut settled, method, &refusal.code);
    }
    settled
}

/// What the time of a call says about them.
pub(super) fn told_by_call(method: &str, time: Option<&Time>) -> Settled {
    Settled {
        operating: account(method, time, time).into_iter().collect(),
        ..Settled::default()
    }
}

/// What the answer to a batch says about them: each method's account, and who was refused.
pub(super) fn told_by_batch(batch: &Batch, answer: &Answer<Outcome>) -> Settled {
    let mut settled = Settled::default();
    for (name, method) in batch.methods() {
        if let Some(refusal) = answer.result.refusal(name) {
            refused(&mut settled, method, &refusal.code);
        }
        let time = answer.result.time(name);
        let newer = account(method, time.as_ref(), answer.time.as_ref());
        // Commands run in order: the last sum is the one that holds.
        settled
            .operating
            .retain(|known| newer.is_none() || known.method != method);
        settled.operating.extend(newer);
    }
    settled
}

/// A method's account; the moment it was told at is its own `finish`, or that of the whole.
fn account(method: &str, time: Option<&Time>, whole: Option<&Time>) -> Option<Operating> {
    let time = time?;
    let told_at = time.finish.or(whole?.finish)?;
    let resets_in = time.operating_reset_at? as f64 - told_at;
    Some(Operating {
        method: method.to_ascii_lowercase(),
        seconds: time.operating?,
        resets_in: Duration::try_from_secs_f64(resets_in.max(0.0)).ok()?,
    })
}

fn refused(settled: &mut Settled, method: &str, code: &ErrorCode) {
    match code {
        ErrorCode::QueryLimitExceeded => settled.limited = true,
        ErrorCode::OperationTimeLimit => settled.operation_limited.push(Parked {
            method: method.to_ascii_lowercase(),
            resets_in: None,
        }),
        _ => {}
    }
}

fn note(settled: &Settled) {
    if settled.limited {
        meter::limited();
    }
    for account in &settled.operating {
        meter::operating(&account.method, account.seconds);
    }
}

/// A portal as the limiter knows it.
fn portal(rest: &Url) -> String {
    rest.origin().ascii_serialization()
}
