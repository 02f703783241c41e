//! Changes of cards, by REST or in the page: checked, saved, announced.

use serde_json::{Map, Value, json};

use crate::{
    Actor, AppState,
    events::Occurrence,
    rest::crm::{
        draft::{Birth, Card, assign},
        entity::Naming,
    },
    world::{Company, Contact, Deal},
};

/// Why a card was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeRefusal {
    /// No card has this number.
    #[error("not found")]
    NotFound,
    /// The user may not touch it.
    #[error("access denied")]
    AccessDenied,
    /// No currency of the portal.
    #[error("invalid currency")]
    Currency,
    /// No stage of the card's pipeline.
    #[error("invalid stage")]
    Stage,
    /// No e-mail address.
    #[error("invalid e-mail address")]
    Email,
    /// The value does not fit this field.
    #[error("invalid value for `{0}`")]
    Value(String),
    /// A value of this type where several belong.
    #[error("a single {0} for a field with several values")]
    NotIterable(&'static str),
    /// What the method's documents say about it.
    #[error("{0}")]
    Sentence(String),
}

/// What there is to tell of a change.
enum Change {
    None,
    Usual,
    /// With an event of its own.
    Special(&'static str, Value),
}

impl AppState {
    /// Changes a deal as `actor`, `fields` named as in `crm.deal.update`
    /// (`STAGE_ID`, `OPPORTUNITY`, …). Unknown fields are ignored, `CATEGORY_ID`
    /// too. `ONCRMDEALUPDATE` goes out when the change is saved.
    ///
    /// # Errors
    /// Nothing is saved when any field is refused.
    pub fn update_deal<'a>(
        &self,
        actor: impl Into<Actor<'a>>,
        id: i64,
        fields: &Map<String, Value>,
    ) -> Result<(), ChangeRefusal> {
        self.update::<Deal>(actor.into(), id, fields, Naming::Old)
    }

    /// Makes a deal as `actor`; what `fields` leave out has the portal's defaults.
    /// `ONCRMDEALADD` goes out.
    ///
    /// # Errors
    /// Nothing is saved when any field is refused.
    pub fn add_deal<'a>(
        &self,
        actor: impl Into<Actor<'a>>,
        fields: &Map<String, Value>,
    ) -> Result<i64, ChangeRefusal> {
        self.add::<Deal>(actor.into(), fields, Naming::Old)
    }

    /// Deletes a deal as `actor`. `ONCRMDEALDELETE` goes out.
    ///
    /// # Errors
    /// There is none, or none the actor may touch.
    pub fn delete_deal<'a>(
        &self,
        actor: impl Into<Actor<'a>>,
        id: i64,
    ) -> Result<(), ChangeRefusal> {
        self.delete::<Deal>(actor.into(), id)
    }

    /// Changes a contact as `actor`, `fields` named as in `crm.contact.update`.
    ///
    /// # Errors
    /// Nothing is saved when any field is refused.
    pub fn update_contact<'a>(
        &self,
        actor: impl Into<Actor<'a>>,
        id: i64,
        fields: &Map<String, Value>,
    ) -> Result<(), ChangeRefusal> {
        self.update::<Contact>(actor.into(), id, fields, Naming::Old)
    }

    /// Changes a company as `actor`, `fields` named as in `crm.company.update`.
    ///
    /// # Errors
    /// Nothing is saved when any field is refused.
    pub fn update_company<'a>(
        &self,
        actor: impl Into<Actor<'a>>,
        id: i64,
        fields: &Map<String, Value>,
    ) -> Result<(), ChangeRefusal> {
        self.update::<Company>(actor.into(), id, fields, Naming::Old)
    }

    pub(crate) fn add<T: Card>(
        &self,
        actor: Actor<'_>,
        fields: &Map<String, Value>,
        naming: Naming,
    ) -> Result<i64, ChangeRefusal> {
        let birth = self.birth(actor);
        let id = self.world().write(|state| {
            let crm = &mut state.crm;
            let id = T::table_mut(crm).next_id();
            let mut card = T::blank(id, birth, crm);
            assign(&mut card, fields, naming, true, crm)?;
            card.settle(None, birth, crm)?;
            if !card.is_seen_by(actor.user, crm) {
                return Err(ChangeRefusal::AccessDenied);
            }
            T::table_mut(crm).insert(id, card);
            Ok(id)
        })?;
        self.announce_card::<T>(actor, 0, id);
        Ok(id)
    }

    pub(crate) fn update<T: Card>(
        &self,
        actor: Actor<'_>,
        id: i64,
        fields: &Map<String, Value>,
        naming: Naming,
    ) -> Result<(), ChangeRefusal> {
        let birth = self.birth(actor);
        let change = self.world().write(|state| {
            let crm = &mut state.crm;
            let before = T::table(crm).get(&id).cloned();
            let before = before.ok_or(ChangeRefusal::NotFound)?;
            if !before.is_seen_by(actor.user, crm) {
                return Err(ChangeRefusal::AccessDenied);
            }
            let mut card = before.clone();
            assign(&mut card, fields, naming, false, crm)?;
            card.settle(Some(&before), birth, crm)?;
            // The new methods save nothing where nothing has changed
            // (`api-reference/crm/universal/crm-item-update.md`).
            if !naming.is_old() && card == before {
                return Ok(Change::None);
            }
            let special = card.event_of_change(&before);
            card.touch(birth);
            T::table_mut(crm).insert(id, card);
            Ok(special.map_or(Change::Usual, |(event, data)| Change::Special(event, data)))
        })?;
        match change {
            Change::None => {}
            Change::Usual => self.announce_card::<T>(actor, 1, id),
            Change::Special(event, data) => self.announce(Occurrence::by(actor, event, data)),
        }
        Ok(())
    }

    pub(crate) fn delete<T: Card>(&self, actor: Actor<'_>, id: i64) -> Result<(), ChangeRefusal> {
        self.world().write(|state| {
            let crm = &mut state.crm;
            let card = T::table(crm).get(&id).ok_or(ChangeRefusal::NotFound)?;
            if !card.is_seen_by(actor.user, crm) {
                return Err(ChangeRefusal::AccessDenied);
            }
            T::table_mut(crm).remove(id);
            T::take_along(id, crm);
            Ok(())
        })?;
        self.announce_card::<T>(actor, 2, id);
        Ok(())
    }

    fn birth(&self, actor: Actor<'_>) -> Birth {
        Birth {
            user_id: actor.user.id,
            now: self.clock().now(),
            today: self.clock().today(),
        }
    }

    /// Sends the event of a new card (0), a changed one (1), a deleted one (2). Those
    /// of smart processes say which one
    /// (`api-reference/crm/universal/events/on-crm-dynamic-item-add.md`).
    fn announce_card<T: Card>(&self, actor: Actor<'_>, what: usize, id: i64) {
        let Some(event) = T::EVENTS.and_then(|events| events.get(what).copied()) else {
            return;
        };
        if event.starts_with("ONCRMDYNAMICITEM") {
            let data = json!({"FIELDS": {
                "ID": id.to_string(),
                "ENTITY_TYPE_ID": T::TYPE_ID.to_string(),
            }});
            self.announce(Occurrence::by(actor, event, data));
        } else {
            self.raise(actor, event, id);
        }
    }
}
