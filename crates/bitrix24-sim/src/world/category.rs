//! Pipelines (`api-reference/crm/universal/category/`).

use serde::Deserialize;

/// A pipeline of deals, invoices or a smart process.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Category {
    pub(crate) id: i64,
    /// Whose cards go through it.
    pub(crate) entity_type_id: i64,
    pub(crate) name: String,
    pub(crate) sort: i64,
    #[serde(default)]
    pub(crate) is_default: bool,
}

impl Category {
    /// The dictionary of its stages (`api-reference/crm/status/crm-status-list.md`).
    pub(crate) fn stages_of(entity_type_id: i64, category_id: i64) -> String {
        match (entity_type_id, category_id) {
            (1, _) => "STATUS".to_owned(),
            (2, 0) => "DEAL_STAGE".to_owned(),
            (2, id) => format!("DEAL_STAGE_{id}"),
            (31, id) => format!("SMART_INVOICE_STAGE_{id}"),
            (type_id, id) => format!("DYNAMIC_{type_id}_STAGE_{id}"),
        }
    }
}
