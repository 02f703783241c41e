//! What a portal sends: forms in PHP's notation, parsed and not yet believed.
//!
//! Everything here can be forged by anybody. Parsing proves nothing; the application token, the
//! authorization server or the portal itself does (`api-reference/events/safe-event-handlers.md`).
//! What they proved is [`Verified`].

mod error;
mod event;
mod form;
mod frame;
mod lifecycle;
pub mod php;
mod robot;
mod verified;

pub use error::ParseError;
pub use event::{Event, EventAuth};
pub use frame::Frame;
pub use lifecycle::Lifecycle;
pub use robot::Robot;
pub use verified::{Unverified, Verified};
