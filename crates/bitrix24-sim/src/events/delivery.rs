//! The queue server: posts each event once, in no promised order, and forgets it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::{sync::mpsc::UnboundedReceiver, task::JoinSet};

use super::{Occurrence, payload};
use crate::{
    AppState,
    journal::{Kind, Record},
    world::EventBinding,
};

/// How long a handler may take. The documents name no figure.
const PATIENCE: Duration = Duration::from_secs(10);

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
    mut occurrences: UnboundedReceiver<Occurrence>,
) {
    let mut underway = JoinSet::new();
    loop {
        tokio::select! {
            occurrence = occurrences.recv() => {
                let Some(occurrence) = occurrence else { return };
                for binding in state.world().listeners(occurrence.event) {
                    underway.spawn(post(state.clone(), courier.clone(), occurrence.clone(), binding));
                }
            }
            Some(_) = underway.join_next(), if !underway.is_empty() => {}
        }
    }
}

async fn post(
    state: AppState,
    courier: reqwest::Client,
    occurrence: Occurrence,
    binding: EventBinding,
) {
    let Some(application) = state.world().application_by_client_id(&binding.client_id) else {
        return; // Removed meanwhile.
    };
    let form = payload::form(&state, &occurrence, &binding, &application);
    let started = Instant::now();
    let answer = courier.post(&binding.handler).form(&form).send().await;
    state.requests().event();

    let (status, error) = match answer {
        Ok(answer) => (answer.status().as_u16(), None),
        Err(error) if error.is_timeout() => (0, Some("timeout".to_owned())),
        Err(_) => (0, Some("unreachable".to_owned())),
    };
    state.journal().record(Record {
        user_id: binding.fixed_user.or(occurrence.user_id),
        client_id: Some(binding.client_id),
        status,
        error,
        cost_ms: started.elapsed().as_secs_f64() * 1000.0,
        params: parameters(&binding.handler, &occurrence.data),
        ..Record::new(Kind::Event, occurrence.event)
    });
}

/// The handler's address may hold a secret in its last step, so only its host is kept.
fn parameters(handler: &str, data: &Value) -> Value {
    let host = url::Url::parse(handler).map(|url| url.authority().to_owned());
    json!({"handler": host.unwrap_or_default(), "data": data})
}
