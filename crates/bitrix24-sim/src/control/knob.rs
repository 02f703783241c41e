//! Speed, limits, leniency.

use std::time::Duration;

use axum::{Json, extract::State};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::order::{Order, Refused};
use crate::{AppState, Billing, Bucket, Limit};

/// Every knob that is to be turned; those left out stay.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Turn {
    latency_ms: Option<u64>,
    page_time_ms: Option<u64>,
    overhead_ms: Option<u64>,
    request_cap_ms: Option<u64>,
    limit: Option<Plan>,
    /// `null` lifts it.
    #[serde(default, deserialize_with = "given")]
    operating_limit_s: Option<Option<u64>>,
    /// `null`: what it took.
    #[serde(default, deserialize_with = "given")]
    operating_cost_ms: Option<Option<u64>>,
    billing: Option<Bills>,
    lenient_refresh: Option<bool>,
    event_delay_ms: Option<u64>,
    slow_handler_ms: Option<u64>,
    /// `null`: each error has its own.
    #[serde(default, deserialize_with = "given")]
    token_error_status: Option<Option<u16>>,
    rest_included: Option<bool>,
    old_frames: Option<bool>,
    offline_extended: Option<bool>,
}

/// The plan: `"standard"`, `"enterprise"`, `"off"`, or figures of one's own.
#[derive(Deserialize)]
#[serde(untagged)]
enum Plan {
    Named(Limit),
    Own { depth: f64, drain_per_second: f64 },
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Bills {
    Commands,
    Batch,
}

/// Tells `null` from nothing.
fn given<'de, D, T>(from: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(from).map(Some)
}

/// `GET /sim/control/knobs`
pub(super) async fn read(State(state): State<AppState>) -> Json<Value> {
    Json(positions(&state))
}

/// `POST /sim/control/knobs {"limit": "enterprise", "latency_ms": 100}`
pub(super) async fn turn(
    State(state): State<AppState>,
    Order(turn): Order<Turn>,
) -> Result<Json<Value>, Refused> {
    let knobs = state.knobs();
    if let Some(plan) = &turn.limit {
        knobs.set_bucket(plan.bucket()?);
    }
    let set = |value: Option<u64>, set: &dyn Fn(Duration)| {
        value.map(Duration::from_millis).into_iter().for_each(set);
    };
    set(turn.latency_ms, &|time| knobs.set_latency(time));
    set(turn.page_time_ms, &|time| knobs.set_page_time(time));
    set(turn.overhead_ms, &|time| knobs.set_overhead(time));
    set(turn.request_cap_ms, &|time| knobs.set_request_cap(time));
    if let Some(limit) = turn.operating_limit_s {
        knobs.set_operating_limit(limit.map(Duration::from_secs));
    }
    if let Some(cost) = turn.operating_cost_ms {
        knobs.set_operating_cost(cost.map(Duration::from_millis));
    }
    match turn.billing {
        Some(Bills::Commands) => knobs.set_billing(Billing::Commands),
        Some(Bills::Batch) => knobs.set_billing(Billing::Batch),
        None => {}
    }
    set(turn.event_delay_ms, &|time| knobs.set_event_delay(time));
    set(turn.slow_handler_ms, &|time| knobs.set_slow_handler(time));
    if let Some(status) = turn.token_error_status {
        knobs.set_token_error_status(status);
    }
    if let Some(included) = turn.rest_included {
        knobs.set_rest_included(included);
    }
    if let Some(old) = turn.old_frames {
        knobs.set_old_frames(old);
    }
    if let Some(included) = turn.offline_extended {
        knobs.set_offline_extended(included);
    }
    if let Some(lenient) = turn.lenient_refresh {
        knobs.set_lenient_refresh(lenient);
    }
    Ok(read(State(state)).await)
}

impl Plan {
    fn bucket(&self) -> Result<Option<Bucket>, Refused> {
        match *self {
            Self::Named(limit) => Ok(limit.bucket()),
            Self::Own {
                depth,
                drain_per_second,
            } if depth >= 1.0 && drain_per_second > 0.0 => Ok(Some(Bucket {
                depth,
                drain_per_second,
            })),
            Self::Own { .. } => Err(Refused::Malformed(
                "a `limit` lets at least one call in, and drains".to_owned(),
            )),
        }
    }
}

pub(super) fn positions(state: &AppState) -> Value {
    let knobs = state.knobs();
    let limit = match knobs.bucket() {
        None => json!("off"),
        Some(bucket) if bucket == Bucket::STANDARD => json!("standard"),
        Some(bucket) if bucket == Bucket::ENTERPRISE => json!("enterprise"),
        Some(bucket) => {
            json!({"depth": bucket.depth, "drain_per_second": bucket.drain_per_second})
        }
    };
    json!({
        "latency_ms": milliseconds(knobs.latency()),
        "page_time_ms": milliseconds(knobs.page_time()),
        "overhead_ms": milliseconds(knobs.overhead()),
        "request_cap_ms": milliseconds(knobs.request_cap()),
        "limit": limit,
        "operating_limit_s": knobs.operating_limit().map(|limit| limit.as_secs()),
        "operating_cost_ms": knobs.operating_cost().map(milliseconds),
        "billing": match knobs.billing() {
            Billing::Commands => "commands",
            Billing::Batch => "batch",
        },
        "lenient_refresh": knobs.lenient_refresh(),
        "event_delay_ms": milliseconds(knobs.event_delay()),
        "slow_handler_ms": milliseconds(knobs.slow_handler()),
        "token_error_status": knobs.token_error_status(),
        "rest_included": knobs.rest_included(),
        "old_frames": knobs.old_frames(),
        "offline_extended": knobs.offline_extended(),
    })
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
