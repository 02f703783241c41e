//! What is to go wrong.

use std::time::Duration;

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::order::{Order, Refused};
use crate::{AppState, Fault};

/// More would be a portal that is simply broken.
const MOST: usize = 10_000;

/// `{"fault": "reset", "times": 3, "method": "crm.deal.add"}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    fault: Name,
    #[serde(default = "once")]
    times: usize,
    /// Requests, commands of batches, or requests for tokens.
    #[serde(default)]
    at: Where,
    /// Only this method; commands need one.
    method: Option<String>,
    /// Whether the method runs all the same; each fault has its own custom.
    runs: Option<bool>,
    /// How late the answer is besides.
    #[serde(default)]
    delay_ms: u64,
    /// Of `refusal` and `html`.
    status: Option<u16>,
    /// Of `refusal`.
    error: Option<String>,
    #[serde(default)]
    description: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    QueryLimit,
    Overload,
    OperationLimit,
    InternalError,
    Refusal,
    Html,
    Empty,
    CutOff,
    BrokenOff,
    Reset,
    Slow,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Where {
    #[default]
    Request,
    Command,
    Token,
}

fn once() -> usize {
    1
}

/// `GET /sim/control/faults`: what has not struck yet, in order.
pub(super) async fn list(State(state): State<AppState>) -> Json<Value> {
    Json(json!({"faults": pending(&state)}))
}

/// `DELETE /sim/control/faults`
pub(super) async fn clear(State(state): State<AppState>) -> Json<Value> {
    state.faults().clear();
    list(State(state)).await
}

/// `POST /sim/control/faults`
pub(super) async fn plan(
    State(state): State<AppState>,
    Order(plan): Order<Plan>,
) -> Result<Json<Value>, Refused> {
    if plan.times > MOST {
        return Err(Refused::Malformed(format!("`times` is above {MOST}")));
    }
    let fault = plan.fault()?;
    let faults = state.faults();
    match (plan.at, &plan.method) {
        (Where::Request, Some(method)) => faults.next_of(method, plan.times, fault),
        (Where::Request, None) => faults.next(plan.times, fault),
        (Where::Command, Some(method)) => faults.next_command(method, plan.times, fault),
        (Where::Token, None) => faults.next_token(plan.times, fault),
        (Where::Command, None) => {
            let text = "`method` is missing: which command is to fail?";
            return Err(Refused::Malformed(text.to_owned()));
        }
        (Where::Token, Some(_)) => {
            let text = "`method` means nothing where tokens are given out";
            return Err(Refused::Malformed(text.to_owned()));
        }
    }
    Ok(list(State(state)).await)
}

pub(super) fn pending(state: &AppState) -> Value {
    let pending = state.faults().pending().into_iter();
    let rows = pending.map(|one| {
        json!({
            "at": one.place,
            "method": one.method,
            "times": one.left,
            "fault": one.fault.to_string(),
            "runs": one.fault.runs(),
        })
    });
    rows.collect()
}

impl Plan {
    fn fault(&self) -> Result<Fault, Refused> {
        let status = |otherwise| match self.status {
            Some(status) if !(200..600).contains(&status) => {
                Err(Refused::Malformed(format!("`status` {status} is none")))
            }
            status => Ok(status.unwrap_or(otherwise)),
        };
        let delay = Duration::from_millis(self.delay_ms);
        let fault = match self.fault {
            Name::QueryLimit => Fault::query_limit(),
            Name::Overload => Fault::overload(),
            Name::OperationLimit => Fault::operation_limit(),
            Name::InternalError => Fault::internal_error(),
            Name::Refusal => {
                let error = self.error.as_deref();
                let missing = || Refused::Malformed("`error` is missing".to_owned());
                Fault::refusal(status(400)?, error.ok_or_else(missing)?, &self.description)
            }
            Name::Html => Fault::html(status(502)?),
            Name::Empty => Fault::empty(),
            Name::CutOff => Fault::cut_off(),
            Name::BrokenOff => Fault::broken_off(),
            Name::Reset => Fault::reset(),
            Name::Slow if self.delay_ms == 0 => {
                return Err(Refused::Malformed("`delay_ms` is missing".to_owned()));
            }
            Name::Slow => Fault::slow(delay),
        };
        let fault = fault.late(delay);
        Ok(match self.runs {
            Some(true) => fault.after_running(),
            Some(false) => fault.before_running(),
            None => fault,
        })
    }
}
