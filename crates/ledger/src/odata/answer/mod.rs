//! What a service sends back, turned into rows or a reason.

mod decode;
mod page;
mod refusal;
mod table;

pub(crate) use page::{Page, parse, published};
pub(crate) use table::Table;
