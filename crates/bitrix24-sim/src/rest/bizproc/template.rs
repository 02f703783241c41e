//! `bizproc.workflow.template.list`
//! (`api-reference/bizproc/template/bizproc-workflow-template-list.md`).

use serde_json::json;

use crate::{
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
        rows::Rows,
    },
    world::TEMPLATES,
};

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    if !call.caller.user.admin {
        return Err(Refusal::new("ACCESS_DENIED", "Access denied!"));
    }
    let rows = TEMPLATES.iter().map(|template| {
        let [module, entity, code] = template.kind.parts();
        json!({
            "ID": template.id.to_string(),
            "MODULE_ID": module,
            "ENTITY": entity,
            "DOCUMENT_TYPE": code,
            "AUTO_EXECUTE": "0",
            "NAME": template.name,
            "TEMPLATE": [],
            "PARAMETERS": [],
            "VARIABLES": [],
            "CONSTANTS": [],
            "IS_MODIFIED": "N",
            "USER_ID": "1",
            "SYSTEM_CODE": null,
        })
    });
    let rows = Rows::new(rows).asked(call, ("ID", "ASC"));
    Ok(rows.selected(call, &["ID"]).page(call))
}
