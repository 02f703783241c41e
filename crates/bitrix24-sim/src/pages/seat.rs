//! Places for applications in a page: who has bound a handler there.

use serde_json::{Map, Value};

use super::session::Visitor;
use crate::{AppState, PlacementBinding};

/// One application's place: a tab, a menu item, a button.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    /// Number of the binding.
    pub(super) binding: i64,
    /// Number of the application.
    pub(super) application: i64,
    pub(super) placement: String,
    /// The caption in the user's language.
    pub(super) title: String,
    /// What goes into `PLACEMENT_OPTIONS`.
    context: Map<String, Value>,
}

impl Seat {
    /// The places at `placement`, in the order they were bound, captions in the
    /// visitor's language. Whatever the placement, the address of the page is told
    /// as `URI` (`api-reference/widgets/index.md`).
    pub(super) fn all(state: &AppState, visitor: &Visitor, placement: &str) -> Vec<Self> {
        let language = visitor.user.language.code();
        let bound = state.world().placements(placement).into_iter();
        let uri = ("URI".to_owned(), Value::from(visitor.here.as_str()));
        bound
            .map(|(application, binding)| Self {
                binding: binding.id,
                application: application.id,
                title: binding.title(language, &application),
                placement: binding.placement,
                context: Map::from_iter([uri.clone()]),
            })
            .collect()
    }

    /// The place of one binding.
    pub(super) fn of(
        state: &AppState,
        visitor: &Visitor,
        binding: &PlacementBinding,
    ) -> Option<Self> {
        let mut all = Self::all(state, visitor, &binding.placement).into_iter();
        all.find(|seat| seat.binding == binding.id)
    }

    /// The same place, opened about something: `("ID", 77)`. The number travels as
    /// text (`api-reference/widgets/crm/detail-tab.md`).
    pub(super) fn about(self, key: &str, id: i64) -> Self {
        self.named(key, &id.to_string())
    }

    /// The same for what has no number.
    pub(super) fn named(mut self, key: &str, value: &str) -> Self {
        self.context
            .shift_insert(0, key.to_owned(), Value::from(value));
        self
    }

    /// All of them about the same thing.
    pub(super) fn all_about(seats: &[Self], key: &str, id: i64) -> Vec<Self> {
        seats
            .iter()
            .map(|seat| seat.clone().about(key, id))
            .collect()
    }

    /// `PLACEMENT_OPTIONS` as JSON, for the page's script.
    pub(super) fn options(&self) -> String {
        Value::Object(self.context.clone()).to_string()
    }
}
