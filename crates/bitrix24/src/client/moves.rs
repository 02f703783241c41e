//! Who says that a portal has really moved.

use std::fmt;
use std::sync::Arc;

use crate::portal_address::PortalAddress;

/// The caller's own check of a portal's new address.
#[derive(Clone)]
pub(super) struct Moves(Arc<dyn Fn(&PortalAddress) -> bool + Send + Sync>);

impl Moves {
    pub(super) fn new(confirm: impl Fn(&PortalAddress) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(confirm))
    }

    pub(super) fn confirm(&self, to: &PortalAddress) -> bool {
        (self.0)(to)
    }
}

impl fmt::Debug for Moves {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Moves")
    }
}
