//! The difference between what is bound and what is wanted.

use super::binding::{EventBinding, PlacementBinding, Wanted};

/// One thing to do, or to leave as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Unbind(PlacementBinding),
    Bind(PlacementBinding),
    Keep(PlacementBinding),
    UnbindEvent(EventBinding),
    BindEvent(EventBinding),
    KeepEvent(EventBinding),
}

impl Change {
    /// Whether something is to be done at all.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        !matches!(self, Self::Keep(_) | Self::KeepEvent(_))
    }
}

/// What has to happen, unbinding first: the portal refuses a second binding of one handler at one
/// place, so a changed title is an unbinding and a binding.
#[must_use]
pub fn difference(present: &Wanted, wanted: &Wanted) -> Vec<Change> {
    let mut changes = Vec::new();
    let same = |a: &EventBinding, b: &EventBinding| {
        a.event.eq_ignore_ascii_case(&b.event) && a.handler == b.handler
    };
    for binding in &present.placements {
        if !wanted.placements.contains(binding) {
            changes.push(Change::Unbind(binding.clone()));
        }
    }
    for event in &present.events {
        if !wanted.events.iter().any(|other| same(event, other)) {
            changes.push(Change::UnbindEvent(event.clone()));
        }
    }
    for binding in &wanted.placements {
        changes.push(if present.placements.contains(binding) {
            Change::Keep(binding.clone())
        } else {
            Change::Bind(binding.clone())
        });
    }
    for event in &wanted.events {
        changes.push(if present.events.iter().any(|other| same(event, other)) {
            Change::KeepEvent(event.clone())
        } else {
            Change::BindEvent(event.clone())
        });
    }
    changes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn tab(handler: &str, title: &str) -> PlacementBinding {
        PlacementBinding {
            placement: "CRM_DEAL_DETAIL_TAB".into(),
            handler: handler.into(),
            titles: BTreeMap::from([("en".into(), title.into())]),
        }
    }

    fn only(placements: Vec<PlacementBinding>) -> Wanted {
        Wanted {
            placements,
            events: Vec::new(),
        }
    }

    #[test]
    fn what_is_bound_as_wanted_is_left_alone() {
        let tab = tab("https://inlay.example/widget/client", "Accounting");
        let changes = difference(&only(vec![tab.clone()]), &only(vec![tab.clone()]));
        assert_eq!(changes, [Change::Keep(tab)]);
    }

    #[test]
    fn a_changed_title_is_unbound_before_it_is_bound_again() {
        let (old, new) = (
            tab("https://a.example/w", "Books"),
            tab("https://a.example/w", "Accounting"),
        );
        let changes = difference(&only(vec![old.clone()]), &only(vec![new.clone()]));
        assert_eq!(changes, [Change::Unbind(old), Change::Bind(new)]);
    }

    #[test]
    fn a_binding_to_an_address_we_left_is_removed() {
        let old = tab("https://old.example/widget/client", "Accounting");
        let new = tab("https://new.example/widget/client", "Accounting");
        let changes = difference(&only(vec![old.clone()]), &only(vec![new.clone()]));
        assert_eq!(changes, [Change::Unbind(old), Change::Bind(new)]);
    }

    #[test]
    fn event_names_are_compared_whatever_their_case() {
        let bound = EventBinding {
            event: "OnAppUninstall".into(),
            handler: "https://a.example/e".into(),
        };
        let wanted = EventBinding {
            event: "ONAPPUNINSTALL".into(),
            ..bound.clone()
        };
        let present = Wanted {
            placements: Vec::new(),
            events: vec![bound],
        };
        let goal = Wanted {
            placements: Vec::new(),
            events: vec![wanted.clone()],
        };
        assert_eq!(difference(&present, &goal), [Change::KeepEvent(wanted)]);
    }
}
