//! What every handler of the portal gets.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::mpsc::UnboundedSender;
use url::Url;

use crate::{
    Clock, Faults, Journal, Knobs, World,
    events::{Errand, Letter, Occurrence},
    requests::Requests,
    rest::{limit::Limiter, operating::Operating, v3::replay::Replays},
};

/// The portal behind the routes. Clones share everything.
#[derive(Clone, Debug)]
pub struct AppState {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    world: World,
    knobs: Knobs,
    faults: Faults,
    journal: Journal,
    requests: Requests,
    limiter: Limiter,
    operating: Operating,
    replays: Replays,
    hosts: RwLock<Arc<Hosts>>,
    events: UnboundedSender<Errand>,
}

/// The two hosts: in reality, too, they are different machines.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    /// The portal, `http://127.0.0.1:8081/`.
    pub(crate) portal: Url,
    /// The authorization server.
    pub(crate) oauth: Url,
    /// Hosts the portal had before, with their ports.
    pub(crate) former: Vec<String>,
}

impl AppState {
    pub(crate) fn new(world: World, hosts: Hosts, events: UnboundedSender<Errand>) -> Self {
        let journal = Journal::new(world.clock().clone());
        Self {
            inner: Arc::new(Inner {
                world,
                knobs: Knobs::default(),
                faults: Faults::default(),
                journal,
                requests: Requests::default(),
                limiter: Limiter::default(),
                operating: Operating::default(),
                replays: Replays::default(),
                hosts: RwLock::new(Arc::new(hosts)),
                events,
            }),
        }
    }

    /// The portal's data.
    pub fn world(&self) -> &World {
        &self.inner.world
    }

    /// The portal's time.
    pub fn clock(&self) -> &Clock {
        self.inner.world.clock()
    }

    /// What can be turned.
    pub fn knobs(&self) -> &Knobs {
        &self.inner.knobs
    }

    /// What is to go wrong.
    pub fn faults(&self) -> &Faults {
        &self.inner.faults
    }

    /// The log of calls, messages and events.
    pub fn journal(&self) -> &Journal {
        &self.inner.journal
    }

    pub(crate) fn requests(&self) -> &Requests {
        &self.inner.requests
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.inner.limiter
    }

    pub(crate) fn operating(&self) -> &Operating {
        &self.inner.operating
    }

    pub(crate) fn replays(&self) -> &Replays {
        &self.inner.replays
    }

    pub(crate) fn hosts(&self) -> Arc<Hosts> {
        let hosts = self.inner.hosts.read();
        hosts.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn hosts_mut<T>(&self, change: impl FnOnce(&mut Hosts) -> T) -> T {
        let hosts = self.inner.hosts.write();
        let mut hosts = hosts.unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut hosts))
    }

    /// The portal's present address.
    pub fn portal_url(&self) -> Url {
        self.hosts().portal.clone()
    }

    /// The portal's host with its port and without a scheme, as in `DOMAIN`.
    pub fn domain(&self) -> String {
        self.hosts().portal.authority().to_owned()
    }

    /// `PROTOCOL` of frames: `1` for https, `0` for http.
    pub fn protocol(&self) -> &'static str {
        if self.hosts().portal.scheme() == "https" {
            "1"
        } else {
            "0"
        }
    }

    /// The base of REST calls to the portal, with a slash at its end.
    pub fn client_endpoint(&self) -> String {
        format!("{}rest/", self.hosts().portal)
    }

    /// The base of REST calls to the authorization server, with a slash at its end.
    pub fn server_endpoint(&self) -> String {
        format!("{}rest/", self.hosts().oauth)
    }

    /// Tells the event sender that something happened.
    pub(crate) fn dispatch(&self, occurrence: Occurrence) {
        self.send(Errand::Tell(occurrence));
    }

    /// Gives the event sender what it is to bring, whoever listens by then.
    pub(crate) fn post(&self, letter: Letter) {
        self.send(Errand::Bring(letter));
    }

    fn send(&self, errand: Errand) {
        // The sender's task ends with the portal; then nobody is left to tell.
        let _ = self.inner.events.send(errand);
    }
}
