//! A widget: from a card of the portal to blocks on a page.

pub mod block;
pub mod page;
