//! Changes of deals, by REST or in the page: checked, saved, announced.

use serde_json::{Map, Value};

use crate::{
    Actor, AppState,
    world::{Amount, Deal},
};

/// Why a deal was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DealRefusal {
    /// No deal has this number.
    #[error("not found")]
    NotFound,
    /// The user may not touch it.
    #[error("access denied")]
    AccessDenied,
    /// No three letters.
    #[error("invalid currency")]
    Currency,
    /// No stage of the pipeline.
    #[error("invalid stage")]
    Stage,
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
    ) -> Result<(), DealRefusal> {
        let actor = actor.into();
        let user = actor.user;
        let now = self.clock().now();
        self.world().write(|state| {
            let crm = &mut state.crm;
            let deal = crm.deals.get(&id).ok_or(DealRefusal::NotFound)?;
            if !user.may_see_deal(deal) {
                return Err(DealRefusal::AccessDenied);
            }
            let mut changed = deal.clone();
            changed.assign(fields)?;
            if crm.stage(&changed.stage_id).is_none() {
                return Err(DealRefusal::Stage);
            }
            changed.modified = now;
            changed.modified_by = user.id;
            crm.deals.insert(id, changed);
            Ok(())
        })?;
        self.raise(actor, "ONCRMDEALUPDATE", id);
        Ok(())
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
    ) -> Result<i64, DealRefusal> {
        let actor = actor.into();
        let user = actor.user;
        let now = self.clock().now();
        let today = self.clock().today();
        let id = self.world().write(|state| {
            let crm = &mut state.crm;
            let id = crm.next_deal_id();
            let mut deal = Deal {
                id,
                title: format!("Deal #{id}"),
                category_id: 0,
                stage_id: "NEW".to_owned(),
                company_id: None,
                contact_ids: Vec::new(),
                amount: Amount(0),
                currency: "RUB".to_owned(),
                assigned_by: user.id,
                created_by: user.id,
                modified_by: user.id,
                created: now,
                modified: now,
                begin: today,
                close: today + chrono::Duration::days(7),
                comments: String::new(),
            };
            deal.assign(fields)?;
            if crm.stage(&deal.stage_id).is_none() {
                return Err(DealRefusal::Stage);
            }
            if !user.may_see_deal(&deal) {
                return Err(DealRefusal::AccessDenied);
            }
            crm.deals.insert(id, deal);
            Ok(id)
        })?;
        self.raise(actor, "ONCRMDEALADD", id);
        Ok(id)
    }

    /// Deletes a deal as `actor`. `ONCRMDEALDELETE` goes out.
    ///
    /// # Errors
    /// There is none, or none the actor may touch.
    pub fn delete_deal<'a>(&self, actor: impl Into<Actor<'a>>, id: i64) -> Result<(), DealRefusal> {
        let actor = actor.into();
        let user = actor.user;
        self.world().write(|state| {
            let crm = &mut state.crm;
            let deal = crm.deals.get(&id).ok_or(DealRefusal::NotFound)?;
            if !user.may_see_deal(deal) {
                return Err(DealRefusal::AccessDenied);
            }
            crm.remove_deal(id);
            Ok(())
        })?;
        self.raise(actor, "ONCRMDEALDELETE", id);
        Ok(())
    }
}

impl Deal {
    /// Takes over the fields it knows.
    fn assign(&mut self, fields: &Map<String, Value>) -> Result<(), DealRefusal> {
        for (name, value) in fields {
            let text = text_of(value);
            match name.to_ascii_uppercase().as_str() {
                "TITLE" => self.title = text,
                "STAGE_ID" => self.stage_id = text,
                "COMMENTS" => self.comments = text,
                "OPPORTUNITY" => self.amount = text.parse().unwrap_or_default(),
                "CURRENCY_ID" => {
                    let known = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
                    if !known {
                        return Err(DealRefusal::Currency);
                    }
                    self.currency = text;
                }
                "COMPANY_ID" => self.company_id = link(&text),
                "CONTACT_ID" => self.contact_ids = link(&text).into_iter().collect(),
                "CONTACT_IDS" => self.contact_ids = links(value),
                "ASSIGNED_BY_ID" => self.assigned_by = link(&text).unwrap_or(self.assigned_by),
                "BEGINDATE" => self.begin = date(&text).unwrap_or(self.begin),
                "CLOSEDATE" => self.close = date(&text).unwrap_or(self.close),
                _ => {}
            }
        }
        Ok(())
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn link(text: &str) -> Option<i64> {
    text.parse().ok().filter(|id| *id > 0)
}

fn links(value: &Value) -> Vec<i64> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(|item| link(&text_of(item)))
            .collect(),
        Value::Object(map) => map
            .values()
            .filter_map(|item| link(&text_of(item)))
            .collect(),
        other => link(&text_of(other)).into_iter().collect(),
    }
}

/// The first ten characters, as in `2026-01-31T00:00:00+03:00`.
fn date(text: &str) -> Option<chrono::NaiveDate> {
    text.get(..10)?.parse().ok()
}
