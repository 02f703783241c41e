//! A wrong key is found at the start, not at the first portal.

use super::{Store, StoreError, statement};
use crate::seal::Place;

/// What every key seals once; no secret, but it opens with the right key only.
const PROOF: &[u8] = b"this key seals this store";

impl Store {
    /// Checks the keys, and notes the sealing one if it is new here.
    pub(super) async fn prove_keys(&self) -> Result<(), StoreError> {
        if !self.check_keys().await? {
            let proof = self.keys.seal(&Place::key_check(), PROOF);
            on!(self.engine, pool => {
                sqlx::query(statement::KEEP_KEY_CHECK)
                    .bind(self.keys.sealing().id())
                    .bind(proof.as_slice())
                    .execute(pool)
                    .await?;
            });
            self.check_keys().await?;
        }
        Ok(())
    }

    /// Checks each key that ever sealed here; says whether the sealing one is among them.
    pub(super) async fn check_keys(&self) -> Result<bool, StoreError> {
        let kept: Vec<(String, Vec<u8>)> = on!(self.engine, pool => {
            sqlx::query_as(statement::KEY_CHECKS).fetch_all(pool).await?
        });
        for (id, proof) in &kept {
            if !self.keys.holds(id) {
                return Err(StoreError::MissingKey { id: id.clone() });
            }
            let opened = self.keys.open(&Place::key_check(), proof);
            if !opened.is_ok_and(|text| *text == PROOF) {
                return Err(StoreError::WrongKey { id: id.clone() });
            }
        }
        Ok(kept.iter().any(|(id, _)| id == self.keys.sealing().id()))
    }
}
