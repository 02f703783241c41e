//! What the caller may do in the portal (`api-reference/common/users/user-access.md`,
//! `api-reference/common/system/access-name.md`).

use serde_json::{Map, Value, json};

use super::{
    method::{Call, Reply},
    refusal::Refusal,
};

/// `user.admin`.
pub(crate) fn is_admin(call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(json!(call.caller.user.admin).into())
}

/// `user.access`: whether the caller has any of these codes. An administrator has all.
pub(crate) fn has_access(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    let own = ["AU".to_owned(), "G2".to_owned(), format!("U{}", user.id)];
    let departments = user.departments.iter();
    let departments = departments.flat_map(|id| [format!("D{id}"), format!("DR{id}")]);
    let own: Vec<String> = own.into_iter().chain(departments).collect();
    let codes = call.params.list("ACCESS");
    let has = user.admin || codes.iter().any(|code| own.contains(code));
    Ok(json!(has).into())
}

/// `access.name`: what codes stand for; `false` when there are none to name.
pub(crate) fn names(call: &Call<'_>) -> Result<Reply, Refusal> {
    let codes = call.params.list("ACCESS");
    let mut named = Map::new();
    for code in codes {
        if let Some(name) = name(call, &code) {
            named.insert(code, name);
        }
    }
    if named.is_empty() {
        return Ok(json!(false).into());
    }
    Ok(Value::Object(named).into())
}

fn name(call: &Call<'_>, code: &str) -> Option<Value> {
    let row = |provider: &str, name: &str, provider_id: &str| json!({"provider": provider, "name": name, "provider_id": provider_id});
    match code {
        "AU" => return Some(row("", "All authorized users", "other")),
        "G1" => return Some(row("", "Administrators", "group")),
        "G2" => return Some(row("", "All users", "group")),
        _ => {}
    }
    let id = code.strip_prefix('U')?.parse().ok()?;
    let user = call.state.world().user(id)?;
    Some(row("", &user.full_name(), "user"))
}
