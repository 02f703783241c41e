//! REST 3 at `/rest/api/`: JSON only, errors that are objects, calls that may be
//! repeated (`api-reference/rest-v3.md`).
//!
//! What is refused before a method is found (authorization, limits) has the form of
//! REST 2 here: the documents do not say, and a client has to read both.

mod batch;
mod description;
mod dto;
mod field;
mod list;
pub(crate) mod replay;
mod task;

use axum::http::StatusCode;

use self::replay::Replay;
use super::{
    Served,
    method::{Call, Execution, Method, method, perform},
    pace::Pace,
    refusal::Refusal,
    request::Incoming,
};

/// The pages of the methods say `task` in some places and `tasks` in others.
const TASK: &[&str] = &["task", "tasks"];
const BASIC: &[&str] = &[];

/// The methods, by whether they change anything: only then a key matters.
const READING: &[Method] = &[
    method("documentation", BASIC, description::openapi),
    method("rest.documentation.openapi", BASIC, description::openapi),
    method("rest.scope.list", BASIC, description::scopes),
    method("tasks.task.field.get", TASK, field::get),
    method("tasks.task.field.list", TASK, field::list),
    method("tasks.task.get", TASK, task::get),
    method("tasks.task.list", TASK, list::list),
];
const CHANGING: &[Method] = &[
    method("tasks.task.add", TASK, task::add),
    method("tasks.task.delete", TASK, task::delete),
    method("tasks.task.update", TASK, task::update),
];

pub(super) async fn run(call: &Call<'_>, incoming: &Incoming, pace: &mut Pace) -> Served {
    if incoming.unreadable {
        let text = "The request body is not valid JSON";
        return refuse(StatusCode::BAD_REQUEST, "INVALIDJSONEXCEPTION", text);
    }
    if incoming.method == batch::NAME {
        return batch::run(call, pace).await;
    }
    let method = match method_for(call, &incoming.method) {
        Ok(method) => method,
        Err(refusal) => return Execution::from(refusal).into(),
    };
    let changes = named(CHANGING, &incoming.method).is_some();
    let key = incoming.idempotency_key.as_ref();
    let replay = match key.filter(|_| changes) {
        Some(key) => match Replay::of(call, method, key) {
            Ok(replay) => Some(replay),
            Err(refusal) => return Execution::from(refusal).into(),
        },
        None => None,
    };
    let mut served = match replay.as_ref().and_then(Replay::stored) {
        Some(reply) => Execution::from(reply).into(),
        None => {
            let execution = perform(method, call);
            pace.spend(execution.takes).await;
            if let (Some(replay), Ok(reply)) = (&replay, &execution.outcome) {
                replay.store(call, reply.clone());
            }
            Served::from(execution)
        }
    };
    if let Some(replay) = &replay {
        served.headers = replay.headers();
    }
    served
}

/// The method with this name, for a caller who may call it.
fn method_for(call: &Call<'_>, name: &str) -> Result<&'static Method, Refusal> {
    let Some(method) = named(CHANGING, name).or_else(|| named(READING, name)) else {
        // The code is in the vendor's libraries, the status nowhere.
        let text = format!("Method `{name}` not found");
        let code = "METHODNOTFOUNDEXCEPTION";
        return Err(Refusal::exception(StatusCode::NOT_FOUND, code, text));
    };
    if !method.is_open_to(call.caller) {
        let text = "Insufficient scope to call the method";
        let code = "INSUFFICIENTSCOPEEXCEPTION";
        return Err(Refusal::exception(StatusCode::FORBIDDEN, code, text));
    }
    Ok(method)
}

fn named(methods: &'static [Method], name: &str) -> Option<&'static Method> {
    methods.iter().find(|method| method.name == name)
}

fn refuse(status: StatusCode, code: &str, message: &str) -> Served {
    Execution::from(Refusal::exception(status, code, message)).into()
}
