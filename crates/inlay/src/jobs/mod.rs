//! Work that is never lost: what is to be done for a portal waits in the store until it is done.
//!
//! A job is done at least once. Its worker holds it by a lease, not a lock: a worker that dies
//! gives it back by time. What a job puts in line when it is done ([`Ended::Done`]) is kept in
//! the transaction that ends it.

mod job;

pub use job::{Duty, Ended, Job, Kind, NewJob};
