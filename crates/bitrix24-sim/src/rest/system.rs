//! Methods about the portal, the token and the application
//! (`api-reference/common/system/`).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    envelope::iso,
    method::{Call, Method, Reply},
    refusal::Refusal,
};
use crate::php;

/// Every scope this portal has a method, placement or event for.
const SCOPES: &[&str] = &[
    "bizproc",
    "crm",
    "department",
    "im",
    "placement",
    "task",
    "user",
    "user_basic",
    "user_brief",
];

pub(crate) fn server_time(call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(json!(iso(call.state.clock().now())).into())
}

/// `scope`: of the token, or with `full` all there are.
pub(crate) fn scope(call: &Call<'_>) -> Result<Reply, Refusal> {
    if call.params.flag("full") {
        return Ok(json!(SCOPES).into());
    }
    Ok(json!(call.caller.scopes).into())
}

pub(crate) fn method_get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = call
        .params
        .text("name")
        .ok_or_else(|| Refusal::argument("name"))?;
    let method = Method::named(&name.to_ascii_lowercase());
    let is_available = method.is_some_and(|method| method.is_open_to(call.caller));
    Ok(json!({"isExisting": method.is_some(), "isAvailable": is_available}).into())
}

pub(crate) fn app_info(call: &Call<'_>) -> Result<Reply, Refusal> {
    let application = call.caller.application.as_ref().ok_or_else(|| {
        Refusal::new(
            "ACCESS_DENIED",
            "Access denied! Application context required",
        )
    })?;
    // The caller may have been identified before the installation was finished.
    let current = call.state.world().application(application.id);
    let application = current.as_ref().unwrap_or(application);
    let now = call.state.clock().now();
    let result = json!({
        "ID": application.id,
        "CODE": application.client_id,
        "VERSION": application.version,
        "STATUS": application.status.letter(),
        "INSTALLED": application.installed,
        "PAYMENT_EXPIRED": if application.payment_expired(now) { "Y" } else { "N" },
        "DAYS": application.days_left(now),
        "LANGUAGE_ID": call.caller.user.language.code(),
        "LICENSE": "en_pro100",
        "LICENSE_TYPE": "pro100",
        "LICENSE_FAMILY": "pro",
    });
    Ok(result.into())
}

/// `app.option.get`: one value, or all of them.
pub(crate) fn option_get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let application = options_owner(call)?;
    let options = call.state.world().application_options(application);
    let result = match call.params.text("option").filter(|name| !name.is_empty()) {
        Some(name) => options.get(&name).cloned().unwrap_or(Value::Null),
        None => php::array(options.into_iter().collect()),
    };
    Ok(result.into())
}

/// `app.option.set`: administrators only.
pub(crate) fn option_set(call: &Call<'_>) -> Result<Reply, Refusal> {
    let application = options_owner(call)?;
    let options = call.params.map("options").unwrap_or_default();
    if options.is_empty() {
        return Err(Refusal::new("ArgumentNullException", "options is empty"));
    }
    if !call.caller.user.admin {
        return Err(Refusal::new(
            "AccessException",
            "Administrator authorization required",
        ));
    }
    for (name, value) in options {
        call.state
            .world()
            .set_application_option(application, &name, value);
    }
    Ok(json!(true).into())
}

fn options_owner<'a>(call: &Call<'a>) -> Result<&'a str, Refusal> {
    let application = call.caller.application.as_ref();
    application
        .map(|application| application.client_id.as_str())
        .ok_or_else(|| Refusal::new("AccessException", "Application context required"))
}

/// The scopes whose placements or events a listing shows: one asked for, all with
/// `FULL`, otherwise the caller's.
pub(super) fn listed<'a>(
    call: &Call<'_>,
    rows: impl Iterator<Item = (&'a str, Option<&'a str>)>,
) -> Vec<&'a str> {
    let asked = call.params.text("SCOPE").filter(|scope| !scope.is_empty());
    let full = asked.is_none() && call.params.flag("FULL");
    let granted: BTreeSet<&str> = call.caller.scopes.iter().map(String::as_str).collect();
    rows.filter(|(_, scope)| match (&asked, scope) {
        (Some(asked), scope) => *scope == Some(asked),
        (None, Some(scope)) => full || granted.contains(scope),
        (None, None) => true,
    })
    .map(|(name, _)| name)
    .collect()
}
