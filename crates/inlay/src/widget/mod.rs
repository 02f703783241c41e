//! A widget: from a card of the portal to blocks on a page.

pub mod block;
pub mod buttons;
pub mod card;
pub mod choose;
pub mod drawings;
pub mod open;
pub mod page;
pub mod part;
pub mod preview;
pub mod proof;
mod view;
pub mod warm;
