//! `bizproc.workflow.start`, `.instances`, `.terminate`, `.kill`: for administrators
//! (`api-reference/bizproc/bizproc-workflow-start.md` and its neighbours).

use serde_json::{Value, json};

use crate::{
    rest::{
        envelope::iso,
        method::{Call, Reply},
        refusal::Refusal,
        rows::Rows,
    },
    world::{Document, DocumentKind, TEMPLATES, Workflow, WorkflowState},
};

pub(crate) fn start(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_admin(call)?;
    let wrong = |text| Refusal::new("ERROR_WRONG_WORKFLOW_ID", text);
    let id = call.params.integer("TEMPLATE_ID").filter(|id| *id > 0);
    let id = id.ok_or_else(|| wrong("Empty TEMPLATE_ID"))?;
    let template = TEMPLATES.iter().find(|template| template.id == id);
    let template = template.ok_or_else(|| wrong("Template not found"))?;

    let document = document(call)?;
    if template.kind != document.kind {
        return Err(Refusal::unnamed("Template type and DOCUMENT_ID mismatch!"));
    }
    let parameters = call.params.map("PARAMETERS").unwrap_or_default();
    let user_id = call.caller.user.id;
    let state = call.state;
    Ok(json!(state.start_workflow(template, document, parameters, user_id)).into())
}

/// The running ones.
pub(crate) fn instances(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_admin(call)?;
    let workflows = call.state.world().workflows();
    let running = workflows.iter().filter(|workflow| workflow.is_running());
    let rows = Rows::new(running.map(row)).asked(call, ("MODIFIED", "DESC"));
    let usual = ["ID", "MODIFIED", "OWNED_UNTIL"];
    Ok(rows.selected(call, &usual).page(call))
}

/// Stops a workflow; what is known of it stays.
pub(crate) fn terminate(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = number(call)?;
    let status = call.params.text("STATUS").unwrap_or_default();
    let now = call.state.clock().now();
    let stopped = call.state.world().change_workflow(
        |workflow| workflow.id == id,
        |workflow| {
            workflow.end(WorkflowState::Terminated, now);
            if !status.is_empty() {
                workflow.log.push(status);
            }
        },
    );
    stopped.ok_or_else(unknown)?;
    Ok(json!(true).into())
}

/// Removes a workflow with all that is known of it.
pub(crate) fn kill(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = number(call)?;
    let removed = call.state.world().write(|state| {
        let before = state.workflows.len();
        state.workflows.retain(|workflow| workflow.id != id);
        state.workflows.len() < before
    });
    if removed {
        Ok(json!(true).into())
    } else {
        Err(unknown())
    }
}

fn check_admin(call: &Call<'_>) -> Result<(), Refusal> {
    if call.caller.user.admin {
        Ok(())
    } else {
        Err(Refusal::access_denied())
    }
}

fn number(call: &Call<'_>) -> Result<String, Refusal> {
    check_admin(call)?;
    let id = call.params.text("ID").filter(|id| !id.is_empty());
    id.ok_or_else(|| Refusal::new("ERROR_WRONG_WORKFLOW_ID", "Empty workflow instance ID"))
}

/// Not documented: what a number gets that no workflow has.
fn unknown() -> Refusal {
    Refusal::new("ERROR_WRONG_WORKFLOW_ID", "Workflow instance not found")
}

fn document(call: &Call<'_>) -> Result<Document, Refusal> {
    let wrong = || Refusal::unnamed("Wrong DOCUMENT_ID!");
    let parts: Result<[String; 3], _> = call.params.list("DOCUMENT_ID").try_into();
    let [module, entity, code] = parts.map_err(|_| wrong())?;
    let kind = DocumentKind::named(&module, &entity)
        .ok_or_else(|| Refusal::unnamed("Incorrect document type!"))?;
    let id = code
        .strip_prefix(kind.code())
        .and_then(|rest| rest.strip_prefix('_'))
        .and_then(|id| id.parse().ok())
        .ok_or_else(wrong)?;
    let document = Document { kind, id };
    let exists = call.state.world().read(|state| document.exists(&state.crm));
    exists.then_some(document).ok_or_else(wrong)
}

fn row(workflow: &Workflow) -> Value {
    let [module, entity, code] = workflow.document.parts();
    json!({
        "ID": workflow.id,
        "MODIFIED": iso(workflow.modified),
        "OWNED_UNTIL": null,
        "MODULE_ID": module,
        "ENTITY": entity,
        "DOCUMENT_ID": code,
        "STARTED": iso(workflow.started),
        "STARTED_BY": workflow.started_by.unwrap_or(0).to_string(),
        "TEMPLATE_ID": workflow.template_id.unwrap_or(0).to_string(),
    })
}
