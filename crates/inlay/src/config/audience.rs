//! `visible_to`: who is shown a widget or a block.

use std::collections::BTreeSet;
use std::fmt;

/// Whoever is any of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// The portal's administrators.
    pub administrators: bool,
    /// Those who work in one of these departments, by the portal's numbers; one below it does not
    /// count. Source: `api-reference/departments/department-get.md`.
    pub departments: BTreeSet<u64>,
}

impl Audience {
    /// Whether somebody belongs to it.
    #[must_use]
    pub fn has(&self, administrator: bool, departments: &[u64]) -> bool {
        let works_there = |department| self.departments.contains(department);
        (self.administrators && administrator) || departments.iter().any(works_there)
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.departments.iter().map(u64::to_string).collect();
        let numbers = numbers.join(", ");
        match (self.administrators, self.departments.len()) {
            (true, 0) => f.write_str("administrators"),
            (true, 1) => write!(f, "administrators, department {numbers}"),
            (true, _) => write!(f, "administrators, departments {numbers}"),
            (false, 1) => write!(f, "department {numbers}"),
            (false, _) => write!(f, "departments {numbers}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_of_what_is_named_is_enough() {
        let audience = Audience {
            administrators: true,
            departments: BTreeSet::from([5, 7]),
        };
        assert!(audience.has(true, &[]));
        assert!(audience.has(false, &[1, 7]));
        assert!(!audience.has(false, &[1]));
        assert!(!audience.has(false, &[]));
        assert_eq!(audience.to_string(), "administrators, departments 5, 7");
        let departments = Audience {
            administrators: false,
            ..audience
        };
        assert!(!departments.has(true, &[]), "administrators were not named");
    }
}
