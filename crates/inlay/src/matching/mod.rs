//! Which client of the accounting system a card is about.
//!
//! What the card names (its [`Subject`]) is walked through the configuration's steps: each takes
//! the values of one CRM field, brings them into the spelling of a [`Key`], and asks a query. The
//! first step that answers wins: one row is the client; of several, and of those a weak key found,
//! the manager chooses. Nothing is ever picked silently, and no figures are shown before.

mod candidate;
mod choice;
mod client;
mod key;
mod report;
mod search;
mod settle;
mod subject;

pub use candidate::{Candidate, Mark};
pub use choice::{ChoiceError, Chooser};
pub use client::Client;
pub use key::Key;
pub use report::{Asked, StepReport, Verdict};
pub use search::{Found, MatchError, Matched, Search};
pub(crate) use subject::item_name;
pub use subject::{COMPANY, CONTACT, Record, Requisite, Subject, Value};
