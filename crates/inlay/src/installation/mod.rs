//! Bringing a portal to what the configuration wants: a reconciler, not an installer.
//!
//! The same difference is made on a first installation, a re-installation, a new version and a
//! changed configuration.

mod binding;
mod difference;
mod reconcile;

pub use binding::{EventBinding, PlacementBinding, Wanted};
pub use difference::{Change, difference};
pub use reconcile::{Outcome, PresentBatch, ReconcileError, Step, reconcile};
