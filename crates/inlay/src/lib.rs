//! Inlay: an application server that sets a company's own data into Bitrix24.
//!
//! `ARCHITECTURE.md` walks through an installation, a card that is opened, an event, an expired
//! token; the modules here are the boxes of its picture.

pub mod authorizations;
pub mod cache;
pub mod calls;
pub mod clock;
pub mod command;
pub mod config;
pub mod demo;
pub mod effects;
pub mod expression;
pub mod feeding;
pub mod inbox;
pub mod installation;
pub mod jobs;
pub mod lookup;
pub mod matching;
pub mod meter;
pub mod rules;
pub mod seal;
pub mod server;
pub mod session;
pub mod store;
pub mod sweep;
pub mod verify;
pub mod web;
pub mod widget;
pub mod words;
pub mod work;
