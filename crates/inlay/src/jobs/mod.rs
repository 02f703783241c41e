//! Work that is never lost: what is to be done for a portal waits in the store until it is done.
//!
//! A job is done at least once. Its worker holds it by a lease, not a lock: a worker that dies
//! gives it back by time. What a job puts in line when it is done ([`Ended::Done`]) is kept in
//! the transaction that ends it.
//!
//! Portals take turns: a portal with one job finds its place beside one with a hundred thousand,
//! and neither the claim nor anything else costs more the more there waits.

mod cleaning;
mod hand;
mod job;
mod pace;
mod queue;
mod shift;
mod worker;

pub use job::{Duty, Ended, Job, Kind, NewJob};
pub use pace::Pace;
pub use queue::Queue;
pub use worker::Worker;
