//! Which client a manager chose for a company or a contact.

use super::row::{Column, id_column};
use super::{Scope, StoreError, statement};
use crate::seal::Place;

/// A company or a contact of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Bitrix24's number of the kind: 3 contacts, 4 companies (`api-reference/crm/data-types.md`).
    pub entity_type: u32,
    pub id: u64,
}

impl Holder {
    /// What is sealed: the choice and whose it is, so that it is worth nothing in another row.
    fn signed(self, mark: &str) -> String {
        format!("{}:{}:{mark}", self.entity_type, self.id)
    }
}

impl Scope<'_> {
    /// The mark of the client that was chosen.
    ///
    /// # Errors
    /// [`StoreError`], also when it cannot be opened or belongs to another row.
    pub async fn choice(&self, holder: Holder) -> Result<Option<String>, StoreError> {
        let id = id_column("choices", "entity_id", holder.id)?;
        let sealed: Option<Vec<u8>> = on!(self.store.engine, pool => {
            sqlx::query_scalar(statement::CHOICE)
                .bind(self.portal)
                .bind(i64::from(holder.entity_type))
                .bind(id)
                .fetch_optional(pool)
                .await?
        });
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let column = Column { table: "choices" };
        let signed = column.open("mark", &sealed, self.member_id, &self.store.keys)?;
        let mark = signed
            .strip_prefix(&holder.signed(""))
            .ok_or("it is another row's");
        column.read("mark", mark.map(|mark| Some(mark.to_owned())))
    }

    /// Keeps a choice in place of an earlier one.
    ///
    /// # Errors
    /// [`StoreError`]; a portal that was forgotten meanwhile is [`StoreError::Refused`].
    pub async fn keep_choice(
        &self,
        holder: Holder,
        mark: &str,
        user_id: u64,
    ) -> Result<(), StoreError> {
        let id = id_column("choices", "entity_id", holder.id)?;
        let user_id = id_column("choices", "chosen_by", user_id)?;
        let place = Place::column("choices", "mark", self.member_id);
        let sealed = self.store.seal(&place, &holder.signed(mark));
        on!(self.store.engine, pool => {
            sqlx::query(statement::KEEP_CHOICE)
                .bind(self.portal)
                .bind(i64::from(holder.entity_type))
                .bind(id)
                .bind(sealed.as_slice())
                .bind(user_id)
                .bind(self.now())
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// Forgets a choice; there may be none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_choice(&self, holder: Holder) -> Result<(), StoreError> {
        let id = id_column("choices", "entity_id", holder.id)?;
        on!(self.store.engine, pool => {
            sqlx::query(statement::FORGET_CHOICE)
                .bind(self.portal)
                .bind(i64::from(holder.entity_type))
                .bind(id)
                .execute(pool)
                .await?;
        });
        Ok(())
    }
}
