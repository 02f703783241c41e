//! Events on their way to applications (`api-reference/events/index.md`).

mod delivery;
mod letter;
mod occurrence;
mod pace;
mod payload;

pub use self::occurrence::Actor;
pub(crate) use self::{
    delivery::{Errand, courier, deliver},
    letter::Letter,
    occurrence::{ONOFFLINEEVENT, Occurrence},
};
