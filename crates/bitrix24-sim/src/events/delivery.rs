//! The queue server: posts each event once, in no promised order, and forgets it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc::UnboundedReceiver, task::JoinSet, time};

use super::{Letter, ONOFFLINEEVENT, Occurrence, pace::Paces};
use crate::{
    AppState,
    journal::{Kind, Record},
};

/// How long a handler may take. The documents name no figure.
const PATIENCE: Duration = Duration::from_secs(10);

/// Work for the queue server.
#[derive(Debug)]
pub(crate) enum Errand {
    /// Tell whoever listens.
    Tell(Occurrence),
    /// Bring this.
    Bring(Letter),
}

/// Builds the HTTP client that carries events.
pub(crate) fn courier() -> Result<reqwest::Client, reqwest::Error> {
    // Whoever embeds the portal may have chosen a provider already: then that one serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
}

/// Sends what happens to whoever listens, until the portal is gone. There is no
/// second try: a handler that is down or refuses has lost the event.
pub(crate) async fn deliver(
    state: AppState,
    courier: reqwest::Client,
    mut errands: UnboundedReceiver<Errand>,
) {
    let paces = Arc::new(Paces::default());
    let mut underway = JoinSet::new();
    loop {
        tokio::select! {
            errand = errands.recv() => {
                let letters = match errand {
                    None => return,
                    Some(Errand::Tell(occurrence)) => state.letters(&occurrence),
                    Some(Errand::Bring(letter)) => vec![letter],
                };
                for letter in letters {
                    underway.spawn(post(state.clone(), courier.clone(), paces.clone(), letter));
                }
            }
            Some(_) = underway.join_next(), if !underway.is_empty() => {}
        }
    }
}

impl AppState {
    /// The event for each handler that is to hear of it now.
    pub(crate) fn letters(&self, occurrence: &Occurrence) -> Vec<Letter> {
        let now = self.clock().now();
        let mut listeners = self.world().listeners(occurrence, now);
        if occurrence.event == ONOFFLINEEVENT {
            self.world().write(|state| {
                listeners.retain(|(binding, _)| state.may_tell(binding, occurrence, now));
            });
        }
        let listeners = listeners.iter();
        let to_applications = listeners.map(|(binding, application)| {
            Letter::to_binding(self, occurrence, binding, application)
        });
        let hooks = self.world().hooks(occurrence);
        let to_hooks = hooks
            .iter()
            .map(|hook| Letter::to_hook(self, occurrence, hook));
        to_applications.chain(to_hooks).collect()
    }
}

async fn post(state: AppState, courier: reqwest::Client, paces: Arc<Paces>, letter: Letter) {
    // Each letter is late by its own time: that is why they may overtake each other.
    time::sleep(state.knobs().event_delay().mul_f64(rand::random())).await;
    time::sleep_until(paces.turn(&letter.handler, time::Instant::now())).await;

    let form = letter.form(state.clock().now());
    let started = Instant::now();
    let answer = courier.post(&letter.handler).form(&form).send().await;
    let took = started.elapsed();
    let slow = state.knobs().slow_handler();
    paces.note(&letter.handler, took, slow, time::Instant::now());
    state.requests().event();

    let (status, error) = match answer {
        Ok(answer) => (answer.status().as_u16(), None),
        Err(error) if error.is_timeout() => (0, Some("timeout".to_owned())),
        Err(_) => (0, Some("unreachable".to_owned())),
    };
    state.journal().record(Record {
        user_id: letter.user_id,
        client_id: letter.client_id.clone(),
        status,
        error,
        cost_ms: took.as_secs_f64() * 1000.0,
        params: letter.logged(),
        ..Record::new(Kind::Event, letter.name)
    });
}
