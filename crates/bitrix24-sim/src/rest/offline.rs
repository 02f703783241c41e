//! `event.offline.*`: the queue of changes, fetched by applications that nobody can
//! call (`api-reference/events/offline-events.md`). For administrators.

use serde_json::{Value, json};

use super::{
    envelope::iso,
    method::{Call, Reply},
    refusal::Refusal,
    rows::Rows,
};
use crate::world::{Lane, OfflineEvent};

/// Events of one fetch, unless the call says otherwise.
const USUAL_LIMIT: i64 = 50;

/// `event.offline.get`: takes events out of the queue, or with `clear=0` reserves
/// them, so that calls at the same time get different ones.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let lane = lane(call)?;
    let failed = call.params.flag("error");
    let clear = call.params.text("clear").is_none_or(|clear| clear != "0");
    if !clear && !call.state.knobs().offline_extended() {
        return Err(Refusal::forbidden(
            "ACCESS_DENIED",
            "Access denied! Extended offline events are not included in the plan",
        ));
    }
    let process_id = call.params.text("process_id").filter(|id| !id.is_empty());
    let limit = call.params.integer("limit").unwrap_or(USUAL_LIMIT);
    let limit = usize::try_from(limit).unwrap_or(0);

    let now = call.state.clock().now();
    let (process_id, rows) = call.state.world().write(|state| {
        let mut events = state.offline.of(lane, now);
        events.retain(|one| match &process_id {
            Some(process_id) => one.process_id.as_ref() == Some(process_id),
            None => one.process_id.is_none() && one.failed == failed,
        });
        let rows = Rows::new(events.iter().map(row));
        let rows = rows.asked(call, ("TIMESTAMP_X", "ASC")).first(limit);
        let ids = rows.numbers("ID");
        let process_id = if clear {
            state.offline.remove(&ids);
            None
        } else {
            Some(process_id.unwrap_or_else(|| state.offline.reserve(&ids)))
        };
        (process_id, rows)
    });
    let result = json!({"process_id": process_id, "events": rows.into_value()});
    Ok(result.into())
}

/// `event.offline.list`: looks at the queue and leaves it as it is.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let lane = lane(call)?;
    let now = call.state.clock().now();
    let events = call
        .state
        .world()
        .write(|state| state.offline.of(lane, now));
    let rows = Rows::new(events.iter().map(|event| {
        let mut row = row(event);
        row["PROCESS_ID"] = json!(event.process_id.as_deref().unwrap_or_default());
        row["ERROR"] = json!(i32::from(event.failed).to_string());
        row
    }));
    Ok(rows.asked(call, ("ID", "ASC")).page(call))
}

/// `event.offline.clear`: what was reserved has been processed, all of it or some.
pub(crate) fn clear(call: &Call<'_>) -> Result<Reply, Refusal> {
    let lane = lane(call)?;
    let process_id = process_id(call)?;
    let ids = call.params.get("id").map(|_| call.params.list("id"));
    let messages = call.params.get("message_id");
    let messages = messages.map(|_| call.params.list("message_id"));
    call.state.world().write(|state| {
        state.offline.clear(lane, &process_id, |one| {
            // Message numbers do not count beside numbers of events.
            match (&ids, &messages) {
                (Some(ids), _) => ids.contains(&one.id.to_string()),
                (None, Some(messages)) => messages.contains(&one.message_id),
                (None, None) => true,
            }
        });
    });
    Ok(json!(true).into())
}

/// `event.offline.error`: what was reserved could not be processed.
pub(crate) fn fail(call: &Call<'_>) -> Result<Reply, Refusal> {
    let lane = lane(call)?;
    let process_id = process_id(call)?;
    let messages = call.params.list("message_id");
    call.state
        .world()
        .write(|state| state.offline.fail(lane, &process_id, &messages));
    Ok(json!(true).into())
}

fn lane<'a>(call: &Call<'a>) -> Result<Lane<'a>, Refusal> {
    let application = call.caller.administered_application()?;
    Ok(Lane {
        client_id: &application.client_id,
        connector: call.caller.connector.as_deref().unwrap_or_default(),
    })
}

fn process_id(call: &Call<'_>) -> Result<String, Refusal> {
    let process_id = call.params.text("process_id");
    process_id
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Refusal::argument("PROCESS_ID"))
}

fn row(event: &OfflineEvent) -> Value {
    let nothing = || json!(false);
    let has_data = event.data.as_object().is_some_and(|data| !data.is_empty());
    json!({
        "ID": event.id.to_string(),
        "TIMESTAMP_X": iso(event.at),
        "EVENT_NAME": event.event,
        "EVENT_DATA": if has_data { event.data.clone() } else { nothing() },
        "EVENT_ADDITIONAL": event.user_id.map_or_else(nothing, |id| json!({"user_id": id.to_string()})),
        "MESSAGE_ID": event.message_id,
    })
}
