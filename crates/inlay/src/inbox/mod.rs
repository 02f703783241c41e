//! What portals tell us: proved, kept, acknowledged; all thinking happens in a job.
//!
//! The portal sends an event once and does not wait long (`api-reference/events/index.md`), so a
//! request does three things: it compares secrets (`doors`), reads the form (`arrival`) and
//! waits until what came is on the disk. Many that come at once are one transaction (`desk`).

mod arrival;
mod desk;
mod doors;

use std::sync::Arc;

use crate::clock::Clock;
use crate::jobs::Queue;
use crate::store::{Portal, Store, StoreError};
use desk::Desk;
use doors::Doors;

pub use arrival::{Arrival, NoArrival};
pub use desk::NotKept;

/// The way in for events and robots. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Inbox(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: Store,
    doors: Doors,
    desk: Desk,
}

impl Inbox {
    /// The inbox of a server.
    #[must_use]
    pub fn new(store: Store, queue: Queue, clock: Clock) -> Self {
        Self(Arc::new(Parts {
            doors: Doors::new(store.clone()),
            desk: Desk::new(store.clone(), queue, clock),
            store,
        }))
    }

    /// The portal whose event address ends with this key. What it says may be a second old if
    /// another process has changed the portal.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn portal(&self, handler_key: &str) -> Result<Option<Arc<Portal>>, StoreError> {
        self.0.doors.portal(handler_key).await
    }

    /// Keeps what came and puts its job in line; both are on the disk when this returns. `false`:
    /// it was here already, and nothing comes of it.
    ///
    /// # Errors
    /// [`NotKept`]: it must not be acknowledged.
    pub async fn keep(
        &self,
        portal: &Portal,
        arrival: Arrival,
        proved: bool,
    ) -> Result<bool, NotKept> {
        let new = arrival.sealed_for(portal, proved, &self.0.store);
        self.0.desk.keep(new).await
    }
}
