//! Effects: one thing done in the portal each, with its own answer to "the answer was lost".

mod effect;

pub use effect::{Effect, Marker, Target};
