//! `batch`: up to fifty commands in one request
//! (`settings/how-to-call-rest-api/batch.md`).

use axum::http::StatusCode;
use serde_json::json;

use super::{
    Served,
    envelope::Timing,
    method::{Call, Execution, Reply, execute, is_out_of_time},
    pace::Pace,
    params::{Params, scalar},
    reference::Results,
    refusal::Refusal,
};
use crate::{
    fault::Damage,
    journal::{Kind, Record},
    php,
};

pub(crate) const NAME: &str = "batch";

/// Commands beyond this number are not run.
const MOST_COMMANDS: usize = 50;

/// Runs the commands in order. The answer as a whole always succeeds; each
/// command has its own result or error. `request` numbers the HTTP request.
pub(super) async fn run(call: &Call<'_>, request: u64, pace: &mut Pace) -> Served {
    if is_out_of_time(call, NAME) {
        return Execution::from(Refusal::out_of_operating_time()).into();
    }
    let halt = call.params.flag("halt");
    let mut results = Results::default();
    let mut damage = None;
    for (at, (key, command)) in commands(call.params).into_iter().enumerate() {
        let timing = Timing::start(call.state.clock());
        let (execution, spoiled) = if at < MOST_COMMANDS {
            run_one(call, &command, &results, request, pace).await
        } else {
            (too_many().into(), None)
        };
        match execution.outcome {
            Ok(reply) => {
                let time = timing.finish(call.state.clock(), execution.balance);
                results.time.push((key.clone(), time));
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
        if spoiled.is_some() {
            damage = spoiled;
            break;
        }
    }
    let reply = Reply::from(json!({
        "result": php::array(results.result),
        "result_error": php::array(results.error),
        "result_total": php::array(results.total),
        "result_next": php::array(results.next),
        "result_time": php::array(results.time),
    }));
    let balance = call.state.knobs().operating_limit().map(|_| {
        let now = call.state.clock().now();
        call.state.operating().balance(call.caller, NAME, now)
    });
    Served {
        caller: None,
        outcome: Ok(reply),
        balance,
        damage,
        headers: Vec::new(),
    }
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

/// Runs a command, unless a fault keeps it from that, and tells what becomes of
/// the answer to the whole batch.
async fn run_one(
    call: &Call<'_>,
    command: &str,
    results: &Results,
    request: u64,
    pace: &mut Pace,
) -> (Execution, Option<Damage>) {
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
    let run = || {
        let start = start.and_then(|start| start.trim().parse().ok());
        let call = Call {
            params: &params,
            start: start.unwrap_or(0),
            nested: true,
            ..*call
        };
        execute(&name, &call)
    };
    let (execution, damage) = match call.state.faults().of_command(&name) {
        None => (run(), None),
        Some(fault) => {
            let mut execution = if fault.runs {
                run()
            } else {
                Refusal::gateway_timeout().into()
            };
            execution.takes += fault.delay;
            match fault.damage {
                Some(Damage::Refusal(refusal)) => {
                    execution.outcome = Err(refusal);
                    (execution, None)
                }
                damage => (execution, damage),
            }
        }
    };
    pace.spend(execution.takes).await;
    let refusal = execution.outcome.as_ref().err();
    let application = call.caller.application.as_ref();
    call.state.journal().record(Record {
        user_id: Some(call.caller.user.id),
        client_id: application.map(|application| application.client_id.clone()),
        status: refusal.map_or(200, |refusal| refusal.status.as_u16()),
        error: refusal.map(Refusal::code),
        request: Some(request),
        params: params.into_value(),
        ..Record::new(Kind::Command, name)
    });
    (execution, damage)
}

fn too_many() -> Refusal {
    Refusal::new("ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
}
