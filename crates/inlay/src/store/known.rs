//! Portals as they were a moment ago: a card that is opened does not wait for the database.

use std::sync::Arc;
use std::time::Duration;

use bitrix24::MemberId;
use moka::future::Cache;

use super::{Portal, Store, StoreError};

/// What another process changes is believed that much later at most.
const BELIEVED: Duration = Duration::from_secs(1);
const MOST: u64 = 10_000;

/// The portals of the last second, each with the count of changes it was read at.
#[derive(Clone, Debug)]
pub(super) struct Known(Cache<MemberId, (Arc<Portal>, u64)>);

impl Default for Known {
    fn default() -> Self {
        let cache = Cache::builder()
            .max_capacity(MOST)
            .time_to_live(BELIEVED)
            .build();
        Self(cache)
    }
}

impl Store {
    /// The portal of this permanent name. It may be a second old if another process has changed
    /// it, and never is if this one has.
    ///
    /// # Errors
    /// [`StoreError`], also when its secrets cannot be opened.
    pub async fn known_portal(
        &self,
        member_id: &MemberId,
    ) -> Result<Option<Arc<Portal>>, StoreError> {
        // Before it is read: what is changed meanwhile makes it worthless.
        let changes = self.portal_changes();
        if let Some((portal, read_at)) = self.known.0.get(member_id).await
            && read_at == changes
        {
            return Ok(Some(portal));
        }
        // A name nobody has is not remembered: there is no end of them.
        let Some(portal) = self.portal(member_id).await? else {
            return Ok(None);
        };
        let portal = Arc::new(portal);
        let known = (Arc::clone(&portal), changes);
        self.known.0.insert(member_id.clone(), known).await;
        Ok(Some(portal))
    }
}
