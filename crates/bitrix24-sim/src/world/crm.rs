//! The CRM's tables and who may read them.

use std::collections::BTreeMap;

use super::{Company, Contact, Deal, Requisite, Stage, Task, User, World};

/// Deals, contacts, companies, requisites by id, and the pipeline.
#[derive(Default)]
pub(crate) struct Crm {
    pub(crate) deals: BTreeMap<i64, Deal>,
    pub(crate) contacts: BTreeMap<i64, Contact>,
    pub(crate) companies: BTreeMap<i64, Company>,
    pub(crate) requisites: BTreeMap<i64, Requisite>,
    pub(crate) stages: Vec<Stage>,
    /// Numbers of deals are never given out twice.
    last_deal: i64,
    /// What people are asked to do about them.
    pub(crate) tasks: BTreeMap<i64, Task>,
}

impl Crm {
    /// The number of a new deal.
    pub(crate) fn next_deal_id(&mut self) -> i64 {
        let last = self.deals.last_key_value().map_or(0, |(last, _)| *last);
        self.last_deal = self.last_deal.max(last) + 1;
        self.last_deal
    }

    /// Takes a deal away; its number is gone with it.
    pub(crate) fn remove_deal(&mut self, id: i64) {
        if self.deals.remove(&id).is_some() {
            self.last_deal = self.last_deal.max(id);
        }
    }

    pub(crate) fn stage(&self, status_id: &str) -> Option<&Stage> {
        self.stages
            .iter()
            .find(|stage| stage.status_id == status_id)
    }
}

impl User {
    /// Whether the user may read and change this deal.
    pub fn may_see_deal(&self, deal: &Deal) -> bool {
        self.rights.deals.reaches(self.id, deal.assigned_by)
    }

    /// Whether the user may read and change this contact.
    pub fn may_see_contact(&self, contact: &Contact) -> bool {
        self.rights.contacts.reaches(self.id, contact.assigned_by)
    }

    /// Whether the user may read and change this company.
    pub fn may_see_company(&self, company: &Company) -> bool {
        self.rights.companies.reaches(self.id, company.assigned_by)
    }
}

impl World {
    /// The deals this user may read, newest first.
    pub fn deals_seen_by(&self, user: &User) -> Vec<Deal> {
        self.read(|state| {
            let deals = state.crm.deals.values().rev();
            deals
                .filter(|deal| user.may_see_deal(deal))
                .cloned()
                .collect()
        })
    }

    /// A deal, whoever asks.
    pub fn deal(&self, id: i64) -> Option<Deal> {
        self.read(|state| state.crm.deals.get(&id).cloned())
    }

    /// The contacts this user may read, by id.
    pub fn contacts_seen_by(&self, user: &User) -> Vec<Contact> {
        self.read(|state| {
            let contacts = state.crm.contacts.values();
            contacts
                .filter(|contact| user.may_see_contact(contact))
                .cloned()
                .collect()
        })
    }

    /// A contact, whoever asks.
    pub fn contact(&self, id: i64) -> Option<Contact> {
        self.read(|state| state.crm.contacts.get(&id).cloned())
    }

    /// The companies this user may read, by id.
    pub fn companies_seen_by(&self, user: &User) -> Vec<Company> {
        self.read(|state| {
            let companies = state.crm.companies.values();
            companies
                .filter(|company| user.may_see_company(company))
                .cloned()
                .collect()
        })
    }

    /// A company, whoever asks.
    pub fn company(&self, id: i64) -> Option<Company> {
        self.read(|state| state.crm.companies.get(&id).cloned())
    }

    /// The legal details of a company, none to several.
    pub fn requisites_of_company(&self, company_id: i64) -> Vec<Requisite> {
        self.read(|state| {
            let all = state.crm.requisites.values();
            all.filter(|one| {
                one.entity_type_id == Requisite::OF_COMPANY && one.entity_id == company_id
            })
            .cloned()
            .collect()
        })
    }

    /// The pipeline's stages in order.
    pub fn stages(&self) -> Vec<Stage> {
        self.read(|state| state.crm.stages.clone())
    }

    /// A stage by its `STATUS_ID`.
    pub fn stage(&self, status_id: &str) -> Option<Stage> {
        self.read(|state| state.crm.stage(status_id).cloned())
    }
}
