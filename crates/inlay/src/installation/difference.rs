//! The difference between what is bound and what is wanted.

use super::binding::{EventBinding, PlacementBinding, Wanted};
use super::robot::RobotBinding;

/// One thing to do, or to leave as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Unbind(PlacementBinding),
    Bind(PlacementBinding),
    Keep(PlacementBinding),
    UnbindEvent(EventBinding),
    BindEvent(EventBinding),
    KeepEvent(EventBinding),
    RemoveRobot(RobotBinding),
    AddRobot(RobotBinding),
    /// It is there, and described anew: the portal does not say how it is.
    KeepRobot(RobotBinding),
}

impl Change {
    /// Whether something is to be done at all.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        !matches!(
            self,
            Self::Keep(_) | Self::KeepEvent(_) | Self::KeepRobot(_)
        )
    }

    pub(super) fn is_about_a_robot(&self) -> bool {
        matches!(
            self,
            Self::AddRobot(_) | Self::KeepRobot(_) | Self::RemoveRobot(_)
        )
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
    let has = |robots: &[RobotBinding], robot: &RobotBinding| {
        robots.iter().any(|other| other.code == robot.code)
    };
    for robot in &present.robots {
        if !has(&wanted.robots, robot) {
            changes.push(Change::RemoveRobot(robot.clone()));
        }
    }
    for robot in &wanted.robots {
        changes.push(if has(&present.robots, robot) {
            Change::KeepRobot(robot.clone())
        } else {
            Change::AddRobot(robot.clone())
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
            ..Wanted::default()
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
            events: vec![bound],
            ..Wanted::default()
        };
        let goal = Wanted {
            events: vec![wanted.clone()],
            ..Wanted::default()
        };
        assert_eq!(difference(&present, &goal), [Change::KeepEvent(wanted)]);
    }

    #[test]
    fn robots_are_told_apart_by_their_codes() {
        let robot = |code: &str| RobotBinding::known(code.to_owned());
        let of = |codes: &[&str]| Wanted {
            robots: codes.iter().map(|code| robot(code)).collect(),
            ..Wanted::default()
        };
        let changes = difference(&of(&["old", "gate"]), &of(&["gate", "new"]));
        assert_eq!(
            changes,
            [
                Change::RemoveRobot(robot("old")),
                Change::KeepRobot(robot("gate")),
                Change::AddRobot(robot("new")),
            ]
        );
    }
}
