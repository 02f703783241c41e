//! The one batch a card is read with, and what its answer says.

use bitrix24::{Argument, Batch, BatchError, Call, Outcome, Step};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::tasks::Asked;
use super::{Card, CardError, DEAL, Entity, OpenTasks, User, denied, number};
use crate::config::Config;
use crate::config::matching::{CrmField, Matching};
use crate::config::widget::{Place, Widget};
use crate::matching::{COMPANY, CONTACT, Requisite, Subject};
use crate::store::Portal;
use crate::verify::{ApplicationInfo, Profile};

/// Where a user works. Source: `api-reference/user/user-current.md`.
#[derive(Deserialize)]
struct Workplace {
    #[serde(rename = "UF_DEPARTMENT", default)]
    departments: Value,
}

#[derive(Deserialize)]
struct Item {
    item: Map<String, Value>,
}

/// What widgets want to know besides the records.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    departments: bool,
    tasks: bool,
}

impl Wanted {
    pub(super) fn of(config: &Config, place: Place) -> Self {
        let widgets = || config.widgets_in(place);
        Self {
            departments: widgets().any(Widget::asks_departments),
            tasks: widgets().any(Widget::shows_tasks),
        }
    }
}

/// The batch and the names of its steps.
pub(super) struct Reading {
    pub(super) batch: Batch,
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
    /// Where the reader works.
    user: Option<Step>,
    tasks: Option<Asked>,
}

impl Reading {
    pub(super) fn of(
        entity: Entity,
        matching: &Matching,
        wanted: Wanted,
    ) -> Result<Self, BatchError> {
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
        let user = match wanted.departments {
            true => Some(batch.add("user", read("user.current"))?),
            false => None,
        };
        let tasks = match wanted.tasks {
            true => Some(Asked::add(&mut batch, entity, &item)?),
            false => None,
        };
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
            user,
            tasks,
        })
    }

    pub(super) fn card(
        &self,
        entity: Entity,
        portal: &Portal,
        outcome: &Outcome,
        now: DateTime<Utc>,
    ) -> Result<Card, CardError> {
        let profile: Profile = outcome.take(&self.profile).map_err(denied)?;
        // An inactive user's profile is an empty object.
        let Some(user_id) = profile.id else {
            return Err(CardError::NoAccess);
        };
        let application: ApplicationInfo = outcome.take(&self.application).map_err(denied)?;
        let ours = portal.application_id;
        if ours.is_some_and(|ours| application.id != Some(ours)) {
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
            departments: self.departments(outcome),
        };
        let subject = Subject {
            deal: deal.map(Into::into),
            company: company.map(Into::into),
            contact: contact.map(Into::into),
            requisites,
        };
        let tasks = match &self.tasks {
            Some(asked) => asked.told(outcome, portal, user.id, &subject),
            None => OpenTasks::Unasked,
        };
        Ok(Card {
            entity,
            user,
            subject,
            payment_expired: application.payment_expired,
            tasks,
            read_at: now,
        })
    }

    /// Where the reader works. Who is not told has no department, and sees nothing that is for one.
    fn departments(&self, outcome: &Outcome) -> Vec<u64> {
        let Some(step) = &self.user else {
            return Vec::new();
        };
        match outcome.take::<Workplace>(step) {
            Ok(Workplace {
                departments: Value::Array(numbers),
            }) => numbers.iter().filter_map(|id| number(Some(id))).collect(),
            Ok(_) => Vec::new(),
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the portal does not tell where its users work; the application needs the scope user_brief"
                );
                Vec::new()
            }
        }
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
pub(super) fn read(method: &'static str) -> Call {
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
