//! The CRM's tables and who may read them.

use std::collections::BTreeMap;

use super::{
    Activity, BankDetail, Category, Comment, Company, Contact, Currency, Deal, DictionaryItem,
    Invoice, Lead, Preset, Process, Requisite, Sale, Table, Task, User, World,
    user_field::UserFields,
};

/// Cards by id, what hangs on them, and what describes them.
#[derive(Default)]
pub(crate) struct Crm {
    pub(crate) leads: Table<Lead>,
    pub(crate) deals: Table<Deal>,
    pub(crate) contacts: Table<Contact>,
    pub(crate) companies: Table<Company>,
    pub(crate) invoices: Table<Invoice>,
    pub(crate) processes: Table<Process>,
    pub(crate) requisites: Table<Requisite>,
    pub(crate) presets: Table<Preset>,
    pub(crate) bank_details: Table<BankDetail>,
    pub(crate) activities: Table<Activity>,
    pub(crate) comments: Table<Comment>,
    pub(crate) currencies: Table<Currency>,
    /// Every dictionary's rows, in their order.
    pub(crate) statuses: Vec<DictionaryItem>,
    pub(crate) categories: Vec<Category>,
    pub(crate) user_fields: UserFields,
    /// The requisites chosen for a deal or an invoice, by type and number.
    pub(crate) requisite_links: BTreeMap<(i64, i64), RequisiteLink>,
    /// What people are asked to do about them.
    pub(crate) tasks: Table<Task>,
    /// The number last given to a telephone number or address.
    pub(crate) last_multifield: i64,
}

/// Whose requisites a deal or invoice is made out with; `0` for none chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RequisiteLink {
    pub(crate) requisite: i64,
    pub(crate) bank_detail: i64,
    pub(crate) own_requisite: i64,
    pub(crate) own_bank_detail: i64,
}

impl Crm {
    /// The stages a card of this type and pipeline goes through, in order.
    pub(crate) fn stages(
        &self,
        type_id: i64,
        category_id: i64,
    ) -> impl Iterator<Item = &DictionaryItem> {
        let dictionary = Category::stages_of(type_id, category_id);
        self.dictionary(dictionary)
    }

    /// The rows of a dictionary.
    pub(crate) fn dictionary(&self, entity_id: String) -> impl Iterator<Item = &DictionaryItem> {
        let all = self.statuses.iter();
        all.filter(move |status| status.entity_id == entity_id)
    }

    /// The stage a card stands on.
    pub(crate) fn stage_of<const TYPE: i64>(&self, card: &Sale<TYPE>) -> Option<&DictionaryItem> {
        let mut stages = self.stages(TYPE, card.category_id);
        stages.find(|stage| stage.status_id == card.stage_id)
    }

    pub(crate) fn next_multifield_id(&mut self) -> i64 {
        self.last_multifield += 1;
        self.last_multifield
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

    /// The stages of the main pipeline of deals, in order.
    pub fn stages(&self) -> Vec<DictionaryItem> {
        self.read(|state| state.crm.stages(2, 0).cloned().collect())
    }

    /// A stage of a deal, in whatever pipeline, by its `STATUS_ID`.
    pub fn stage(&self, status_id: &str) -> Option<DictionaryItem> {
        self.read(|state| {
            let mut all = state.crm.statuses.iter();
            all.find(|one| one.status_id == status_id && one.entity_id.starts_with("DEAL_STAGE"))
                .cloned()
        })
    }
}
