//! Bringing a portal to what the configuration wants: a reconciler, not an installer.
//!
//! The same difference is made on a first installation, a re-installation, a new version and a
//! changed configuration. What the portal says of our installation later on is in `lifecycle`.

mod binding;
mod difference;
mod duty;
mod keeping;
mod lifecycle;
mod reconcile;
mod robot;

pub use binding::{EventBinding, PlacementBinding, Wanted};
pub use difference::{Change, difference};
pub use duty::{reconciled, reconciling, renewed, stand_by, standing};
pub use keeping::{keep, mark_bound};
pub use lifecycle::heard;
pub use reconcile::{Outcome, PresentBatch, ReconcileError, Step, reconcile};
pub use robot::RobotBinding;
