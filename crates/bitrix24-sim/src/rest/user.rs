//! Methods about people (`api-reference/user/`, `api-reference/common/users/`).

use serde_json::{Map, Value, json};

use super::{
    method::{Call, Reply},
    refusal::Refusal,
};
use crate::world::User;

/// Rows of a page.
const PAGE: usize = 50;

/// The department everybody is in.
const DEPARTMENT: i64 = 1;

/// `profile`: the caller, without any scope.
pub(crate) fn profile(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    let result = json!({
        "ID": user.id.to_string(),
        "ADMIN": user.admin,
        "NAME": user.name,
        "LAST_NAME": user.last_name,
        "PERSONAL_GENDER": "",
        "TIME_ZONE": "",
    });
    Ok(result.into())
}

/// `user.current`.
pub(crate) fn current(call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(row(&call.caller.user, call).into())
}

/// `user.get`: filtered by `FILTER` or by an `ID` at the top, sorted by `sort`.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let mut filter = call.params.map("FILTER").unwrap_or_default();
    if let Some(id) = call.params.get("ID") {
        filter.insert("ID".to_owned(), id.clone());
    }
    let rows = call
        .state
        .world()
        .users()
        .into_iter()
        .map(|user| row(&user, call));
    let mut rows: Vec<Value> = rows.filter(|row| matches(row, &filter)).collect();
    if call
        .params
        .text("order")
        .is_some_and(|order| order.eq_ignore_ascii_case("desc"))
    {
        rows.reverse();
    }
    let total = rows.len();
    let start = usize::try_from(call.start).unwrap_or(0);
    let page: Vec<Value> = rows.into_iter().skip(start).take(PAGE).collect();
    Ok(Reply {
        result: Value::Array(page),
        total: Some(total),
        next: Some(start + PAGE).filter(|next| *next < total),
    })
}

/// A user as far as the scope lets see: `user_brief` has no address.
fn row(user: &User, call: &Call<'_>) -> Value {
    let mut row = Map::new();
    let mut set = |key: &str, value: Value| row.insert(key.to_owned(), value);
    set("ID", json!(user.id.to_string()));
    set("ACTIVE", json!(user.active));
    set("NAME", json!(user.name));
    set("LAST_NAME", json!(user.last_name));
    set("SECOND_NAME", json!(""));
    if call.caller.has_scope("user") || call.caller.has_scope("user_basic") {
        set("EMAIL", json!(user.email));
        set("WORK_POSITION", json!(user.position));
        set("UF_DEPARTMENT", json!([DEPARTMENT]));
    }
    if call.caller.has_scope("user") {
        set("PERSONAL_MOBILE", json!(""));
    }
    set("TIME_ZONE", json!(""));
    set("IS_ONLINE", json!("N"));
    set("PERSONAL_GENDER", json!(""));
    set("USER_TYPE", json!("employee"));
    Value::Object(row)
}

fn matches(row: &Value, filter: &Map<String, Value>) -> bool {
    filter.iter().all(|(key, wanted)| {
        let name = key.trim_start_matches(['=', '@']).to_ascii_uppercase();
        let Some(actual) = row.get(&name) else {
            return true; // Unknown fields are not filtered by.
        };
        match wanted {
            Value::Array(several) => several.iter().any(|one| same(actual, one)),
            Value::Object(several) => several.values().any(|one| same(actual, one)),
            one => same(actual, one),
        }
    })
}

fn same(actual: &Value, wanted: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        // Flags are asked for as `Y`, `1` or `true`.
        Value::Bool(flag) => u8::from(*flag).to_string(),
        other => other.to_string(),
    };
    let wanted = match text(wanted).as_str() {
        "Y" | "true" => "1".to_owned(),
        "N" | "false" => "0".to_owned(),
        other => other.to_owned(),
    };
    text(actual) == wanted
}
