//! The card a widget stands in, read with the user's own token: one batch that proves the token,
//! the user, and the right to read this very card, and brings what the client is found by.

use std::time::Duration;

use bitrix24::{
    Argument, Batch, BatchError, Call, CallError, Client, CommandError, ErrorCode, Outcome, Step,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::config::matching::{CrmField, Matching};
use crate::config::widget::Place;
use crate::matching::{COMPANY, CONTACT, Requisite, Subject};
use crate::store::Portal;
use crate::verify::{ApplicationInfo, Profile};

/// CRM type ids (`api-reference/crm/data-types.md`).
const DEAL: u32 = 2;

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
    /// The records the portal let this user read.
    pub subject: Subject,
    /// The application's paid time is over; the portal still answers for a while.
    pub payment_expired: bool,
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
    #[error("the installation has not come to its end")]
    NotFinished,
    #[error("the portal gives the application nothing until it is paid for")]
    PlanExpired,
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
    /// Reads the card: one HTTP request to the portal's stored address. The client carries the
    /// reader's own token.
    ///
    /// # Errors
    /// [`CardError`]; `NoAccess` gives no hint whether the card exists.
    pub async fn read(
        client: &Client,
        portal: &Portal,
        entity: Entity,
        matching: &Matching,
    ) -> Result<Self, CardError> {
        let reading = Reading::of(entity, matching).map_err(|e| CardError::Nonsense(e.into()))?;
        let answer = tokio::time::timeout(PATIENCE, client.run(&reading.batch)).await;
        let outcome = answer.map_err(|_| CardError::TooSlow)?.map_err(unread)?;
        reading.card(entity, portal.application_id, &outcome)
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
    /// The contact's company, for a deal that names none itself.
    contacts_company: Option<Step>,
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
        let (mut company, mut contact, mut contacts_company) = (None, None, None);
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
                let theirs = || Argument::from(person.at("item").at("companyId"));
                owners.push((COMPANY, theirs()));
                if asks_companies(matching) {
                    contacts_company = Some(batch.add("contacts_company", get(COMPANY, theirs()))?);
                }
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
            contacts_company,
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
        if !application.installed {
            return Err(CardError::NotFinished);
        }
        let item = outcome.take::<Item>(&self.item).map_err(denied)?.item;
        if number(item.get("id")) != Some(entity.id) {
            return Err(CardError::NoAccess);
        }
        let linked = |step: &Option<Step>, from: &Map<String, Value>, field: &str| {
            let id = number(from.get(field))?;
            let fields = outcome.take::<Item>(step.as_ref()?).ok()?.item;
            (number(fields.get("id")) == Some(id)).then_some(fields)
        };
        let mut company = linked(&self.company, &item, "companyId");
        let mut contact = linked(&self.contact, &item, "contactId");
        let mut deal = None;
        match entity.place {
            Place::DealTab => deal = Some(item),
            Place::CompanyTab => company = Some(item),
            Place::ContactTab => contact = Some(item),
        }
        let requisites = self.requisites(outcome, company.as_ref(), contact.as_ref());
        // Only for a deal that names no company: one its reader may not see is not replaced.
        let own = deal.as_ref().and_then(|deal| number(deal.get("companyId")));
        if company.is_none() && own.is_none() {
            let theirs = |contact| linked(&self.contacts_company, contact, "companyId");
            company = contact.as_ref().and_then(theirs);
        }
        let user = User {
            id: user_id,
            administrator: profile.administrator,
        };
        Ok(Card {
            entity,
            user,
            subject: Subject {
                deal,
                company,
                contact,
                requisites,
            },
            payment_expired: application.payment_expired,
        })
    }

    /// The requisites of those the card names; the one chosen in the deal outranks the others.
    fn requisites(
        &self,
        outcome: &Outcome,
        company: Option<&Map<String, Value>>,
        contact: Option<&Map<String, Value>>,
    ) -> Vec<Requisite> {
        let id = |fields: Option<&Map<String, Value>>, name| number(fields?.get(name));
        let companies = [id(company, "id"), id(contact, "companyId")];
        let contacts = [id(contact, "id"), None];
        let chosen = self
            .chosen
            .as_ref()
            .and_then(|step| outcome.take::<Map<String, Value>>(step).ok())
            .and_then(|link| number(link.get("REQUISITE_ID")));
        let mut requisites: Vec<Requisite> = Vec::new();
        for (rank, (kind, step)) in (1..).zip(&self.requisites) {
            let owners = if *kind == COMPANY {
                companies
            } else {
                contacts
            };
            let rows: Vec<Map<String, Value>> = outcome.take(step).unwrap_or_default();
            for fields in rows {
                // A reference that led nowhere, or a filter the portal did not understand, may
                // bring everybody's: keep the owner's.
                let owner = number(fields.get("ENTITY_ID"));
                let ours = number(fields.get("ENTITY_TYPE_ID")) == Some(u64::from(*kind))
                    && owner.is_some()
                    && owners.contains(&owner);
                let is_chosen = chosen.is_some() && number(fields.get("ID")) == chosen;
                if ours {
                    let rank = if is_chosen { 0 } else { rank };
                    requisites.push(Requisite { rank, fields });
                }
            }
        }
        requisites.sort_by_key(|requisite| requisite.rank);
        requisites
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
pub(crate) fn requisite_fields(matching: &Matching) -> Vec<&str> {
    let mut fields: Vec<&str> = Vec::new();
    for step in &matching.steps {
        if matches!(step.field, CrmField::Requisite(_)) {
            let new = step.fields().filter(|field| !fields.contains(field));
            fields.extend(new.collect::<Vec<_>>());
        }
    }
    fields
}

/// Whether a field of the company matters.
fn asks_companies(matching: &Matching) -> bool {
    let of_company = |field: &CrmField| matches!(field, CrmField::Company(_));
    matching.steps.iter().any(|step| of_company(&step.field))
}

/// An id as number or text; `None` for absent, null, empty or zero.
pub(crate) fn number(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
    .filter(|id| *id != 0)
}

/// Why the portal answered nothing at all.
///
/// `ACCESS_DENIED` to a whole request is the plan's, which has no REST; to a command of it, a
/// right's (`error-codes.md`).
fn unread(error: CallError) -> CardError {
    if error.is_authorization_lost() {
        return CardError::SessionEnded;
    }
    match error.refusal().map(|refusal| &refusal.code) {
        Some(ErrorCode::PaymentRequired | ErrorCode::AccessDenied) => CardError::PlanExpired,
        Some(
            ErrorCode::UserAccessError
            | ErrorCode::InvalidCredentials
            | ErrorCode::AllowedOnlyIntranetUser,
        ) => CardError::NoAccess,
        _ => CardError::Portal(error),
    }
}

/// A refused command says "no access" whatever its words are: the portal has many of them.
fn denied(error: CommandError) -> CardError {
    match error {
        CommandError::Refused(refusal) if refusal.is_authorization_lost() => {
            CardError::SessionEnded
        }
        CommandError::Refused(refusal) if refusal.code == ErrorCode::PaymentRequired => {
            CardError::PlanExpired
        }
        CommandError::Refused(_) | CommandError::Missing => CardError::NoAccess,
        other => CardError::Nonsense(other.into()),
    }
}
