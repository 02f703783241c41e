//! Where a portal lives, as all clones of a client know it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turn, MutexGuard as OneAtATime};
use url::Url;

use crate::portal_address::PortalAddress;

/// The base of a portal's REST. It changes when the portal is renamed, for every clone.
#[derive(Clone, Debug)]
pub(super) struct Home(Arc<Address>);

#[derive(Debug)]
struct Address {
    rest: Mutex<Url>,
    /// One redirect is looked into at a time; the others find the answer.
    turn: Turn<()>,
}

impl Home {
    pub(super) fn new(rest: Url) -> Self {
        Self(Arc::new(Address {
            rest: Mutex::new(rest),
            turn: Turn::default(),
        }))
    }

    pub(super) fn rest(&self) -> Url {
        let rest = self.0.rest.lock().unwrap_or_else(PoisonError::into_inner);
        rest.clone()
    }

    pub(super) async fn turn(&self) -> OneAtATime<'_, ()> {
        self.0.turn.lock().await
    }

    /// The same base at another address.
    pub(super) fn move_to(&self, to: &PortalAddress) {
        let mut rest = self.0.rest.lock().unwrap_or_else(PoisonError::into_inner);
        let mut moved = to.rest();
        moved.set_path(rest.path());
        *rest = moved;
    }
}
