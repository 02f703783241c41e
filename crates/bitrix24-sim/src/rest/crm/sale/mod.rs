//! What leads, deals, invoices and smart processes have in common
//! (`api-reference/crm/universal/object-fields.md`).

mod deal;
mod invoice;
mod lead;
mod process;
mod shared;

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

    fn all_is_seen_by(user: &User) -> bool {
        user.rights.deals == Access::All
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

pub(crate) fn base_currency(crm: &Crm) -> String {
    let mut all = crm.currencies.values();
    let base = all.find(|one| one.kept.get("BASE") == Some(&Cell::Flag(true)));
    base.map(|one| one.kept.text("CURRENCY"))
        .unwrap_or_default()
}

pub(crate) fn is_currency(crm: &Crm, code: &str) -> bool {
    let mut all = crm.currencies.values();
    all.any(|one| one.kept.text("CURRENCY") == code)
}

pub(crate) fn is_closed<const T: i64>(card: &Sale<T>, crm: &Crm) -> bool
where
    Sale<T>: Kind,
{
    crm.stage_of(card).is_some_and(|stage| stage.is_final())
}

/// Every number once, in the order they came.
pub(crate) fn distinct(ids: Vec<i64>) -> Vec<i64> {
    let mut once: Vec<i64> = Vec::new();
    for id in ids {
        if !once.contains(&id) {
            once.push(id);
        }
    }
    once
}
