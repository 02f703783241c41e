//! Dictionaries: stages, sources, kinds of companies (`api-reference/crm/status/`).

use serde::Deserialize;

/// One row of a dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DictionaryItem {
    /// Number of the row.
    pub id: i64,
    /// The dictionary: `DEAL_STAGE`, `DEAL_STAGE_3`, `SOURCE`, …
    #[serde(default = "main_pipeline")]
    pub entity_id: String,
    /// What cards hold: a stage in `STAGE_ID`, a source in `SOURCE_ID`.
    pub status_id: String,
    /// What people read.
    pub name: String,
    /// Position in the dictionary.
    pub sort: i64,
    /// `#RRGGBB`; stages only.
    #[serde(default)]
    pub color: String,
    /// `S` for a won deal, `F` for a lost one, nothing while in progress.
    #[serde(default)]
    pub semantics: Option<String>,
    /// Whether the portal came with it; such a row cannot be deleted.
    #[serde(default = "yes")]
    pub system: bool,
}

impl DictionaryItem {
    /// A status nobody keeps any more: it shows its code.
    pub fn unknown(status_id: &str) -> Self {
        Self {
            status_id: status_id.to_owned(),
            name: status_id.to_owned(),
            color: "#ACE9FB".to_owned(),
            ..Self::default()
        }
    }

    /// The letter that deals carry in `STAGE_SEMANTIC_ID`: `P` while in progress.
    pub fn semantic_letter(&self) -> &str {
        self.semantics.as_deref().unwrap_or("P")
    }

    /// Whether a card is over once it stands here.
    pub fn is_final(&self) -> bool {
        self.semantics.is_some()
    }
}

fn main_pipeline() -> String {
    "DEAL_STAGE".to_owned()
}

fn yes() -> bool {
    true
}
