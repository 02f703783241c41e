//! A stand-in for the OData interface of 1C: an own reading of what `accounting.md` says of it.
//! It keeps rows, evaluates conditions, and refuses what 1C refuses.

mod expression;
mod request;
mod rows;
mod server;

pub(crate) use request::Request;
pub(crate) use server::{Canned, OneC};
