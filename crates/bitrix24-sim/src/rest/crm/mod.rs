//! CRM methods: the old ones, all text, and `crm.item.*`, typed, over one store.

pub(crate) mod card;
mod category;
pub(crate) mod change;
mod company;
mod contact;
mod currency;
pub(crate) mod draft;
mod duplicate;
pub(crate) mod entity;
pub(crate) mod field;
mod filter;
mod input;
mod item;
pub(super) mod lines;
mod link;
pub(super) mod list;
mod owner;
mod reach;
mod requisite;
mod sale;
pub(super) mod schema;
mod smart_type;
mod status;
mod timeline;
mod user_field;

use super::method::{Method, method};
use crate::world::{
    Activity, BankDetail, Comment, Company, Contact, Deal, Lead, Preset, Requisite,
};

const CRM: &[&str] = &["crm"];

pub(super) const METHODS: &[Method] = &[
    method("crm.lead.get", CRM, card::get::<Lead>),
    method("crm.lead.list", CRM, card::list::<Lead>),
    method("crm.lead.fields", CRM, card::fields::<Lead>),
    method("crm.lead.add", CRM, change::add::<Lead>),
    method("crm.lead.update", CRM, change::update::<Lead>),
    method("crm.lead.delete", CRM, change::delete::<Lead>),
    method("crm.deal.get", CRM, card::get::<Deal>),
    method("crm.deal.list", CRM, card::list::<Deal>),
    method("crm.deal.fields", CRM, card::fields::<Deal>),
    method("crm.deal.add", CRM, change::add::<Deal>),
    method("crm.deal.update", CRM, change::update::<Deal>),
    method("crm.deal.delete", CRM, change::delete::<Deal>),
    method("crm.contact.get", CRM, card::get::<Contact>),
    method("crm.contact.list", CRM, card::list::<Contact>),
    method("crm.contact.fields", CRM, card::fields::<Contact>),
    method("crm.contact.add", CRM, change::add::<Contact>),
    method("crm.contact.update", CRM, change::update::<Contact>),
    method("crm.contact.delete", CRM, change::delete_contact),
    method("crm.company.get", CRM, card::get::<Company>),
    method("crm.company.list", CRM, card::list::<Company>),
    method("crm.company.fields", CRM, card::fields::<Company>),
    method("crm.company.add", CRM, change::add::<Company>),
    method("crm.company.update", CRM, change::update::<Company>),
    method("crm.company.delete", CRM, change::delete::<Company>),
    method("crm.item.get", CRM, item::get),
    method("crm.item.list", CRM, item::list),
    method("crm.item.add", CRM, item::add),
    method("crm.item.update", CRM, item::update),
    method("crm.item.delete", CRM, item::delete),
    method("crm.item.fields", CRM, item::fields),
    method("crm.requisite.get", CRM, requisite::get),
    method("crm.requisite.list", CRM, requisite::list),
    method("crm.requisite.fields", CRM, card::fields::<Requisite>),
    method("crm.requisite.add", CRM, requisite::add),
    method("crm.requisite.update", CRM, requisite::update),
    method("crm.requisite.delete", CRM, requisite::delete),
    method("crm.status.list", CRM, status::list),
    method("crm.lead.userfield.add", CRM, user_field::add::<Lead>),
    method("crm.lead.userfield.get", CRM, user_field::get::<Lead>),
    method("crm.lead.userfield.list", CRM, user_field::list::<Lead>),
    method("crm.lead.userfield.update", CRM, user_field::update::<Lead>),
    method("crm.lead.userfield.delete", CRM, user_field::delete::<Lead>),
    method("crm.deal.userfield.add", CRM, user_field::add::<Deal>),
    method("crm.deal.userfield.get", CRM, user_field::get::<Deal>),
    method("crm.deal.userfield.list", CRM, user_field::list::<Deal>),
    method("crm.deal.userfield.update", CRM, user_field::update::<Deal>),
    method("crm.deal.userfield.delete", CRM, user_field::delete::<Deal>),
    method("crm.contact.userfield.add", CRM, user_field::add::<Contact>),
    method("crm.contact.userfield.get", CRM, user_field::get::<Contact>),
    method(
        "crm.contact.userfield.list",
        CRM,
        user_field::list::<Contact>,
    ),
    method(
        "crm.contact.userfield.update",
        CRM,
        user_field::update::<Contact>,
    ),
    method(
        "crm.contact.userfield.delete",
        CRM,
        user_field::delete::<Contact>,
    ),
    method("crm.company.userfield.add", CRM, user_field::add::<Company>),
    method("crm.company.userfield.get", CRM, user_field::get::<Company>),
    method(
        "crm.company.userfield.list",
        CRM,
        user_field::list::<Company>,
    ),
    method(
        "crm.company.userfield.update",
        CRM,
        user_field::update::<Company>,
    ),
    method(
        "crm.company.userfield.delete",
        CRM,
        user_field::delete::<Company>,
    ),
    method("crm.lead.contact.items.get", CRM, link::get::<Lead>),
    method("crm.lead.contact.items.set", CRM, link::set::<Lead>),
    method("crm.lead.contact.items.delete", CRM, link::clear::<Lead>),
    method("crm.lead.contact.add", CRM, link::add::<Lead>),
    method("crm.lead.contact.delete", CRM, link::delete::<Lead>),
    method("crm.lead.contact.fields", CRM, link::fields::<Lead>),
    method("crm.deal.contact.items.get", CRM, link::get::<Deal>),
    method("crm.deal.contact.items.set", CRM, link::set::<Deal>),
    method("crm.deal.contact.items.delete", CRM, link::clear::<Deal>),
    method("crm.deal.contact.add", CRM, link::add::<Deal>),
    method("crm.deal.contact.delete", CRM, link::delete::<Deal>),
    method("crm.deal.contact.fields", CRM, link::fields::<Deal>),
    method("crm.contact.company.items.get", CRM, link::get::<Contact>),
    method("crm.contact.company.items.set", CRM, link::set::<Contact>),
    method(
        "crm.contact.company.items.delete",
        CRM,
        link::clear::<Contact>,
    ),
    method("crm.contact.company.add", CRM, link::add::<Contact>),
    method("crm.contact.company.delete", CRM, link::delete::<Contact>),
    method("crm.contact.company.fields", CRM, link::fields::<Contact>),
    method("crm.company.contact.items.get", CRM, link::get::<Company>),
    method("crm.company.contact.items.set", CRM, link::set::<Company>),
    method(
        "crm.company.contact.items.delete",
        CRM,
        link::clear::<Company>,
    ),
    method("crm.company.contact.add", CRM, link::add::<Company>),
    method("crm.company.contact.delete", CRM, link::delete::<Company>),
    method("crm.company.contact.fields", CRM, link::fields::<Company>),
    method("crm.requisite.link.get", CRM, requisite::link::get),
    method("crm.requisite.link.list", CRM, requisite::link::list),
    method(
        "crm.requisite.link.register",
        CRM,
        requisite::link::register,
    ),
    method(
        "crm.requisite.link.unregister",
        CRM,
        requisite::link::unregister,
    ),
    method("crm.requisite.preset.get", CRM, requisite::preset::get),
    method("crm.requisite.preset.list", CRM, requisite::preset::list),
    method("crm.requisite.preset.fields", CRM, card::fields::<Preset>),
    method(
        "crm.requisite.bankdetail.get",
        CRM,
        requisite::bank_detail::get,
    ),
    method(
        "crm.requisite.bankdetail.list",
        CRM,
        requisite::bank_detail::list,
    ),
    method(
        "crm.requisite.bankdetail.add",
        CRM,
        requisite::bank_detail::add,
    ),
    method(
        "crm.requisite.bankdetail.update",
        CRM,
        requisite::bank_detail::update,
    ),
    method(
        "crm.requisite.bankdetail.delete",
        CRM,
        requisite::bank_detail::delete,
    ),
    method(
        "crm.requisite.bankdetail.fields",
        CRM,
        card::fields::<BankDetail>,
    ),
    method("crm.activity.get", CRM, timeline::activity::get),
    method("crm.activity.list", CRM, timeline::activity::list),
    method("crm.activity.add", CRM, timeline::activity::add),
    method("crm.activity.update", CRM, timeline::activity::update),
    method("crm.activity.delete", CRM, timeline::activity::delete),
    method("crm.activity.fields", CRM, card::fields::<Activity>),
    method("crm.activity.todo.add", CRM, timeline::todo::add),
    method("crm.activity.todo.update", CRM, timeline::todo::update),
    method(
        "crm.activity.todo.updatedeadline",
        CRM,
        timeline::todo::update_deadline,
    ),
    method(
        "crm.activity.todo.updatedescription",
        CRM,
        timeline::todo::update_description,
    ),
    method(
        "crm.activity.todo.updateresponsibleuser",
        CRM,
        timeline::todo::update_responsible,
    ),
    method(
        "crm.activity.todo.updatecolor",
        CRM,
        timeline::todo::update_color,
    ),
    method("crm.timeline.comment.get", CRM, timeline::comment::get),
    method("crm.timeline.comment.list", CRM, timeline::comment::list),
    method("crm.timeline.comment.add", CRM, timeline::comment::add),
    method(
        "crm.timeline.comment.update",
        CRM,
        timeline::comment::update,
    ),
    method(
        "crm.timeline.comment.delete",
        CRM,
        timeline::comment::delete,
    ),
    method("crm.timeline.comment.fields", CRM, card::fields::<Comment>),
    method("crm.status.get", CRM, status::get),
    method("crm.status.entity.items", CRM, status::items),
    method("crm.category.list", CRM, category::list),
    method("crm.category.get", CRM, category::get),
    method("crm.type.list", CRM, smart_type::list),
    method("crm.type.get", CRM, smart_type::get),
    method(
        "crm.type.getbyentitytypeid",
        CRM,
        smart_type::get_by_entity_type_id,
    ),
    method("crm.currency.list", CRM, currency::list),
    method("crm.currency.get", CRM, currency::get),
    method("crm.currency.base.get", CRM, currency::base),
    method("crm.duplicate.findbycomm", CRM, duplicate::find),
];
