//! Methods about people (`api-reference/user/`, `api-reference/common/users/`).

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::{
    crm::lines::Lines,
    method::{Call, Reply},
    params::scalar,
    refusal::Refusal,
};
use crate::world::User;

/// When everybody was hired; nothing here depends on it.
const HIRED: &str = "2020-01-09T03:00:00+03:00";

/// Parameters that are no fields.
const NO_FIELDS: &[&str] = &[
    "FILTER",
    "SORT",
    "ORDER",
    "SELECT",
    "START",
    "ADMIN_MODE",
    "IMAGE_RESIZE",
    "AUTH",
];

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
    let mut row = row(&call.caller.user, call);
    row["LAST_ACTIVITY_DATE"] = json!(HIRED);
    row["TIMESTAMP_X"] = json!(HIRED);
    Ok(row.into())
}

/// `user.get`: filtered by `FILTER` or by fields at the top, sorted by `sort`.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(listed(call, &filter(call), |actual, wanted| {
        actual == wanted
    }))
}

/// `user.search`: by parts of names and positions; `FIND` looks in all of them.
pub(crate) fn search(call: &Call<'_>) -> Result<Reply, Refusal> {
    let mut filter = filter(call);
    let find = filter.remove("FIND").as_ref().and_then(scalar);
    let words: Vec<String> = find
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    let contains =
        |actual: &str, wanted: &str| actual.to_lowercase().contains(&wanted.to_lowercase());
    let mut reply = listed(call, &filter, contains);
    if let Value::Array(rows) = &mut reply.result
        && !words.is_empty()
    {
        rows.retain(|row| {
            let names = ["NAME", "LAST_NAME", "WORK_POSITION", "EMAIL"];
            let text = names.map(|name| row.get(name).and_then(scalar).unwrap_or_default());
            let text = text.join(" ").to_lowercase();
            words.iter().all(|word| text.contains(word))
        });
        reply.total = Some(rows.len());
        reply.next = None;
    }
    Ok(reply)
}

fn listed(
    call: &Call<'_>,
    filter: &Map<String, Value>,
    same: impl Fn(&str, &str) -> bool + Copy,
) -> Reply {
    let users = call.state.world().users().into_iter();
    let rows = users.map(|user| row(&user, call));
    let mut rows: Vec<Value> = rows.filter(|row| matches(row, filter, same)).collect();
    let sort = call.params.text("sort").unwrap_or_default();
    let sort = sort.to_ascii_uppercase();
    if !sort.is_empty() {
        rows.sort_by(|a, b| compare(&a[sort.as_str()], &b[sort.as_str()]));
    }
    let order = call.params.text("order").unwrap_or_default();
    if order.eq_ignore_ascii_case("desc") {
        rows.reverse();
    }
    let select = call.params.list("select");
    if !select.is_empty() && !select.iter().any(|name| name == "*") {
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            row.retain(|name, _| {
                name == "ID" || select.iter().any(|one| one.eq_ignore_ascii_case(name))
            });
        }
    }
    Lines::new(rows.into_iter()).page(call.start)
}

fn filter(call: &Call<'_>) -> Map<String, Value> {
    let mut filter = call.params.map("FILTER").unwrap_or_default();
    if let Value::Object(params) = call.params.value() {
        let fields = params
            .into_iter()
            .map(|(name, value)| (name.to_ascii_uppercase(), value))
            .filter(|(name, _)| !NO_FIELDS.contains(&name.as_str()));
        filter.extend(fields);
    }
    filter
}

/// A user as far as the scope lets see: `user_brief` has no address, but position and departments
/// (`api-reference/user/index.md`). What nobody has filled in is empty text, and two moments are
/// empty objects here (`api-reference/user/user-get.md`).
fn row(user: &User, call: &Call<'_>) -> Value {
    let mut row = Map::new();
    let mut set = |key: &str, value: Value| row.insert(key.to_owned(), value);
    let knows_all = call.caller.has_scope("user");
    set("ID", json!(user.id.to_string()));
    set("ACTIVE", json!(user.active));
    set("NAME", json!(user.name));
    set("LAST_NAME", json!(user.last_name));
    set("SECOND_NAME", json!(""));
    if knows_all || call.caller.has_scope("user_basic") {
        set("EMAIL", json!(user.email));
        set("WORK_PHONE", json!(""));
    }
    set("WORK_POSITION", json!(user.position));
    set("UF_DEPARTMENT", json!(user.departments));
    set("UF_EMPLOYMENT_DATE", json!(HIRED));
    if knows_all {
        for name in ["PERSONAL_MOBILE", "PERSONAL_WWW", "PERSONAL_CITY"] {
            set(name, json!(""));
        }
        set("PERSONAL_BIRTHDAY", json!(""));
    }
    set("LAST_LOGIN", json!(HIRED));
    set("DATE_REGISTER", json!(HIRED));
    set("TIME_ZONE", json!(""));
    set("IS_ONLINE", json!("N"));
    set("TIMESTAMP_X", json!({}));
    set("LAST_ACTIVITY_DATE", json!({}));
    set("PERSONAL_GENDER", json!(""));
    set("USER_TYPE", json!("employee"));
    Value::Object(row)
}

fn matches(row: &Value, filter: &Map<String, Value>, same: impl Fn(&str, &str) -> bool) -> bool {
    filter.iter().all(|(key, wanted)| {
        let is_not = key.starts_with('!');
        let is_part = key.trim_start_matches('!').starts_with('%');
        let name = key.trim_start_matches(['!', '=', '@', '%']);
        let Some(actual) = row.get(name.to_ascii_uppercase()) else {
            return true; // Unknown fields are not filtered by.
        };
        // Of several departments any will do.
        let actual: Vec<String> = match actual {
            Value::Array(several) => several.iter().map(text).collect(),
            one => vec![text(one)],
        };
        let is = |wanted: &Value| {
            let wanted = text(wanted);
            actual.iter().any(|actual| {
                if is_part {
                    actual.to_lowercase().contains(&wanted.to_lowercase())
                } else {
                    same(actual, &wanted)
                }
            })
        };
        let found = match wanted {
            Value::Array(several) => several.iter().any(is),
            Value::Object(several) => several.values().any(is),
            one => is(one),
        };
        found != is_not
    })
}

/// A value as filters compare it: flags are asked for as `Y`, `1` or `true`.
fn text(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::Object(_) | Value::Null => String::new(),
        other => other.to_string(),
    };
    match text.as_str() {
        "Y" | "true" => "1".to_owned(),
        "N" | "false" => "0".to_owned(),
        _ => text,
    }
}

fn compare(a: &Value, b: &Value) -> Ordering {
    let (a, b) = (text(a), text(b));
    match (a.parse::<i64>(), b.parse::<i64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => a.to_lowercase().cmp(&b.to_lowercase()),
    }
}
