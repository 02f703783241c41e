//! Events on their way to applications (`api-reference/events/index.md`).

mod delivery;
mod occurrence;
mod payload;

pub use self::occurrence::Actor;
pub(crate) use self::{
    delivery::{courier, deliver},
    occurrence::Occurrence,
};
