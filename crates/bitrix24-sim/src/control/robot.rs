//! Stages that robots wait at, workflows as they stand.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::order::{Order, Refused};
use crate::{AppState, FollowUp, Workflow, WorkflowState};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    /// `STATUS_ID` of the stage.
    stage: String,
    #[serde(default)]
    properties: Map<String, Value>,
    then: Option<Then>,
}

/// What follows when the robot answers that.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Then {
    result: String,
    equals: String,
    stage: String,
}

/// `POST /sim/control/robots/{code}/stage {"stage": "EXECUTING"}`: from now on the
/// robot runs for every deal that comes to the stage. With `"then": {"result": "verdict",
/// "equals": "stop", "stage": "NEW"}` the deal goes on to that stage when the robot
/// answers so.
pub(super) async fn wait_at(
    State(state): State<AppState>,
    Path(code): Path<String>,
    Order(place): Order<Place>,
) -> Result<Json<Value>, Refused> {
    let world = state.world();
    let then = place.then.map(|then| FollowUp {
        result: then.result,
        equals: then.equals,
        stage_id: then.stage,
    });
    if !world.put_on_stage(&place.stage, &code, place.properties, then) {
        return Err(Refused::Robot(code));
    }
    Ok(Json(json!({"robot": code, "stage": place.stage})))
}

/// `GET /sim/control/workflows`: all of them, ended ones, too, with what robots have
/// answered.
pub(super) async fn workflows(State(state): State<AppState>) -> Json<Value> {
    let workflows = state.world().workflows();
    Json(workflows.iter().map(summary).collect())
}

fn summary(workflow: &Workflow) -> Value {
    let robot = workflow.robot.as_ref();
    json!({
        "id": workflow.id,
        "template": workflow.template_id,
        "document": workflow.document.code(),
        "state": match workflow.state {
            WorkflowState::Running => "running",
            WorkflowState::Completed => "completed",
            WorkflowState::Terminated => "terminated",
        },
        "parameters": workflow.parameters,
        "robot": robot.map(|robot| &robot.code),
        "returned": robot.map(|robot| &robot.returned),
        "log": workflow.log,
    })
}
