//! `event.*` (`api-reference/events/event-bind.md` and its neighbours).

use serde_json::{Value, json};

use super::{
    method::{Call, Reply},
    params::Params,
    placement::check_handler,
    refusal::Refusal,
    system,
};
use crate::{
    events::Occurrence,
    world::{BindingRefusal, EventBinding, known_events},
};

pub(crate) fn names(call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(json!(system::listed(call, known_events().iter().copied())).into())
}

pub(crate) fn bind(call: &Call<'_>) -> Result<Reply, Refusal> {
    let application = call.caller.application()?;
    let event = event_name(call)?;
    let scope = known_events()
        .iter()
        .find(|(name, _)| *name == event)
        .map(|(_, scope)| *scope);
    if !scope.is_some_and(|scope| scope.is_none_or(|scope| call.caller.has_scope(scope))) {
        return Err(Refusal::new("ERROR_EVENT_NOT_FOUND", "Event not found"));
    }
    let offline = offline(call)?;
    let (handler, fixed_user) = match offline {
        Some(_) => (String::new(), None),
        None => (handler(call)?, fixed_user(call)?),
    };
    if offline.is_none() {
        check_handler(&handler)?;
    }
    let options = Params::new(call.params.map("options").unwrap_or_default());
    let binding = EventBinding {
        id: 0,
        client_id: application.client_id.clone(),
        event,
        handler,
        offline,
        min_timeout: options.integer("minTimeout").unwrap_or(1),
        fixed_user,
    };
    let bound = call
        .state
        .world()
        .write(|state| state.handlers.bind(binding));
    bound.map_err(|BindingRefusal::AlreadyBound| {
        Refusal::new(
            "ERROR_CORE",
            "Unable to set event handler: Handler already binded",
        )
    })?;
    Ok(json!(true).into())
}

pub(crate) fn unbind(call: &Call<'_>) -> Result<Reply, Refusal> {
    let application = call.caller.application()?;
    let event = event_name(call)?;
    if let Some(connector) = offline(call)? {
        let removed = call.state.world().write(|state| {
            state.handlers.unbind(&application.client_id, |one| {
                one.event == event && one.offline.as_ref() == Some(&connector)
            })
        });
        return Ok(json!({"count": removed}).into());
    }
    let handler = handler(call)?;
    let chosen = chosen_user(call)?;
    let removed = call.state.world().write(|state| {
        state.handlers.unbind(&application.client_id, |one| {
            one.event == event
                && one.offline.is_none()
                && one.handler == handler
                && chosen.is_none_or(|user| one.fixed_user == user)
        })
    });
    Ok(json!({"count": removed}).into())
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let application = call.caller.application()?;
    let bindings = call.state.world().event_bindings_of(&application.client_id);
    let rows = bindings.into_iter().map(|one| match one.offline {
        // Not documented; as older sources have it.
        Some(connector) => json!({
            "event": one.event,
            "connector_id": connector,
            "offline": 1,
        }),
        None => json!({
            "event": one.event,
            "handler": one.handler,
            "auth_type": one.fixed_user.unwrap_or(0).to_string(),
            "offline": 0,
        }),
    });
    Ok(rows.collect::<Value>().into())
}

/// `event.test`: `ONAPPTEST` with all that was sent
/// (`api-reference/events/test-handler.md`).
pub(crate) fn test(call: &Call<'_>) -> Result<Reply, Refusal> {
    let application = call.caller.application()?;
    let user = &call.caller.user;
    let data = json!({
        "QUERY": call.params.value(),
        "LANGUAGE_ID": user.language.code(),
    });
    let test = Occurrence::of_application(&application.client_id, "ONAPPTEST", data, Some(user.id));
    call.state.announce(test);
    Ok(json!(1).into())
}

fn event_name(call: &Call<'_>) -> Result<String, Refusal> {
    let name = call.params.text("event").filter(|name| !name.is_empty());
    Ok(name
        .ok_or_else(|| Refusal::argument("EVENT"))?
        .to_ascii_uppercase())
}

fn handler(call: &Call<'_>) -> Result<String, Refusal> {
    let handler = call
        .params
        .text("handler")
        .filter(|handler| !handler.is_empty());
    handler.ok_or_else(|| Refusal::argument("HANDLER"))
}

/// Whether the offline queue is meant: then for which source. Administrators only.
fn offline(call: &Call<'_>) -> Result<Option<String>, Refusal> {
    let kind = call.params.text("event_type").unwrap_or_default();
    if !kind.eq_ignore_ascii_case("offline") {
        return Ok(None);
    }
    if !call.caller.user.admin {
        return Err(Refusal::forbidden(
            "ACCESS_DENIED",
            "Access denied! Offline events binding requires administrator access rights",
        ));
    }
    Ok(Some(call.caller.connector.clone().unwrap_or_default()))
}

/// Whose token a handler shall get. Who is no administrator binds for themselves.
fn fixed_user(call: &Call<'_>) -> Result<Option<i64>, Refusal> {
    let user = &call.caller.user;
    let asked = call.params.integer("auth_type").filter(|id| *id > 0);
    match (user.admin, asked) {
        (true, asked) => Ok(asked),
        (false, None) => Ok(Some(user.id)),
        (false, Some(id)) if id == user.id => Ok(Some(id)),
        (false, Some(_)) => Err(Refusal::forbidden(
            "ACCESS_DENIED",
            "Access denied! Event binding with AUTH_TYPE requires administrator access rights",
        )),
    }
}

/// Which bindings to remove: absent means all, `0` those without a fixed user.
fn chosen_user(call: &Call<'_>) -> Result<Option<Option<i64>>, Refusal> {
    let user = &call.caller.user;
    let Some(asked) = call.params.text("auth_type") else {
        return Ok((!user.admin).then_some(Some(user.id)));
    };
    let asked = asked.trim().parse().ok().filter(|id: &i64| *id > 0);
    if !user.admin && asked != Some(user.id) {
        return Err(Refusal::access_denied());
    }
    Ok(Some(asked))
}
