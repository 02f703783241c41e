//! All portals of a limiter.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::portal::{Portal, Rules};

/// Below this number nobody looks for portals to forget.
const FEW: usize = 1_024;

/// The portals called lately, by origin.
#[derive(Default)]
pub(super) struct Portals(Mutex<Known>);

#[derive(Default)]
struct Known {
    portals: HashMap<Box<str>, Arc<Portal>>,
    /// When there are so many, idle ones are forgotten.
    sweep_at: usize,
}

impl Portals {
    pub(super) fn of(&self, key: &str, rules: &Rules) -> Arc<Portal> {
        let mut known = self.lock();
        if let Some(portal) = known.portals.get(key) {
            return Arc::clone(portal);
        }
        if known.portals.len() >= known.sweep_at.max(FEW) {
            // Whoever calls holds the portal, also while he waits and until he has settled.
            known
                .portals
                .retain(|_, portal| Arc::strong_count(portal) > 1 || !portal.is_idle());
            known.sweep_at = known.portals.len() * 2;
        }
        let portal = Arc::new(Portal::new(key, rules.clone()));
        known.portals.insert(key.into(), Arc::clone(&portal));
        portal
    }

    pub(super) fn known(&self, key: &str) -> Option<Arc<Portal>> {
        self.lock().portals.get(key).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Portals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Portals({})", self.lock().portals.len())
    }
}
