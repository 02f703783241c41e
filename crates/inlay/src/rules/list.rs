//! A stretch of a list of records, each with what its client is found by: a few requests for some
//! hundred records, never one for each.

use std::collections::{BTreeMap, BTreeSet};

use bitrix24::{Argument, Batch, Call, Client, List, Step};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Trouble;
use crate::config::matching::{CrmField, Matching};
use crate::config::rule::{EntityKind, Rule};
use crate::matching::{COMPANY, CONTACT, Record, Requisite, Subject, item_name};
use crate::widget::card::{number, requisite_fields};

/// Rows of a page; not configurable (`api-reference/crm/universal/crm-item-list.md`).
const PAGE: usize = 50;
/// Pages of one stretch.
const PAGES: usize = 5;

const DEAL: u32 = 2;

type Fields = Map<String, Value>;

/// Records that follow each other by their numbers.
pub(super) struct Stretch {
    pub(super) subjects: Vec<(u64, Subject)>,
    /// The highest number in it; whence the next one begins.
    pub(super) last: u64,
    /// There is nothing after it.
    pub(super) is_end: bool,
    /// How many records there are in all, if that was asked.
    pub(super) total: Option<u64>,
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Fields>,
}

/// What is read of the records of a rule.
pub(super) struct Lists<'a> {
    pub(super) client: &'a Client,
    pub(super) rule: &'a Rule,
    pub(super) matching: &'a Matching,
    pub(super) kind: EntityKind,
}

impl Lists<'_> {
    /// The records after this number.
    pub(super) async fn after(&self, after: u64, count: bool) -> Result<Stretch, Trouble> {
        let (records, mut stretch) = self.records(after, count).await?;
        let beside = [EntityKind::Company, EntityKind::Contact];
        let wanted = self.wants_client() || beside.into_iter().any(|kind| self.wants(kind));
        let mut linked = if wanted {
            self.linked(&records).await?
        } else {
            Linked::default()
        };
        for fields in records {
            let Some(id) = number(fields.get("id")) else {
                continue;
            };
            // The portal's own companies are nobody's clients.
            if fields.get("isMyCompany").and_then(Value::as_str) != Some("Y") {
                stretch
                    .subjects
                    .push((id, linked.subject(self.kind, id, fields)));
            }
        }
        Ok(stretch)
    }

    /// Pages in one request, each beginning after the last row of the one before.
    async fn records(&self, after: u64, count: bool) -> Result<(Vec<Fields>, Stretch), Trouble> {
        let mut batch = Batch::new();
        let counted = if count {
            let call = items(self.kind.entity_type())
                .param("select", vec!["id"])
                .param("start", 0);
            Some(batch.add("count", call)?)
        } else {
            None
        };
        let select = self.select(self.kind);
        let mut pages: Vec<Step> = Vec::new();
        for number in 0..PAGES {
            let begins: Argument = match pages.last() {
                None => after.into(),
                Some(page) => page.at("items").index(PAGE - 1).at("id").into(),
            };
            let call = items(self.kind.entity_type())
                .param("select", select.clone())
                .param("filter", Argument::Map(vec![(">id".to_owned(), begins)]))
                .param("order[id]", "ASC")
                .param("start", -1);
            pages.push(batch.add(format!("page{number}"), call)?);
        }
        let outcome = self.client.run(&batch).await?;
        let total = counted.and_then(|step| outcome.answer::<Value>(&step).ok()?.total);
        let mut records = Vec::new();
        let mut stretch = Stretch {
            subjects: Vec::new(),
            last: after,
            is_end: false,
            total,
        };
        for page in &pages {
            let page: Page = outcome
                .take(page)
                .map_err(|error| Trouble::later(format!("a list could not be read: {error}")))?;
            let full = page.items.len() >= PAGE;
            for fields in page.items {
                let id = number(fields.get("id")).unwrap_or_default();
                // A reference that led nowhere would begin from the start.
                if id <= stretch.last {
                    return Err(Trouble::later("a list did not rise by its numbers"));
                }
                stretch.last = id;
                records.push(fields);
            }
            if !full {
                // What the portal answers to the pages after it refers to nothing.
                stretch.is_end = true;
                break;
            }
        }
        Ok((records, stretch))
    }

    /// What the client is found by: companies and contacts the records name, their requisites.
    async fn linked(&self, records: &[Fields]) -> Result<Linked, Trouble> {
        let ids = |records: &[Fields], field: &str| -> BTreeSet<u64> {
            let ids = records
                .iter()
                .filter_map(|fields| number(fields.get(field)));
            ids.collect()
        };
        let mut linked = Linked::default();
        let (companies, contacts) = match self.kind {
            EntityKind::Company => (ids(records, "id"), BTreeSet::new()),
            EntityKind::Contact => (ids(records, "companyId"), ids(records, "id")),
            EntityKind::Deal => {
                let contacts = ids(records, "contactId");
                linked.contacts = self.of(EntityKind::Contact, &contacts).await?;
                let mut companies = ids(records, "companyId");
                let people = linked.contacts.values();
                companies.extend(people.filter_map(|fields| number(fields.get("companyId"))));
                (companies, contacts)
            }
        };
        if self.kind != EntityKind::Company {
            linked.companies = self.of(EntityKind::Company, &companies).await?;
        }
        if self.wants_client() {
            let owners = [(COMPANY, &companies), (CONTACT, &contacts)];
            for (entity_type, owners) in owners {
                self.requisites(entity_type, owners, &mut linked).await?;
            }
            if self.kind == EntityKind::Deal && !requisite_fields(self.matching).is_empty() {
                linked.chosen = self.chosen(&ids(records, "id")).await?;
            }
        }
        Ok(linked)
    }

    /// Records of these numbers.
    async fn of(
        &self,
        kind: EntityKind,
        ids: &BTreeSet<u64>,
    ) -> Result<BTreeMap<u64, Record>, Trouble> {
        let list = List::items(kind.entity_type())
            .select(self.select(kind))
            .param("useOriginalUfNames", "Y")
            .filter("@id", numbers(ids));
        let mut records = BTreeMap::new();
        for fields in self.rows(list, ids).await? {
            if let Some(id) = number(fields.get("id")).filter(|id| ids.contains(id)) {
                records.insert(id, fields.into());
            }
        }
        Ok(records)
    }

    async fn requisites(
        &self,
        entity_type: u32,
        owners: &BTreeSet<u64>,
        linked: &mut Linked,
    ) -> Result<(), Trouble> {
        let wanted = requisite_fields(self.matching);
        if wanted.is_empty() {
            return Ok(());
        }
        let mut select = vec!["ID", "ENTITY_ID", "ENTITY_TYPE_ID"];
        select.extend(wanted);
        let list = List::of("crm.requisite.list")
            .select(select)
            .filter("ENTITY_TYPE_ID", entity_type)
            .filter("@ENTITY_ID", numbers(owners));
        for fields in self.rows(list, owners).await? {
            // A filter the portal did not understand would bring everybody's.
            let of_kind = number(fields.get("ENTITY_TYPE_ID")) == Some(entity_type.into());
            let owner = number(fields.get("ENTITY_ID")).filter(|id| owners.contains(id));
            if let Some(owner) = owner.filter(|_| of_kind) {
                let key = (entity_type, owner);
                linked.requisites.entry(key).or_default().push(fields);
            }
        }
        Ok(())
    }

    /// The requisite that was chosen in each deal, where one was.
    async fn chosen(&self, deals: &BTreeSet<u64>) -> Result<BTreeMap<u64, u64>, Trouble> {
        let mut chosen = BTreeMap::new();
        if deals.is_empty() {
            return Ok(chosen);
        }
        let list = List::of("crm.requisite.link.list")
            .filter("ENTITY_TYPE_ID", DEAL)
            .filter("@ENTITY_ID", numbers(deals));
        // A link has no number of its own.
        let mut rows = self.client.read(list).pages();
        while let Some(row) = rows.next().await {
            let fields: Fields = read(&row?)?;
            let of_deal = number(fields.get("ENTITY_TYPE_ID")) == Some(DEAL.into());
            let link = number(fields.get("ENTITY_ID")).zip(number(fields.get("REQUISITE_ID")));
            chosen.extend(link.filter(|_| of_deal));
        }
        Ok(chosen)
    }

    async fn rows(&self, list: List, ids: &BTreeSet<u64>) -> Result<Vec<Fields>, Trouble> {
        let mut records = Vec::new();
        if ids.is_empty() {
            return Ok(records);
        }
        let mut rows = self.client.read(list).sharded();
        while let Some(row) = rows.next().await {
            records.push(read(&row?)?);
        }
        Ok(records)
    }

    fn wants_client(&self) -> bool {
        let roots = self.rule.roots();
        roots.contains("client") || self.rule.queries.keys().any(|name| roots.contains(&**name))
    }

    /// Whether the rule speaks of, or writes to, a record beside the one it is about.
    fn wants(&self, kind: EntityKind) -> bool {
        let goes = self
            .rule
            .effects
            .iter()
            .any(|effect| effect.to() == Some(kind));
        kind != self.kind && (goes || self.rule.roots().contains(kind.name()))
    }

    /// The fields of a kind of record the rule and the matching speak of. Telephones and
    /// addresses come with everything or not at all
    /// (`api-reference/crm/universal/crm-item-list.md`).
    fn select(&self, kind: EntityKind) -> Vec<String> {
        let mut fields: BTreeSet<String> = BTreeSet::from(["id".to_owned()]);
        match kind {
            EntityKind::Company => fields.extend(["isMyCompany".to_owned()]),
            EntityKind::Contact => fields.extend(["companyId".to_owned()]),
            EntityKind::Deal => {
                fields.extend(["companyId".to_owned(), "contactId".to_owned()]);
            }
        }
        let mut everything = false;
        for (root, column) in self.rule.columns() {
            if root == kind.name() {
                match column {
                    Some(column) => {
                        fields.insert(column.to_owned());
                    }
                    None => everything = true,
                }
            }
        }
        // An amount of a record has the record's currency.
        if kind == EntityKind::Deal {
            fields.insert("currencyId".to_owned());
        }
        for step in &self.matching.steps {
            let of_kind = matches!(
                (&step.field, kind),
                (CrmField::Company(_), EntityKind::Company)
                    | (CrmField::Contact(_), EntityKind::Contact)
                    | (CrmField::Deal(_), EntityKind::Deal)
            );
            if of_kind && self.wants_client() {
                for field in step.fields() {
                    let many = ["PHONE", "EMAIL", "WEB", "IM"];
                    everything |= many.iter().any(|name| name.eq_ignore_ascii_case(field));
                    fields.insert(item_name(field));
                }
            }
        }
        if everything {
            // Custom fields by their names: that `*` means them as well is not documented.
            fields.retain(|field| field.starts_with("UF_"));
            fields.insert("*".to_owned());
        }
        fields.into_iter().collect()
    }
}

/// What the records of a stretch name.
#[derive(Default)]
struct Linked {
    companies: BTreeMap<u64, Record>,
    contacts: BTreeMap<u64, Record>,
    /// By the kind and number of their owners.
    requisites: BTreeMap<(u32, u64), Vec<Fields>>,
    /// Requisites by the deals they were chosen in.
    chosen: BTreeMap<u64, u64>,
}

impl Linked {
    /// What a card of this record says of its client: as a widget reads it, in the same order.
    fn subject(&mut self, kind: EntityKind, id: u64, fields: Fields) -> Subject {
        let mut subject = Subject::default();
        let mut owners = Vec::new();
        let companies = |id: Option<u64>, all: &BTreeMap<u64, Record>| all.get(&id?).cloned();
        match kind {
            EntityKind::Company => {
                owners.push((COMPANY, Some(id)));
                subject.company = Some(fields.into());
            }
            EntityKind::Contact => {
                let company = number(fields.get("companyId"));
                owners.push((COMPANY, company));
                owners.push((CONTACT, Some(id)));
                subject.company = companies(company, &self.companies);
                subject.contact = Some(fields.into());
            }
            EntityKind::Deal => {
                let company = number(fields.get("companyId"));
                let contact = number(fields.get("contactId"));
                subject.contact = contact.and_then(|id| self.contacts.get(&id).cloned());
                let theirs = subject.contact.as_ref();
                let theirs = theirs.and_then(|contact| number(contact.get("companyId")));
                owners.push((COMPANY, company));
                owners.push((CONTACT, contact));
                owners.push((COMPANY, theirs));
                // Only for a deal that names no company.
                subject.company = companies(company.or(theirs), &self.companies);
                subject.deal = Some(fields.into());
            }
        }
        let chosen = self.chosen.get(&id);
        for (rank, (entity_type, owner)) in (1..).zip(owners) {
            let Some(rows) = owner.and_then(|owner| self.requisites.get(&(entity_type, owner)))
            else {
                continue;
            };
            for fields in rows {
                let is_chosen = chosen.is_some() && number(fields.get("ID")).as_ref() == chosen;
                let rank = if is_chosen { 0 } else { rank };
                let fields = fields.clone();
                subject.requisites.push(Requisite { rank, fields });
            }
        }
        subject.requisites.sort_by_key(|requisite| requisite.rank);
        subject
    }
}

fn items(entity_type: u32) -> Call {
    Call::new("crm.item.list")
        .harmless()
        .param("entityTypeId", entity_type)
        .param("useOriginalUfNames", "Y")
}

fn numbers(ids: &BTreeSet<u64>) -> Vec<String> {
    ids.iter().map(u64::to_string).collect()
}

fn read(row: &bitrix24::reading::Row) -> Result<Fields, Trouble> {
    row.read()
        .map_err(|_| Trouble::later("a row of a list is no record"))
}
