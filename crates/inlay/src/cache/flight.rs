//! Readings under way: one for each key, however many wait for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ledger::ReadError;
use tokio::sync::watch;

use super::copy::Copied;
use super::key::Key;

/// How a reading ended.
pub(super) type Landing = Result<Arc<Copied>, ReadError>;

/// One reading under way. Whoever stops waiting for it does not stop it.
#[derive(Clone, Debug)]
pub struct Flight(watch::Receiver<Option<Landing>>);

impl Flight {
    /// A reading nobody makes: for a page that shows how one under way looks.
    #[must_use]
    pub fn sample() -> Self {
        Self(watch::channel(None).1)
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// Why the system gave nothing.
    pub async fn landed(mut self) -> Result<Arc<Copied>, ReadError> {
        match self.0.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(landing)) => landing.clone(),
            // The task ended without a word: it panicked, or the process is stopping.
            Ok(None) | Err(_) => Err(ReadError::Busy),
        }
    }
}

/// The readings under way.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<HashMap<Key, Flight>>);

/// The one who has to fly; when it is dropped the flight is over, landed or not.
pub(super) struct Pilot {
    flights: Arc<Flights>,
    key: Key,
    landing: watch::Sender<Option<Landing>>,
}

impl Flights {
    /// The flight for a key; a pilot comes with a new one.
    pub(super) fn board(self: &Arc<Self>, key: Key) -> (Flight, Option<Pilot>) {
        let mut flights = self.lock();
        if let Some(flight) = flights.get(&key) {
            return (flight.clone(), None);
        }
        let (landing, flight) = watch::channel(None);
        let flight = Flight(flight);
        flights.insert(key, flight.clone());
        let pilot = Pilot {
            flights: Arc::clone(self),
            key,
            landing,
        };
        (flight, Some(pilot))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Flight>> {
        // Whoever panicked while holding it left a map that is still a map.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pilot {
    /// Tells everybody who waits.
    pub(super) fn land(self, landing: Landing) {
        self.landing.send_replace(Some(landing));
    }
}

impl Drop for Pilot {
    fn drop(&mut self) {
        self.flights.lock().remove(&self.key);
    }
}
