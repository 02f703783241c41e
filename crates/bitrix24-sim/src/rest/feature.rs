//! What this portal can do: `feature.get`, and `methods` of old
//! (`api-reference/common/system/feature-get.md`, `api-reference/common/system/methods.md`).

use serde_json::json;

use super::{
    method::{Call, Method, Reply},
    refusal::Refusal,
};

/// Events may be reserved before they are taken; it goes with the plan.
pub(super) const OFFLINE_EXTENDED: &str = "rest_offline_extended";

/// Features the documents name.
const FEATURES: &[&str] = &[OFFLINE_EXTENDED, "rest_auth_connector"];

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let code = call.params.text("CODE").filter(|code| !code.is_empty());
    let code = code.ok_or_else(|| Refusal::new("CODE_EMPTY", "CODE can't be empty"))?;
    let is_missing = code == OFFLINE_EXTENDED && !call.state.knobs().offline_extended();
    let value = if FEATURES.contains(&code.as_str()) && !is_missing {
        "Y"
    } else {
        "N"
    };
    Ok(json!({"value": value}).into())
}

/// Names of methods: of one scope, of all with `full`, otherwise of the caller's.
pub(crate) fn methods(call: &Call<'_>) -> Result<Reply, Refusal> {
    let full = call.params.flag("full");
    let scope = call.params.text("scope").filter(|_| !full);
    let names: Vec<&str> = Method::all()
        .filter(|method| match &scope {
            // `_global` and the empty name stand for what needs no scope.
            Some(scope) if scope.is_empty() || scope == "_global" => method.scopes.is_empty(),
            Some(scope) => method.scopes.contains(&scope.as_str()),
            None => full || method.is_open_to(call.caller),
        })
        .map(|method| method.name)
        .collect();
    Ok(json!(names).into())
}
