//! `Idempotency-Key`: a call that is repeated runs once
//! (`api-reference/rest-v3.md`, "Repeated calls without duplicates").

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::http::{HeaderName, HeaderValue, StatusCode};
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use crate::rest::{
    method::{Call, Method, Reply},
    refusal::Refusal,
};

/// How long an answer is kept.
const KEPT: Duration = Duration::hours(24);
/// Longest key.
const LONGEST: usize = 255;

/// Answers by the key of the call.
#[derive(Debug, Default)]
pub(crate) struct Replays {
    answers: Mutex<HashMap<Key, Answer>>,
}

/// Application or webhook, user, method, and the caller's own key.
type Key = (String, i64, &'static str, String);

#[derive(Debug)]
struct Answer {
    /// What was asked. The token is not part of it: a caller may have had to renew it.
    params: Value,
    reply: Reply,
    at: DateTime<Utc>,
}

/// One call with a key.
pub(super) struct Replay {
    key: Key,
    echo: HeaderValue,
    stored: Option<Reply>,
}

impl Replay {
    /// # Errors
    /// A key that is none, or was used for something else.
    pub(super) fn of(
        call: &Call<'_>,
        method: &'static Method,
        key: &HeaderValue,
    ) -> Result<Self, Refusal> {
        let text = key.as_bytes();
        let printable = text.iter().all(|byte| (0x20..0x7f).contains(byte));
        if text.is_empty() || text.len() > LONGEST || !printable {
            return Err(Refusal::exception(
                StatusCode::BAD_REQUEST,
                "INVALIDIDEMPOTENCYKEYEXCEPTION",
                "The idempotency key must be 1 to 255 printable ASCII characters",
            ));
        }
        let text = String::from_utf8_lossy(text).into_owned();
        let caller = call.caller;
        let key_of_call = (caller.account(), caller.user.id, method.name, text);
        let now = call.state.clock().now();
        let mut answers = call.state.replays().answers();
        answers.retain(|_, answer| answer.at + KEPT > now);
        let stored = match answers.get(&key_of_call) {
            Some(answer) if answer.params != call.params.value() => {
                return Err(Refusal::exception(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "IDEMPOTENCYKEYREUSEDEXCEPTION",
                    "The idempotency key was used with a different request body",
                ));
            }
            answer => answer.map(|answer| answer.reply.clone()),
        };
        Ok(Self {
            key: key_of_call,
            echo: key.clone(),
            stored,
        })
    }

    /// The answer given before.
    pub(super) fn stored(&self) -> Option<Reply> {
        self.stored.clone()
    }

    /// Keeps an answer: only what succeeded is.
    pub(super) fn store(&self, call: &Call<'_>, reply: Reply) {
        let answer = Answer {
            params: call.params.value(),
            reply,
            at: call.state.clock().now(),
        };
        let mut answers = call.state.replays().answers();
        answers.insert(self.key.clone(), answer);
    }

    /// The key again, and whether this is a repetition.
    pub(super) fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let mut headers = vec![(
            HeaderName::from_static("idempotency-key"),
            self.echo.clone(),
        )];
        if self.stored.is_some() {
            headers.push((
                HeaderName::from_static("idempotent-replayed"),
                HeaderValue::from_static("true"),
            ));
        }
        headers
    }
}

impl Replays {
    fn answers(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Answer>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
