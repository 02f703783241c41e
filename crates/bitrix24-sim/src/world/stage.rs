//! Stages of the deal pipeline.

use serde::Deserialize;

/// One stage (`crm.status.list` with `ENTITY_ID` `DEAL_STAGE`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Number of the dictionary row.
    pub id: i64,
    /// What deals hold in `STAGE_ID`.
    pub status_id: String,
    /// What people read.
    pub name: String,
    /// Position in the pipeline.
    pub sort: i64,
    /// `#RRGGBB`.
    pub color: String,
    /// `S` for a won deal, `F` for a lost one, nothing while in progress.
    #[serde(default)]
    pub semantics: Option<String>,
}

impl Stage {
    /// The letter that deals carry in `STAGE_SEMANTIC_ID`: `P` while in progress.
    pub fn semantic_letter(&self) -> &str {
        self.semantics.as_deref().unwrap_or("P")
    }

    /// Whether the deal is over once it stands here.
    pub fn is_final(&self) -> bool {
        self.semantics.is_some()
    }
}
