//! Every answer has the keys and the types of the example in the vendor's documents.
//!
//! The table is in `tests/shapes/`: for each method the page its example is on, a call,
//! and the example's shape: keys with the type of their value, of a list that of its
//! first element, `*` for keys that are numbers, `@name` for a shape given at the head
//! of the file. No value and no sentence of the documents is in it; fields that only
//! the portal of the example has (`UF_CRM_…`, `PARENT_ID_…`) are left out.
//!
//! - An empty value says nothing of a type: `null` goes with everything, an empty list
//!   with every list and object (PHP writes both that way).
//! - `without` names keys of the example that this portal does not have, `beside` keys
//!   that it has and the example has not, each with the reason.
//! - `given` is called first; `$made.item.id` stands for a part of its answer.
//! - A method that begins with `api/` is one of REST 3.

use std::{collections::BTreeMap, fs, path::Path};

use bitrix24_sim::NewApplication;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::support::{Portal, local_application};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    named: BTreeMap<String, Value>,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    method: String,
    page: String,
    #[serde(default)]
    given: Vec<Given>,
    params: Value,
    shape: Value,
    #[serde(default)]
    without: BTreeMap<String, String>,
    #[serde(default)]
    beside: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    method: String,
    params: Value,
    r#as: Option<String>,
}

/// What differs in one answer.
struct Differences<'a> {
    row: &'a Row,
    named: &'a BTreeMap<String, Value>,
    found: Vec<String>,
}

#[tokio::test]
async fn cards_have_the_shape_of_the_documents() {
    compare("cards").await;
}

#[tokio::test]
async fn descriptions_of_fields_have_the_shape_of_the_documents() {
    compare("fields").await;
}

#[tokio::test]
async fn links_have_the_shape_of_the_documents() {
    compare("links").await;
}

#[tokio::test]
async fn items_and_their_types_have_the_shape_of_the_documents() {
    compare("items").await;
}

#[tokio::test]
async fn added_fields_have_the_shape_of_the_documents() {
    compare("userfields").await;
}

#[tokio::test]
async fn requisites_have_the_shape_of_the_documents() {
    compare("requisites").await;
}

#[tokio::test]
async fn timelines_have_the_shape_of_the_documents() {
    compare("timeline").await;
}

#[tokio::test]
async fn dictionaries_have_the_shape_of_the_documents() {
    compare("dictionaries").await;
}

#[tokio::test]
async fn tasks_have_the_shape_of_the_documents() {
    compare("tasks").await;
}

#[tokio::test]
async fn people_and_messages_have_the_shape_of_the_documents() {
    compare("people").await;
}

#[tokio::test]
async fn methods_about_the_portal_have_the_shape_of_the_documents() {
    compare("system").await;
}

/// Calls every row of a file and lists all that differs.
async fn compare(file: &str) {
    let path = format!("tests/shapes/{file}.json");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let table: Table = serde_json::from_str(&text).unwrap();
    assert!(!table.rows.is_empty());
    let scopes = ["crm", "placement", "user", "task", "im", "department"];
    let portal = Portal::with(NewApplication {
        scopes: scopes.map(str::to_owned).to_vec(),
        ..local_application()
    })
    .await;
    portal.sim.knobs().set_bucket(None);
    let mut all = Vec::new();
    for row in &table.rows {
        let mut differences = Differences {
            row,
            named: &table.named,
            found: Vec::new(),
        };
        let mut made = Map::new();
        for given in &row.given {
            let params = filled(&given.params, &made);
            let (status, mut body) = portal.call("admin", &given.method, params).await;
            assert!(
                status.is_success(),
                "{} for {}: {body}",
                given.method,
                row.method
            );
            if let Some(name) = &given.r#as {
                made.insert(name.clone(), body["result"].take());
            }
        }
        let params = filled(&row.params, &made);
        let (status, mut body) = portal.call("admin", &row.method, params).await;
        if status.is_success() {
            body.as_object_mut().unwrap().remove("time");
            body.as_object_mut().unwrap().remove("next");
            differences.look("", &row.shape, &body);
        } else {
            differences.found.push(format!("{status} {body}"));
        }
        let found = differences.found.iter();
        all.extend(found.map(|one| format!("{} ({}): {one}", row.method, row.page)));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Parameters with what was made before in the place of its name.
fn filled(params: &Value, made: &Map<String, Value>) -> Value {
    match params {
        Value::String(text) => match text.strip_prefix('$') {
            Some(path) => {
                let mut steps = path.split('.');
                let first = steps.next().and_then(|name| made.get(name));
                let value = steps.try_fold(first.unwrap(), |value, step| value.get(step));
                value.unwrap().clone()
            }
            None => params.clone(),
        },
        Value::Array(items) => items.iter().map(|item| filled(item, made)).collect(),
        Value::Object(map) => {
            let entries = map.iter();
            let entries = entries.map(|(key, value)| (key.clone(), filled(value, made)));
            Value::Object(entries.collect())
        }
        other => other.clone(),
    }
}

impl Differences<'_> {
    fn look(&mut self, path: &str, shape: &Value, actual: &Value) {
        let named = self.named;
        let shape = match shape.as_str().and_then(|name| name.strip_prefix('@')) {
            Some(name) => &named[name],
            None => shape,
        };
        match (shape, actual) {
            (_, Value::Null) => {}
            (Value::Object(_) | Value::Array(_), Value::Array(items)) if items.is_empty() => {}
            (Value::Array(shapes), Value::Array(items)) => {
                if let Some(shape) = shapes.first() {
                    for item in items {
                        self.look(path, shape, item);
                    }
                }
            }
            // PHP writes a list with gaps as an object, an empty one as a list.
            (Value::Array(shapes), Value::Object(_)) if shapes.is_empty() => {}
            (Value::Object(shapes), Value::Object(keys)) => self.keys(path, shapes, keys),
            (Value::String(kind), actual) if kind == "null" || kind == type_of(actual) => {}
            (shape, actual) => {
                let kind = shape.as_str().unwrap_or(type_of(shape));
                let kind = format!("{path}: {kind} in the documents, {} here", type_of(actual));
                self.found.push(kind);
            }
        }
    }

    fn keys(&mut self, path: &str, shapes: &Map<String, Value>, keys: &Map<String, Value>) {
        if let Some(shape) = shapes.get("*") {
            for value in keys.values() {
                self.look(&join(path, "*"), shape, value);
            }
            return;
        }
        for (key, shape) in shapes {
            let path = join(path, key);
            match keys.get(key) {
                Some(actual) => self.look(&path, shape, actual),
                None if explains(&self.row.without, &path) => {}
                None => self.found.push(format!("{path}: not here")),
            }
        }
        for key in keys.keys().filter(|key| !shapes.contains_key(*key)) {
            let path = join(path, key);
            if !explains(&self.row.beside, &path) {
                self.found.push(format!("{path}: not in the documents"));
            }
        }
    }
}

/// Whether a reason is given for this path; reasons are given below `result`.
fn explains(reasons: &BTreeMap<String, String>, path: &str) -> bool {
    let path = path.strip_prefix("result.").unwrap_or(path);
    reasons.get(path).is_some_and(|reason| !reason.is_empty())
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}
