//! Rules: when something happens, and if a condition holds, effects are run.
//!
//! A rule is run over a [`Case`]: a record of the portal as it is now, its client, and what the
//! books say at this moment. An event puts a job in line for every rule that waits for it
//! ([`woken`]); the job reads the case, and puts a job in line for every effect. What a rule did
//! is remembered with the jobs that do it, or not at all ([`run`]): so no rule runs twice over
//! one state of a record, and none is started by what it does itself. Schedules ([`schedule`])
//! are jobs that put themselves off until they are due; one that says `for` walks over a list a
//! stretch at a time ([`sync`]).

mod case;
mod fill;
mod list;
mod once;
mod put;
pub mod robot;
pub mod run;
pub mod schedule;
pub mod sync;
mod trouble;
pub mod woken;

pub use case::{Case, NOW};
pub use put::occurrence_marker;
pub use trouble::Trouble;

#[cfg(test)]
mod tests;
