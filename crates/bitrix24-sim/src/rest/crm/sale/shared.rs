//! Fields that several kinds have, under the names they share
//! (`api-reference/crm/universal/object-fields.md`).

use super::{Kind, distinct};
use crate::{
    rest::crm::field::{Field, Reads},
    world::{Cell, Crm, Sale},
};

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
    .only(Reads::Hidden)
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
