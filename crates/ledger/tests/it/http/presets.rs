//! The presets' queries are queries.
//!
//! The server reads these files with a reader of its own that knows lines and near names; what their
//! words mean is written here a second time, so that a word one of the two does not know is found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ledger::{
    Escape, HttpColumn, HttpMethod, HttpQuery, Paging, PagingKind, ParamType, Query, QueryValue,
    Scalar,
};
use toml::{Table, Value};

#[test]
fn every_query_of_every_preset_can_be_asked() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../inlay/presets");
    let mut kinds = BTreeSet::new();
    let mut queries = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let preset: Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        for (source, settings) in preset["sources"].as_table().unwrap() {
            let kind = settings["kind"].as_str().unwrap().to_owned();
            for (name, query) in settings["queries"].as_table().unwrap() {
                let full = format!("{source}.{name}");
                let params = params(query);
                match kind.as_str() {
                    "http" => {
                        let read = http(&full, query.as_table().unwrap());
                        if let Err(error) = Query::http(&full, &read, &params) {
                            panic!("{}: {full}: {}: {error}", path.display(), error.at());
                        }
                    }
                    "sql" => {
                        Query::sql(&full, text(&query["sql"]), &params).unwrap();
                    }
                    _ => continue,
                }
                queries += 1;
            }
            kinds.insert(kind);
        }
    }
    assert!(kinds.contains("http") && kinds.contains("sql"), "{kinds:?}");
    assert!(queries >= 17, "{queries}");
}

fn params(query: &Value) -> BTreeMap<String, ParamType> {
    let params = query.get("params").and_then(Value::as_table);
    let params = params.into_iter().flatten();
    params
        .map(|(name, kind)| (name.clone(), text(kind).parse().unwrap()))
        .collect()
}

fn http(name: &str, words: &Table) -> HttpQuery {
    let mut query = HttpQuery::default();
    for (key, value) in words {
        match key.as_str() {
            "params" => {}
            "method" => {
                query.method = match text(value) {
                    "GET" => HttpMethod::Get,
                    "POST" => HttpMethod::Post,
                    other => panic!("{name}: {other}"),
                }
            }
            "read_only" => query.read_only = value.as_bool().unwrap(),
            "path" => query.path = text(value).to_owned(),
            "query" => query.query = named(value, self::value),
            "body" => query.body = Some(json(value)),
            "secrets" => query.secrets = named(value, |_| "secret".into()),
            "rows" => query.rows = text(value).to_owned(),
            "columns" => query.columns = named(value, column),
            "paging" => query.paging = paging(value.as_table().unwrap()),
            "error_at" => query.error_at = Some(text(value).to_owned()),
            "error_code" => query.error_code = Some(text(value).to_owned()),
            "login_errors" => {
                let codes = value.as_array().unwrap().iter();
                query.login_errors = codes.map(|code| text(code).to_owned()).collect();
            }
            "not_found" => query.not_found_is_empty = text(value) == "empty",
            other => panic!("{name}: {other}"),
        }
    }
    query
}

fn value(value: &Value) -> QueryValue {
    match value {
        Value::String(text) => QueryValue::text(text),
        _ if value.get("json").is_some() => QueryValue::Json(json(&value["json"])),
        _ if value.get("base64_json").is_some() => {
            QueryValue::Base64Json(json(&value["base64_json"]))
        }
        _ => QueryValue::Text {
            template: text(&value["text"]).to_owned(),
            escape: Some(Escape {
                chars: text(&value["escape"]).to_owned(),
                with: text(&value["with"]).chars().next().unwrap(),
            }),
        },
    }
}

fn column(value: &Value) -> HttpColumn {
    let Value::Table(words) = value else {
        return HttpColumn::at(text(value));
    };
    let mut column = HttpColumn::at("");
    for (key, value) in words {
        match key.as_str() {
            "path" => column.path = text(value).to_owned(),
            "type" => {
                let known = Scalar::ALL.into_iter();
                let kind = known.clone().find(|kind| kind.as_str() == text(value));
                column.kind = Some(kind.unwrap());
            }
            "scale" => column.scale = i8::try_from(value.as_integer().unwrap()).unwrap(),
            "format" => column.format = Some(text(value).to_owned()),
            other => panic!("{other}"),
        }
    }
    column
}

fn paging(words: &Table) -> Paging {
    let word = |key: &str| words.get(key).map(|value| text(value).to_owned());
    let number = |key: &str| {
        let number = words.get(key)?.as_integer().unwrap();
        Some(usize::try_from(number).unwrap())
    };
    let kind = match text(&words["kind"]) {
        "offset" => PagingKind::Offset {
            offset: word("offset").unwrap(),
            limit: word("limit").unwrap(),
            size: number("size").unwrap(),
            total: word("total"),
        },
        "next" => PagingKind::Next {
            at: word("at").unwrap(),
        },
        other => panic!("{other}"),
    };
    let usual = Paging::from(kind);
    Paging {
        max_pages: number("max_pages").unwrap_or(usual.max_pages),
        key: word("key"),
        ..usual
    }
}

fn named<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<(String, T)> {
    let fields = value.as_table().unwrap().iter();
    fields
        .map(|(name, value)| (name.clone(), read(value)))
        .collect()
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::Array(items) => items.iter().map(json).collect(),
        Value::Table(_) => named(value, json).into_iter().collect(),
        Value::Datetime(moment) => moment.to_string().into(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
