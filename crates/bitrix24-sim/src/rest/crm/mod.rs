//! CRM methods: the old ones, all text, and `crm.item.*`, typed, over one store.

pub(crate) mod card;
pub(super) mod cell;
pub(crate) mod change;
mod company;
mod contact;
mod deal;
pub(super) mod entity;
mod filter;
pub(crate) mod item;
pub(crate) mod link;
pub(super) mod list;
pub(crate) mod requisite;
pub(crate) mod status;
