//! Whole lists as streams (`settings/performance/huge-data.md`,
//! `settings/how-to-call-rest-api/list-methods-pecularities.md`).
//!
//! Three walks through a list, each in bounded memory, and none of them ever ends early without an
//! error:
//!
//! | walk | asks for | rows come | speed |
//! |---|---|---|---|
//! | [`pages`](Reading::pages) | offsets 0, 50, 100 … | in the list's own order | each page counts the list |
//! | [`keyset`](Reading::keyset) | the 50 rows after the last id | by id | a page after the other |
//! | [`sharded`](Reading::sharded) | many stretches of ids at once, 50 pages a request | by id within a stretch | what the portal allows |
//!
//! ```no_run
//! use bitrix24::{Client, List};
//!
//! # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let deals = List::items(2).select(["id", "title"]).filter("=stageId", "NEW");
//! let mut rows = client.read(deals).sharded();
//! while let Some(row) = rows.next().await {
//!     println!("{}", row?.json());
//! }
//! # Ok(())
//! # }
//! ```

mod cursor;
mod error;
mod keyset;
mod list;
mod pages;
mod patient;
mod progress;
mod row;
mod rows;
mod sharded;
mod walk;

pub use cursor::Cursor;
pub use error::ReadError;
pub use list::List;
pub use progress::Progress;
pub use row::Row;
pub use rows::Rows;
pub use walk::Reading;

use crate::client::Client;

/// Rows of a full page; not configurable.
const PAGE: usize = 50;

impl Client {
    /// Reads a list to its end; the walk is chosen on what this returns.
    #[must_use]
    pub fn read(&self, list: List) -> Reading {
        Reading::new(self.clone(), list)
    }
}
