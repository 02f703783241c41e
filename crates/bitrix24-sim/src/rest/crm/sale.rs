//! What leads, deals, invoices and smart processes have in common
//! (`api-reference/crm/universal/object-fields.md`).

use serde_json::{Value, json};

use super::{
    draft::{Birth, Card},
    entity::Entity,
    field::Field,
};
use crate::{
    change::ChangeRefusal,
    world::{Access, Amount, Cell, Crm, Kept, Reach, Sale, Table, User},
};

/// What one kind has to itself.
pub(crate) trait Kind: Sized + 'static {
    const FIELDS: &'static [Field<Self>];
    const EVENTS: [&'static str; 3];
    /// Whether people can be reached through it.
    const REACHES: bool = false;

    fn table(crm: &Crm) -> &Table<Self>;
    fn table_mut(crm: &mut Crm) -> &mut Table<Self>;
}

impl<const TYPE: i64> Entity for Sale<TYPE>
where
    Self: Kind,
{
    const TYPE_ID: i64 = TYPE;
    const FIELDS: &'static [Field<Self>] = <Self as Kind>::FIELDS;

    fn table(crm: &Crm) -> &Table<Self> {
        <Self as Kind>::table(crm)
    }

    /// The rights to deals are the rights to everything that is sold.
    fn right_of(user: &User) -> Access {
        user.rights.deals
    }

    fn is_seen_by(&self, user: &User, _: &Crm) -> bool {
        user.rights.deals.reaches(user.id, self.assigned_by)
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }

    fn reach(&self) -> Option<&Reach> {
        Self::REACHES.then_some(&self.reach)
    }
}

impl<const TYPE: i64> Card for Sale<TYPE>
where
    Self: Kind,
{
    const EVENTS: Option<[&'static str; 3]> = Some(<Self as Kind>::EVENTS);

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        <Self as Kind>::table_mut(crm)
    }

    fn kept_mut(&mut self) -> &mut Kept {
        &mut self.kept
    }

    fn reach_mut(&mut self) -> Option<&mut Reach> {
        Self::REACHES.then_some(&mut self.reach)
    }

    fn blank(id: i64, birth: Birth, crm: &Crm) -> Self {
        Self {
            id,
            title: String::new(),
            category_id: default_category(crm, TYPE),
            stage_id: String::new(),
            company_id: None,
            contact_ids: Vec::new(),
            amount: Amount::default(),
            currency: base_currency(crm),
            assigned_by: birth.user_id,
            created_by: birth.user_id,
            modified_by: birth.user_id,
            moved_by: birth.user_id,
            created: birth.now,
            modified: birth.now,
            moved: birth.now,
            begin: birth.today,
            close: birth.today + chrono::Duration::days(7),
            comments: String::new(),
            reach: Reach::default(),
            kept: Kept::default(),
        }
    }

    fn touch(&mut self, birth: Birth) {
        self.modified = birth.now;
        self.modified_by = birth.user_id;
    }

    fn settle(
        &mut self,
        before: Option<&Self>,
        birth: Birth,
        crm: &Crm,
    ) -> Result<(), ChangeRefusal> {
        if self.title.is_empty() {
            self.title = format!("{} #{}", noun(TYPE), self.id);
        }
        if !is_currency(crm, &self.currency) {
            return Err(ChangeRefusal::Currency);
        }
        let mut categories = crm.categories.iter();
        let has_pipelines = TYPE != 1;
        if has_pipelines
            && !categories.any(|one| one.entity_type_id == TYPE && one.id == self.category_id)
        {
            return Err(ChangeRefusal::Value("categoryId".to_owned()));
        }
        // In another pipeline the card begins anew, unless it was told where to stand.
        let is_elsewhere = before.is_some_and(|before| {
            before.category_id != self.category_id && before.stage_id == self.stage_id
        });
        if self.stage_id.is_empty() || is_elsewhere {
            let first = crm.stages(TYPE, self.category_id).next();
            self.stage_id = first.map(|one| one.status_id.clone()).unwrap_or_default();
        }
        if crm.stage_of(self).is_none() {
            return Err(ChangeRefusal::Stage);
        }
        if before.is_some_and(|before| before.stage_id != self.stage_id) {
            self.moved = birth.now;
            self.moved_by = birth.user_id;
        }
        Ok(())
    }

    /// A deal that changes its pipeline has an event of its own in the place of the
    /// usual one (`api-reference/crm/deals/events/on-crm-deal-move-to-category.md`).
    fn event_of_change(&self, before: &Self) -> Option<(&'static str, Value)> {
        (TYPE == 2 && before.category_id != self.category_id).then(|| {
            let data = json!({"FIELDS": {
                "ID": self.id.to_string(),
                "CATEGORY_ID": self.category_id.to_string(),
                "STAGE_ID": self.stage_id,
            }});
            ("ONCRMDEALMOVETOCATEGORY", data)
        })
    }

    fn take_along(id: i64, crm: &mut Crm) {
        super::timeline::take_along(TYPE, id, crm);
        crm.requisite_links.remove(&(TYPE, id));
    }
}

fn noun(type_id: i64) -> &'static str {
    match type_id {
        1 => "Lead",
        2 => "Deal",
        31 => "Invoice",
        _ => "Deliveries",
    }
}

fn default_category(crm: &Crm, type_id: i64) -> i64 {
    let mut all = crm.categories.iter();
    let default = all.find(|one| one.entity_type_id == type_id && one.is_default);
    default.map_or(0, |one| one.id)
}

pub(super) fn base_currency(crm: &Crm) -> String {
    let mut all = crm.currencies.values();
    let base = all.find(|one| one.kept.get("BASE") == Some(&Cell::Flag(true)));
    base.map(|one| one.kept.text("CURRENCY"))
        .unwrap_or_default()
}

pub(super) fn is_currency(crm: &Crm, code: &str) -> bool {
    let mut all = crm.currencies.values();
    all.any(|one| one.kept.text("CURRENCY") == code)
}

// Fields that several kinds have, under the names they share.

pub(super) const fn id<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("ID", "id", "integer", |card, _| Cell::Integer(card.id))
}

pub(super) const fn title<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("TITLE", "title", "string", |card, _| {
        Cell::Text(card.title.clone())
    })
    .set(|card, cell| card.title = cell.text())
}

pub(super) const fn category<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("CATEGORY_ID", "categoryId", "crm_category", |card, _| {
        Cell::Integer(card.category_id)
    })
    .set(|card, cell| card.category_id = cell.number().unwrap_or(card.category_id))
    .immutable()
}

pub(super) const fn stage<const T: i64>(
    upper: &'static str,
    dictionary: &'static str,
) -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own(upper, "stageId", "crm_status", |card, _| {
        Cell::Text(card.stage_id.clone())
    })
    .set(|card, cell| card.stage_id = cell.text())
    .of(dictionary)
}

pub(super) const fn semantics<const T: i64>(upper: &'static str) -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own(upper, "stageSemanticId", "string", |card, crm| {
        let stage = crm.stage_of(card);
        let letter = stage.map_or("P", |stage| stage.semantic_letter());
        Cell::Text(letter.to_owned())
    })
}

pub(super) const fn company<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("COMPANY_ID", "companyId", "crm_company", |card, _| {
        Cell::Link(card.company_id)
    })
    .set(|card, cell| card.company_id = cell.number())
    .to(4)
}

/// The primary contact. Another one takes its place; none takes all away.
pub(super) const fn contact<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("CONTACT_ID", "contactId", "crm_contact", |card, _| {
        Cell::LooseLink(card.contact_ids.first().copied())
    })
    .set(|card, cell| card.contact_ids = cell.numbers())
    .deprecated()
}

pub(super) const fn contacts<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("CONTACT_IDS", "contactIds", "crm_contact", |card, _| {
        Cell::Links(card.contact_ids.clone())
    })
    .set(|card, cell| card.contact_ids = distinct(cell.numbers()))
    .several()
    .only(super::field::Reads::Hidden)
}

pub(super) const fn amount<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("OPPORTUNITY", "opportunity", "double", |card, _| {
        Cell::Money(card.amount)
    })
    .set(|card, cell| card.amount = cell.amount())
}

pub(super) const fn currency<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("CURRENCY_ID", "currencyId", "crm_currency", |card, _| {
        Cell::Text(card.currency.clone())
    })
    .set(|card, cell| card.currency = cell.text())
}

pub(super) const fn begin<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("BEGINDATE", "begindate", "date", |card, _| {
        Cell::Date(card.begin)
    })
    .set(|card, cell| card.begin = cell.date().unwrap_or(card.begin))
}

pub(super) const fn close<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("CLOSEDATE", "closedate", "date", |card, _| {
        Cell::Date(card.close)
    })
    .set(|card, cell| card.close = cell.date().unwrap_or(card.close))
}

pub(super) const fn comments<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("COMMENTS", "comments", "string", |card, _| {
        Cell::Text(card.comments.clone())
    })
    .set(|card, cell| card.comments = cell.text())
}

pub(super) const fn assigned<const T: i64>() -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own("ASSIGNED_BY_ID", "assignedById", "user", |card, _| {
        Cell::Integer(card.assigned_by)
    })
    .set(|card, cell| card.assigned_by = cell.number().unwrap_or(card.assigned_by))
}

/// One of the people who did something to the card.
pub(super) const fn person<const T: i64>(
    upper: &'static str,
    camel: &'static str,
    read: fn(&Sale<T>, &Crm) -> Cell,
) -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own(upper, camel, "user", read)
}

/// One of the moments something was done to the card.
pub(super) const fn moment<const T: i64>(
    upper: &'static str,
    camel: &'static str,
    read: fn(&Sale<T>, &Crm) -> Cell,
) -> Field<Sale<T>>
where
    Sale<T>: Kind,
{
    Field::<Sale<T>>::own(upper, camel, "datetime", read)
}

pub(super) fn is_closed<const T: i64>(card: &Sale<T>, crm: &Crm) -> bool
where
    Sale<T>: Kind,
{
    crm.stage_of(card).is_some_and(|stage| stage.is_final())
}

/// Every number once, in the order they came.
pub(super) fn distinct(ids: Vec<i64>) -> Vec<i64> {
    let mut once: Vec<i64> = Vec::new();
    for id in ids {
        if !once.contains(&id) {
            once.push(id);
        }
    }
    once
}
