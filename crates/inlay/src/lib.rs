//! Inlay: an application server that sets a company's own data into Bitrix24.

pub mod clock;
pub mod config;
pub mod demo;
pub mod expression;
pub mod seal;
pub mod store;
pub mod widget;
pub mod words;
