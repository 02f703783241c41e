//! REST 3 describes itself (`api-reference/rest-v3.md`, "OpenAPI documentation").

use serde_json::{Map, Value, json};

use super::{CHANGING, READING, field::FIELDS};
use crate::rest::{
    method::{Call, Method, Reply},
    refusal::Refusal,
};

/// `rest.documentation.openapi`, or `documentation` for short: the methods the caller
/// may call, as an OpenAPI document. It is the whole answer's `result`: the documents
/// show it without the usual envelope and do not say where it goes.
pub(super) fn openapi(call: &Call<'_>) -> Result<Reply, Refusal> {
    let methods = all().filter(|method| method.is_open_to(call.caller));
    let paths: Map<_, _> = methods
        .map(|method| (format!("/{}", method.name), path(method)))
        .collect();
    let properties: Map<_, _> = FIELDS
        .iter()
        .map(|field| (field.name.to_owned(), property(field.kind)))
        .collect();
    let document = json!({
        "openapi": "3.0.0",
        "info": {"title": "Bitrix24 REST V3 API", "version": "1.0.0"},
        "tags": [
            {"name": "rest", "description": "rest module methods"},
            {"name": "tasks", "description": "tasks module methods"},
        ],
        "paths": paths,
        "components": {"schemas": {"TaskDto": {"type": "object", "properties": properties}}},
    });
    Ok(document.into())
}

/// `rest.scope.list`: which scope each method needs. What the answer looks like is not
/// documented.
pub(super) fn scopes(_: &Call<'_>) -> Result<Reply, Refusal> {
    let scopes = all().map(|method| {
        let scope = method.scopes.first().copied().unwrap_or("");
        (method.name.to_owned(), json!(scope))
    });
    Ok(json!({"items": scopes.collect::<Map<_, _>>()}).into())
}

fn all() -> impl Iterator<Item = &'static Method> {
    READING.iter().chain(CHANGING)
}

fn path(method: &Method) -> Value {
    let module = method.name.split('.').next().unwrap_or_default();
    let module = if module == "documentation" {
        "rest"
    } else {
        module
    };
    json!({"post": {
        "tags": [module],
        "operationId": method.name,
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {"200": {
            "description": "OK",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }},
    }})
}

fn property(kind: &str) -> Value {
    match kind {
        "int" => json!({"type": "integer"}),
        "bool" => json!({"type": "boolean"}),
        "array" => json!({"type": "array", "items": {}}),
        other => json!({"type": other}),
    }
}
