//! `batch`: up to fifty commands in one request
//! (`settings/how-to-call-rest-api/batch.md`).

use axum::http::StatusCode;
use serde_json::json;

use super::{
    envelope::Timing,
    method::{Call, Reply, execute},
    params::{Params, scalar},
    reference::Results,
    refusal::Refusal,
};
use crate::{
    journal::{Kind, Record},
    php,
};

pub(crate) const NAME: &str = "batch";

/// Commands beyond this number are not run.
const MOST_COMMANDS: usize = 50;

/// Runs the commands in order. The answer as a whole always succeeds; each
/// command has its own result or error. `request` numbers the HTTP request.
pub(crate) fn run(call: &Call<'_>, request: u64) -> Reply {
    let halt = call.params.flag("halt");
    let mut results = Results::default();
    for (at, (key, command)) in commands(call.params).into_iter().enumerate() {
        let timing = Timing::start(call.state.clock());
        let outcome = if at < MOST_COMMANDS {
            run_one(call, &command, &results, request)
        } else {
            Err(Refusal::new(
                "ERROR_BATCH_LENGTH_EXCEEDED",
                "Max batch length exceeded",
            ))
        };
        match outcome {
            Ok(reply) => {
                results
                    .time
                    .push((key.clone(), timing.finish(call.state.clock())));
                results
                    .total
                    .extend(reply.total.map(|total| (key.clone(), json!(total))));
                results
                    .next
                    .extend(reply.next.map(|next| (key.clone(), json!(next))));
                results.result.push((key, reply.result));
            }
            Err(refusal) => {
                results.error.push((key, refusal.body()));
                if halt {
                    break;
                }
            }
        }
    }
    Reply::from(json!({
        "result": php::array(results.result),
        "result_error": php::array(results.error),
        "result_total": php::array(results.total),
        "result_next": php::array(results.next),
        "result_time": php::array(results.time),
    }))
}

/// What a `batch` inside a batch gets.
pub(crate) fn refuse_nested(_: &Call<'_>) -> Result<Reply, Refusal> {
    Err(Refusal::with_status(
        StatusCode::METHOD_NOT_ALLOWED,
        "ERROR_BATCH_METHOD_NOT_ALLOWED",
        "Method is not allowed for batch usage",
    ))
}

/// Commands by key, in the order they were sent.
fn commands(params: &Params) -> Vec<(String, String)> {
    let commands = params.map("cmd").unwrap_or_default();
    let as_text = |(key, value)| (key, scalar(&value).unwrap_or_default());
    commands.into_iter().map(as_text).collect()
}

fn run_one(
    call: &Call<'_>,
    command: &str,
    results: &Results,
    request: u64,
) -> Result<Reply, Refusal> {
    let (name, query) = command.split_once('?').unwrap_or((command, ""));
    let name = name.trim().to_ascii_lowercase();
    let mut params = php::tree(php::pairs(query));
    for value in params.values_mut() {
        results.resolve(value);
    }
    // A command acts as the caller of the batch, whatever it says.
    params.remove("auth");
    let start = params.remove("start").as_ref().and_then(scalar);
    let params = Params::new(params);
    let outcome = execute(
        &name,
        &Call {
            params: &params,
            start: start
                .and_then(|start| start.trim().parse().ok())
                .unwrap_or(0),
            ..*call
        },
    );
    call.state.journal().record(Record {
        user_id: Some(call.caller.user.id),
        client_id: call
            .caller
            .application
            .as_ref()
            .map(|app| app.client_id.clone()),
        status: outcome
            .as_ref()
            .map_or_else(|refusal| refusal.status.as_u16(), |_| 200),
        error: outcome.as_ref().err().map(Refusal::code),
        request: Some(request),
        params: params.into_value(),
        ..Record::new(Kind::Command, name)
    });
    outcome
}
