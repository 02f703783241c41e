//! What goes wrong on purpose.

mod damage;
mod pending;
mod plan;

pub(crate) use self::damage::Damage;
pub use self::{damage::Fault, pending::PendingFault, plan::Faults};
