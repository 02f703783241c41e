//! What an application answers to a workflow that waits for it
//! (`api-reference/bizproc/bizproc-robot/bizproc-event-send.md`).

use serde_json::json;

use crate::{
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{RobotRun, Workflow, WorkflowState},
};

/// `bizproc.event.send`: the values come back, the workflow goes on.
pub(crate) fn send(call: &Call<'_>) -> Result<Reply, Refusal> {
    let values = call.params.map("RETURN_VALUES").unwrap_or_default();
    let message = call.params.text("LOG_MESSAGE").unwrap_or_default();
    let now = call.state.clock().now();
    let follow_up = answer(call, |workflow| {
        if let Some(robot) = &mut workflow.robot {
            let declared = |name: &str| {
                let mut allowed = robot.allowed.iter();
                allowed.find(|one| one.eq_ignore_ascii_case(name)).cloned()
            };
            let values = values.into_iter();
            let values = values.filter_map(|(name, value)| Some((declared(&name)?, value)));
            robot.returned = values.collect();
        }
        if !message.is_empty() {
            workflow.log.push(message);
        }
        workflow.end(WorkflowState::Completed, now);
        let robot = workflow.robot.as_ref();
        let stage_id = robot.and_then(RobotRun::follow_up);
        stage_id.map(|stage_id| (workflow.document.id, stage_id))
    })?;
    if let Some((deal, stage_id)) = follow_up {
        call.state.move_deal(deal, &stage_id);
    }
    Ok(json!(true).into())
}

/// `bizproc.activity.log`: a line for the log, and the workflow waits on.
pub(crate) fn log(call: &Call<'_>) -> Result<Reply, Refusal> {
    let message = call.params.text("LOG_MESSAGE").unwrap_or_default();
    if message.is_empty() {
        return Err(Refusal::new(
            "ERROR_EMPTY_LOG_MESSAGE",
            "Empty log message!",
        ));
    }
    answer(call, |workflow| workflow.log.push(message))?;
    Ok(json!(true).into())
}

/// Finds the workflow that waits for the call's token. Only the application that was
/// called may answer.
fn answer<T>(call: &Call<'_>, take: impl FnOnce(&mut Workflow) -> T) -> Result<T, Refusal> {
    let token = call.params.text("EVENT_TOKEN").unwrap_or_default();
    let client_id = call.caller.application.as_ref().map(|one| &one.client_id);
    let is_meant = |workflow: &Workflow| {
        workflow.robot.as_ref().is_some_and(|robot| {
            robot.event_token.expose() == token
                && client_id.is_none_or(|client_id| *client_id == robot.client_id)
        })
    };
    let answered = call.state.world().change_workflow(is_meant, take);
    answered.ok_or_else(Refusal::access_denied)
}
