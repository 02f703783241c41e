//! What a rule may be about, and so what its texts may speak of.

use super::super::field::Field;
use super::super::names::Names;
use super::super::section::Section;
use super::{Known, event};
use crate::config::rule::{EntityKind, Menu};
use crate::config::widget::Place;

/// Kinds of record a rule may be about; none for a schedule that walks over nothing.
#[derive(Clone, Debug)]
pub(super) struct About(Vec<EntityKind>);

impl About {
    /// What is wrong with a trigger is said once, by this or by its reader; here it means
    /// "anything".
    pub(super) fn of(on: &Section<'_>, each: Option<EntityKind>, known: &Known<'_>) -> Self {
        let key = |wanted: &str| {
            let mut keys = on.named();
            keys.find(|(name, _)| *name == wanted)
                .map(|(_, field)| field)
        };
        if key("every").is_some() || key("cron").is_some() {
            return Self(each.into_iter().collect());
        }
        if let Some(field) = key("event") {
            return match event::kind(&field) {
                Some(kind) => Self(vec![kind]),
                None => Self::anything(),
            };
        }
        if key("button").is_some() {
            let places = key("places").map(|field| menus(&field));
            let mut kinds = places.unwrap_or_default();
            if let Some(widget) = key("widget") {
                kinds.extend(cards(&widget, known));
            }
            kinds.sort_unstable();
            kinds.dedup();
            if !kinds.is_empty() {
                return Self(kinds);
            }
        }
        Self::anything()
    }

    pub(super) fn anything() -> Self {
        Self(EntityKind::ALL.into())
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// Kinds an effect may go to: those the rule is about, and what they name.
    pub(super) fn reach(&self) -> Vec<EntityKind> {
        EntityKind::ALL
            .into_iter()
            .filter(|kind| self.0.iter().any(|about| about.reach().contains(kind)))
            .collect()
    }

    /// The names its expressions may start from, these of queries among them.
    pub(super) fn names<'n>(&self, queries: &[&'n str]) -> Names<'n> {
        let mut names: Vec<&'n str> = Vec::new();
        if !self.is_nothing() {
            names.push("client");
        }
        for kind in self.reach() {
            names.push(kind.name());
        }
        names.extend_from_slice(queries);
        Names::new(names)
    }
}

fn menus(field: &Field<'_>) -> Vec<EntityKind> {
    let items = field.list().unwrap_or_default();
    items
        .iter()
        .filter_map(|item| Menu::from_code(item.text().ok()?))
        .map(Menu::kind)
        .collect()
}

fn cards(field: &Field<'_>, known: &Known<'_>) -> Vec<EntityKind> {
    let widget = field.text().ok().and_then(|id| {
        let mut widgets = known.widgets?.iter();
        widgets.find(|widget| widget.id == id)
    });
    widget
        .map(|widget| widget.places.iter().copied().map(Place::into).collect())
        .unwrap_or_default()
}
