//! `user.option.*`: what an application keeps for one user
//! (`api-reference/common/settings/user-option-get.md`).

use serde_json::{Value, json};

use super::{
    method::{Call, Reply},
    refusal::Refusal,
};
use crate::php;

/// One value, or all of them.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = owner(call)?;
    let options = call.state.world().user_options(owner, call.caller.user.id);
    let result = match call.params.text("option").filter(|name| !name.is_empty()) {
        Some(name) => options.get(&name).cloned().unwrap_or(Value::Null),
        None => php::array(options.into_iter().collect()),
    };
    Ok(result.into())
}

/// Anybody may keep what is theirs.
pub(crate) fn set(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = owner(call)?;
    let options = call.params.map("options").unwrap_or_default();
    if options.is_empty() {
        return Err(Refusal::new("ArgumentNullException", "options is empty"));
    }
    let user_id = call.caller.user.id;
    for (name, value) in options {
        call.state
            .world()
            .set_user_option(owner, user_id, &name, value);
    }
    Ok(json!(true).into())
}

fn owner<'a>(call: &Call<'a>) -> Result<&'a str, Refusal> {
    let application = call.caller.application.as_ref();
    application
        .map(|application| application.client_id.as_str())
        .ok_or_else(|| Refusal::new("AccessException", "Application context required"))
}
