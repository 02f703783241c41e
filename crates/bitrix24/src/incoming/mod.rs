//! What a portal sends: forms in PHP's notation, parsed and not yet believed.
//!
//! Everything here can be forged by anybody. Parsing proves nothing; the application token, the
//! authorization server or the portal itself does (`api-reference/events/safe-event-handlers.md`).

mod error;
mod event;
mod form;
mod frame;
pub mod php;

pub use error::ParseError;
pub use event::{Event, EventAuth};
pub use frame::Frame;
