//! `batch` of REST 3: a list of calls in the body, their results in its order
//! (`api-reference/rest-v3.md`).
//!
//! The documents show no failure and no reference to an earlier result. Both are
//! here as the vendor's JavaScript library describes them: one error stands for
//! the whole answer, and what an earlier call read is found by its name or number.
//! Calls before the failing one stay done, which nobody documents.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::{
    super::{
        Served,
        method::{Call, Execution, Reply, perform},
        pace::Pace,
        params::Params,
        refusal::Refusal,
    },
    method_for,
};
use crate::journal::{Kind, Record};

pub(super) const NAME: &str = "batch";

/// As many as in REST 2; the documents do not say.
const MOST_STEPS: usize = 50;

/// One of the calls.
struct Step {
    method: String,
    query: Map<String, Value>,
    /// Under which name later calls find its result, its number apart.
    alias: Option<String>,
}

/// Results by name and by number.
#[derive(Default)]
struct Context(Map<String, Value>);

pub(super) async fn run(call: &Call<'_>, pace: &mut Pace) -> Served {
    let outcome = results(call, pace).await;
    let balance = call.state.knobs().operating_limit().map(|_| {
        let now = call.state.clock().now();
        call.state.operating().balance(call.caller, NAME, now)
    });
    Served {
        caller: None,
        outcome: outcome.map(|results| Reply::from(Value::Array(results))),
        balance,
        damage: None,
        headers: Vec::new(),
    }
}

async fn results(call: &Call<'_>, pace: &mut Pace) -> Result<Vec<Value>, Refusal> {
    let mut context = Context::default();
    let mut results = Vec::new();
    for (at, step) in steps(call.params)?.into_iter().enumerate() {
        let mut query = Value::Object(step.query);
        context.resolve(&mut query)?;
        let Value::Object(query) = query else {
            return Err(shapeless());
        };
        let execution = run_one(call, step.method, Params::new(query));
        pace.spend(execution.takes).await;
        let result = execution.outcome?.result;
        if let Some(alias) = step.alias {
            context.0.insert(alias, result.clone());
        }
        context.0.insert(at.to_string(), result.clone());
        results.push(result);
    }
    Ok(results)
}

fn run_one(call: &Call<'_>, name: String, params: Params) -> Execution {
    let execution = match method_for(call, &name) {
        Ok(method) => {
            let call = Call {
                params: &params,
                nested: true,
                ..*call
            };
            perform(method, &call)
        }
        Err(refusal) => refusal.into(),
    };
    let refusal = execution.outcome.as_ref().err();
    let application = call.caller.application.as_ref();
    call.state.journal().record(Record {
        user_id: Some(call.caller.user.id),
        client_id: application.map(|application| application.client_id.clone()),
        status: refusal.map_or(200, |refusal| refusal.status.as_u16()),
        error: refusal.map(Refusal::code),
        request: call.caller.request,
        params: params.into_value(),
        ..Record::new(Kind::Command, name)
    });
    execution
}

/// The calls in the order they were sent: a list, or a map with a list's keys,
/// which is what becomes of a list that a token is put into.
fn steps(params: &Params) -> Result<Vec<Step>, Refusal> {
    let Value::Object(listed) = params.value() else {
        return Err(shapeless());
    };
    if listed.is_empty() || listed.len() > MOST_STEPS {
        return Err(shapeless());
    }
    (0..listed.len())
        .map(|at| listed.get(&at.to_string()).and_then(step))
        .collect::<Option<_>>()
        .ok_or_else(shapeless)
}

fn step(value: &Value) -> Option<Step> {
    let query = match value.get("query") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(query)) => query.clone(),
        // An empty PHP array.
        Some(Value::Array(items)) if items.is_empty() => Map::new(),
        Some(_) => return None,
    };
    Some(Step {
        method: value.get("method")?.as_str()?.to_ascii_lowercase(),
        query,
        alias: value.get("as").and_then(Value::as_str).map(str::to_owned),
    })
}

impl Context {
    /// Puts what references point at in their place: `{"$ref": "task.item.id"}` a
    /// value, `{"$refArray": "tasks.id"}` the field of every item of a list.
    fn resolve(&self, value: &mut Value) -> Result<(), Refusal> {
        if let Some(path) = reference(value, "$ref") {
            let found = self.step_and_rest(path).and_then(|(result, rest)| {
                let mut segments = rest.split('.');
                segments.try_fold(result, |value, segment| value.get(segment))
            });
            *value = found.cloned().ok_or_else(dangling)?;
        } else if let Some(path) = reference(value, "$refArray") {
            let (result, field) = self.step_and_rest(path).ok_or_else(dangling)?;
            let items = result["items"].as_array().ok_or_else(dangling)?;
            let field = items.iter().filter_map(|item| item.get(field));
            *value = field.cloned().collect();
        } else {
            match value {
                Value::Array(items) => items.iter_mut().try_for_each(|item| self.resolve(item))?,
                Value::Object(map) => map.values_mut().try_for_each(|item| self.resolve(item))?,
                _ => {}
            }
        }
        Ok(())
    }

    fn step_and_rest<'a>(&self, path: &'a str) -> Option<(&Value, &'a str)> {
        let (step, rest) = path.split_once('.')?;
        Some((self.0.get(step)?, rest))
    }
}

/// What `{"$ref": …}` points at.
fn reference<'a>(value: &'a Value, kind: &str) -> Option<&'a str> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    map.get(kind)?.as_str()
}

/// What the format of REST 2 gets, too.
fn shapeless() -> Refusal {
    refuse("The calls of a batch are a list of objects with `method` and `query`")
}

fn dangling() -> Refusal {
    refuse("A reference points at no result of an earlier call")
}

fn refuse(message: &str) -> Refusal {
    Refusal::exception(StatusCode::BAD_REQUEST, "INVALIDSELECTEXCEPTION", message)
}
