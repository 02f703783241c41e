//! A request from its first try to its last.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tracing::Instrument as _;
use url::Url;

use super::Client;
use super::pace::{self, Leave};
use super::patience::Tries;
use super::remedy::{Reason, Remedy};
use super::request::{Means, Read, Request};
use crate::answer::Answer;
use crate::call_error::CallError;
use crate::credential::Credential;
use crate::limit::Settled;
use crate::portal_address::PortalAddress;
use crate::{meter, transport};

impl Client {
    /// Sends a request until it is answered, cannot be helped, or patience ends. `told` picks from
    /// an answer what it says about the limits.
    pub(super) async fn deliver<T>(
        &self,
        request: &Request<'_>,
        read: Read<T>,
        told: impl Fn(&Answer<T>) -> Settled,
        tries: &mut Tries,
    ) -> Result<Answer<T>, CallError> {
        let span = tracing::debug_span!(
            "call.rest",
            call.method = request.method,
            call.portal = self.home.rest().host_str(),
            call.tries = tracing::field::Empty,
            call.status = tracing::field::Empty,
        );
        async {
            loop {
                let (means, outcome) = self.attempt(request, read, &told, tries).await?;
                let error = match outcome {
                    Ok(answer) => return Ok(answer),
                    Err(error) => error,
                };
                self.mend(error, request.harmless, &means, tries).await?;
            }
        }
        .instrument(span)
        .await
    }

    /// One try. The outer error: it was not made.
    async fn attempt<T>(
        &self,
        request: &Request<'_>,
        read: Read<T>,
        told: &impl Fn(&Answer<T>) -> Settled,
        tries: &mut Tries,
    ) -> Result<(Means, Result<Answer<T>, CallError>), CallError> {
        let rest = self.home.rest();
        let mut leave = self.admit(request, &rest, tries).await?;
        let means = self.means(rest, request.method).await?;
        let post = request.build(&self.http, &means, &self.credential);

        let begun = Instant::now();
        leave.sent();
        let outcome = match transport::exchange(post).await {
            Err(reason) => Err(CallError::unanswered(request.method, reason)),
            Ok(reply) => {
                tracing::Span::current().record("call.status", reply.status.as_u16());
                request.judge(&means.rest, &reply, read)
            }
        };
        let took = begun.elapsed();

        match &outcome {
            Ok(answer) => leave.settle(&told(answer)),
            Err(CallError::Unsent { .. }) => leave.unsent(),
            Err(error) => leave.settle(&pace::told_by_error(error)),
        }
        tries.note(took);
        tracing::Span::current().record("call.tries", tries.begun());
        let word = outcome.as_ref().map_or_else(CallError::word, |_| "result");
        meter::called(request.method, word, took);
        Ok((means, outcome))
    }

    /// Waits for leave, unless the portal refuses the method for longer than patience lasts. A batch
    /// does not wait for such a method: its other commands have their results without it.
    async fn admit(
        &self,
        request: &Request<'_>,
        rest: &Url,
        tries: &Tries,
    ) -> Result<Leave, CallError> {
        let parked = |method: &str| self.pace.parked(rest, method);
        let is_affordable =
            |method: &str| parked(method).is_none_or(|time| time < tries.time_left());
        let methods = request.methods.iter().map(String::as_str);
        let methods: Vec<_> = methods.filter(|method| is_affordable(method)).collect();
        if methods.is_empty() {
            let longest = request
                .methods
                .iter()
                .filter_map(|method| parked(method))
                .max();
            return Err(CallError::Parked {
                method: request.method.to_owned(),
                time: longest.unwrap_or_default(),
            });
        }
        Ok(self.pace.admit(rest, methods.into_iter()).await)
    }

    async fn means(&self, rest: Url, method: &str) -> Result<Means, CallError> {
        let (token, generation) = match &self.credential {
            Credential::Token(token) => (Some(token.clone()), None),
            Credential::Webhook { .. } => (None, None),
            Credential::Renewed(renewal) => {
                let tokens = renewal.tokens().await;
                let tokens = tokens.map_err(|source| CallError::unauthorized(method, source))?;
                (Some(tokens.access), Some(tokens.generation))
            }
        };
        Ok(Means {
            rest,
            token,
            generation,
        })
    }

    /// Does what helps after an error. `Err`: nothing did.
    async fn mend(
        &self,
        error: CallError,
        harmless: bool,
        means: &Means,
        tries: &mut Tries,
    ) -> Result<(), CallError> {
        match Remedy::for_error(&error, harmless) {
            Remedy::None => Err(error),
            Remedy::Renew => match (&self.credential, means.generation) {
                (Credential::Renewed(renewal), Some(generation)) if !tries.renewed => {
                    tries.renewed = true;
                    let renewed = renewal.renew(generation).await;
                    renewed
                        .map(drop)
                        .map_err(|source| CallError::unauthorized(error.method(), source))
                }
                _ => Err(error),
            },
            Remedy::LookAgain => match (&self.credential, means.generation) {
                (Credential::Renewed(renewal), Some(generation)) if !tries.renewed => {
                    tries.renewed = true;
                    if renewal.is_replaced(generation).await {
                        Ok(())
                    } else {
                        Err(error)
                    }
                }
                _ => Err(error),
            },
            Remedy::Follow(to) => {
                if tries.followed || !self.follow(&to, &means.rest).await {
                    return Err(error);
                }
                tries.followed = true;
                Ok(())
            }
            Remedy::Wait(reason) => {
                let at_least = self.at_least(reason, error.method());
                match tries.pause(reason, at_least) {
                    Some(pause) => self.pause(reason, pause, error.method()).await,
                    None => return Err(error),
                }
                Ok(())
            }
        }
    }

    /// For how long the portal refuses a method, as far as it has said so.
    pub(crate) fn parked(&self, method: &str) -> Option<Duration> {
        self.pace
            .parked(&self.home.rest(), &method.to_ascii_lowercase())
    }

    /// How long it makes no sense to try again.
    pub(super) fn at_least(&self, reason: Reason, method: &str) -> Duration {
        match reason {
            Reason::Parked => self
                .pace
                .refused_for(&self.home.rest(), &method.to_ascii_lowercase()),
            _ => Duration::ZERO,
        }
    }

    pub(super) async fn pause(&self, reason: Reason, pause: Duration, method: &str) {
        let why = reason.word();
        tracing::debug!(
            call.method = method,
            call.reason = why,
            call.pause_ms = pause.as_millis(),
            "the call is made again after a pause"
        );
        meter::repeated(why);
        meter::waited("repeat", pause);
        sleep(pause).await;
    }

    /// Whether the portal that lived at `from` lives at `to` now, by a better word than the
    /// redirect's; all clones then call it there.
    async fn follow(&self, to: &PortalAddress, from: &Url) -> bool {
        let _turn = self.home.turn().await;
        if self.home.rest() != *from {
            return true; // Another call has followed meanwhile.
        }
        let confirmed = match (&self.moves, &self.credential) {
            (Some(moves), _) => moves.confirm(to),
            (None, Credential::Renewed(renewal)) => renewal.confirms_move(to).await,
            (None, _) => false,
        };
        if confirmed {
            self.home.move_to(to);
            tracing::info!(call.portal = %to, "the portal has moved");
        }
        confirmed
    }
}
