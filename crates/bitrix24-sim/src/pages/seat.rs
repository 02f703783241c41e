//! Places for applications in a page: who has bound a handler there.

use serde_json::{Value, json};

use crate::AppState;

/// One application's place: a tab, a menu item.
#[derive(Debug)]
pub(super) struct Seat {
    /// Number of the binding.
    pub(super) binding: i64,
    /// Number of the application.
    pub(super) application: i64,
    pub(super) placement: String,
    /// The caption in the user's language.
    pub(super) title: String,
    /// What goes into `PLACEMENT_OPTIONS`, as JSON.
    pub(super) options: String,
}

impl Seat {
    /// The places at `placement`, in the order they were bound. `language` picks
    /// captions; `id` and `uri` say which card is open, and at which address.
    pub(super) fn all(
        state: &AppState,
        placement: &str,
        language: &str,
        id: i64,
        uri: &str,
    ) -> Vec<Self> {
        let bound = state.world().placements(placement).into_iter();
        bound
            .map(|(application, binding)| Self {
                binding: binding.id,
                application: application.id,
                title: binding.title(language, &application),
                placement: binding.placement,
                options: card_options(id, uri).to_string(),
            })
            .collect()
    }
}

/// `ID` is text, as all values in there (`api-reference/widgets/crm/detail-tab.md`).
pub(super) fn card_options(id: i64, uri: &str) -> Value {
    json!({"ID": id.to_string(), "URI": uri})
}
