//! `answer`: `bizproc.event.send`, what a robot's workflow waits for.
//!
//! Its token is worth something once. So repeating does no harm, and a repeated answer that is
//! refused has been given (`api-reference/bizproc/bizproc-robot/bizproc-event-send.md`).

use bitrix24::{Call, CallError, ErrorCode};
use serde_json::{Map, Value};

use super::perform::Doing;
use super::{Failure, Performed};

pub(super) async fn perform(
    doing: Doing<'_>,
    event_token: &str,
    values: &Map<String, Value>,
    log: &str,
) -> Result<Performed, Failure> {
    let call = Call::new("bizproc.event.send")
        .param("event_token", event_token)
        .param("return_values", values.clone())
        .param("log_message", log);
    match doing.client.send::<Value>(&call).await {
        Ok(_) => Ok(Performed::default()),
        Err(error) if is_spent(&error) && doing.attempt.may_have_run() => Ok(Performed {
            was_there: true,
            ..Performed::default()
        }),
        Err(error) if is_spent(&error) => Err(Failure::refused(
            "the workflow does not wait for this answer any more",
        )),
        Err(error) => Err(error.into()),
    }
}

fn is_spent(error: &CallError) -> bool {
    let refusal = error.refusal();
    refusal.is_some_and(|refusal| refusal.code == ErrorCode::AccessDenied)
}
