//! Effects: one thing done in the portal each, with its own answer to "the answer was lost".
//!
//! - [`perform()`] does one, or finds that a try before has done it.
//! - A [`Marker`] is what an effect is found again by; where it is kept is each effect's own affair.
//! - A [`Failure`] says whether it was executed; from that follows who may try again, and when.

mod activity;
mod answer;
mod card;
mod comment;
pub mod duty;
mod effect;
mod failure;
mod looking;
mod marker;
mod message;
mod notify;
mod perform;
mod performed;
mod press;
mod set;
mod task;
mod workflow;

pub use effect::{Effect, Target};
pub use failure::Failure;
pub use marker::Marker;
pub use perform::{Doer, SETTLED, perform};
pub use performed::{Attempt, Performed};
pub use press::{PressError, press};
pub use set::MOST as MOST_SETS;
