//! `placement.*` (`api-reference/widgets/placement-bind.md` and its neighbours).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use url::{Host, Url};

use super::{
    method::{Call, Reply},
    params::{Params, scalar},
    refusal::Refusal,
    system,
};
use crate::{
    php,
    world::{PlacementBinding, PlacementText, known_placement, known_placements},
};

/// The placements that take one handler only.
const SINGLE: [&str; 2] = ["REST_APP_URI", WORKER];

/// Its handler says where to complain when it is too slow
/// (`api-reference/widgets/universal/background-worker.md`).
const WORKER: &str = "PAGE_BACKGROUND_WORKER";

pub(crate) fn bind(call: &Call<'_>) -> Result<Reply, Refusal> {
    let application = call.caller.administered_application()?;
    let placement = required(call.params, "PLACEMENT")?;
    let handler = required(call.params, "HANDLER")?;
    let kind = known_placement(&placement)
        .filter(|kind| kind.scope.is_none_or(|scope| call.caller.has_scope(scope)))
        .ok_or_else(|| Refusal::new("ERROR_PLACEMENT_NOT_FOUND", "Placement not found"))?;
    check_handler(&handler)?;
    if call.params.integer("USER_ID").is_some_and(|user| user > 0) {
        return Err(Refusal::new(
            "ERROR_PLACEMENT_USER_MODE",
            "User mode is not supported by this placement",
        ));
    }

    let mut options = call.params.map("OPTIONS").unwrap_or_default();
    options.retain(|key, _| kind.options.contains(&key.as_str()));
    if placement == WORKER && !options.contains_key("errorHandlerUrl") {
        return Err(Refusal::new(
            "EMPTY_ERROR_HANDLER_URL",
            "Error handler URL is empty",
        ));
    }
    let binding = PlacementBinding {
        id: 0,
        client_id: application.client_id.clone(),
        placement: placement.clone(),
        handler,
        text: PlacementText {
            title: call.params.text("TITLE").unwrap_or_default(),
            description: call.params.text("DESCRIPTION").unwrap_or_default(),
            group_name: call.params.text("GROUP_NAME").unwrap_or_default(),
        },
        languages: languages(call.params),
        options,
    };
    call.state.world().write(|state| {
        let mut bound = state.placements.of_application(&application.client_id);
        if SINGLE.contains(&placement.as_str()) && bound.any(|one| one.placement == placement) {
            return Err(Refusal::new(
                "ERROR_PLACEMENT_MAX_COUNT",
                "Placement max count",
            ));
        }
        drop(bound);
        if state.placements.bind(binding) {
            return Ok(json!(true).into());
        }
        Err(Refusal::new(
            "ERROR_CORE",
            "Unable to set placement handler: Handler already binded",
        ))
    })
}

/// `placement.unbind`. Each handler is counted twice: once found, once deleted.
pub(crate) fn unbind(call: &Call<'_>) -> Result<Reply, Refusal> {
    let application = call.caller.administered_application()?;
    let placement = required(call.params, "PLACEMENT")?;
    let handler = call
        .params
        .text("HANDLER")
        .filter(|handler| !handler.is_empty());
    let removed = call.state.world().write(|state| {
        let placements = &mut state.placements;
        placements.unbind(&application.client_id, &placement, handler.as_deref())
    });
    Ok(json!({"count": removed * 2}).into())
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let application = call.caller.administered_application()?;
    let bindings = call.state.world().placements_of(&application.client_id);
    Ok(bindings.into_iter().map(row).collect::<Value>().into())
}

/// `placement.list`: what this portal has, for the caller's scopes.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let kinds = known_placements()
        .iter()
        .map(|kind| (kind.code, kind.scope));
    Ok(json!(system::listed(call, kinds)).into())
}

fn row(binding: PlacementBinding) -> Value {
    let languages = binding.languages.iter().map(|(language, text)| {
        let text = json!({
            "TITLE": text.title,
            "DESCRIPTION": text.description,
            "GROUP_NAME": text.group_name,
        });
        (language.clone(), text)
    });
    json!({
        "placement": binding.placement,
        "userId": 0,
        "handler": binding.handler,
        "options": php::array(binding.options.into_iter().collect()),
        "title": binding.text.title,
        "description": binding.text.description,
        "langAll": php::array(languages.collect()),
    })
}

fn required(params: &Params, name: &str) -> Result<String, Refusal> {
    let value = params.text(name).filter(|value| !value.is_empty());
    value.ok_or_else(|| Refusal::argument(name))
}

/// A handler is an address that can be reached from outside: http or https, and a
/// host with a dot in it.
pub(super) fn check_handler(handler: &str) -> Result<(), Refusal> {
    let wrong = || Refusal::new("ERROR_WRONG_HANDLER_URL", "Wrong handler URL");
    let url = Url::parse(handler).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::new(
            "ERROR_UNSUPPORTED_PROTOCOL",
            "Unsupported event handler protocol",
        ));
    }
    match url.host() {
        Some(Host::Domain(domain)) if domain.contains('.') => Ok(()),
        Some(Host::Ipv4(_)) => Ok(()),
        _ => Err(wrong()),
    }
}

fn languages(params: &Params) -> BTreeMap<String, PlacementText> {
    let all = params.map("LANG_ALL").unwrap_or_default();
    let texts = all.into_iter().filter_map(|(language, text)| match text {
        Value::Object(text) => Some((language, localized(&text))),
        _ => None,
    });
    texts.collect()
}

fn localized(text: &Map<String, Value>) -> PlacementText {
    let part = |key| text.get(key).and_then(scalar).unwrap_or_default();
    PlacementText {
        title: part("TITLE"),
        description: part("DESCRIPTION"),
        group_name: part("GROUP_NAME"),
    }
}
