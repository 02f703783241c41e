//! The presets' queries are queries, and a 1C takes them.
//!
//! The server reads these files with a reader of its own; what their words mean is written here a
//! second time, so that a word one of the two does not know is found.

use std::collections::BTreeMap;
use std::path::Path;

use ledger::{
    Argument, ODataFunction, ODataQuery, ParamType, Params, Protocol, Query, Scalar, Value,
};
use serde_json::json;
use toml::Table;

use super::onec::OneC;
use super::source;

const PRESETS: [&str; 4] = ["1c-ut11", "1c-bp3", "1c-unf", "sap-b1"];

struct Preset {
    protocol: Protocol,
    queries: Vec<(Query, ODataQuery)>,
    settings: Table,
}

fn preset(name: &str) -> Preset {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../inlay/presets");
    let file = std::fs::read_to_string(path.join(format!("{name}.toml"))).unwrap();
    let words: Table = file.parse().unwrap();
    let (source, settings) = words["sources"].as_table().unwrap().iter().next().unwrap();
    assert_eq!(settings["kind"].as_str(), Some("odata"));
    let protocol = settings["protocol"].as_str().unwrap();
    let protocol = Protocol::ALL
        .into_iter()
        .find(|known| known.as_str() == protocol)
        .unwrap();
    let queries = settings["queries"].as_table().unwrap().iter();
    let queries = queries.map(|(query, words)| {
        let full = format!("{source}.{query}");
        let (worded, params) = worded(&full, protocol, words.as_table().unwrap());
        match Query::odata(&full, &worded, &params) {
            Ok(query) => (query, worded),
            Err(error) => panic!("{name}: {full}: {}: {error}", error.key()),
        }
    });
    Preset {
        protocol,
        queries: queries.collect(),
        settings: words.clone(),
    }
}

fn worded(
    name: &str,
    protocol: Protocol,
    words: &Table,
) -> (ODataQuery, BTreeMap<String, ParamType>) {
    let mut query = ODataQuery::all(protocol, "");
    let mut params = BTreeMap::new();
    for (key, value) in words {
        let text = || value.as_str().unwrap().to_owned();
        match key.as_str() {
            "params" => {
                for (name, kind) in value.as_table().unwrap() {
                    params.insert(name.clone(), kind.as_str().unwrap().parse().unwrap());
                }
            }
            "given" => {}
            "entity" => query.entity = text(),
            "filter" => query.filter = Some(text()),
            "order" => query.order = Some(text()),
            "top" => query.top = Some(u32::try_from(value.as_integer().unwrap()).unwrap()),
            "select" => {
                let items = value.as_array().unwrap().iter();
                query.select = items
                    .map(|item| item.as_str().unwrap().to_owned())
                    .collect();
            }
            "function" => {
                let (name, arguments) = value.as_table().unwrap().iter().next().unwrap();
                let arguments = arguments.as_table().unwrap().iter();
                query.function = Some(ODataFunction {
                    name: name.clone(),
                    arguments: arguments
                        .map(|(name, text)| (name.clone(), text.as_str().unwrap().to_owned()))
                        .collect(),
                });
            }
            other => panic!("{name}: {other}"),
        }
    }
    (query, params)
}

/// A value of any type.
fn value(kind: ParamType) -> Argument {
    let value = match kind.scalar() {
        Scalar::Date | Scalar::Datetime => Value::Date("2024-03-20".parse().unwrap()),
        Scalar::Guid => Value::Text("41aa6331-954f-11e3-814b-005056c00001".to_owned()),
        _ => Value::Text("7701234567".to_owned()),
    };
    if kind.is_list() {
        return Argument::Many(vec![value]);
    }
    Argument::One(value)
}

#[test]
fn every_query_is_one_and_long_lists_have_a_full_order() {
    for name in PRESETS {
        let preset = preset(name);
        assert!(preset.queries.len() >= 5, "{name}");
        for (query, worded) in &preset.queries {
            // A list that may be longer than a page is read in pages, and needs an order for it.
            let long = worded.top.is_some_and(|top| top >= 1_000);
            assert!(!long || worded.order.is_some(), "{name}: {}", query.name());
            let order = worded.order.as_deref().unwrap_or("Ref_Key");
            let keyed = [
                "Ref_Key",
                "DocEntry desc",
                "ServiceCallID desc",
                "ActivityCode",
            ];
            assert!(
                keyed.iter().any(|key| order.ends_with(key)),
                "{name}: {order}"
            );
        }
    }
}

#[tokio::test]
async fn every_query_for_1c_is_taken_by_one_that_knows_the_fields_it_names() {
    for name in PRESETS {
        let preset = preset(name);
        if preset.protocol != Protocol::OneC {
            continue;
        }
        let mut sets = serde_json::Map::new();
        for (_, worded) in &preset.queries {
            let conditions = worded
                .function
                .iter()
                .flat_map(|function| function.arguments.values());
            let texts = worded.filter.iter().chain(conditions);
            let words = texts.flat_map(|text| {
                text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '/'))
            });
            let row = words.map(|word| (word.to_owned(), json!("x"))).collect();
            let rows = json!([serde_json::Value::Object(row)]);
            if let Some(function) = &worded.function {
                sets.insert(format!("{}/{}", worded.entity, function.name), rows.clone());
            }
            // Several queries of one set: each brings the fields it names.
            let set = sets
                .entry(worded.entity.clone())
                .or_insert_with(|| json!([{}]));
            let known = set[0].as_object_mut().unwrap();
            known.extend(rows[0].as_object().unwrap().clone());
        }
        let onec = OneC::start(serde_json::Value::Object(sets)).await;
        let source = source(onec.url(), preset.protocol);
        for (query, _) in &preset.queries {
            let types: BTreeMap<_, _> = query.params().collect();
            let params = Params::bind(query, |name| Some(value(types[name]))).unwrap();
            if let Err(error) = source.read(query, &params).await {
                panic!("{name}: {}: {error:?}", query.name());
            }
        }
        assert_eq!(onec.asked().len(), preset.queries.len(), "{name}");
    }
}

#[test]
fn match_steps_feeds_and_tables_name_queries_and_columns_that_are_there() {
    for name in PRESETS {
        let preset = preset(name);
        let columns = |query: &str| -> Vec<String> {
            let (_, worded) = preset
                .queries
                .iter()
                .find(|(known, _)| known.name() == query)
                .unwrap_or_else(|| panic!("{name}: {query}"));
            let called = worded.select.iter().map(|item| {
                let path = item.split([':', ' ']).next().unwrap();
                let alias = item.split_once(" as ").map(|(_, alias)| alias.to_owned());
                alias.unwrap_or_else(|| path.replace('/', "_"))
            });
            called.collect()
        };
        for step in preset.settings["match"]["steps"].as_array().unwrap() {
            let columns = columns(step["query"].as_str().unwrap());
            assert!(columns.iter().any(|column| column == "client_id"), "{name}");
            assert!(columns.iter().any(|column| column == "name"), "{name}");
        }
        for block in preset.settings["widget"][0]["block"].as_array().unwrap() {
            let Some(query) = block.get("query") else {
                continue;
            };
            let known = columns(query.as_str().unwrap());
            let shown = shown(block);
            assert!(!shown.is_empty(), "{name}: {block}");
            for shown in shown {
                assert!(known.iter().any(|known| known == shown), "{name}: {shown}");
            }
        }
        let (source, settings) = preset.settings["sources"]
            .as_table()
            .unwrap()
            .iter()
            .next()
            .unwrap();
        for (query, words) in settings["queries"].as_table().unwrap() {
            let given = words.get("given").and_then(toml::Value::as_table);
            for (param, from) in given.into_iter().flatten() {
                let (feeder, column) = from.as_str().unwrap().split_once('.').unwrap();
                let known = columns(&format!("{source}.{feeder}"));
                assert!(
                    known.iter().any(|known| known == column),
                    "{name}: {query}.{param}"
                );
            }
        }
    }
}

/// The columns a block of one query shows: a table's, a chart's two, those of a list's texts.
fn shown(block: &toml::Value) -> Vec<&str> {
    let text = |key: &str| block.get(key).and_then(toml::Value::as_str);
    let columns = block.get("columns").and_then(toml::Value::as_array);
    let columns = columns.into_iter().flatten();
    let mut shown: Vec<&str> = columns
        .map(|column| column.as_str().unwrap().split(':').next().unwrap())
        .chain(["x", "y"].into_iter().filter_map(text))
        .collect();
    for text in ["line", "badge", "date"].into_iter().filter_map(text) {
        let after = text.split("row.").skip(1);
        shown.extend(after.filter_map(|rest| rest.split([' ', '|', '}']).next()));
    }
    shown
}
