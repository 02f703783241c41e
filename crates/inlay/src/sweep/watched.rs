//! What the rules listen to.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::config::rule::EntityKind;

/// The events rules are told of.
pub(super) struct Watched {
    events: BTreeSet<String>,
}

impl Watched {
    pub(super) fn of(config: &Config) -> Self {
        let events = config.rules.iter().flat_map(|rule| rule.events());
        Self {
            events: events.map(str::to_owned).collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub(super) fn events(&self) -> impl Iterator<Item = &str> {
        self.events.iter().map(String::as_str)
    }

    pub(super) fn holds(&self, event: &str) -> bool {
        self.events.contains(event)
    }

    /// The first kind behind another one whose changes can be seen in the cards themselves.
    pub(super) fn kind_after(&self, kind: Option<EntityKind>) -> Option<EntityKind> {
        EntityKind::ALL
            .into_iter()
            .filter(|one| kind.is_none_or(|kind| kind < *one))
            .find(|one| self.holds(&added(*one)) || self.holds(&updated(*one)))
    }
}

/// The event of a new card (`api-reference/crm/deals/events/index.md` and its neighbours).
pub(super) fn added(kind: EntityKind) -> String {
    format!("ONCRM{}ADD", kind.name().to_ascii_uppercase())
}

/// The event of a changed one.
pub(super) fn updated(kind: EntityKind) -> String {
    format!("ONCRM{}UPDATE", kind.name().to_ascii_uppercase())
}
