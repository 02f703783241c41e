//! Cards a user was allowed to read a moment ago: a positive answer of the portal is remembered
//! for one minute, for the same portal, token and card. Refusals are not remembered.

use std::sync::Arc;
use std::time::Duration;

use bitrix24::AccessToken;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::card::{Card, CardError, Entity};
use crate::calls::Calls;
use crate::config::Config;
use crate::store::Portal;

/// Cards one process may remember.
const CAPACITY: u64 = 20_000;

/// The remembered cards.
#[derive(Clone, Debug)]
pub struct Proofs {
    cards: moka::future::Cache<[u8; 32], Arc<Card>>,
    /// When the portal said that a card is another one, by our number for the portal.
    changes: moka::future::Cache<(i64, Entity), DateTime<Utc>>,
}

impl Proofs {
    /// Remembers each proof for `lifetime`.
    #[must_use]
    pub fn new(lifetime: Duration) -> Self {
        let cards = moka::future::Cache::builder()
            .max_capacity(CAPACITY)
            .time_to_live(lifetime)
            .build();
        let changes = moka::future::Cache::builder()
            .max_capacity(CAPACITY)
            .time_to_live(lifetime)
            .build();
        Self { cards, changes }
    }

    /// The card, from memory or from the portal; many frames that open one card at once ask the
    /// portal once.
    ///
    /// # Errors
    /// What [`Card::read`] says.
    pub async fn card(
        &self,
        calls: &Calls,
        portal: &Portal,
        token: &AccessToken,
        entity: Entity,
        config: &Config,
        now: DateTime<Utc>,
    ) -> Result<Arc<Card>, Arc<CardError>> {
        let key = key(portal, token, entity);
        if let Some(changed_at) = self.changes.get(&(portal.id, entity)).await
            && let Some(known) = self.cards.get(&key).await
            && known.read_at <= changed_at
        {
            self.cards.invalidate(&key).await;
        }
        self.cards
            .try_get_with(key, async {
                let client = calls.as_user(&portal.client_endpoint, token);
                Card::read(&client, portal, entity, config, now)
                    .await
                    .map(Arc::new)
            })
            .await
    }
}

impl Proofs {
    /// A card is another one since this moment: what anybody read of it before is not so any more.
    pub async fn changed(&self, portal: &Portal, entity: Entity, at: DateTime<Utc>) {
        self.changes.insert((portal.id, entity), at).await;
    }

    /// Forgets a card: what was read of it was not enough.
    pub async fn forget(&self, portal: &Portal, token: &AccessToken, entity: Entity) {
        self.cards.invalidate(&key(portal, token, entity)).await;
    }
}

/// A digest, so that no token is kept in memory for a minute longer than its request.
fn key(portal: &Portal, token: &AccessToken, entity: Entity) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(portal.id.to_be_bytes());
    digest.update(entity.id.to_be_bytes());
    digest.update(entity.place.code());
    digest.update([0]);
    digest.update(token.expose());
    digest.finalize().into()
}
