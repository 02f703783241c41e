//! What goes wrong on purpose.

mod damage;
mod plan;

pub(crate) use self::damage::Damage;
pub use self::{damage::Fault, plan::Faults};
