//! The card a widget stands in, read with the user's own token: one batch that proves the token,
//! the user, and the right to read this very card, and brings what the client is found by.

use std::time::Duration;

use bitrix24::{
    AccessToken, Argument, Batch, BatchError, Call, CallError, CommandError, Outcome, Step,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::calls::Calls;
use crate::config::matching::{CrmField, Matching};
use crate::config::widget::Place;
use crate::store::Portal;
use crate::verify::{ApplicationInfo, Profile};

/// CRM type ids (`api-reference/crm/data-types.md`).
const DEAL: u32 = 2;
const CONTACT: u32 = 3;
const COMPANY: u32 = 4;

/// How long a reader looks at an empty card before he is told that the portal does not answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// What kind of card, and which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entity {
    pub place: Place,
    pub id: u64,
}

/// A card the portal let this user read.
#[derive(Debug)]
pub struct Card {
    pub entity: Entity,
    pub user: User,
    /// Fields by the names of `crm.item.*` (and `UF_CRM_*`); absent when the card has none or
    /// the user may not read it.
    pub deal: Option<Map<String, Value>>,
    pub company: Option<Map<String, Value>>,
    pub contact: Option<Map<String, Value>>,
    /// Requisites, the ones to be tried first coming first.
    pub requisites: Vec<Map<String, Value>>,
}

/// Who looks at the card.
#[derive(Clone, Debug)]
pub struct User {
    pub id: u64,
    pub administrator: bool,
}

/// Why there is no card to show.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CardError {
    #[error("the user's token is no longer accepted")]
    SessionEnded,
    #[error("the user may not read this card, or it does not exist")]
    NoAccess,
    #[error("the portal did not answer")]
    Portal(#[source] CallError),
    #[error("the portal did not answer while anybody would wait")]
    TooSlow,
    #[error("the portal's answer has not the documented shape")]
    Nonsense(#[source] anyhow::Error),
}

#[derive(Deserialize)]
struct Item {
    item: Map<String, Value>,
}

impl Card {
    /// Reads the card: one HTTP request to the portal's stored address.
    ///
    /// # Errors
    /// [`CardError`]; `NoAccess` gives no hint whether the card exists.
    pub async fn read(
        calls: &Calls,
        portal: &Portal,
        token: &AccessToken,
        entity: Entity,
        matching: &Matching,
    ) -> Result<Self, CardError> {
        let client = calls.as_user(&portal.client_endpoint, token);
        let reading = Reading::of(entity, matching).map_err(|e| CardError::Nonsense(e.into()))?;
        let answer = tokio::time::timeout(PATIENCE, client.run(&reading.batch)).await;
        let outcome = answer.map_err(|_| CardError::TooSlow)?.map_err(|error| {
            if error.is_authorization_lost() {
                CardError::SessionEnded
            } else {
                CardError::Portal(error)
            }
        })?;
        reading.card(entity, portal.application_id, &outcome)
    }

    /// The values of a CRM field, those to be tried first coming first; empty ones left out.
    #[must_use]
    pub fn values(&self, field: &CrmField) -> Vec<String> {
        let (sources, name): (Vec<&Map<String, Value>>, &str) = match field {
            CrmField::Requisite(name) => (self.requisites.iter().collect(), name),
            CrmField::Company(name) => (self.company.iter().collect(), name),
            CrmField::Contact(name) => (self.contact.iter().collect(), name),
            CrmField::Deal(name) => (self.deal.iter().collect(), name),
        };
        let mut values: Vec<String> = Vec::new();
        for value in sources.iter().filter_map(|fields| text(fields.get(name)?)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }

    /// Whether the card names anybody a client could be found by.
    #[must_use]
    pub fn has_client(&self) -> bool {
        self.company.is_some() || self.contact.is_some()
    }
}

/// A scalar field as text; `None` for what Bitrix24 means by empty (§3.7).
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()).filter(|text| text != "0"),
        _ => None,
    }
}

/// The batch and the names of its steps.
struct Reading {
    batch: Batch,
    profile: Step,
    application: Step,
    item: Step,
    company: Option<Step>,
    contact: Option<Step>,
    /// Requisites by the type of their owner, those to be tried first coming first.
    requisites: Vec<(u32, Step)>,
    chosen: Option<Step>,
}

impl Reading {
    fn of(entity: Entity, matching: &Matching) -> Result<Self, BatchError> {
        let mut batch = Batch::new();
        let profile = batch.add("profile", read("profile"))?;
        let application = batch.add("application", read("app.info"))?;
        let item = batch.add("item", get(type_id(entity.place), entity.id))?;
        let linked = |field: &str| Argument::from(item.at("item").at(field));
        let (mut company, mut contact) = (None, None);
        // Owners of requisites: the company, else the contact, else the contact's company.
        let mut owners = Vec::new();
        match entity.place {
            Place::CompanyTab => owners.push((COMPANY, entity.id.into())),
            Place::ContactTab => {
                company = Some(batch.add("company", get(COMPANY, linked("companyId")))?);
                owners.push((COMPANY, linked("companyId")));
                owners.push((CONTACT, entity.id.into()));
            }
            Place::DealTab => {
                company = Some(batch.add("company", get(COMPANY, linked("companyId")))?);
                let person = batch.add("contact", get(CONTACT, linked("contactId")))?;
                owners.push((COMPANY, linked("companyId")));
                owners.push((CONTACT, linked("contactId")));
                owners.push((COMPANY, person.at("item").at("companyId").into()));
                contact = Some(person);
            }
        }
        let fields = requisite_fields(matching);
        let (mut requisites, mut chosen) = (Vec::new(), None);
        if !fields.is_empty() {
            for (index, (kind, owner)) in owners.into_iter().enumerate() {
                let call = requisites_of(kind, owner, &fields);
                requisites.push((kind, batch.add(format!("requisites{index}"), call)?));
            }
            if entity.place == Place::DealTab {
                let link = read("crm.requisite.link.get")
                    .param("entityTypeId", DEAL)
                    .param("entityId", entity.id);
                chosen = Some(batch.add("chosen", link)?);
            }
        }
        Ok(Self {
            batch,
            profile,
            application,
            item,
            company,
            contact,
            requisites,
            chosen,
        })
    }

    fn card(
        &self,
        entity: Entity,
        application_id: Option<u64>,
        outcome: &Outcome,
    ) -> Result<Card, CardError> {
        let profile: Profile = outcome.take(&self.profile).map_err(denied)?;
        // An inactive user's profile is an empty object.
        let Some(user_id) = profile.id else {
            return Err(CardError::NoAccess);
        };
        let application: ApplicationInfo = outcome.take(&self.application).map_err(denied)?;
        if application_id.is_some_and(|ours| application.id != Some(ours)) {
            // Another application's token: its user has not opened our widget.
            return Err(CardError::NoAccess);
        }
        let item = outcome.take::<Item>(&self.item).map_err(denied)?.item;
        if number(item.get("id")) != Some(entity.id) {
            return Err(CardError::NoAccess);
        }
        let linked = |step: &Option<Step>, field: &str| {
            let id = number(item.get(field))?;
            let fields = outcome.take::<Item>(step.as_ref()?).ok()?.item;
            (number(fields.get("id")) == Some(id)).then_some(fields)
        };
        let mut company = linked(&self.company, "companyId");
        let mut contact = linked(&self.contact, "contactId");
        let mut deal = None;
        match entity.place {
            Place::DealTab => deal = Some(item),
            Place::CompanyTab => company = Some(item),
            Place::ContactTab => contact = Some(item),
        }
        let requisites = self.requisites(outcome, company.as_ref(), contact.as_ref());
        let user = User {
            id: user_id,
            administrator: profile.administrator,
        };
        Ok(Card {
            entity,
            user,
            deal,
            company,
            contact,
            requisites,
        })
    }

    /// The requisites of those the card names; the one chosen in the deal outranks the others.
    fn requisites(
        &self,
        outcome: &Outcome,
        company: Option<&Map<String, Value>>,
        contact: Option<&Map<String, Value>>,
    ) -> Vec<Map<String, Value>> {
        let id = |fields: Option<&Map<String, Value>>, name| number(fields?.get(name));
        let companies = [id(company, "id"), id(contact, "companyId")];
        let contacts = [id(contact, "id"), None];
        let mut rows = Vec::new();
        for (kind, step) in &self.requisites {
            let owners = if *kind == COMPANY {
                companies
            } else {
                contacts
            };
            let found: Vec<Map<String, Value>> = outcome.take(step).unwrap_or_default();
            // A reference that led nowhere, or a filter the portal did not understand, may bring
            // everybody's: keep the owner's.
            rows.extend(found.into_iter().filter(|row| {
                let owner = number(row.get("ENTITY_ID"));
                number(row.get("ENTITY_TYPE_ID")) == Some(u64::from(*kind))
                    && owner.is_some()
                    && owners.contains(&owner)
            }));
        }
        let chosen = self
            .chosen
            .as_ref()
            .and_then(|step| outcome.take::<Map<String, Value>>(step).ok())
            .and_then(|link| number(link.get("REQUISITE_ID")));
        rows.sort_by_key(|row| chosen.is_none() || number(row.get("ID")) != chosen);
        rows
    }
}

fn type_id(place: Place) -> u32 {
    match place {
        Place::DealTab => DEAL,
        Place::ContactTab => CONTACT,
        Place::CompanyTab => COMPANY,
    }
}

/// A call that only reads: an answer that was lost may be asked for again.
fn read(method: &'static str) -> Call {
    Call::new(method).harmless()
}

fn get(entity_type: u32, id: impl Into<Argument>) -> Call {
    read("crm.item.get")
        .param("entityTypeId", entity_type)
        .param("id", id)
        .param("useOriginalUfNames", "Y")
}

fn requisites_of(entity_type: u32, owner: Argument, fields: &[&str]) -> Call {
    let mut select = vec!["ID", "ENTITY_ID", "ENTITY_TYPE_ID"];
    select.extend(fields);
    read("crm.requisite.list")
        .param("filter[ENTITY_TYPE_ID]", entity_type)
        .param("filter[ENTITY_ID]", owner)
        .param("select", select)
}

/// The requisite fields the matching asks for.
fn requisite_fields(matching: &Matching) -> Vec<&str> {
    matching
        .steps
        .iter()
        .filter_map(|step| match &step.field {
            CrmField::Requisite(name) => Some(name.as_str()),
            _ => None,
        })
        .collect()
}

/// An id as number or text; `None` for absent, null, empty or zero.
fn number(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
    .filter(|id| *id != 0)
}

/// A refused command says "no access" whatever its words are: the portal has many of them.
fn denied(error: CommandError) -> CardError {
    match error {
        CommandError::Refused(refusal) if refusal.is_authorization_lost() => {
            CardError::SessionEnded
        }
        CommandError::Refused(_) | CommandError::Missing => CardError::NoAccess,
        other => CardError::Nonsense(other.into()),
    }
}
