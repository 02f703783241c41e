//! Calls to one portal.

mod deliver;
mod home;
mod many;
mod moves;
mod pace;
mod patience;
mod remedy;
mod request;

use std::time::Duration;

use serde::de::DeserializeOwned;
use url::Url;

pub use patience::Patience;

use crate::answer::Answer;
use crate::batch::{Batch, Outcome};
use crate::call::Call;
use crate::call_error::CallError;
use crate::credential::Credential;
use crate::limit::{Class, Limiter};
use crate::misfit;
use crate::portal_address::PortalAddress;
use crate::renewal::Renewal;
use home::Home;
use moves::Moves;
use pace::Pace;
use patience::Tries;
use remedy::{Reason, Remedy};
use request::Request;

/// Calls one portal's REST API with one credential. Cheap to clone; clones share connections and
/// what was learned about the portal.
///
/// Each call is one POST with a JSON body. It is sent again when it was not executed, or may be
/// executed twice, within the bounds of [`Patience`]; everything else is an error that says what
/// happened, and the caller decides.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    home: Home,
    credential: Credential,
    pace: Pace,
    /// Other than the class's own.
    patience: Option<Patience>,
    moves: Option<Moves>,
}

impl Client {
    /// A client of the portal whose REST base, its `client_endpoint`, is `rest`:
    /// `https://acme.bitrix24.com/rest/`. `http` is best made by [`http_client`](crate::http_client).
    #[must_use]
    pub fn new(http: reqwest::Client, rest: Url, credential: Credential) -> Self {
        Self {
            http,
            home: Home::new(rest),
            credential,
            pace: Pace::default(),
            patience: None,
            moves: None,
        }
    }

    /// Every request waits for the limiter's permit. Use clones of one limiter for all that calls
    /// portals from one address (`limits.md`).
    #[must_use]
    pub fn with_limiter(mut self, limiter: Limiter) -> Self {
        self.pace.limiter = Some(limiter);
        self
    }

    /// What the calls are made for; [`Class::Interactive`] unless said otherwise. It decides who
    /// goes first, and how patient the client is.
    #[must_use]
    pub fn with_class(mut self, class: Class) -> Self {
        self.pace.class = class;
        self
    }

    /// Calls with the tokens of `renewal` in place of the credential, and renews them when they
    /// are too old. A portal's new address is then confirmed by the authorization server.
    #[must_use]
    pub fn with_renewal(mut self, renewal: Renewal) -> Self {
        self.credential = Credential::Renewed(renewal);
        self
    }

    /// How often and how long a call is tried; [`Patience::from`] the class unless said otherwise.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = Some(patience);
        self
    }

    /// Follows a portal to a new address if `confirm` knows it, once for each call, and remembers
    /// it. Without this, and without a renewal, a moved portal is [`CallError::Moved`]: the
    /// credential goes to no address that only a redirect vouches for
    /// (`settings/how-to-call-rest-api/change-domen.md`).
    #[must_use]
    pub fn confirming_moves(
        mut self,
        confirm: impl Fn(&PortalAddress) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.moves = Some(Moves::new(confirm));
        self
    }

    /// The portal's REST base as it is known now.
    #[must_use]
    pub fn endpoint(&self) -> Url {
        self.home.rest()
    }

    /// Makes one call.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn send<T: DeserializeOwned>(&self, call: &Call) -> Result<Answer<T>, CallError> {
        let request = Request::call(call)?;
        let told = |answer: &Answer<T>| pace::told_by_call(call.method(), answer.time.as_ref());
        let mut tries = self.tries();
        self.deliver(&request, misfit::read, told, &mut tries).await
    }

    /// Runs a batch: one request, and further ones for the commands of it that were refused
    /// without being executed, or that failed and are [`harmless`](Call::harmless), together with
    /// the harmless ones that depend on them. An empty batch is not sent.
    ///
    /// # Errors
    /// [`CallError`] when the batch as a whole has no answer. What became of each command is in the
    /// [`Outcome`].
    pub async fn run(&self, batch: &Batch) -> Result<Outcome, CallError> {
        if batch.is_empty() {
            return Ok(Outcome::default());
        }
        let mut tries = self.tries();
        let mut outcome = self.run_once(batch, &mut tries).await?;
        while let Some(again) = self.again(batch, &outcome, &mut tries).await {
            match self.run_once(&again, &mut tries).await {
                Ok(newer) => outcome.replace(&again, newer),
                Err(CallError::Unknown { source, .. }) => {
                    outcome.lose(&again, &source);
                    break;
                }
                // Not executed: what was said before still holds.
                Err(_) => break,
            }
        }
        Ok(outcome)
    }

    fn tries(&self) -> Tries {
        Tries::new(self.patience.unwrap_or(self.pace.class.into()))
    }

    async fn run_once(&self, batch: &Batch, tries: &mut Tries) -> Result<Outcome, CallError> {
        let params = batch.params();
        let request = Request::batch(batch, &params);
        let told = |answer: &Answer<Outcome>| pace::told_by_batch(batch, answer);
        let answer = self.deliver(&request, Outcome::read, told, tries).await?;
        Ok(answer.result)
    }

    /// What is to be run again, once the pause before it is over.
    async fn again(&self, batch: &Batch, outcome: &Outcome, tries: &mut Tries) -> Option<Batch> {
        let mut needed: Option<(Reason, Duration)> = None;
        let again = batch.again(outcome, |method, refusal, harmless| {
            let Remedy::Wait(reason) = Remedy::for_refusal(refusal, harmless) else {
                return false;
            };
            let at_least = self.at_least(reason, method);
            let affordable = tries.affords(reason, at_least);
            if affordable {
                let (worst, longest) = needed.unwrap_or((reason, at_least));
                needed = Some((worst.max(reason), longest.max(at_least)));
            }
            affordable
        })?;
        let (reason, at_least) = needed?;
        let pause = tries.pause(reason, at_least)?;
        self.pause(reason, pause, "batch").await;
        Some(again)
    }
}
