//! Which portal an event address belongs to, remembered for a moment.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use sha2::{Digest, Sha256};

use crate::store::{Portal, Store, StoreError};

/// What another process changes is believed that much later at most.
const BELIEVED: Duration = Duration::from_secs(1);
const MOST: u64 = 10_000;

/// Portals by the digest of their handler key: a burst of events asks the store once.
#[derive(Clone, Debug)]
pub(super) struct Doors {
    store: Store,
    known: Cache<[u8; 32], Known>,
}

/// A portal, and how often portals had been changed by this process when it was read.
#[derive(Clone, Debug)]
struct Known {
    portal: Arc<Portal>,
    changes: u64,
}

impl Doors {
    pub(super) fn new(store: Store) -> Self {
        Self {
            store,
            known: Cache::builder()
                .max_capacity(MOST)
                .time_to_live(BELIEVED)
                .build(),
        }
    }

    pub(super) async fn portal(&self, key: &str) -> Result<Option<Arc<Portal>>, StoreError> {
        let digest: [u8; 32] = Sha256::digest(key.as_bytes()).into();
        let changes = self.store.portal_changes();
        if let Some(known) = self.known.get(&digest).await
            && known.changes == changes
        {
            return Ok(known
                .portal
                .handler_key
                .matches(key)
                .then_some(known.portal));
        }
        // A key nobody has is not remembered: there is no end of them.
        let Some(portal) = self.store.portal_by_handler_key(key).await? else {
            return Ok(None);
        };
        let portal = Arc::new(portal);
        let known = Known {
            portal: Arc::clone(&portal),
            changes,
        };
        self.known.insert(digest, known).await;
        Ok(Some(portal))
    }
}
